//! Takes over a git-secrets installation: its hooks become ours. Its patterns stay where they are, because every scan
//! honours them.

use super::Plan;
use crate::cli::args::HookInstall;
use crate::cli::git_secrets::patterns::ALLOWED_FILE;
use crate::cli::git_secrets::registered::Registered;
use crate::cli::hook;
use crate::cli::out::Out;
use crate::error::{Error, Result};
use crate::git::GitTool;
use crate::report::receipt::count;
use std::path::{Path, PathBuf};

/// The hooks that git-secrets installs.
const HOOKS: &[&str] = &["pre-commit", "commit-msg", "prepare-commit-msg"];

/// How a hook file uses git-secrets.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    /// It is git-secrets' own hook.
    Theirs,
    /// It calls git-secrets, among other things.
    Calls,
    Other,
}

fn kind(text: &str) -> Kind {
    let lines = || text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let calls = |line: &str| {
        let line = line.strip_prefix("exec ").unwrap_or(line);
        let rest = ["git secrets --", "git-secrets --"].iter().find_map(|start| line.strip_prefix(start));
        let hook = rest.and_then(|r| r.strip_suffix("-- \"$@\"").or(r.strip_suffix("\"$@\""))).map(str::trim);
        hook.is_some_and(|h| HOOKS.iter().any(|name| h == format!("{}_hook", name.replace('-', "_"))))
    };
    let mentions = |line: &str| line.contains("git secrets") || line.contains("git-secrets");
    match (lines().count(), lines().filter(|l| calls(l)).count()) {
        (all, own) if own > 0 && own == all => Kind::Theirs,
        _ if lines().any(mentions) => Kind::Calls,
        _ => Kind::Other,
    }
}

/// Takes over the hooks and settings of this repository, of this user, or of a template folder. `args` tell which hooks
/// replace them.
pub fn migrate(args: &HookInstall, plan: &mut Plan) -> Result<()> {
    let mut said = Plan { dry: plan.dry, ..Plan::default() };
    let done = hooks_and_settings(args, &mut said);
    if !said.lines.is_empty() {
        plan.title("git-secrets");
        plan.lines.append(&mut said.lines);
        plan.left += said.left;
    }
    done
}

fn hooks_and_settings(args: &HookInstall, said: &mut Plan) -> Result<()> {
    let git = GitTool::new(".");
    let template = template(&git)?;
    let everywhere = args.place.global || args.place.template.is_some();
    if everywhere {
        match args.place.template.as_ref().or(template.as_ref()) {
            Some(folder) => folders(&[folder.join("hooks")], &args.within(Some(folder)), said)?,
            None => said.left("there is no template folder (git config --global init.templateDir)"),
        }
    } else if let Ok(own) = git.hooks_folder() {
        let mut all = vec![own, git.common_folder()?.join("hooks")];
        all.dedup();
        local(&all, args, &git, said)?;
        let theirs =
            template.iter().any(|t| HOOKS.iter().any(|name| found_in(&t.join("hooks"), name).is_some()));
        if theirs {
            said.left(
                "the template folder of new repositories has its hooks, too: secretscan migrate --global",
            );
        }
    }
    settings(&git, everywhere, said)
}

/// Hooks of this repository. A folder that is shared with others stays as it is, and so does everything if ours cannot
/// be installed.
fn local(all: &[PathBuf], args: &HookInstall, git: &GitTool, plan: &mut Plan) -> Result<()> {
    let theirs = |folder: &&PathBuf| HOOKS.iter().any(|name| found_in(folder, name).is_some());
    let found: Vec<&PathBuf> = all.iter().filter(theirs).collect();
    if found.is_empty() {
        return Ok(());
    }
    if let Some(why) = hook::refusal(args)? {
        let why = why.to_string();
        plan.left(&format!(
            "its hooks stay, for ours cannot go in: {} (`secretscan hook install` says more)",
            why.lines().next().unwrap_or_default()
        ));
        return Ok(());
    }
    let mut own = Vec::new();
    for folder in found {
        if hook::is_own(folder, git)? {
            own.push(folder.clone());
        } else {
            plan.left(&format!(
                "its hooks in {} stay: that folder is not this repository's",
                folder.display()
            ));
        }
    }
    folders(&own, &args.within(None), plan)
}

fn template(git: &GitTool) -> Result<Option<PathBuf>> {
    Ok(git.ask(&["config", "--global", "--type=path", "--get", "init.templateDir"])?)
}

