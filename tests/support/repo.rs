//! A git repository in a temporary folder that sees nothing of the machine's own configuration.

use super::{Cmd, Output, seal};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// `ROOT/work` is the repository, `ROOT/home` the home folder; both go with the value.
pub struct TestRepo {
    root: TempDir,
}

impl TestRepo {
    /// An empty repository with the branch `main`.
    pub fn new() -> Self {
        Self::with_init(&[])
    }

    /// An empty repository made with further arguments for `git init`.
    pub fn with_init(args: &[&str]) -> Self {
        let repo = Self::bare_folder();
        let init = ["-c", "init.defaultBranch=main", "init", "-q"];
        repo.git(init.iter().chain(args).copied());
        repo
    }

    /// The folders alone, no repository.
    pub fn bare_folder() -> Self {
        let repo = TestRepo { root: TempDir::new().expect("a temporary folder") };
        fs::create_dir(repo.path()).expect("a folder");
        fs::create_dir(repo.home()).expect("a folder");
        repo
    }

    /// The working tree.
    pub fn path(&self) -> PathBuf {
        self.root.path().join("work")
    }

    /// The home folder.
    pub fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// A path beside the working tree: for clones and linked worktrees.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// Writes a file (folders are made as needed).
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder above")).expect("folders");
        fs::write(path, text).expect("a file");
        self
    }

    /// Writes a file and stages it.
    pub fn stage(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        self.write(path, text);
        self.git(["add", "--", path]);
        self
    }

    /// Stages everything and commits it, hooks left out; gives the id.
    pub fn commit_all(&self, message: &str) -> String {
        self.git(["add", "-A"]);
        self.git(["commit", "-q", "--no-verify", "--allow-empty", "-m", message]);
        self.git(["rev-parse", "HEAD"]).trim().to_string()
    }

    /// Commits a file (path, text) on a new branch `side`, and another on `main`, which is checked out then.
    pub fn diverge(&self, side: (&str, impl AsRef<[u8]>), main: (&str, impl AsRef<[u8]>)) -> &Self {
        self.git(["checkout", "-q", "-b", "side"]);
        self.write(side.0, side.1).commit_all("side");
        self.git(["checkout", "-q", "main"]);
        self.write(main.0, main.1).commit_all("main");
        self
    }

    /// Runs git in the working tree; fails the test where git does. Gives its standard output.
    #[track_caller]
    pub fn git<I: IntoIterator<Item: AsRef<OsStr>>>(&self, args: I) -> String {
        let output = self.try_git(args);
        assert_eq!(output.code, 0, "git failed:\n{}{}", output.stdout, output.stderr);
        output.stdout
    }

    /// Runs git in the working tree, whatever comes of it.
    pub fn try_git<I: IntoIterator<Item: AsRef<OsStr>>>(&self, args: I) -> Output {
        run(self.command("git", &self.path()).args(args))
    }

    /// Any program in this folder, sealed like git, the built binary first on `PATH`.
    pub fn command(&self, program: &str, folder: &Path) -> Command {
        let mut command = Command::new(program);
        seal(&mut command, &self.home());
        let mut path = vec![PathBuf::from(env!("CARGO_BIN_EXE_secretscan"))];
        path[0].pop();
        path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
        command.env("PATH", std::env::join_paths(path).expect("a path list")).current_dir(folder);
        command
    }

    /// A `PATH` with git and the shell and nothing else: the machine may have the program installed.
    #[cfg(unix)]
    pub fn git_alone(&self) -> PathBuf {
        let folder = self.beside("git-alone");
        fs::create_dir(&folder).expect("a folder");
        let path = std::env::var_os("PATH").unwrap_or_default();
        for name in ["git", "sh"] {
            let found = std::env::split_paths(&path).map(|f| f.join(name)).find(|file| file.is_file());
            std::os::unix::fs::symlink(found.expect("it is installed"), folder.join(name)).expect("a link");
        }
        folder
    }

    /// The built binary in the working tree.
    pub fn scan<I: IntoIterator<Item: AsRef<OsStr>>>(&self, args: I) -> Cmd {
        self.scan_in(&self.path(), args)
    }

    /// The built binary in another folder.
    pub fn scan_in<I: IntoIterator<Item: AsRef<OsStr>>>(&self, folder: &Path, args: I) -> Cmd {
        Cmd::new(folder, &self.home(), args)
    }
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Output {
    Output::of(&command.output().expect("the program starts"))
}
