//! Hooks for every repository of a user: `core.hooksPath` is set to a folder of ours. A value that was set before comes
//! back when ours is uninstalled.

use super::install::{absolute, remember_binary};
use super::script::{self, Script};
use super::write::{write_all, write_hook};
use super::{chained, place, user_file};
use crate::cli::out::Out;
use crate::error::{Error, Result};
use crate::git::GitTool;
use std::ffi::OsStr;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

const KEY: &str = "core.hooksPath";
/// The setting that keeps the value from before.
const PREVIOUS: &str = "secretscan.previousHooksPath";

/// Writes the scripts and has git use them.
pub fn install(scripts: &[&Script], git: &GitTool, force: bool, out: &mut Out) -> Result<()> {
    let folder = place::global_folder()?;
    if let Some(why) = refused(git, &folder, force)? {
        return Err(why);
    }
    try_value(git, &folder)?;
    let replaced = in_force(git)?.filter(|set| set.folder != folder);
    write_all(scripts, &folder, out)?;
    forward_others(scripts, &folder, out)?;
    remember_binary(git, "--global")?;
    if let Some(other) = value(git, KEY)?.filter(|value| absolute(value) != folder) {
        set(git, PREVIOUS, &other)?;
    }
    if let Some(other) = replaced {
        out.line(&format!(
            "The hooks in {} no longer run; `secretscan hook uninstall --global` puts that value of core.hooksPath back.",
            other.folder.display()
        ));
    }
    set(git, KEY, &folder)?;
    out.line(&format!(
        "core.hooksPath is {} for every repository of this user; each repository's own hooks still run.",
        folder.display()
    ));
    user_file::tell_conditional(git, KEY, &folder, out)
}

/// Has every other hook of git hand over to the repository's own. Scripts of ours that an earlier call installed stay.
fn forward_others(scripts: &[&Script], folder: &Path, out: &mut Out) -> Result<()> {
    for name in script::names().filter(|name| scripts.iter().all(|script| script.name != *name)) {
        let file = folder.join(name);
        let text = std::fs::read(&file).unwrap_or_default();
        if place::is_there(&file) && !chained::is_ours(&file) {
            out.line(&format!("{name}: {} is not ours and stays", file.display()));
        } else if text.is_empty() || script::is_forward(&text) {
            write_hook(&file, script::forward(name))?;
        }
    }
    Ok(())
}

/// Why [`install`] would refuse.
pub fn refused(git: &GitTool, folder: &Path, force: bool) -> Result<Option<Error>> {
    Ok(in_force(git)?.filter(|set| set.folder != folder && !force).map(|other| {
        Error::Usage(format!(
            "core.hooksPath is already set to {} in {}: to add our hooks to those there, run `secretscan hook install --force` \
             in a repository that uses that folder; --global --force replaces it, and the hooks there no longer run",
            other.folder.display(),
            other.origin
        ))
    }))
}

/// A value of `core.hooksPath` that holds for every repository.
struct Setting {
    folder: PathBuf,
    /// The file that sets it.
    origin: String,
}

/// What git goes by where a repository says nothing itself: the last value of the system's and the user's files, with those that
/// they include.
fn in_force(git: &GitTool) -> Result<Option<Setting>> {
    let words = ["config", "-z", "--show-scope", "--show-origin", "--type=path", "--get-all", KEY];
    let Some(said) = git.ask(&words)? else { return Ok(None) };
    let said = said.into_os_string().into_vec();
    let fields: Vec<&[u8]> = said.split(|&b| b == 0).collect();
    let mut values = fields.chunks_exact(3).filter(|one| matches!(one[0], b"system" | b"global"));
    Ok(values.next_back().map(|one| {
        let origin = String::from_utf8_lossy(one[1]);
        Setting {
            folder: absolute(Path::new(OsStr::from_bytes(one[2]))),
            origin: origin.strip_prefix("file:").unwrap_or(&origin).to_owned(),
        }
    }))
}

/// An error if git would not go by our value, because another file is read after the user's own. Nothing is changed.
fn try_value(git: &GitTool, folder: &Path) -> Result<()> {
    let before = value(git, KEY)?;
    set(git, KEY, folder)?;
    let now = in_force(git);
    match before {
        Some(before) => set(git, KEY, &before)?,
        None => unset(git, KEY)?,
    }
    match now?.filter(|now| now.folder != folder) {
        None => Ok(()),
        Some(other) => Err(Error::Usage(format!(
            "core.hooksPath stays {}, for {} is read after the user's own file: take the line out there and install again \
             (nothing was changed)",
            other.folder.display(),
            other.origin
        ))),
    }
}

/// Restores the value of `core.hooksPath` from before.
pub fn restore(git: &GitTool, folder: &Path, out: &mut Out) -> Result<()> {
    let previous = value(git, PREVIOUS)?;
    if value(git, KEY)?.is_some_and(|value| absolute(&value) == folder) {
        match &previous {
            Some(value) => {
                set(git, KEY, value)?;
                out.line(&format!("core.hooksPath is {} again.", value.display()));
            }
            None => unset(git, KEY)?,
        }
    }
    if previous.is_some() {
        unset(git, PREVIOUS)?;
    }
    Ok(())
}

fn value(git: &GitTool, key: &str) -> Result<Option<PathBuf>> {
    Ok(git.ask(&["config", "--global", "--get", key])?)
}

fn set(git: &GitTool, key: &str, value: &Path) -> Result<()> {
    Ok(git.run(&["config".as_ref(), "--global".as_ref(), key.as_ref(), value.as_os_str()])?)
}

fn unset(git: &GitTool, key: &str) -> Result<()> {
    Ok(git.run(&["config", "--global", "--unset", key])?)
}
