//! A set-up of git-secrets: its hooks become ours; its patterns stay where they are, for every scan honours them.

use super::Plan;
use crate::cli::args::{HookInstall, HookPlace, MigrateArgs};
use crate::cli::git_secrets::patterns::{ALLOWED_FILE, Registered};
use crate::cli::hook;
use crate::cli::out::Out;
use crate::error::{Error, Result};
use crate::git::GitTool;
use std::path::{Path, PathBuf};

/// The hooks that git-secrets has.
const HOOKS: &[&str] = &["pre-commit", "commit-msg", "prepare-commit-msg"];

/// What a hook file has to do with git-secrets.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    /// It is its hook, and nothing else.
    Theirs,
    /// It calls it, among other things.
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

/// Hooks and settings of this repository, or of this user.
pub fn migrate(args: &MigrateArgs, plan: &mut Plan) -> Result<()> {
    let git = GitTool::new(".");
    let template = template(&git)?;
    let mut said = Plan { dry: plan.dry, ..Plan::default() };
    if args.global {
        match &template {
            Some(folder) => folders(&[folder.join("hooks")], Some(folder), &mut said)?,
            None => said.left("there is no template folder (git config --global init.templateDir)"),
        }
    } else if let Ok(own) = git.hooks_folder() {
        let mut all = vec![own, git.common_folder()?.join("hooks")];
        all.dedup();
        folders(&all, None, &mut said)?;
        let theirs =
            template.iter().any(|t| HOOKS.iter().any(|name| found_in(&t.join("hooks"), name).is_some()));
        if theirs {
            said.left(
                "the template folder of new repositories has its hooks, too: secretscan migrate --global",
            );
        }
    }
    settings(&git, args.global, &mut said)?;
    if !said.lines.is_empty() {
        plan.title("git-secrets");
        plan.lines.append(&mut said.lines);
        plan.left += said.left;
    }
    Ok(())
}

fn template(git: &GitTool) -> Result<Option<PathBuf>> {
    Ok(git.ask(&["config", "--global", "--type=path", "--get", "init.templateDir"])?)
}

/// The file of a hook in a folder that has to do with git-secrets.
fn found_in(folder: &Path, name: &str) -> Option<(PathBuf, Kind)> {
    [folder.join(format!("{name}.d/git-secrets")), folder.join(name)].into_iter().find_map(|file| {
        let kind = kind(&String::from_utf8_lossy(&std::fs::read(&file).ok()?));
        (kind != Kind::Other).then_some((file, kind))
    })
}

/// Takes the hooks of git-secrets out of these folders and puts ours in.
fn folders(all: &[PathBuf], template: Option<&Path>, plan: &mut Plan) -> Result<()> {
    let mut any = false;
    for folder in all {
        for name in HOOKS {
            match found_in(folder, name) {
                None => {}
                Some((file, Kind::Theirs)) => {
                    any = true;
                    plan.done(&format!("{name}: the hook of git-secrets taken out ({})", file.display()));
                    if !plan.dry {
                        std::fs::remove_file(&file).map_err(|source| Error::Io { path: file, source })?;
                    }
                }
                Some((file, _)) => {
                    any = true;
                    plan.left(&format!(
                        "{name}: {} calls git-secrets among other things; it is kept and runs after ours: take that \
                         line out yourself",
                        file.display()
                    ));
                }
            }
        }
    }
    if !any {
        return Ok(());
    }
    if plan.dry {
        plan.done("the hooks of secretscan installed in their place");
        return Ok(());
    }
    let place = HookPlace { global: false, template: template.map(Path::to_owned) };
    let args = HookInstall { place, ..HookInstall::default() };
    hook::install(&args, &mut Out::sink())?;
    plan.done("the hooks of secretscan installed in their place (secretscan hook status)");
    Ok(())
}

/// What stays in git's configuration.
fn settings(git: &GitTool, global: bool, plan: &mut Plan) -> Result<()> {
    let registered = Registered::read(git)?;
    let own = |p: &&String| !p.starts_with("git secrets --aws-provider");
    let counts = [
        (registered.patterns.len(), "patterns"),
        (registered.providers.iter().filter(own).count(), "providers"),
        (registered.allowed.len(), "allowed patterns"),
    ];
    let counts: Vec<String> =
        counts.iter().filter(|c| c.0 > 0).map(|(n, what)| format!("{n} {what}")).collect();
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
