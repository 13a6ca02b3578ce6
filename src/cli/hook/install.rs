//! `secretscan hook install`: may be run again at any time. A hook that is there already is chained, not replaced.

use super::place::{self, Manager, Place};
use super::script::{self, SCRIPTS, Script};
use super::status::{State, state};
use super::write::write_all;
use super::{global, husky, user_file};
use crate::cli::args::HookInstall;
use crate::cli::out::Out;
use crate::error::{Error, Result};
use crate::git::{GitTool, Repo};
use std::path::{Path, PathBuf};

/// `secretscan hook install`
pub fn install(args: &HookInstall, out: &mut Out) -> Result<()> {
    let git = GitTool::new(".");
    let elsewhere = args.place.global || args.place.template.is_some();
    if elsewhere {
        user_file::check()?
    } else {
        usable()?
    }
    let scripts = chosen(&args.hooks, !elsewhere && git.is_bare()?)?;
    if let Some(dir) = &args.place.template {
        return into_template(&absolute(dir), &scripts, &git, out);
    }
    if args.place.global {
        return global::install(&scripts, &git, args.force, out);
    }
    let place = Place::of(&git)?;
    if let Some(why) = refused(&place, &scripts, args.force) {
        return Err(why);
    }
    if let Some(own) = &place.own {
        return install_behind(own, &place, &scripts, &git, out);
    }
    if matches!(place.manager, Manager::Elsewhere(_)) && !args.force {
        out.line(&format!(
            "What is in {} for everybody checks this repository, too.",
            place.folder.display()
        ));
        return Ok(());
    }
    // Hooks that serve every user must find the program for every user.
    let for_all = matches!(place.manager, Manager::Elsewhere(_));
    if for_all {
        user_file::check()?;
    }
    remember_binary(&git, if for_all { "--global" } else { "--local" })?;
    match &place.manager {
        Manager::Husky(folder) => scripts.iter().try_for_each(|s| husky::add(s, folder, out)),
        _ => {
            write_all(&scripts, &place.folder, out)?;
            tell_what_may_undo(&place.folder, &git, out)
        }
    }
}

/// Puts the hooks into a folder that `git init` and `git clone` copy.
fn into_template(dir: &Path, scripts: &[&Script], git: &GitTool, out: &mut Out) -> Result<()> {
    write_all(scripts, &dir.join("hooks"), out)?;
    remember_binary(git, "--global")?;
    out.line(&format!(
        "New repositories get these hooks after: git config --global init.templateDir '{}'",
        dir.display()
    ));
    Ok(())
}

/// Names what will take the hooks in this folder out of use: husky once it is set up, clean-ups of the working tree.
fn tell_what_may_undo(folder: &Path, git: &GitTool, out: &mut Out) -> Result<()> {
    if let Some(husky) = husky::beside(git)? {
        out.line(&format!(
            "There is {}: once husky is set up here, git takes its hooks and not these; run `secretscan hook install` \
             again then.",
            husky.display()
        ));
    }
    if is_in_work_tree(git, folder)? {
        out.line(&format!(
            "{} lies in the working tree: commit these files and any {}.before-secretscan beside it, for a stash \
             or a clean-up takes them away, and other working trees and branches have none.",
            folder.display(),
            folder.display()
        ));
    }
    Ok(())
}

/// True if the folder is one of the files that git may track, and not in its own folder.
fn is_in_work_tree(git: &GitTool, folder: &Path) -> Result<bool> {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (folder, own) = (real(folder), real(&git.common_folder()?));
    Ok(git.work_tree()?.is_some_and(|tree| folder.starts_with(real(&tree))) && !folder.starts_with(own))
}

