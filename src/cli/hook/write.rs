//! Writes hook files; a hook that is there already is chained.

use super::script::{self, Script};
use super::{chained, framework, parts, place, run};
use crate::cli::out::Out;
use crate::error::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Writes these scripts into a folder of hooks.
///
/// # Errors
/// If one of the hooks is a folder there, or cannot be written.
pub fn write_all(scripts: &[&Script], folder: &Path, out: &mut Out) -> Result<()> {
    if let Some(file) = scripts.iter().map(|s| folder.join(s.name)).find(|file| file.is_dir()) {
        return Err(Error::Usage(format!(
            "{} is a folder, and git runs no folder as a hook: move it away and install again",
            file.display()
        )));
    }
    if folder.exists() && !folder.is_dir() {
        return Err(Error::Usage(format!(
            "{} is a file, and git looks for a folder of hooks there: name a folder in core.hooksPath",
            folder.display()
        )));
    }
    fs::create_dir_all(folder).map_err(|source| Error::Io { path: folder.to_owned(), source })?;
    scripts.iter().try_for_each(|s| install_one(s, folder, out))?;
    chained::link_siblings(folder).map_err(|source| Error::Io { path: folder.to_owned(), source })
}

/// Writes one script. A hook that is there already is chained.
fn install_one(script: &Script, folder: &Path, out: &mut Out) -> Result<()> {
    let mut file = folder.join(script.name);
    if parts::install(script, &file, out)? {
        return Ok(());
    }
    let mut text = fs::read(&file);
    if let Some(moved) = text.as_ref().ok().and_then(|text| framework::moved_by_framework(&file, text))
        && chained::is_ours(&moved)
    {
        // The framework's hook runs ours, which it has moved.
        (text, file) = (fs::read(&moved), moved);
    }
    if text.as_ref().is_ok_and(|text| script::is_ours(text))
        && let Some(keep) = chained::move_from_old_path(&file)?
    {
        out.line(&format!("{}: the hook from before is kept in {} now", script.name, keep.display()));
    }
    match text {
        Ok(text) if text == script.text.as_bytes() && place::is_executable(&file) => {
            out.line(&format!("{}: already there ({})", script.name, file.display()));
            return Ok(());
        }
        Ok(text) if script::is_ours(&text) => keep_changed(&file, script.name, out)?,
        // A dangling link belongs to somebody, too.
        _ if place::is_there(&file) => {
            let runs = place::is_executable(&file);
            let keep = chained::set_aside(&file)?;
            let how = match run::comes_first(script.name) {
                _ if !runs => "does not run, for it is not executable",
                true => "runs after ours",
                false => "runs before ours",
            };
            out.line(&format!(
                "{}: the hook that was there is kept and {how} ({})",
                script.name,
                keep.display()
            ));
        }
        _ => {}
    }
    write_hook(&file, script.text)?;
    out.line(&format!("{}: installed ({})", script.name, file.display()));
    Ok(())
}

/// Copies a script of ours that is about to go, if somebody has written into it. The copy is none that a hook would run.
pub fn keep_changed(file: &Path, name: &str, out: &mut Out) -> Result<()> {
    let fail = |source| Error::Io { path: file.to_owned(), source };
    let text = fs::read(file).map_err(fail)?;
    if script::is_unchanged(name, &text) {
        return Ok(());
    }
    // Not into a folder whose scripts a hook runs.
    let mut folder = file.parent().unwrap_or(Path::new("."));
    if folder.extension().is_some_and(|end| end == "d") {
        folder = folder.parent().unwrap_or(folder);
    }
    let copy = free(folder, &format!("{name}.changed"));
    fs::write(&copy, text).map_err(|source| Error::Io { path: copy.clone(), source })?;
    out.line(&format!("{name}: it was not as this version writes it; a copy is in {}", copy.display()));
    Ok(())
}

/// A file of this name, or of the first one with a number, that is not there yet.
fn free(folder: &Path, name: &str) -> PathBuf {
    let first = folder.join(name);
    let numbered = (2..).map(|number| folder.join(format!("{name}-{number}")));
    std::iter::once(first.clone()).chain(numbered).find(|file| !place::is_there(file)).unwrap_or(first)
}

/// Writes to a temporary file and renames it, so that the hook is never half written.
pub fn write_hook(file: &Path, text: impl AsRef<[u8]>) -> Result<()> {
    let fail = |source| Error::Io { path: file.to_owned(), source };
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut temporary = tempfile::NamedTempFile::new_in(folder).map_err(fail)?;
    std::io::Write::write_all(&mut temporary, text.as_ref()).map_err(fail)?;
    make_executable(temporary.path()).map_err(fail)?;
    temporary.persist(file).map_err(|e| fail(e.error))?;
    Ok(())
}

#[cfg(unix)]
fn make_executable(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
}
