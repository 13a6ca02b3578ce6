//! `hook run NAME`: called by the hook scripts. Runs our check and the chained hook, with git's own arguments and input.

use super::cleanup::Cleanup;
use super::place::is_executable;
use super::scope::{self, Scope};
use super::{chained, framework};
use crate::cli::args::CommonArgs;
use crate::cli::emit::Emitter;
use crate::cli::{push, receive, scan};
use crate::error::{Error, Result};
use crate::git::{GitError, GitTool, Repo};
use crate::outcome::Exit;
use std::ffi::OsString;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a hook script was given.
pub struct Call<'a> {
    /// Git's name of the hook.
    pub name: &'a str,
    /// The script that called us, which tells where the chained hook lies; `None` if a hook manager called.
    pub from: Option<&'a Path>,
    /// Git's arguments.
    pub args: &'a [OsString],
}

/// Runs one hook.
pub fn run(call: &Call<'_>, common: &CommonArgs) -> Result<Exit> {
    let mut input = Vec::new();
    if matches!(call.name, "pre-push" | "pre-receive") {
        std::io::stdin()
            .lock()
            .read_to_end(&mut input)
            .map_err(|source| Error::Io { path: PathBuf::from("standard input"), source })?;
    }
    let older = || older_hook(call).map_or(Ok(Exit::Clean), |hook| hand_over(&hook, call.args, &input));
    let ours = || check(call, &input, common).map_err(with_way_on);
    let (first, second): (Step<'_>, Step<'_>) =
        if comes_first(call.name) { (&ours, &older) } else { (&older, &ours) };
    match first()? {
        Exit::Clean => second(),
        refused => Ok(refused),
    }
}

/// A repository that we cannot read stops every commit where the hooks serve all of the user's: the error says how to go on.
fn with_way_on(error: Error) -> Error {
    match error {
        Error::Git(GitError::Unsupported(what)) => Error::Git(GitError::Unsupported(format!(
            "{what}; to go on here without checks, run: git config core.hooksPath .git/hooks"
        ))),
        other => other,
    }
}

/// True if our check runs before the chained hook. A hook of a commit may stage files or rewrite the message, so ours
/// judges what it left. What a push brings is fixed by then, and another hook may publish it before git does, as that of
/// git-lfs.
pub fn comes_first(name: &str) -> bool {
    matches!(name, "pre-push" | "pre-receive" | "update")
}

type Step<'a> = &'a dyn Fn() -> Result<Exit>;

fn check(call: &Call<'_>, input: &[u8], common: &CommonArgs) -> Result<Exit> {
    let emitter = Emitter::for_hook(common)?;
    let first = call.args.first().map(Path::new);
    match call.name {
        "pre-commit" | "pre-merge-commit" => look_at(Scope::of(variable), common, &emitter),
        // `git am`: the patch is staged, and no hook of a commit runs.
        "pre-applypatch" => scan::staged(common, &emitter),
        "prepare-commit-msg" => {
            let [of, object] = message_of(call, variable);
            match (of.as_deref(), object.as_deref()) {
                // Git does not run pre-commit for a merge without conflicts.
                (Some("merge"), _) => scan::staged(common, &emitter),
                (Some("commit"), Some("HEAD")) => scan::amend(common, &emitter),
                (Some("message"), _) if unseen()? => scan::staged(common, &emitter),
                _ => Ok(Exit::Clean),
            }
        }
        "commit-msg" => {
            let file = first.ok_or_else(|| missing(call.name, "the file with the message"))?;
            let text = std::fs::read(file).map_err(|source| Error::Io { path: file.to_owned(), source })?;
            scan::message(&Cleanup::now().recorded(&text), common, &emitter)
        }
        "pre-push" => {
            let remote = call.args.first().map(|r| r.to_string_lossy().into_owned());
            match scope::pushed_by_framework(variable).filter(|_| input.is_empty()) {
                Some(told) => push::check(told.remote.as_deref(), told.line.as_bytes(), common, &emitter),
                None => push::check(remote.as_deref(), input, common, &emitter),
            }
        }
        "pre-receive" => receive::pre_receive(input, common, &emitter),
        "update" => {
            let words: Vec<String> = call.args.iter().map(|a| a.to_string_lossy().into_owned()).collect();
            receive::update(&words, common, &emitter)
        }
        other => Err(Error::Usage(format!(
            "there is no check for the hook {other}: there are pre-commit, pre-merge-commit, pre-applypatch, \
             prepare-commit-msg, commit-msg, pre-push, and on servers pre-receive and update"
        ))),
    }
}

/// Looks at what is staged, and at what a hook manager asked for.
fn look_at(scope: Scope, common: &CommonArgs, emitter: &Emitter) -> Result<Exit> {
    if scope == Scope::Commit {
        return scan::staged(common, emitter);
    }
    let nothing = Repo::discover(Path::new("."))?.staged()?.entries.is_empty();
    match scope {
        Scope::Range(text) => match if nothing { Exit::Clean } else { scan::staged(common, emitter)? } {
            Exit::Clean => scan::range_of(&text, common, emitter),
            refused => Ok(refused),
        },
        Scope::Files if nothing => scan::files(&[PathBuf::from(".")], common, emitter),
        _ => {
            if nothing && common.quiet == 0 {
                let note = "secretscan: nothing is staged, so nothing was looked at";
                let _ = writeln!(std::io::stderr(), "{note}");
            }
            scan::staged(common, emitter)
        }
    }
}

