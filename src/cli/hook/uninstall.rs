//! `secretscan hook uninstall`: removes our hooks and restores the chained ones.

use super::install::absolute;
use super::place::{self, Manager, Place};
use super::script::{self, SCRIPTS};
use super::{chained, framework, global, husky, run, user_file, write};
use crate::cli::args::HookPlace;
use crate::cli::out::Out;
use crate::error::{Error, Result};
use crate::git::GitTool;
use std::fs;
use std::path::Path;

/// `secretscan hook uninstall`
pub fn uninstall(args: &HookPlace, out: &mut Out) -> Result<()> {
    let git = GitTool::new(".");
    if args.global || args.template.is_some() {
        user_file::check()?;
    }
    let mut everywhere = None;
    let folder = match (&args.template, args.global) {
        (Some(dir), _) => absolute(dir).join("hooks"),
        (None, true) => {
            let folder = place::global_folder()?;
            global::restore(&git, &folder, out)?;
            folder
        }
        (None, false) => {
            let place = Place::of(&git)?;
            if let Manager::Husky(folder) = &place.manager {
                SCRIPTS.iter().try_for_each(|s| husky::remove(s, folder, out))?;
            }
            match place.own {
                Some(own) => {
                    everywhere = Some(place.folder);
                    own
                }
                None => place.folder,
            }
        }
    };
    forget_binary(&git, if args.global || args.template.is_some() { "--global" } else { "--local" })?;
    let mut any = false;
    for name in script::names() {
        let file = folder.join(name);
        for part in place::parts(&file, run::comes_first(name)) {
            any |= remove_hook(&part, name, out)?;
        }
        // The pre-commit framework moves a hook that was there before it.
        any |= remove_hook(&framework::legacy_of(&file), name, out)?;
        any |= remove_hook(&file, name, out)?;
    }
    if !any {
        out.line(&format!("No hook of ours in {}.", folder.display()));
    }
    if let Some(folder) = everywhere {
        out.line(&format!(
            "Those for all repositories, in {}, still run here: `secretscan hook uninstall --global` takes them out.",
            folder.display()
        ));
    }
    Ok(())
}

/// Removes our script and restores the chained hook. True if there was a script of ours.
fn remove_hook(file: &Path, name: &str, out: &mut Out) -> Result<bool> {
    match fs::read(file) {
        Ok(text) if script::is_ours(&text) => {}
        _ => return Ok(false),
    }
    let fail = |source| Error::Io { path: file.to_owned(), source };
    write::keep_changed(file, name, out)?;
    if chained::restore(file).map_err(fail)? {
        chained::remove_if_empty(file.parent().unwrap_or(Path::new("."))).map_err(fail)?;
        out.line(&format!("{}: removed, and the hook from before is back", file.display()));
    } else {
        fs::remove_file(file).map_err(fail)?;
        out.line(&format!("{}: removed", file.display()));
    }
    Ok(true)
}

/// Removes the setting that tells hooks where the program is.
fn forget_binary(git: &GitTool, scope: &str) -> Result<()> {
    match git.ask(&["config", scope, "--get", "secretscan.binary"])? {
        Some(_) => Ok(git.run(&["config", scope, "--unset-all", "secretscan.binary"])?),
        None => Ok(()),
    }
}
