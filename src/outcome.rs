//! What a run came to, and the exit code that follows.

use crate::finding::Finding;

/// The exit code of a run, as documented in the README.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Nothing found, everything looked at.
    Clean,
    /// At least one finding.
    Findings,
    /// Usage or configuration error.
    Usage,
    /// Something could not be read, and nothing was found in the rest.
    Incomplete,
    /// Stopped by Ctrl-C, or by another signal that asks a program to end: its number.
    Interrupted(u8),
    /// The code of a hook that ran after ours.
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

    /// The same, or "findings" where there would be nothing to complain of.
    pub fn or_findings(self) -> Exit {
        if self == Exit::Clean || self == Exit::Incomplete { Exit::Findings } else { self }
    }
}

/// Something that was not scanned, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// Path, blob or revision, as a person names it.
    pub what: String,
    /// One clause: `permission denied`, `missing in this partial clone`.
    pub why: String,
}

/// The receipt: what was listed, what became of it. `listed == scanned + skipped + unread`.
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
    /// Things that are not units, but were not seen either (a shallow border): incomplete too.
    pub missing: Vec<Gap>,
    /// Bytes searched.
    pub bytes: u64,
    /// Lines that were new, where the source tells (staged, ranges).
    pub added_lines: Option<u64>,
    /// Commits covered, in history and ranges.
    pub commits: Option<u64>,
    /// What exactly was looked at, in words, where it is not plain: `a1b2c3..d4e5f6 (pull request 7)`.
    pub scope: Option<String>,
    /// The signal that ended the run early: Ctrl-C, or another one that asks a program to end.
    pub interrupted: Option<u8>,
    /// Wall time of the scan in milliseconds.
    pub millis: u64,
}

impl Coverage {
    /// True where all that was to be looked at was looked at.
    pub fn is_complete(&self) -> bool {
        self.unread.is_empty() && self.missing.is_empty() && self.interrupted.is_none()
    }
}

/// Findings that are reported, those that were suppressed (with the reason), and the receipt.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Reported findings, in report order.
    pub findings: Vec<Finding>,
    /// Findings held back by an allow entry, a marker, the baseline or a filter.
    pub suppressed: Vec<Finding>,
    /// The receipt.
    pub coverage: Coverage,
}

impl Outcome {
    /// Findings win over an incomplete run; an interrupted one says so whatever was found.
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
    /// Puts the name of a repository before every path, where one run covers several.
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

    /// Adds what another repository of the same run came to.
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
