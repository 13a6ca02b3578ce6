//! `secrets.compat = strict`: runs the searches of git-secrets with the programs that it calls (`grep`, `git grep`,
//! `git log`), so that what they leave out is left out here, too.

use super::options::Options;
use super::registered::{Registered, Written};
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{Seek, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// The id of the empty tree.
const EMPTY_TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
/// Revisions for one `git grep`: with more, the command line may get too long.
const REVISIONS: usize = 2_000;

/// Runs a search and prints its lines. Returns the exit code: 0 nothing found, 1 something found, otherwise that of the
/// program that failed.
pub fn run(options: &Options, registered: &Registered) -> Result<u8> {
    let patterns = registered.prohibited()?;
    if patterns.is_empty() {
        return Ok(0);
    }
    let search = Strict { lines: joined(&patterns, "\n"), allowed: joined(&registered.allowed, "\n") };
    let files = options.operands.as_slice();
    match options.command.as_str() {
        "scan-history" => search.history(),
        "commit_msg_hook" => search.grep(false, &files[..files.len().min(1)], None),
        "pre_commit_hook" => search.git_grep(&["--cached"], &staged()?),
        "prepare_commit_msg_hook" => search.merge(files),
        _ if options.cached || options.untracked || options.no_index || files.is_empty() => {
            let flags = [
                (options.cached, "--cached"),
                (options.untracked, "--untracked"),
                (options.no_index, "--no-index"),
            ];
            // git-secrets passes on the first of several flags, and takes the others for names.
            let mut flags = flags.iter().filter(|f| f.0).map(|f| f.1);
            let first: Vec<&str> = flags.next().into_iter().collect();
            let names: Vec<String> = flags.map(str::to_owned).chain(files.iter().cloned()).collect();
            search.git_grep(&first, &names)
        }
        _ => search.grep(options.recursive, files, None),
    }
}

fn joined(patterns: &[Written], with: &str) -> String {
    patterns.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(with)
}

struct Strict {
    /// Prohibited patterns, one a line.
    lines: String,
    allowed: String,
}

impl Strict {
    /// The patterns as one, for git, which takes only one: blanks separate patterns, too.
    fn combined(&self) -> String {
        self.lines.split_whitespace().collect::<Vec<_>>().join("|")
    }

    fn grep(&self, recursive: bool, files: &[String], input: Option<Vec<u8>>) -> Result<u8> {
        let mut command = Command::new("grep");
        command.args(["-d", if recursive { "recurse" } else { "skip" }, "-nwHEI", &self.lines]);
        // With no file named, git-secrets passes an empty name.
        if files.is_empty() {
            command.arg("")
        } else {
            command.args(files)
        };
        self.tell(output(&mut command, input)?)
    }

    fn git_grep(&self, flags: &[&str], names: &[String]) -> Result<u8> {
        let mut command = Command::new("git");
        command.args(["grep", "-nwHEI"]).args(flags).arg(self.combined()).arg("--").args(names);
        self.tell(output(&mut command, None)?)
    }

    /// Revisions with a change that matches, then every matching line in their trees.
    fn history(&self) -> Result<u8> {
        let combined = self.combined();
        let log = git(&["log", "--all", "--pretty=%H", &format!("-G{combined}")])?;
        let text = String::from_utf8_lossy(&log).into_owned();
        let revisions: Vec<&str> = text.lines().collect();
        let mut code = 0;
        // Without a revision, `git grep` searches the files.
        for part in revisions.chunks(REVISIONS).chain(revisions.is_empty().then_some(&[][..])) {
            let mut command = Command::new("git");
            command.args(["grep", "-nwHEI", &combined]).args(part);
            code = self.tell(output(&mut command, None)?)?.max(code);
        }
        Ok(code)
    }

    fn merge(&self, args: &[String]) -> Result<u8> {
        let arg = |n: usize| args.get(n).map_or("", String::as_str);
        if (arg(1), arg(2)) != ("merge", "") {
            return Ok(0);
        }
        let mut heads =
            std::env::vars().filter_map(|(key, name)| Some((key.strip_prefix("GITHEAD_")?.to_owned(), name)));
        // The commit itself if git tells it: the name beside it may be that of a branch elsewhere.
        let source = heads.next().map(|(commit, name)| if is_id(&commit) { commit } else { name });
        let branch = Command::new("git").args(["symbolic-ref", "--quiet", "HEAD"]).output();
        // Empty if no branch is checked out, which means HEAD.
        let branch = branch.map_err(|e| started("git", &e))?.stdout;
        let branch = String::from_utf8_lossy(&branch).trim().to_owned();
        let branch = branch.strip_prefix("refs/heads/").unwrap_or(&branch);
        let text = git(&["log", &format!("{branch}..{}", source.unwrap_or_default()), "-p"])?;
        self.grep(false, &["-".to_owned()], Some(text))
    }

    /// Prints the lines that no allowed pattern matches.
    fn tell(&self, found: Output) -> Result<u8> {
        match found.status.code() {
            Some(0) => {}
            Some(1) => return Ok(0),
            other => return Ok(other.and_then(|code| u8::try_from(code).ok()).unwrap_or(2)),
        }
        let mut shown = found.stdout;
        if !self.allowed.is_empty() {
            let mut command = Command::new("grep");
            let rest = output(command.args(["-Ev", &self.allowed]), Some(shown))?;
            match rest.status.code() {
                Some(0) => shown = rest.stdout,
                Some(1) => return Ok(0),
                // git-secrets would let everything pass here. This fault is not copied.
                _ => return Ok(2),
            }
        }
        let _ = std::io::stderr().write_all(&shown);
        Ok(1)
    }
}

/// Names of added and changed files, quoted as git does it: a quoted name finds nothing, and no name at all means every
/// file.
fn staged() -> Result<Vec<String>> {
    let quiet = ["rev-parse", "--verify", "--quiet", "HEAD"];
    let head = Command::new("git").args(quiet).output().map_err(|e| started("git", &e))?;
    let base = if head.status.success() { "HEAD" } else { EMPTY_TREE };
    let args = ["diff-index", "--diff-filter=ACMU", "--name-only", "--cached", base, "--"];
    Ok(String::from_utf8_lossy(&git(&args)?).lines().map(str::to_owned).collect())
}

fn is_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// What git prints. If it fails, the run does. The arguments contain patterns, so the message names the command alone.
fn git(args: &[&str]) -> Result<Vec<u8>> {
    let mut command = Command::new("git");
    let ended = command.args(args).stderr(Stdio::inherit()).output().map_err(|e| started("git", &e))?;
    if ended.status.success() {
        return Ok(ended.stdout);
    }
    let what = args.first().copied().unwrap_or_default();
    Err(Error::Usage(format!(
        "git {what} failed ({}), so nothing can be said about what it would have searched: see its own words above",
        ended.status
    )))
}

/// Runs a program in the C locale. Its input goes through a temporary file: a pipe would have to be fed while the
/// output is read.
fn output(command: &mut Command, input: Option<Vec<u8>>) -> Result<Output> {
    let name = command.get_program().to_string_lossy().into_owned();
    let stdin = match input {
        Some(text) => {
            Stdio::from(filled(&text).map_err(|source| Error::Io { path: std::env::temp_dir(), source })?)
        }
        None => Stdio::inherit(),
    };
    command.env("LC_ALL", "C").env("GREP_OPTIONS", "").stdin(stdin).stderr(Stdio::inherit());
    command.output().map_err(|e| started(&name, &e))
}

fn filled(text: &[u8]) -> std::io::Result<File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(text)?;
    file.rewind()?;
    Ok(file)
}

fn started(program: &str, why: &std::io::Error) -> Error {
    Error::Io {
        path: PathBuf::from(program),
        source: std::io::Error::new(why.kind(), format!("cannot be run: {why}")),
    }
}
