//! `secretscan migrate`: what other scanners were told here, told to secretscan. It says what it did, what stays as it is
//! because we honour it, and what it could not take over and why. Nothing is ever allowed that was not allowed before.

mod detect_secrets;
mod edit;
mod git_secrets;
mod gitleaks;
mod ignore;
mod look;
mod rule;
mod trufflehog;

use super::allow::{stage, write_whole};
use super::args::{CommonArgs, HookInstall, HookPlace, MigrateArgs};
use super::committed::Committed;
use super::hook;
use super::out::Out;
use crate::config::REPOSITORY_FILE;
use crate::error::{Error, Result};
use crate::finding::{ALLOW_FILE, AllowEntry, AllowList, BASELINE_FILE, Baseline, Fingerprint};
use crate::outcome::Exit;
use crate::report::sanitize::escape;
use look::Look;
use std::path::{Path, PathBuf};

/// The file that rules of gitleaks go to.
const RULES_FILE: &str = ".secretscan-gitleaks.toml";

/// What is to be written, and what is to be said.
#[derive(Default)]
struct Plan {
    dry: bool,
    /// Of allow entries, known findings, globs and rule blocks.
    allow: Vec<AllowEntry>,
    known: Vec<Fingerprint>,
    exclude: Vec<String>,
    rules: Vec<String>,
    lines: Vec<String>,
    left: usize,
}

impl Plan {
    fn title(&mut self, name: &str) {
        self.lines.push(escape(name));
    }

    /// Something that is taken over.
    fn done(&mut self, text: &str) {
        let word = if self.dry { "would" } else { "done " };
        self.lines.push(format!("  {word}  {}", escape(text)));
    }

    /// Something that is honoured as it is.
    fn kept(&mut self, text: &str) {
        self.lines.push(format!("  kept   {}", escape(text)));
    }

    /// Something that could not be taken over.
    fn left(&mut self, text: &str) {
        self.left += 1;
        self.lines.push(format!("  left   {}", escape(text)));
    }

    fn allow(&mut self, entry: AllowEntry) {
        self.allow.push(entry);
    }
}

/// Runs the command.
pub fn run(args: &MigrateArgs, common: &CommonArgs, out: &mut Out) -> Result<Exit> {
    let mut plan = Plan { dry: args.dry_run, ..Plan::default() };
    let root = top();
    let place = HookPlace { global: args.global, template: None };
    let done = git_secrets::migrate(&HookInstall { place, ..HookInstall::default() }, &mut plan);
    if done.is_err() {
        // What was done is said, though the rest failed.
        plan.lines.iter().for_each(|line| out.line(line));
        return done.map(|()| Exit::Usage);
    }
    if !args.global {
        let look = Look::new(&root, common)?;
        gitleaks::migrate(&root, &look, &mut plan)?;
        ignore::migrate(&root, &look, &mut plan)?;
        detect_secrets::migrate(&root, &look, &mut plan)?;
        trufflehog::migrate(&root, &mut plan)?;
        write(&root, &mut plan)?;
    }
    if plan.lines.is_empty() {
        out.line(
            "Nothing to take over here: no hook, pattern or file of git-secrets, gitleaks, detect-secrets or trufflehog.",
        );
        return Ok(Exit::Clean);
    }
    plan.lines.iter().for_each(|line| out.line(line));
    if plan.left > 0 {
        out.line(&format!(
            "{} could not be taken over: each is named above with the reason. What it allowed is reported from now on.",
            plan.left
        ));
    }
    if args.dry_run {
        out.line("Nothing was changed: --dry-run.");
    }
    Ok(Exit::Clean)
}

/// `hook install --from git-secrets`: its hooks and settings alone, where the installation that follows would go.
pub fn from_git_secrets(args: &HookInstall, out: &mut Out) -> Result<()> {
    if let Some(why) = hook::refusal(args)? {
        return Err(why);
    }
    let mut plan = Plan::default();
    let done = git_secrets::migrate(args, &mut plan);
    plan.lines.iter().for_each(|line| out.line(line));
    done
}

/// The root of the working tree around the current folder, or that folder.
fn top() -> PathBuf {
    Committed::around(Path::new(".")).label("")
}

/// The text of a file of another scanner; `None` where it is not there.
fn read(path: &Path) -> Result<Option<String>> {
    match std::fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes)
            .map(Some)
            .map_err(|_| Error::Config { path: path.to_owned(), message: "it is not UTF-8 text".to_owned() }),
        Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::IsADirectory) => {
            Ok(None)
        }
        Err(source) => Err(Error::Io { path: path.to_owned(), source }),
    }
}

/// Writes what the plan collected, each file whole, and only where something is new.
fn write(root: &Path, plan: &mut Plan) -> Result<()> {
    let mut written = Vec::new();
    let committed = Committed::Folder(root.to_owned());
    let path = root.join(ALLOW_FILE);
    let mut allow = match committed.read(ALLOW_FILE)? {
        Some(text) => AllowList::parse(&text, &path)?,
        None => AllowList::default(),
    };
    let before = allow.to_string();
    for entry in std::mem::take(&mut plan.allow) {
        // Whoever allowed the value since has said more than we could.
        if !allow.entries().any(|known| known.fingerprint == entry.fingerprint) {
            allow.insert(entry);
        }
    }
    if allow.to_string() != before {
        written.push((path, allow.to_string()));
    }
    let path = root.join(BASELINE_FILE);
    let mut known: Vec<Fingerprint> = std::mem::take(&mut plan.known);
    if let Some(text) = committed.read(BASELINE_FILE)? {
        known.extend(Baseline::parse(&text, &path)?.entries().copied());
    }
    if !known.is_empty() {
        let text: String = known.iter().map(|id| format!("{id}\n")).collect();
        written.push((path.clone(), Baseline::parse(text.as_bytes(), &path)?.to_string()));
    }
    let mut rule_files = Vec::new();
    if !plan.rules.is_empty() {
        let head = "# Rules taken over from gitleaks by `secretscan migrate`. Yours to edit: a second run writes it anew.\n";
        written.push((root.join(RULES_FILE), format!("{head}\n{}", plan.rules.join("\n"))));
        rule_files.push(RULES_FILE.to_owned());
    }
    let path = root.join(REPOSITORY_FILE);
    let text = read(&path)?.unwrap_or_default();
    let text = edit::add(&text, "exclude", &plan.exclude, &path)?;
    written.push((path.clone(), edit::add(&text, "rules", &rule_files, &path)?));
    for (path, text) in written {
        if text.is_empty() || read(&path)?.is_some_and(|old| old == text) {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !plan.lines.iter().any(|l| l == "Files") {
            plan.title("Files");
        }
        if !plan.dry {
            write_whole(&path, text.as_bytes())?;
            stage(&path);
        }
        plan.done(&format!(
            "{name} written{}",
            if plan.dry { "" } else { ", staged where there is a repository" }
        ));
    }
    Ok(())
}
