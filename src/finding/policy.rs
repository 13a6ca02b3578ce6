//! The policy of a run: threshold, allow list, baseline, excluded paths.

use super::{ALLOW_FILE, AllowList, BASELINE_FILE, Baseline, Date};
use crate::model::{Confidence, RepoPath, Span};
use globset::GlobSet;
use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;

/// Allowed patterns of git-secrets. They are matched against lines and their paths, not against values.
pub trait AllowedLines: Debug + Send + Sync {
    /// Why the text at `place` in a line is allowed; `None` if it is not. `path` is relative to the scanned root,
    /// `number` is 1-based.
    fn allows(&self, path: &[u8], number: usize, line: &[u8], place: Span) -> Option<String>;
}

/// Everything that decides whether a candidate is reported. It is the same in hook, CI, history and scans of files.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Least confidence that is shown and blocks.
    pub threshold: Confidence,
    /// The committed allow file.
    pub allow: AllowList,
    /// The committed baseline, if there is one.
    pub baseline: Option<Baseline>,
    /// Paths to leave out, relative to the scanned root.
    pub exclude: GlobSet,
    /// Scan excluded paths as well and report their findings as suppressed. For `--ci`, where a branch must not hide
    /// anything by moving it.
    pub reads_excluded: bool,
    /// Allowed patterns that are registered for git-secrets.
    pub lines: Option<Arc<dyn AllowedLines>>,
    /// Allow entries expire by this day.
    pub today: Date,
}

impl Default for Policy {
    /// Medium confidence, nothing suppressed.
    fn default() -> Self {
        Policy {
            threshold: Confidence::Medium,
            allow: AllowList::default(),
            baseline: None,
            exclude: GlobSet::empty(),
            reads_excluded: false,
            lines: None,
            today: Date::of_unix_day(0),
        }
    }
}

impl Policy {
    /// True if the configuration excludes the path.
    pub fn excludes(&self, path: &RepoPath) -> bool {
        !self.exclude.is_empty() && self.exclude.is_match(Path::new(&path.to_string()))
    }
}

/// True for the allow file and the baseline: their fingerprints are long hex numbers beside telling words, but no
/// secrets.
pub(super) fn is_own_file(path: &RepoPath) -> bool {
    [ALLOW_FILE, BASELINE_FILE].iter().any(|name| name.as_bytes() == path.file_name())
}
