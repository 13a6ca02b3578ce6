//! `secretscan doctor`: is this machine and repository really protected? It does not ask the configuration, it tries:
//! a canary key is staged in an index of its own, and git runs the very hook that a commit would run.

use super::args::CommonArgs;
use super::committed::Committed;
use super::hook::{self, Guard};
use super::out::Out;
use super::settings;
use crate::error::{Error, Result};
use crate::git::{GitTool, Repo, shell_word};
use crate::outcome::Exit;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Prints one line a question, and says what to do about each bad answer.
pub fn run(args: &CommonArgs, out: &mut Out) -> Result<Exit> {
    let mut well = true;
    let mut answer = |good: bool, text: &str| {
        well &= good;
        out.line(&format!("{} {text}", if good { "ok  " } else { "BAD " }));
    };
    let version = env!("CARGO_PKG_VERSION");
    match on_path() {
        Some(program) => answer(true, &format!("secretscan {version}; hooks find {}", program.display())),
        None => {
            answer(false, "secretscan is not on the PATH: hooks fall back to git config secretscan.binary")
        }
    }
    let here = Committed::around(Path::new("."));
    match settings::config(args, &here).and_then(|config| settings::rules(args, &config, &here)) {
        Ok(rules) => {
            answer(true, &format!("configuration is readable, {} rules are on", rules.iter().count()))
        }
        Err(e) => answer(false, &e.to_string()),
    }
    if let Err(e) = Repo::discover(Path::new(".")) {
        answer(false, &e.to_string());
        return Ok(Exit::Incomplete);
    }
    let hook = match hook::guard()? {
        Guard::Fires(hook) => hook,
        Guard::NotExecutable(file) => {
            let file = shell_word(&file.to_string_lossy());
            answer(false, &format!("the hook {file} is not executable, so it does not run: chmod +x {file}"));
            return Ok(Exit::Incomplete);
        }
        Guard::Missing(hook) => {
            let what = if hook == "pre-commit" { "commits" } else { "pushes to this repository" };
            let text = format!(
                "the {hook} hook is not ours, so {what} are not checked: run `secretscan hook install`"
            );
            answer(false, &text);
            return Ok(Exit::Incomplete);
        }
    };
    let what = if hook == "pre-commit" { "commit" } else { "push" };
    match canary(&GitTool::new("."), hook)? {
        Canary::Stopped => answer(true, &format!("canary: a {what} with a key in it is stopped")),
        Canary::Passed => {
            answer(false, &format!("canary: a {what} with a key in it PASSES: see `secretscan hook status`"))
        }
        Canary::Broken(said) => answer(false, &format!("canary: the hook fails for another reason: {said}")),
    }
    Ok(if well { Exit::Clean } else { Exit::Incomplete })
}

/// The ref that the canary would be pushed to.
const CANARY_REF: &str = "refs/heads/secretscan-canary";
/// Who commits the canary, where git knows nobody.
const AS_NOBODY: &str = "-c user.name=canary -c user.email=canary@example.com";

fn on_path() -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths).map(|dir| dir.join("secretscan")).find(|file| hook::is_executable(file))
}

/// What became of the canary.
enum Canary {
    Stopped,
    Passed,
    Broken(String),
}

/// A key pair of the right form that nobody owns, in parts so that no scanner finds it here.
fn canary_text() -> String {
    let id = ["AKIA", "Z7CANARY", "SECRETSC"].concat();
    let secret = ["q9X2mV7bT4nK1zR8", "wY5cJ3hL6gF0dS/pA+", "uEiO2x"].concat();
    format!("aws_access_key_id = {id}\naws_secret_access_key = {secret}\n")
}

/// Stages the canary in a temporary index and object folder, and lets git run the hook on them: on what is staged, or on
/// a push of a commit of it. Neither the repository's index nor its objects are touched, and no ref is.
fn canary(git: &GitTool, hook: &str) -> Result<Canary> {
    let fail = |source| Error::Io { path: std::env::temp_dir(), source };
    let folder = tempfile::tempdir().map_err(fail)?;
    let objects = git.common_folder()?.join("objects");
    let index = folder.path().join("index");
    let file = folder.path().join("canary");
    std::fs::write(&file, canary_text()).map_err(fail)?;
    let sealed = |args: &[&OsStr]| {
        let mut command = Command::new("git");
        command
            .args(args)
            .env("GIT_INDEX_FILE", &index)
            .env("GIT_OBJECT_DIRECTORY", folder.path())
            .env("GIT_ALTERNATE_OBJECT_DIRECTORIES", &objects)
            .stdin(Stdio::null());
        command.output().map_err(fail)
    };
    let words = |text: &'static str| text.split(' ').map(OsStr::new).collect::<Vec<_>>();
    sealed(&words("read-tree HEAD"))?;
    let mut hash = words("hash-object -w --no-filters");
    hash.push(file.as_os_str());
    let blob = String::from_utf8_lossy(&sealed(&hash)?.stdout).trim().to_owned();
    let entry = format!("100644,{blob},secretscan-canary.ini");
    let mut stage = words("update-index --add --cacheinfo");
    stage.push(OsStr::new(&entry));
    let staged = sealed(&stage)?;
    if !staged.status.success() {
        return Ok(Canary::Broken(String::from_utf8_lossy(&staged.stderr).trim().to_owned()));
    }
    let ran = match hook {
        "pre-commit" => sealed(&words("hook run pre-commit"))?,
        _ => {
            let said = |args: &[&OsStr]| -> Result<String> {
                Ok(String::from_utf8_lossy(&sealed(args)?.stdout).trim().to_owned())
            };
            let tree = said(&words("write-tree"))?;
            let mut make = words(AS_NOBODY);
            make.extend(["commit-tree", "-m", "canary", &tree].map(OsStr::new));
            let (none, commit) = ("0".repeat(40), said(&make)?);
            let lines = folder.path().join("lines");
            std::fs::write(&lines, format!("{none} {commit} {CANARY_REF}\n")).map_err(fail)?;
            let mut to_stdin = OsStr::new("--to-stdin=").to_owned();
            to_stdin.push(&lines);
            match hook {
                "update" => sealed(&["hook", "run", hook, "--", CANARY_REF, &none, &commit].map(OsStr::new))?,
                _ => sealed(&[OsStr::new("hook"), OsStr::new("run"), &to_stdin, OsStr::new(hook)])?,
            }
        }
    };
    let said = String::from_utf8_lossy(&ran.stderr).into_owned() + &String::from_utf8_lossy(&ran.stdout);
    Ok(match ran.status.code() {
        Some(0) => Canary::Passed,
        _ if said.contains("secretscan-canary.ini") => Canary::Stopped,
        _ => {
            Canary::Broken(said.lines().find(|l| !l.trim().is_empty()).unwrap_or("without a word").to_owned())
        }
    })
}
