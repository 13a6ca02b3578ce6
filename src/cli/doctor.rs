//! `secretscan doctor`: is this repository really protected? It does not trust the configuration, it tries: git runs
//! the hook that a commit would run, on a canary key.

use super::args::CommonArgs;
use super::canary::{self, Canary};
use super::committed::Committed;
use super::hook::{self, Guard};
use super::out::Out;
use super::settings;
use crate::config::Config;
use crate::error::Result;
use crate::git::{GitTool, Repo, shell_word};
use crate::outcome::Exit;
use std::path::{Path, PathBuf};

/// Says whether one check went well, and what was found.
type Answer<'a> = dyn FnMut(bool, &str) + 'a;

/// Prints one line for each check, with what to do if it failed.
pub fn run(args: &CommonArgs, out: &mut Out) -> Result<Exit> {
    let mut well = true;
    let mut answer = |good: bool, text: &str| {
        well &= good;
        out.line(&format!("{} {text}", if good { "ok  " } else { "BAD " }));
    };
    program(&mut answer);
    configuration(args, &mut answer);
    match Repo::discover(Path::new(".")) {
        Ok(_) => protection(&mut answer)?,
        Err(e) => answer(false, &e.to_string()),
    }
    Ok(if well { Exit::Clean } else { Exit::Incomplete })
}

/// Is the program where hooks look for it?
fn program(answer: &mut Answer<'_>) {
    let version = env!("CARGO_PKG_VERSION");
    match on_path() {
        Some(program) => answer(true, &format!("secretscan {version}; hooks find {}", program.display())),
        None => {
            answer(false, "secretscan is not on the PATH: hooks fall back to git config secretscan.binary")
        }
    }
}

/// Can configuration and rules be read, and the user's own credentials?
fn configuration(args: &CommonArgs, answer: &mut Answer<'_>) {
    let here = Committed::around(Path::new("."));
    let config = settings::config(args, &here);
    match config.as_ref().map(|config| settings::rules(args, config, &here)) {
        Ok(Ok(rules)) => {
            answer(true, &format!("configuration is readable, {} rules are on", rules.iter().count()))
        }
        Ok(Err(e)) => answer(false, &e.to_string()),
        Err(e) => answer(false, &e.to_string()),
    }
    if let Ok(config) = &config {
        own_credentials(config, answer);
    }
}

/// Does git run our hook, and does that stop a key?
fn protection(answer: &mut Answer<'_>) -> Result<()> {
    let hook = match hook::guard()? {
        Guard::Fires(hook) => hook,
        Guard::Broken(file, why) => {
            let file = shell_word(&file.to_string_lossy());
            let text =
                format!("the hook {file} {why}, so it does not run: run `secretscan hook install` again");
            answer(false, &text);
            return Ok(());
        }
        Guard::Missing(hook) => {
            let what = if hook == "pre-commit" { "commits" } else { "pushes to this repository" };
            let text = format!(
                "the {hook} hook is not ours, so {what} are not checked: run `secretscan hook install`"
            );
            answer(false, &text);
            return Ok(());
        }
    };
    let what = if hook == "pre-commit" { "commit" } else { "push" };
    match canary::run(&GitTool::new("."), hook)? {
        Canary::Stopped => answer(true, &format!("canary: a {what} with a key in it is stopped")),
        Canary::Passed => {
            answer(false, &format!("canary: a {what} with a key in it PASSES: see `secretscan hook status`"))
        }
        Canary::Broken(said) => answer(false, &format!("canary: the hook fails for another reason: {said}")),
    }
    Ok(())
}

/// How many values of the user's own are searched for. A file that yields none protects nothing.
fn own_credentials(config: &Config, answer: &mut Answer<'_>) {
    match settings::own_counts(config) {
        Ok(files) => files.iter().for_each(|(file, count)| match count {
            0 if config.credential_files.contains(file) => answer(
                false,
                &format!(
                    "{} holds no value that can be searched for: write lines such as API_KEY=..., or take it out of \
                     `credentials`",
                    file.display()
                ),
            ),
            1 => answer(true, &format!("one value of {} is searched for everywhere", file.display())),
            _ => answer(true, &format!("{count} values of {} are searched for everywhere", file.display())),
        }),
        Err(e) => answer(false, &e.to_string()),
    }
}

fn on_path() -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths).map(|dir| dir.join("secretscan")).find(|file| hook::is_executable(file))
}
