//! `.secrets.baseline` of detect-secrets: hashes of values with their places. A value of ours with the same hash is
//! taken over: into the allow file if an audit said that it is no secret, otherwise into the baseline.

use super::look::Look;
use super::{Plan, read};
use crate::compat::globs;
use crate::error::{Error, Result};
use crate::finding::Finding;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

const FILE: &str = ".secrets.baseline";

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    results: BTreeMap<String, Vec<Known>>,
    #[serde(default)]
    filters_used: Vec<Filter>,
    exclude: Option<Exclude>,
}

#[derive(Deserialize)]
struct Known {
    #[serde(rename = "type", default)]
    kind: String,
    hashed_secret: String,
    #[serde(default)]
    line_number: usize,
    is_secret: Option<bool>,
}

#[derive(Deserialize)]
struct Filter {
    path: String,
    #[serde(default)]
    pattern: Vec<String>,
}

/// Exclusions as versions before 1.0 wrote them.
#[derive(Deserialize)]
struct Exclude {
    files: Option<String>,
    lines: Option<String>,
}

/// Takes over the file at `root`, if there is one.
pub fn migrate(root: &Path, look: &Look, plan: &mut Plan) -> Result<()> {
    let path = root.join(FILE);
    let Some(text) = read(&path)? else { return Ok(()) };
    let file: File = serde_json::from_str(&text)
        .map_err(|e| Error::Config { path, message: format!("it is no baseline of detect-secrets: {e}") })?;
    plan.title(FILE);
    for (name, known) in &file.results {
        let found = match std::fs::read(root.join(name)) {
            Ok(bytes) => look.at(name, bytes),
            Err(_) => {
                plan.left(&format!(
                    "{name}: the file is not there, so its {} values cannot be found",
                    known.len()
                ));
                continue;
            }
        };
        for one in known {
            value(name, one, &found, look, plan)?;
        }
    }
    for filter in &file.filters_used {
        let name = filter.path.rsplit('.').next().unwrap_or_default();
        match name {
            "should_exclude_file" => filter.pattern.iter().for_each(|regex| exclude(regex, plan)),
            "should_exclude_line" | "should_exclude_secret" => plan.left(&format!(
                "{name} {}: we exclude values by their fingerprint, never by an expression",
                filter.pattern.join(" ")
            )),
            _ => {}
        }
    }
    if let Some(old) = &file.exclude {
        old.files.iter().for_each(|regex| exclude(regex, plan));
        if let Some(lines) = &old.lines {
            plan.left(&format!("exclude.lines {lines}: we exclude values by their fingerprint"));
        }
    }
    Ok(())
}

fn value(name: &str, known: &Known, found: &[Finding], look: &Look, plan: &mut Plan) -> Result<()> {
    let spot = format!("{name}:{}", known.line_number);
    let same = |f: &&Finding| {
        let hash = sha1_smol::Sha1::from(f.secret.reveal()).hexdigest();
        hash.eq_ignore_ascii_case(&known.hashed_secret)
    };
    let Some(finding) = found.iter().find(same) else {
        plan.left(&format!(
            "{spot} ({}): we find no secret with that hash, so there is nothing to hold back",
            known.kind
        ));
        return Ok(());
    };
    let id = finding.fingerprint.short();
    if known.is_secret == Some(false) {
        plan.allow(look.entry(finding, &format!("migrated from {FILE}: audited as no secret"))?);
        plan.done(&format!("{spot}: allowed {id}, which an audit found to be no secret"));
    } else {
        plan.known.push(finding.fingerprint);
        plan.done(&format!("{spot}: {id} is known in the baseline"));
    }
    Ok(())
}

/// Takes over a regular expression for paths as globs, or reports why not.
pub fn exclude(regex: &str, plan: &mut Plan) {
    match globs(regex) {
        Ok(globs) => {
            // Our exclusions hold for everything below a folder, too: report it if that is wider than the expression.
            let wider = globs.iter().any(|glob| !glob.ends_with('*'));
            let below = if wider { ", and what lies below a folder of such a name" } else { "" };
            plan.done(&format!("paths {regex}: excluded as {}{below}", globs.join(" ")));
            plan.exclude.extend(globs);
        }
        Err(why) => plan.left(&format!("paths {regex}: {why}, so these paths are scanned")),
    }
}
