//! The baseline of an old repository: fingerprints of what was there when scanning began. It only ever shrinks.
//!
//! Hashes and nothing else, sorted: no time, author or line that would change it without need, so a union merge of two
//! versions is right. A baseline without an entry is an error: one cut off by accident must not look like a decision.

use super::{Finding, Fingerprint, Suppression};
use crate::error::{Error, Result};
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

/// Name of the file, in the root of the repository or scanned folder.
pub const BASELINE_FILE: &str = ".secretscan-baseline";

const HEADER: &str = "\
# Known findings that secretscan does not report. Written by `secretscan baseline create`; it may only shrink.
";
/// The header of a baseline of the whole history: its entries stay even if the files no longer have them.
const OF_HISTORY: &str = "# Of: history";
/// The header of a baseline of the files.
const OF_FILES: &str = "# Of: files";

/// The known fingerprints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    known: BTreeSet<Fingerprint>,
    scope: Scope,
}

/// What was scanned to make a baseline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// The files.
    Files,
    /// The header does not say.
    #[default]
    Unknown,
    /// The whole history as well.
    History,
}

/// The result of shrinking.
#[derive(Debug, PartialEq, Eq)]
pub struct Shrunk {
    /// Entries that were removed because their finding is gone.
    pub gone: Vec<Fingerprint>,
    /// Entries that are left. At 0 the file should be deleted, and the user told.
    pub left: usize,
}

impl Baseline {
    /// A baseline of the reported findings of a run, and of those that an older baseline suppressed.
    pub fn create<'f>(findings: impl IntoIterator<Item = &'f Finding>, scope: Scope) -> Self {
        let counts = |f: &&Finding| matches!(f.suppressed, None | Some(Suppression::Baseline));
        Baseline { known: findings.into_iter().filter(counts).map(|f| f.fingerprint).collect(), scope }
    }

    /// What was scanned to make it.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// Reads the text of a baseline file. A malformed line is an error with its number.
    pub fn parse(text: &[u8], path: &Path) -> Result<Self> {
        let error = |message: String| Error::Config { path: path.to_owned(), message };
        let mut known = BTreeSet::new();
        let mut scope = None;
        for (number, line) in text.split(|b| *b == b'\n').enumerate() {
            let line = String::from_utf8_lossy(line);
            let line = line.trim_start_matches('\u{FEFF}').trim();
            // A union of two versions may have both headers: the wider scope counts.
            match line {
                OF_HISTORY => scope = scope.max(Some(Scope::History)),
                OF_FILES => scope = scope.max(Some(Scope::Files)),
                _ => {}
            }
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            known.insert(line.parse().map_err(|()| {
                error(format!(
                    "line {}: is no fingerprint (ss1- and 32 hex digits); correct or remove the line",
                    number + 1
                ))
            })?);
        }
        if known.is_empty() {
            return Err(error(
                "holds no entry; delete it, or make it again with `secretscan baseline create`".into(),
            ));
        }
        Ok(Baseline { known, scope: scope.unwrap_or_default() })
    }

    /// True if the value is known.
    pub fn contains(&self, fingerprint: &Fingerprint) -> bool {
        self.known.contains(fingerprint)
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// True if there is no entry left, as after shrinking. Such a baseline must not be written.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// All entries, sorted.
    pub fn entries(&self) -> impl Iterator<Item = &Fingerprint> {
        self.known.iter()
    }

    /// Entries that nothing in the run matched.
    pub fn stale(&self, suppressed: &[Finding]) -> Vec<Fingerprint> {
        let seen: BTreeSet<_> = suppressed.iter().map(|f| f.fingerprint).collect();
        self.known.difference(&seen).copied().collect()
    }

    /// Removes entries that nothing matched. Refuses after an incomplete run, because what was not scanned may still be
    /// there.
    pub fn shrink(&mut self, suppressed: &[Finding], complete: bool) -> Result<Shrunk> {
        if !complete {
            let message =
                "the scan was incomplete, so the baseline stays as it is; mend what the receipt names first";
            return Err(Error::Incomplete(message.to_owned()));
        }
        let gone = self.stale(suppressed);
        gone.iter().for_each(|id| {
            self.known.remove(id);
        });
        Ok(Shrunk { gone, left: self.len() })
    }
}

impl fmt::Display for Baseline {
    /// The whole file: header, then sorted lines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEADER)?;
        match self.scope {
            Scope::Files => writeln!(f, "{OF_FILES}")?,
            Scope::History => writeln!(f, "{OF_HISTORY}")?,
            Scope::Unknown => {}
        }
        self.known.iter().try_for_each(|id| writeln!(f, "{id}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::testing;
    use crate::model::Span;

    fn findings(values: &[&str]) -> Vec<Finding> {
        values.iter().map(|v| testing::finding(v, "a", Span::new(0, v.len()))).collect()
    }

    #[test]
    fn holds_hashes_alone_and_reads_back() {
        let baseline = Baseline::create(&findings(&["two", "one", "two"]), Scope::Files);
        let text = baseline.to_string();
        assert_eq!(text.lines().filter(|l| l.starts_with("ss1-") && l.len() == 36).count(), 2);
        assert_eq!(text.lines().count(), 4);
        assert_eq!(Baseline::parse(text.as_bytes(), Path::new("b")).expect("our own"), baseline);
    }

    #[test]
    fn the_wider_scope_of_a_union_counts() {
        let baseline = Baseline::create(&findings(&["one"]), Scope::History);
        let text = format!("{baseline}{OF_FILES}\n");
        let scope = |text: &str| Baseline::parse(text.as_bytes(), Path::new("b")).expect("our own").scope();
        assert_eq!(scope(&text), Scope::History);
        assert_eq!(scope(&text.replace(OF_HISTORY, "#")), Scope::Files);
        assert_eq!(scope(&text.replace("# Of", "# of")), Scope::Unknown);
    }

    #[test]
    fn what_was_allowed_does_not_enter() {
        let mut held = findings(&["allowed"]);
        held[0].suppressed = Some(Suppression::Allowed("x".into()));
        assert!(Baseline::create(&held, Scope::Files).is_empty());
    }

    #[test]
    fn is_never_silently_empty() {
        for text in ["", "\n", HEADER] {
            let error = Baseline::parse(text.as_bytes(), Path::new("b")).expect_err("empty").to_string();
            assert!(error.starts_with("b: holds no entry"), "{error}");
        }
        let error = Baseline::parse(b"# x\nss1-1\n", Path::new("b")).expect_err("bad").to_string();
        assert!(error.starts_with("b: line 2: is no fingerprint"), "{error}");
    }

    #[test]
    fn only_shrinks_and_only_after_a_whole_run() {
        let mut baseline = Baseline::create(&findings(&["one", "two"]), Scope::Files);
        assert!(baseline.shrink(&findings(&["one"]), false).is_err());
        assert_eq!(baseline.len(), 2);
        let shrunk = baseline.shrink(&findings(&["one", "new"]), true).expect("complete");
        assert_eq!((shrunk.gone, shrunk.left), (vec![Fingerprint::of(b"two")], 1));
        assert!(!baseline.contains(&Fingerprint::of(b"new")));
    }
}
