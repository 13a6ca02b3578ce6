//! A job: a JSON object with a repository and options of the command line.

use crate::cli::args::{CommonArgs, RangeArgs};
use crate::model::Confidence;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::path::PathBuf;

/// One job. A missing field means the value of the worker's own command line. There is no field for showing secrets:
/// only whoever starts the worker decides that.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// Any JSON value; every answer carries it.
    pub job: Option<Box<RawValue>>,
    /// Path of the repository.
    pub repository: String,
    /// `A..B` instead of the whole history.
    pub range: Option<String>,
    since: Option<String>,
    max_count: Option<usize>,
    branch: Option<String>,
    #[serde(default)]
    unreachable: bool,
    #[serde(default)]
    recurse_submodules: bool,
    confidence: Option<Confidence>,
    #[serde(default)]
    rule: Vec<String>,
    #[serde(default)]
    disable: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
    config: Option<PathBuf>,
    baseline: Option<PathBuf>,
    threads: Option<usize>,
}

/// What a line that is no job says of itself all the same, so that a scheduler can match the answer.
#[derive(Debug, Default, Deserialize)]
pub struct Named {
    /// The name that it gave itself.
    pub job: Option<Box<RawValue>>,
}

impl Named {
    /// Reads it from a line; without a name where the line is no JSON object.
    pub fn of(line: &[u8]) -> Named {
        match serde_json::from_slice::<Value>(line) {
            Ok(Value::Object(_)) => serde_json::from_slice(line).unwrap_or_default(),
            _ => Named::default(),
        }
    }
}

impl Job {
    /// Reads a line. The error is one clause.
    pub fn parse(line: &[u8]) -> Result<Job, String> {
        // serde would take a list for the fields of a job in their order.
        if serde_json::from_slice(line).is_ok_and(|value: Value| !value.is_object()) {
            return Err("a job is an object with at least `repository`".to_owned());
        }
        let job: Job = serde_json::from_slice(line).map_err(|e| e.to_string())?;
        if job.repository.is_empty() {
            return Err("`repository` is empty".to_owned());
        }
        if job.max_count == Some(0) {
            return Err("`max_count` is 0: of no commits nothing would be seen".to_owned());
        }
        let part = job.since.is_some() || job.max_count.is_some() || job.branch.is_some();
        if job.range.is_some() && (part || job.unreachable || job.recurse_submodules) {
            return Err("`range` goes with no other field that picks a part of history".to_owned());
        }
        if part && (job.unreachable || job.recurse_submodules) {
            return Err("`unreachable` and `recurse_submodules` are for whole histories".to_owned());
        }
        Ok(job)
    }

    /// The part of history that it asks for.
    pub fn part(&self) -> RangeArgs {
        RangeArgs {
            since: self.since.clone(),
            max_count: self.max_count,
            branch: self.branch.clone(),
            unreachable: self.unreachable,
            recurse_submodules: self.recurse_submodules,
            ..RangeArgs::default()
        }
    }

    /// The worker's own options, overridden by those of the job.
    pub fn args(&self, defaults: &CommonArgs) -> CommonArgs {
        let more = |own: &[String], given: &[String]| [given, own].concat();
        CommonArgs {
            confidence: self.confidence.or(defaults.confidence),
            rule: if self.rule.is_empty() { defaults.rule.clone() } else { self.rule.clone() },
            disable: more(&self.disable, &defaults.disable),
            exclude: more(&self.exclude, &defaults.exclude),
            config: self.config.clone().or_else(|| defaults.config.clone()),
            baseline: self.baseline.clone().or_else(|| defaults.baseline.clone()),
            threads: self.threads.or(defaults.threads),
            quiet: 1,
            ..defaults.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_job_keeps_its_name() {
        let name = |line: &[u8]| Named::of(line).job.map(|job| job.get().to_owned());
        let huge = br#"{"job": 184467440737095516160000, "repositry": "/r"}"#;
        assert_eq!(name(huge).as_deref(), Some("184467440737095516160000"));
        assert_eq!(name(br#"{"repository": 1}"#), None);
        assert_eq!(name(b"[7]"), None);
        assert_eq!(name(b"{\"job\": 1"), None);
    }

    #[test]
    fn a_job_says_what_it_means() {
        let job = Job::parse(br#"{"repository": "/r", "job": [1], "max_count": 3, "confidence": "low"}"#);
        let job = job.expect("a job");
        let args = job.args(&CommonArgs { disable: vec!["x".into()], ..CommonArgs::default() });
        assert_eq!((job.part().max_count, args.confidence), (Some(3), Some(Confidence::Low)));
        assert_eq!(args.disable, ["x"]);
        for bad in [
            &b"{}"[..],
            b"[]",
            b"[null, \"/r\", null, null, null, null, false, false, null, [], [], [], null, null, null]",
            b"null",
            b"\"/r\"",
            b"{\"repository\": \"/r\"",
            b"{\"repository\": \"\"}",
            b"{\"repository\": \"/r\", \"repositry\": 1}",
            b"{\"repository\": \"/r\", \"show_secrets\": true}",
            b"{\"repository\": \"/r\", \"threads\": -1}",
            b"{\"repository\": \"/r\", \"max_count\": 0}",
            b"{\"repository\": \"/r\", \"confidence\": \"sure\"}",
            b"{\"repository\": \"/r\", \"range\": \"a..b\", \"branch\": \"c\"}",
            b"{\"repository\": \"/r\", \"since\": \"a\", \"unreachable\": true}",
            b"{\"repository\": \"\xff\"}",
        ] {
            assert!(Job::parse(bad).is_err(), "{}", String::from_utf8_lossy(bad));
        }
        for no_object in [&b"[]"[..], b"null", b"\"/r\"", b"7"] {
            let said = Job::parse(no_object).err();
            assert_eq!(said.as_deref(), Some("a job is an object with at least `repository`"));
        }
    }
}
