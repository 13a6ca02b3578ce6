//! The outcome of a run, and its exit code.

use crate::finding::Finding;

/// The exit code of a run, as documented in the README.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Nothing was found, and everything was scanned.
    Clean,
    /// At least one finding.
    Findings,
    /// Usage or configuration error.
    Usage,
    /// Something could not be read, and nothing was found in the rest.
    Incomplete,
    /// Stopped by Ctrl-C, SIGTERM or SIGHUP; its number.
    Interrupted(u8),
    /// The code of another hook that ran before or after ours.
    Other(u8),
}

impl Exit {
    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Incomplete => 3,
            Exit::Interrupted(signal) => 128 + signal,
            Exit::Other(code) => code,
        }
    }

    /// The same, or "findings" in place of "clean".
    pub fn or_findings(self) -> Exit {
        if self == Exit::Clean || self == Exit::Incomplete { Exit::Findings } else { self }
    }
}

/// Something that was not scanned, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// Path, blob or revision, as a person names it.
    pub what: String,
    /// One clause, such as `permission denied` or `missing in this partial clone`.
    pub why: String,
}

/// The receipt: what was listed and what became of it. `listed == scanned + skipped + unread`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The noun of a unit in this run: `file`, `staged file`, `blob`.
    pub noun: &'static str,
    /// Units that the source listed.
    pub listed: u64,
    /// Units searched whole.
    pub scanned: u64,
    /// Units left out on purpose (excluded by configuration): each with its reason.
    pub skipped: Vec<Gap>,
    /// Units that could not be read: these make the run incomplete.
    pub unread: Vec<Gap>,
    /// Things that are no units but could not be scanned (a shallow border): these make the run incomplete, too.
    pub missing: Vec<Gap>,
    /// Bytes searched.
    pub bytes: u64,
    /// New lines, if the source knows them (staged content, ranges).
    pub added_lines: Option<u64>,
    /// Commits covered, in history and range scans.
    pub commits: Option<u64>,
    /// What was scanned, in words, if it is not obvious: `a1b2c3..d4e5f6 (pull request 7)`.
    pub scope: Option<String>,
    /// The signal that ended the run early.
    pub interrupted: Option<u8>,
    /// Wall time of the scan in milliseconds.
    pub millis: u64,
}

impl Coverage {
    /// True if everything that should be scanned was scanned.
    pub fn is_complete(&self) -> bool {
        self.unread.is_empty() && self.missing.is_empty() && self.interrupted.is_none()
    }
}

/// Findings that are reported, those that were suppressed (with the reason), and the receipt.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Reported findings, in report order.
    pub findings: Vec<Finding>,
    /// Findings that an allow entry, a marker, the baseline or a filter suppresses.
    pub suppressed: Vec<Finding>,
    /// The receipt.
    pub coverage: Coverage,
}

impl Outcome {
    /// Findings win over an incomplete run. An interrupted run says so in any case.
    pub fn exit(&self) -> Exit {
        match self.coverage.interrupted {
            Some(signal) => Exit::Interrupted(signal),
            None if !self.findings.is_empty() => Exit::Findings,
            None if !self.coverage.is_complete() => Exit::Incomplete,
            None => Exit::Clean,
        }
    }
}

impl Outcome {
    /// Puts the name of a repository in front of every path, for runs over several.
    pub fn put_below(&mut self, folder: &str) {
        let folder = folder.trim_end_matches('/');
        for finding in self.findings.iter_mut().chain(&mut self.suppressed) {
            let mut path = format!("{folder}/").into_bytes();
            path.extend_from_slice(finding.origin.path.as_bytes());
            finding.origin.path = path.into();
        }
        let c = &mut self.coverage;
        for gap in c.skipped.iter_mut().chain(&mut c.unread).chain(&mut c.missing) {
            gap.what = format!("{folder}: {}", gap.what);
        }
    }

    /// Adds the outcome of another repository of the same run.
    pub fn merge(&mut self, other: Outcome) {
        self.findings.extend(other.findings);
        self.suppressed.extend(other.suppressed);
        let (c, o) = (&mut self.coverage, other.coverage);
        c.listed += o.listed;
        c.scanned += o.scanned;
        c.skipped.extend(o.skipped);
        c.unread.extend(o.unread);
        c.missing.extend(o.missing);
        c.bytes += o.bytes;
        c.added_lines = c.added_lines.zip(o.added_lines).map(|(a, b)| a + b);
        c.commits = c.commits.zip(o.commits).map(|(a, b)| a + b);
        c.scope = match (c.scope.take(), o.scope) {
            (Some(one), Some(other)) if one != other => Some(format!("{one}; {other}")),
            (one, other) => one.or(other),
        };
        c.interrupted = c.interrupted.or(o.interrupted);
        c.millis += o.millis;
    }
}
