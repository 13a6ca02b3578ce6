//! What a run holds back: threshold, allow list, baseline, excluded paths.

use super::{ALLOW_FILE, AllowList, BASELINE_FILE, Baseline, Date};
use crate::model::{Confidence, RepoPath, Span};
use globset::GlobSet;
use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;

/// Allowed patterns of another scanner, which speak of lines and their paths rather than of values.
pub trait AllowedLines: Debug + Send + Sync {
    /// Why what stands at `place` in a line is allowed; `None` where it is not. `path` is relative to the scanned root,
    /// `number` 1-based.
    fn allows(&self, path: &[u8], number: usize, line: &[u8], place: Span) -> Option<String>;
}

/// Everything that decides whether a candidate is reported. The same for hook, CI, history and plain files.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Least confidence that is shown and blocks.
    pub threshold: Confidence,
    /// The committed allow file.
    pub allow: AllowList,
    /// The committed baseline, where there is one.
    pub baseline: Option<Baseline>,
    /// Paths to leave out, relative to the scanned root.
    pub exclude: GlobSet,
    /// Excluded paths are searched, too, and what stands there is held back by name: for the gate, where a branch must
    /// not move anything out of sight.
    pub reads_excluded: bool,
    /// Allowed patterns that another scanner has registered here.
    pub lines: Option<Arc<dyn AllowedLines>>,
    /// The day by which allow entries expire.
    pub today: Date,
}

impl Default for Policy {
    /// Medium confidence and nothing held back.
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
    /// True where the configuration leaves the path out.
    pub fn excludes(&self, path: &RepoPath) -> bool {
        !self.exclude.is_empty() && self.exclude.is_match(Path::new(&path.to_string()))
    }
}

/// True for the allow file and the baseline: their fingerprints are long hex numbers beside telling words, and are
/// no secrets.
pub(super) fn is_own_file(path: &RepoPath) -> bool {
    [ALLOW_FILE, BASELINE_FILE].iter().any(|name| name.as_bytes() == path.file_name())
}
