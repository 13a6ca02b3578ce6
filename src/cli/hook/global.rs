//! Hooks for every repository of a user: `core.hooksPath` is set to a folder of ours. A value that was set before comes
//! back when ours is uninstalled.

use super::install::{absolute, remember_binary};
use super::script::{self, Script};
use super::write::{write_all, write_hook};
use super::{chained, place};
use crate::cli::out::Out;
use crate::error::{Error, Result};
use crate::git::GitTool;
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
    write_all(scripts, &folder, out)?;
    forward_others(scripts, &folder, out)?;
    remember_binary(git, "--global")?;
    if let Some(other) = value(git, KEY)?.filter(|value| absolute(value) != folder) {
        set(git, PREVIOUS, &other)?;
        out.line(&format!(
            "The hooks in {} no longer run; `secretscan hook uninstall --global` puts that value of core.hooksPath back.",
            other.display()
        ));
    }
    set(git, KEY, &folder)?;
    out.line(&format!(
        "core.hooksPath is {} for every repository of this user; each repository's own hooks still run.",
        folder.display()
    ));
    Ok(())
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
    Ok(value(git, KEY)?.filter(|value| absolute(value) != folder && !force).map(|other| {
        Error::Usage(format!(
            "core.hooksPath is already set to {}: to add our hooks to those there, run `secretscan hook install --force` \
             in a repository that uses that folder; --global --force replaces it, and the hooks there no longer run",
            other.display()
        ))
    }))
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
            None => git.run(&["config", "--global", "--unset", KEY])?,
        }
    }
    if previous.is_some() {
        git.run(&["config", "--global", "--unset", PREVIOUS])?;
    }
    Ok(())
}

fn value(git: &GitTool, key: &str) -> Result<Option<PathBuf>> {
    Ok(git.ask(&["config", "--global", "--get", key])?)
}

fn set(git: &GitTool, key: &str, value: &Path) -> Result<()> {
    Ok(git.run(&["config".as_ref(), "--global".as_ref(), key.as_ref(), value.as_os_str()])?)
}
