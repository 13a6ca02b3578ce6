//! `secretscan migrate`: takes over the settings of other scanners. It reports what it took over, what stays as it is
//! because scans honour it, and what it could not take over and why. It never allows anything that was not allowed
//! before.

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

/// What will be written to files, and the report to the user.
#[derive(Default)]
struct Plan {
    /// Report only, write nothing.
    dry: bool,
    /// Entries for the allow file.
    allow: Vec<AllowEntry>,
    /// Values for the baseline.
    known: Vec<Fingerprint>,
    /// Globs for `exclude` in the configuration.
    exclude: Vec<String>,
    /// Rules as blocks of TOML.
    rules: Vec<String>,
    /// The report, line by line.
    lines: Vec<String>,
    /// How many things could not be taken over.
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
        // Report what was done before it failed.
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

/// `hook install --from git-secrets`: takes over hooks and settings of git-secrets, before ours are installed in the
/// same place.
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

/// The text of a file of another scanner; `None` if it is not there.
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

/// Writes what the plan collected, each file whole, and only if it changes.
fn write(root: &Path, plan: &mut Plan) -> Result<()> {
    let committed = Committed::Folder(root.to_owned());
    let mut files = Vec::new();
    files.extend(allow_file(root, &committed, std::mem::take(&mut plan.allow))?);
    files.extend(baseline_file(root, &committed, std::mem::take(&mut plan.known))?);
    let mut rule_files = Vec::new();
    if !plan.rules.is_empty() {
        let head = "# Rules taken over from gitleaks by `secretscan migrate`. Yours to edit: a second run writes it anew.\n";
        files.push((root.join(RULES_FILE), format!("{head}\n{}", plan.rules.join("\n"))));
        rule_files.push(RULES_FILE.to_owned());
    }
    let path = root.join(REPOSITORY_FILE);
    let text = read(&path)?.unwrap_or_default();
    let text = edit::add(&text, "exclude", &plan.exclude, &path)?;
    files.push((path.clone(), edit::add(&text, "rules", &rule_files, &path)?));
    for (path, text) in files {
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
        let staged = if plan.dry { "" } else { ", staged where there is a repository" };
        plan.done(&format!("{name} written{staged}"));
    }
    Ok(())
}

/// The allow file with these entries added; `None` if all of their values have an entry already.
fn allow_file(
    root: &Path,
    committed: &Committed,
    entries: Vec<AllowEntry>,
) -> Result<Option<(PathBuf, String)>> {
    let path = root.join(ALLOW_FILE);
    let mut allow = match committed.read(ALLOW_FILE)? {
        Some(text) => AllowList::parse(&text, &path)?,
        None => AllowList::default(),
    };
    let before = allow.to_string();
    for entry in entries {
        // An entry that is there already was written by a person and has the better reason.
        if !allow.entries().any(|known| known.fingerprint == entry.fingerprint) {
            allow.insert(entry);
        }
    }
    let after = allow.to_string();
    Ok((after != before).then_some((path, after)))
}

/// The baseline with these values added; `None` if it would be empty.
fn baseline_file(
    root: &Path,
    committed: &Committed,
    mut known: Vec<Fingerprint>,
) -> Result<Option<(PathBuf, String)>> {
    let path = root.join(BASELINE_FILE);
    if let Some(text) = committed.read(BASELINE_FILE)? {
        known.extend(Baseline::parse(&text, &path)?.entries().copied());
    }
    if known.is_empty() {
        return Ok(None);
    }
    let text: String = known.iter().map(|id| format!("{id}\n")).collect();
    let sorted = Baseline::parse(text.as_bytes(), &path)?.to_string();
    Ok(Some((path, sorted)))
}
