//! The policy of a run: threshold, allow list, baseline, excluded paths.

use super::{ALLOW_FILE, AllowList, BASELINE_FILE, Baseline, Date};
use crate::model::{Confidence, RepoPath, Span};
use globset::GlobSet;
use std::fmt::Debug;
use std::path::{Component, Path, PathBuf};
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
    /// Paths to leave out, relative to the root that the configuration lies in.
    pub exclude: GlobSet,
    /// Where files on disk are scanned; `None` where paths are relative to the root.
    pub place: Option<Scanned>,
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
            place: None,
            reads_excluded: false,
            lines: None,
            today: Date::of_unix_day(0),
        }
    }
}

impl Policy {
    /// True if the configuration excludes the path.
    pub fn excludes(&self, path: &RepoPath) -> bool {
        if self.exclude.is_empty() {
            return false;
        }
        let path = PathBuf::from(path.to_string());
        self.exclude.is_match(self.place.as_ref().and_then(|place| place.below_root(&path)).unwrap_or(path))
    }
}

/// Where files on disk are scanned.
#[derive(Clone, Debug)]
pub struct Scanned {
    /// The folder that their paths are relative to; absolute.
    pub base: PathBuf,
    /// The folder that the configuration lies in; absolute.
    pub root: PathBuf,
}

impl Scanned {
    /// The path as seen from the root; `None` for a file elsewhere.
    fn below_root(&self, path: &Path) -> Option<PathBuf> {
        let whole = without_dots(&self.base.join(path));
        whole.strip_prefix(without_dots(&self.root)).ok().map(Path::to_owned)
    }
}

/// The path without `.` and `..`, as its text has them.
pub fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

/// True for the allow file and the baseline: their fingerprints are long hex numbers beside telling words, but no
/// secrets.
pub(super) fn is_own_file(path: &RepoPath) -> bool {
    [ALLOW_FILE, BASELINE_FILE].iter().any(|name| name.as_bytes() == path.file_name())
}
