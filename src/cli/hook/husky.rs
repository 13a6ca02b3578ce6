//! husky keeps its scripts in the working tree: each gets one line of ours.

use super::install::write_hook;
use super::script::Script;
use crate::cli::out::Out;
use crate::error::{Error, Result};
use crate::git::GitTool;
use std::fs;
use std::path::{Path, PathBuf};

/// The line that we add to husky's script of a hook.
fn line_of(script: &Script) -> String {
    format!("secretscan hook run {} -- \"$@\"", script.name)
}

/// husky's folder in a working tree where husky has not been set up yet.
pub fn beside(git: &GitTool) -> Result<Option<PathBuf>> {
    Ok(git.work_tree()?.map(|root| root.join(".husky")).filter(|folder| folder.is_dir()))
}

/// Adds our line to husky's script of a hook, or creates the script.
pub fn add(script: &Script, folder: &Path, out: &mut Out) -> Result<()> {
    let file = folder.join(script.name);
    let text = fs::read_to_string(&file).unwrap_or_default();
    let line = line_of(script);
    if text.lines().any(|l| l == line) {
        out.line(&format!("{}: already in {}", script.name, file.display()));
        return Ok(());
    }
    // Our line comes first, so that a linter in the script cannot rewrite files before they are checked.
    write_hook(&file, &format!("{line}\n{text}"))?;
    out.line(&format!("{}: added to husky's {} (commit that file)", script.name, file.display()));
    Ok(())
}

/// Removes our line, and the script as well if no other line is left.
pub fn remove(script: &Script, folder: &Path, out: &mut Out) -> Result<()> {
    let file = folder.join(script.name);
    let Ok(text) = fs::read_to_string(&file) else { return Ok(()) };
    let line = line_of(script);
    let rest: Vec<&str> = text.lines().filter(|l| *l != line).collect();
    if rest.len() == text.lines().count() {
        return Ok(());
    }
    if rest.iter().all(|l| l.trim().is_empty()) {
        fs::remove_file(&file).map_err(|source| Error::Io { path: file.clone(), source })?;
    } else {
        write_hook(&file, &format!("{}\n", rest.join("\n")))?;
    }
    out.line(&format!("{}: taken out of {}", script.name, file.display()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::script;
    use super::*;

    #[test]
    fn what_is_shipped_for_husky_is_what_we_write() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("integrations/husky");
        for name in ["pre-commit", "prepare-commit-msg", "commit-msg", "pre-push"] {
            let script = script::find(name).expect("one of ours");
            let text = fs::read_to_string(folder.join(name)).expect("a shipped script");
            assert_eq!(text.trim_end(), line_of(script));
        }
    }
}
