//! Which removed files a new one may be taken to be, renamed: only what was judged there as it is here needs no second look.

use crate::git::Removed;
use crate::model::FileKind;
use globset::GlobSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// The removed files of the same kind as the file at `path`, and excluded by `hidden` if that is.
pub fn sources(removed: &[Removed], path: &[u8], hidden: &GlobSet) -> Vec<Removed> {
    let is_hidden = |path: &[u8]| !hidden.is_empty() && hidden.is_match(Path::new(OsStr::from_bytes(path)));
    let of = (FileKind::of(path), is_hidden(path));
    removed.iter().filter(|r| (FileKind::of(&r.path), is_hidden(&r.path)) == of).cloned().collect()
}