/// True for a commit that no pre-commit hook sees.
fn unseen() -> Result<bool> {
    let folder = match Repo::discover(Path::new(".")) {
        Ok(repo) => repo.git_dir().to_owned(),
        // What pre-commit refused, or was told to pass with --no-verify, needs no second word.
        Err(_) => GitTool::new(".").ask(&["rev-parse", "--absolute-git-dir"])?.unwrap_or_default(),
    };
    Ok(scope::skipped_pre_commit(&folder, variable))
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Where the message comes from, and from which commit: git's further arguments, or the variables of the pre-commit
/// framework.
fn message_of(call: &Call<'_>, env: impl Fn(&str) -> Option<String>) -> [Option<String>; 2] {
    let word = |at: usize| call.args.get(at).and_then(|word| word.to_str()).map(str::to_owned);
    match word(1) {
        Some(of) => [Some(of), word(2)],
        None => ["PRE_COMMIT_COMMIT_MSG_SOURCE", "PRE_COMMIT_COMMIT_OBJECT_NAME"].map(env),
    }
}

fn missing(hook: &str, what: &str) -> Error {
    Error::Usage(format!(
        "the {hook} hook needs {what}: call it as git does, `secretscan hook run {hook} -- ARGUMENTS`"
    ))
}

/// The hook to run besides ours: the chained one, or the repository's own if ours serves all repositories.
fn older_hook(call: &Call<'_>) -> Option<PathBuf> {
    let from = call.from?;
    // A hook manager may have moved our script to where it looks for the next hook. It must not call itself, nor we the
    // manager, whose hook may be the one that ours had replaced.
    let next = |keep: &PathBuf| {
        is_executable(keep) && !chained::is_ours(keep) && !framework::is_of_mover(keep, from)
    };
    if let Some(keep) = chained::find(from).filter(next) {
        return Some(keep);
    }
    let global = super::global_folder().ok()?;
    if !from.starts_with(&global) {
        return None;
    }
    let own = GitTool::new(".").common_folder().ok()?.join("hooks").join(call.name);
    // One check is enough if the repository has our hook, too.
    let next = if chained::is_ours(&own) { chained::find(&own)? } else { own };
    (is_executable(&next) && !chained::is_ours(&next)).then_some(next)
}

/// The error for an executable file that is not a program: ENOEXEC.
const NO_PROGRAM: i32 = libc::ENOEXEC;

fn hand_over(hook: &Path, args: &[OsString], input: &[u8]) -> Result<Exit> {
    let fail = |e| Error::Io { path: hook.to_owned(), source: e };
    let start = |program: &mut Command| {
        let stdin = if input.is_empty() { Stdio::inherit() } else { Stdio::piped() };
        program.args(args).stdin(stdin).spawn()
    };
    let started = match start(&mut Command::new(hook)) {
        // A script without an interpreter line is run by the shell, as git does.
        Err(e) if e.raw_os_error() == Some(NO_PROGRAM) => start(Command::new("sh").arg(hook)),
        other => other,
    };
    let mut child = match started {
        // The file is there: what the system misses is the program of its first line.
        Err(e) if e.kind() == ErrorKind::NotFound && hook.exists() => {
            return Err(Error::Usage(format!(
                "{}: the program that its first line names is not there (does the line end with a carriage return?)",
                hook.display()
            )));
        }
        started => started.map_err(fail)?,
    };
    if let Some(mut pipe) = child.stdin.take() {
        // A hook that does not read its input may close the pipe.
        let _ = pipe.write_all(input);
    }
    let status = child.wait().map_err(fail)?;
    Ok(if status.success() {
        Exit::Clean
    } else {
        Exit::Other(status.code().unwrap_or(1).clamp(1, 255) as u8)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_message_comes_from() {
        let told = |args: &[&str], set: [Option<&str>; 2]| {
            let args: Vec<OsString> = args.iter().map(Into::into).collect();
            let call = Call { name: "prepare-commit-msg", from: None, args: &args };
            message_of(&call, |name| set[usize::from(name.ends_with("OBJECT_NAME"))].map(str::to_owned))
        };
        let amend = [Some("commit".to_owned()), Some("HEAD".to_owned())];
        assert_eq!(told(&["file", "commit", "HEAD"], [None, None]), amend);
        assert_eq!(told(&["file"], [Some("commit"), Some("HEAD")]), amend);
        // Git's own arguments come first.
        assert_eq!(
            told(&["file", "merge"], [Some("commit"), Some("HEAD")]),
            [Some("merge".to_owned()), None]
        );
        assert_eq!(told(&["file"], [None, None]), [None, None]);
    }
}