/// Our hooks for all repositories of the user are there. Those that they hand over go to the repository's own folder.
fn install_behind(
    own: &Path,
    place: &Place,
    scripts: &[&Script],
    git: &GitTool,
    out: &mut Out,
) -> Result<()> {
    let (behind, served): (Vec<&Script>, Vec<&Script>) =
        scripts.iter().partition(|script| place.file(script.name).starts_with(own));
    if let Some(one) = served.iter().find(|script| !matches!(state(place, script), State::Ours { .. })) {
        return Err(Error::Usage(format!(
            "the {} hook in {} is not ours as it should be: run `secretscan hook install --global`",
            one.name,
            place.folder.display()
        )));
    }
    if !served.is_empty() {
        let names: Vec<_> = served.iter().map(|script| script.name).collect();
        out.line(&format!(
            "{}: what is in {} for everybody checks this repository, too.",
            names.join(", "),
            place.folder.display()
        ));
    }
    if behind.is_empty() {
        return Ok(());
    }
    remember_binary(git, "--local")?;
    write_all(&behind, own, out)
}

/// An error if no scan can open this repository: then the hook would stop every commit.
fn usable() -> Result<()> {
    Repo::discover(Path::new("."))?;
    Ok(())
}

/// Why [`install`] would refuse, without changing anything.
pub fn refusal(args: &HookInstall) -> Result<Option<Error>> {
    let git = GitTool::new(".");
    let elsewhere = args.place.global || args.place.template.is_some();
    if !elsewhere && let Err(why) = usable() {
        return Ok(Some(why));
    }
    let scripts = match chosen(&args.hooks, !elsewhere && git.is_bare()?) {
        Ok(scripts) => scripts,
        Err(why) => return Ok(Some(why)),
    };
    match (&args.place.template, args.place.global) {
        (Some(_), _) => Ok(None),
        (None, true) => global::refused(&git, &place::global_folder()?, args.force),
        (None, false) => Ok(refused(&Place::of(&git)?, &scripts, args.force)),
    }
}

fn refused(place: &Place, scripts: &[&Script], force: bool) -> Option<Error> {
    // If ours run already, as hooks for all repositories do, nothing has to be written.
    let is_there = |script: &&Script| matches!(state(place, script), State::Ours { .. });
    match &place.manager {
        Manager::Husky(folder) => scripts.iter().find_map(|script| husky::refused(script, folder)),
        Manager::Elsewhere(_) if place.own.is_some() => None,
        Manager::Elsewhere(value) if !force && !scripts.iter().all(is_there) => Some(Error::Usage(format!(
            "core.hooksPath is {value}, outside this repository, so a hook there is everybody's: \
             `secretscan hook install --force` writes into it, and keeps the hooks that are there; \
             `secretscan hook install --global --force` has a folder of ours take its place"
        ))),
        Manager::Lefthook(file) if !force => Some(Error::Usage(format!(
            "lefthook writes this repository's hooks from {}: add to it\n\n{}\nand run `lefthook install` \
             (or use --force to chain into the hook files that are there now)",
            file.display(),
            LEFTHOOK
        ))),
        _ => None,
    }
}

/// The snippet for a lefthook configuration.
const LEFTHOOK: &str = include_str!("../../../integrations/lefthook/lefthook.yml");

/// The scripts to install: those that were asked for, otherwise those that fit. Nobody commits in a bare repository,
/// but others push to it; of the two hooks that see a push, pre-receive sees it as a whole.
fn chosen(names: &[String], bare: bool) -> Result<Vec<&'static Script>> {
    if names.is_empty() {
        let fits = |s: &&Script| if bare { s.name == "pre-receive" } else { !s.server };
        return Ok(SCRIPTS.iter().filter(fits).collect());
    }
    names
        .iter()
        .map(|name| {
            script::find(name).ok_or_else(|| {
                let known: Vec<_> = SCRIPTS.iter().map(|s| s.name).collect();
                Error::Usage(format!("there is no hook {name} to install: choose from {}", known.join(", ")))
            })
        })
        .collect()
}

/// Notes the path of this program, for hooks that do not find it on the `PATH`.
pub(super) fn remember_binary(git: &GitTool, scope: &str) -> Result<()> {
    if let Ok(binary) = std::env::current_exe() {
        git.run(&["config".as_ref(), scope.as_ref(), "secretscan.binary".as_ref(), binary.as_os_str()])?;
    }
    Ok(())
}

pub(super) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
