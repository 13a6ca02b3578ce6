//! Hooks that run every script of a folder, `pre-commit.d`: ours goes in there if the hook really ends with its refusal.

use super::script::Script;
use super::write::{keep_changed, write_hook};
use super::{calls, chained, place, run};
use crate::cli::canary::{self, Canary};
use crate::cli::out::Out;
use crate::error::{Error, Result};
use crate::git::GitTool;
use std::fs;
use std::path::Path;

/// Puts our script into the folder of the hook at `hook`. False if there is no such folder, or if nothing proves that git then
/// stops a commit; nothing of ours is in the folder in that case.
pub fn install(script: &Script, hook: &Path, out: &mut Out) -> Result<bool> {
    let [part, old] = place::parts(hook, run::comes_first(script.name));
    if chained::is_ours(hook) || !part.parent().is_some_and(Path::is_dir) {
        return Ok(false);
    }
    if chained::is_ours(&old) {
        fs::rename(&old, &part).map_err(|source| Error::Io { path: old, source })?;
    }
    let text = fs::read(&part).ok();
    if place::is_there(&part) && !chained::is_ours(&part) {
        return Ok(false);
    }
    if !mentions(hook) || !can_be_tried(script.name, hook)? {
        take_out(&part, script, out)?;
        return Ok(false);
    }
    let there = text.as_deref() == Some(script.text.as_bytes()) && place::is_executable(&part);
    if !there {
        if text.is_some() {
            keep_changed(&part, script.name, out)?;
        }
        write_hook(&part, script.text)?;
    }
    if !matches!(canary::run(&GitTool::new("."), script.name)?, Canary::Stopped) {
        take_out(&part, script, out)?;
        out.line(&format!(
            "{}: {} does not stop what a script in its folder refuses, so ours is not put there",
            script.name,
            hook.display()
        ));
        return Ok(false);
    }
    let what = if there { "already there" } else { "installed" };
    out.line(&format!("{}: {what} ({})", script.name, part.display()));
    Ok(true)
}

/// Removes our script from the folder.
fn take_out(part: &Path, script: &Script, out: &mut Out) -> Result<()> {
    if !chained::is_ours(part) {
        return Ok(());
    }
    keep_changed(part, script.name, out)?;
    fs::remove_file(part).map_err(|source| Error::Io { path: part.to_owned(), source })
}

/// True if the hook says, other than in a comment, that it runs the scripts of a folder (as Debian and git-secrets do).
pub fn mentions(hook: &Path) -> bool {
    let text = fs::read(hook).unwrap_or_default();
    calls::lines(&String::from_utf8_lossy(&text))
        .any(|line| line.contains("run-parts") || line.contains(".d"))
}

/// True for a hook of a commit in the folder that git takes hooks from. One of a push is not tried: another script of the folder
/// might publish something.
fn can_be_tried(name: &str, hook: &Path) -> Result<bool> {
    let real = |path: &Path| path.canonicalize().ok();
    let commits = canary::COMMIT_HOOKS.contains(&name);
    Ok(commits && real(&GitTool::new(".").hooks_folder()?) == hook.parent().and_then(real))
}
