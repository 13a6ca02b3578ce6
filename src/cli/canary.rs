//! A commit or push of a canary key, made only to see whether the hook stops it.

use crate::error::{Error, Result};
use crate::git::GitTool;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// The ref that the canary would be pushed to.
const CANARY_REF: &str = "refs/heads/secretscan-canary";
/// The path at which the canary is staged. A hook that stops it names this path.
const CANARY_PATH: &str = "secretscan-canary.ini";
/// The hooks of a commit, which [`run`] can try.
pub const COMMIT_HOOKS: [&str; 4] = ["pre-commit", "prepare-commit-msg", "pre-applypatch", "commit-msg"];
/// Who commits the canary if git knows no name.
const AS_NOBODY: &str = "-c user.name=canary -c user.email=canary@example.com";

/// What became of the canary.
pub enum Canary {
    /// The hook found it.
    Stopped,
    /// The hook let it pass.
    Passed,
    /// The hook failed for another reason, given by the first line that it wrote.
    Broken(String),
}

/// A key pair of the right form that nobody owns, in parts so that no scanner finds it here.
fn canary_text() -> String {
    let id = ["AKIA", "Z7CANARY", "SECRETSC"].concat();
    let secret = ["q9X2mV7bT4nK1zR8", "wY5cJ3hL6gF0dS/pA+", "uEiO2x"].concat();
    format!("aws_access_key_id = {id}\naws_secret_access_key = {secret}\n")
}

/// Stages the canary and lets git run `hook` on it: on what is staged, on a message, or on a push of a commit of it. The repository's
/// own index, objects and refs are not touched.
pub fn run(git: &GitTool, hook: &str) -> Result<Canary> {
    let sandbox = Sandbox::new(git)?;
    if let Some(canary) = sandbox.stage()? {
        return Ok(canary);
    }
    let ran = match hook {
        "pre-commit" | "pre-applypatch" => sandbox.git(&["hook", "run", hook])?,
        "prepare-commit-msg" | "commit-msg" => sandbox.message(hook)?,
        _ => sandbox.push(hook)?,
    };
    let said = String::from_utf8_lossy(&ran.stderr).into_owned() + &String::from_utf8_lossy(&ran.stdout);
    Ok(match ran.status.code() {
        Some(0) => Canary::Passed,
        _ if said.contains(CANARY_PATH) || hook == "commit-msg" && said.contains("commit message:") => {
            Canary::Stopped
        }
        _ => {
            Canary::Broken(said.lines().find(|l| !l.trim().is_empty()).unwrap_or("without a word").to_owned())
        }
    })
}

/// A temporary index and object folder in front of the repository's own objects.
struct Sandbox {
    folder: TempDir,
    /// The object folder of the repository, which is only read.
    objects: PathBuf,
}

impl Sandbox {
    fn new(git: &GitTool) -> Result<Sandbox> {
        let folder = tempfile::tempdir().map_err(failed)?;
        Ok(Sandbox { folder, objects: git.common_folder()?.join("objects") })
    }

    /// Runs git on the temporary index and objects.
    fn git<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<Output> {
        Command::new("git")
            .args(args)
            .env("GIT_INDEX_FILE", self.folder.path().join("index"))
            .env("GIT_OBJECT_DIRECTORY", self.folder.path())
            .env("GIT_ALTERNATE_OBJECT_DIRECTORIES", &self.objects)
            .stdin(Stdio::null())
            .output()
            .map_err(failed)
    }

    /// What git prints on standard output, without the line end.
    fn ask<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<String> {
        Ok(String::from_utf8_lossy(&self.git(args)?.stdout).trim().to_owned())
    }

    /// Stages the canary on top of HEAD. Returns an outcome only if git fails.
    fn stage(&self) -> Result<Option<Canary>> {
        let file = self.folder.path().join("canary");
        std::fs::write(&file, canary_text()).map_err(failed)?;
        self.git(&words("read-tree HEAD"))?;
        let mut hash = words("hash-object -w --no-filters");
        hash.push(file.into());
        let blob = self.ask(&hash)?;
        let mut stage = words("update-index --add --cacheinfo");
        stage.push(format!("100644,{blob},{CANARY_PATH}").into());
        let staged = self.git(&stage)?;
        let failure = || Canary::Broken(String::from_utf8_lossy(&staged.stderr).trim().to_owned());
        Ok((!staged.status.success()).then(failure))
    }

    /// Runs a hook that is given a message, here one that holds the canary.
    fn message(&self, hook: &str) -> Result<Output> {
        let file = self.folder.path().join("canary").into_os_string();
        let mut run = words("hook run");
        run.extend([hook.into(), "--".into(), file]);
        // Of prepare-commit-msg, the one that looks at what is staged.
        run.extend((hook == "prepare-commit-msg").then(|| "merge".into()));
        self.git(&run)
    }

    /// Commits what is staged, and runs the hook as git does when that commit is pushed to a new branch.
    fn push(&self, hook: &str) -> Result<Output> {
        let tree = self.ask(&words("write-tree"))?;
        let mut make = words(AS_NOBODY);
        make.extend(["commit-tree", "-m", "canary", &tree].map(OsString::from));
        let (none, commit) = ("0".repeat(40), self.ask(&make)?);
        if hook == "update" {
            return self.git(&["hook", "run", hook, "--", CANARY_REF, &none, &commit]);
        }
        let lines = self.folder.path().join("lines");
        std::fs::write(&lines, format!("{none} {commit} {CANARY_REF}\n")).map_err(failed)?;
        let mut to_stdin = OsString::from("--to-stdin=");
        to_stdin.push(&lines);
        self.git(&["hook".into(), "run".into(), to_stdin, hook.into()])
    }
}

fn failed(source: io::Error) -> Error {
    Error::Io { path: std::env::temp_dir(), source }
}

fn words(text: &str) -> Vec<OsString> {
    text.split(' ').map(OsString::from).collect()
}
