//! The `git` program, for set-up work that needs the user's whole configuration (hook paths, config writes). Scans do
//! not use it, except to ask whether a repository of another user is trusted.

use super::GitError;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs `git` in a folder.
#[derive(Clone, Debug)]
pub struct GitTool {
    folder: PathBuf,
}

impl GitTool {
    /// Runs in `folder`.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        GitTool { folder: folder.into() }
    }

    /// The standard output without its final newline; `None` if git exits with 1, as for an unset config key.
    pub fn ask<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<Option<PathBuf>, GitError> {
        let output = self.output(args)?;
        if output.status.code() == Some(1) {
            return Ok(None);
        }
        if !output.status.success() {
            return Err(GitError::Unusable(failure(args, &output.stderr)));
        }
        let mut text = output.stdout;
        while text.last().is_some_and(|b| *b == b'\n' || *b == b'\r') {
            text.pop();
        }
        Ok(Some(PathBuf::from(std::ffi::OsString::from_vec(text))))
    }

    /// Runs git and ignores its output.
    pub fn run<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<(), GitError> {
        let output = self.output(args)?;
        if output.status.success() { Ok(()) } else { Err(GitError::Unusable(failure(args, &output.stderr))) }
    }

    /// One configuration value, from all scopes.
    pub fn config(&self, key: &str) -> Result<Option<String>, GitError> {
        Ok(self.ask(&["config", "--get", key])?.map(|v| v.to_string_lossy().into_owned()))
    }

    /// The folder that git takes hooks from, considering `core.hooksPath`; absolute.
    pub fn hooks_folder(&self) -> Result<PathBuf, GitError> {
        self.absolute(&["rev-parse", "--git-path", "hooks"])
    }

    /// The folder of the repository that all linked worktrees share; absolute.
    pub fn common_folder(&self) -> Result<PathBuf, GitError> {
        self.absolute(&["rev-parse", "--git-common-dir"])
    }

    /// The root of the working tree; `None` in a bare repository.
    pub fn work_tree(&self) -> Result<Option<PathBuf>, GitError> {
        let output = self.output(&["rev-parse", "--show-toplevel"])?;
        if output.status.success() { self.ask(&["rev-parse", "--show-toplevel"]) } else { Ok(None) }
    }

    /// True for a repository without a working tree, which others push to.
    pub fn is_bare(&self) -> Result<bool, GitError> {
        Ok(self.ask(&["rev-parse", "--is-bare-repository"])?.is_some_and(|said| said.as_os_str() == "true"))
    }

    /// True if git would work in the repository around this folder, whoever owns it.
    pub fn trusts(&self) -> bool {
        let mut git = Command::new("git");
        git.current_dir(&self.folder).args(["rev-parse", "--git-dir"]);
        // Ask about this folder, not the repository that a hook was started for.
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR"] {
            git.env_remove(name);
        }
        git.output().is_ok_and(|said| said.status.success())
    }

    fn absolute(&self, args: &[&str]) -> Result<PathBuf, GitError> {
        let path = self.ask(args)?.unwrap_or_default();
        let path = self.folder.join(path);
        Ok(std::path::absolute(&path).unwrap_or(path))
    }

    fn output<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<std::process::Output, GitError> {
        Command::new("git").current_dir(&self.folder).args(args).output().map_err(|e| {
            GitError::Unusable(format!("git cannot be started in {}: {e}", Path::new(&self.folder).display()))
        })
    }
}

/// Git's error in one line.
fn failure<S: AsRef<OsStr>>(args: &[S], stderr: &[u8]) -> String {
    let said = String::from_utf8_lossy(stderr);
    let first = said.lines().find(|l| !l.trim().is_empty()).unwrap_or("it failed without a word");
    let words: Vec<_> = args.iter().map(|a| a.as_ref().to_string_lossy().into_owned()).collect();
    format!("git {}: {}", words.join(" "), first.trim_start_matches("fatal: "))
}