/// A hook file of that name in a folder that uses git-secrets.
fn found_in(folder: &Path, name: &str) -> Option<(PathBuf, Kind)> {
    [folder.join(format!("{name}.d/git-secrets")), folder.join(name)].into_iter().find_map(|file| {
        let kind = kind(&String::from_utf8_lossy(&std::fs::read(&file).ok()?));
        (kind != Kind::Other).then_some((file, kind))
    })
}

/// Installs our hooks into these folders and, once they are there, removes those of git-secrets.
fn folders(all: &[PathBuf], install: &HookInstall, plan: &mut Plan) -> Result<()> {
    let (mut theirs, mut any) = (Vec::new(), false);
    let asked = |name: &str| install.hooks.is_empty() || install.hooks.iter().any(|hook| hook == name);
    for (folder, name) in all.iter().flat_map(|folder| HOOKS.iter().map(move |name| (folder, *name))) {
        match found_in(folder, name) {
            None => {}
            Some((file, _)) if !asked(name) => {
                plan.left(&format!("{name}: {} stays, for ours was not asked for", file.display()));
            }
            Some((file, Kind::Theirs)) => theirs.push((name, file)),
            Some((file, _)) => {
                any = true;
                plan.left(&format!(
                    "{name}: {} calls git-secrets among other things; it is kept and still runs: take that line \
                     out yourself",
                    file.display()
                ));
            }
        }
    }
    if !any && theirs.is_empty() {
        return Ok(());
    }
    if !plan.dry {
        hook::install(install, &mut Out::sink())?;
    }
    plan.done(if plan.dry {
        "the hooks of secretscan installed in their place"
    } else {
        "the hooks of secretscan installed in their place (secretscan hook status)"
    });
    for (name, file) in theirs {
        if !plan.dry {
            take_out(&file)?;
        }
        plan.done(&format!("{name}: the hook of git-secrets taken out ({})", file.display()));
    }
    Ok(())
}

/// Removes a hook of git-secrets, wherever the installation of ours has moved it.
fn take_out(file: &Path) -> Result<()> {
    for path in [hook::chained::path_of(file), file.to_owned()] {
        let text = std::fs::read(&path).unwrap_or_default();
        if kind(&String::from_utf8_lossy(&text)) == Kind::Theirs {
            std::fs::remove_file(&path).map_err(|source| Error::Io { path, source })?;
        }
    }
    let folder = file.parent().unwrap_or(Path::new("."));
    hook::chained::remove_if_empty(folder).map_err(|source| Error::Io { path: folder.to_owned(), source })
}

/// Reports what stays in git's configuration.
fn settings(git: &GitTool, global: bool, plan: &mut Plan) -> Result<()> {
    let registered = Registered::read(git)?;
    let own = |p: &&String| !p.starts_with("git secrets --aws-provider");
    let counts = [
        (registered.patterns.len(), "pattern"),
        (registered.providers.iter().filter(own).count(), "provider"),
        (registered.allowed.len(), "allowed pattern"),
    ];
    let counts: Vec<String> =
        counts.iter().filter(|c| c.0 > 0).map(|(n, what)| count(*n as u64, what)).collect();
    if !counts.is_empty() {
        plan.kept(&format!(
            "{} in git's configuration{}: every scan honours them where they are",
            counts.join(", "),
            if registered.allowed.iter().any(|w| w.place.starts_with(ALLOWED_FILE)) {
                " and .gitallowed"
            } else {
                ""
            }
        ));
    }
    if registered.providers.iter().any(|p| !own(&p)) {
        plan.kept("the provider of your own AWS keys: every scan searches for them anyway");
    }
    if registered.strict && !global {
        plan.kept("secrets.compat = strict, which holds for `git secrets` commands alone");
    }
    if let Err(why) = registered.compile() {
        plan.left(&format!("{why}; scans fail until it is mended or taken out"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hooks_are_told_apart() {
        let theirs = "#!/usr/bin/env bash\ngit secrets --pre_commit_hook -- \"$@\"\n";
        assert_eq!(kind(theirs), Kind::Theirs);
        assert_eq!(kind(&theirs.replace("git secrets", "exec git-secrets")), Kind::Theirs);
        assert_eq!(kind(&format!("{theirs}make check\n")), Kind::Calls);
        assert_eq!(kind("#!/bin/sh\ngit secrets --scan || exit 1\n"), Kind::Calls);
        assert_eq!(kind("#!/bin/sh\n# git secrets\nmake check\n"), Kind::Other);
        assert_eq!(kind(""), Kind::Other);
    }
}
