//! The pre-commit framework moves a hook that was there before its own, and runs it first.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// Appended by the pre-commit framework to the name of a hook that was there before its own, which runs it.
const LEGACY: &str = ".legacy";

/// Where the pre-commit framework moves this hook.
pub fn legacy_of(hook: &Path) -> PathBuf {
    let mut name = name_of(hook);
    name.push(LEGACY);
    hook.with_file_name(name)
}

/// True for the file of a hook that was moved there.
pub fn is_moved(file: &Path) -> bool {
    file.to_string_lossy().ends_with(LEGACY)
}

/// True if `keep` is the hook of the manager that moved ours to `from`: it runs already.
pub fn is_of_mover(keep: &Path, from: &Path) -> bool {
    let mover = from.with_file_name(name_of(from));
    let of_framework = |text: &[u8]| memchr::memmem::find(text, b"hook-impl").is_some();
    mover != from
        && match (fs::read(keep), fs::read(mover)) {
            (Ok(keep), Ok(mover)) => keep == mover || of_framework(&keep) && of_framework(&mover),
            _ => false,
        }
}

/// The name that git calls a hook by, also where the pre-commit framework has moved it.
pub fn name_of(hook: &Path) -> OsString {
    let name = hook.file_name().unwrap_or_default();
    let own = name.to_str().and_then(|name| name.strip_suffix(LEGACY));
    own.map_or_else(|| name.to_owned(), OsString::from)
}

/// Where `pre-commit install` moves the hook that was there: its own hook runs that one first.
pub fn moved_by_framework(file: &Path, text: &[u8]) -> Option<PathBuf> {
    String::from_utf8_lossy(text).contains("hook-impl").then(|| legacy_of(file))
}
