//! `secretscan baseline create|shrink|check`: the known findings of an old repository.

use super::allow::{hint_at_union, stage, write_whole};
use super::args::{BaselineAction, CommonArgs};
use super::committed::Committed;
use super::emit::Emitter;
use super::lookup::all;
use super::out::Out;
use super::scan;
use super::settings::Settings;
use crate::error::{Error, Result};
use crate::finding::{BASELINE_FILE, Baseline, Scope};
use crate::model::Confidence;
use crate::outcome::{Exit, Outcome};
use crate::report::Mode;
use crate::report::receipt::count;
use crate::source::WorktreeSource;
use std::path::{Path, PathBuf};

/// Runs one of the actions.
pub fn run(action: &BaselineAction, args: &CommonArgs, out: &mut Out) -> Result<Exit> {
    let here = Committed::around(Path::new("."));
    let path = args.baseline.clone().unwrap_or_else(|| here.label(BASELINE_FILE));
    match *action {
        BaselineAction::Create { history } => create(&path, &here, history, args, out),
        BaselineAction::Shrink { history } => shrink(&path, &here, history, args, out),
        BaselineAction::Check { history } => check(&path, &here, history, args),
    }
}

fn create(path: &Path, here: &Committed, history: bool, args: &CommonArgs, out: &mut Out) -> Result<Exit> {
    if path.exists() {
        return Err(Error::Usage(format!(
            "{} is there already, and a baseline only shrinks: use `secretscan baseline shrink`, or delete it first",
            path.display()
        )));
    }
    let mut settings = Settings::load(&CommonArgs { baseline: None, ..args.clone() }, here)?;
    settings.policy.baseline = None;
    let outcome = scan_all(here, history, &settings, args)?;
    if !outcome.coverage.is_complete() {
        return Err(Error::Incomplete(
            "the scan was incomplete, so no baseline was written: run `secretscan` to see what could not be read".to_owned(),
        ));
    }
    let scope = if history { Scope::History } else { Scope::Files };
    let baseline = Baseline::create(&outcome.findings, scope);
    if baseline.is_empty() {
        out.line("Nothing was found, so there is nothing to write down.");
        return Ok(Exit::Clean);
    }
    write_whole(path, baseline.to_string().as_bytes())?;
    let staged = stage(path);
    out.line(&format!(
        "{} in {}{}.",
        count(baseline.len() as u64, "known finding"),
        path.display(),
        if staged { ", staged" } else { "" }
    ));
    if staged {
        hint_at_union(path, &format!("{BASELINE_FILE} merge=union"), out);
    }
    Ok(Exit::Clean)
}

/// Keeps what is still found in the place that the baseline was made from, or in the files of today.
fn shrink(path: &Path, here: &Committed, history: bool, args: &CommonArgs, out: &mut Out) -> Result<Exit> {
    let mut baseline = read(path)?;
    // What some of the rules do not find, or is too weak to be shown, may be there all the same.
    if !args.rule.is_empty() || !args.disable.is_empty() {
        return Err(Error::Usage(
            "`baseline shrink` takes out what no rule finds any more: leave out --rule and --disable"
                .to_owned(),
        ));
    }
    let args = &CommonArgs { confidence: Some(Confidence::Low), ..args.clone() };
    let settings = Settings::load(args, here)?;
    let mut outcome = scan_all(here, false, &settings, args)?;
    if looks_at_history(&baseline, here, history) {
        outcome.merge(scan_all(here, true, &settings, args)?);
    }
    let suppressed: Vec<_> = all(&outcome).cloned().collect();
    let shrunk = baseline.shrink(&suppressed, outcome.coverage.is_complete())?;
    if baseline.is_empty() {
        std::fs::remove_file(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        // Stages the removal as well: otherwise the next commit would record the old file.
        stage(path);
        let gone = match shrunk.gone.len() {
            1 => "The one entry is gone".to_owned(),
            n => format!("All {n} are gone"),
        };
        out.line(&format!("{gone}: {} was deleted.", path.display()));
        return Ok(Exit::Clean);
    }
    if !shrunk.gone.is_empty() {
        write_whole(path, baseline.to_string().as_bytes())?;
        stage(path);
    }
    out.line(&format!("{} taken out, {} left.", shrunk.gone.len(), shrunk.left));
    Ok(Exit::Clean)
}

/// Fails on findings that are not in the baseline. Entries that match nothing are named, so that somebody runs
/// `shrink`.
fn check(path: &Path, here: &Committed, history: bool, args: &CommonArgs) -> Result<Exit> {
    let baseline = read(path)?;
    let settings = Settings::load(args, here)?;
    let emitter = Emitter::new(args)?;
    let outcome = scan_all(here, history, &settings, args)?;
    emitter.write(&outcome, settings.engine.rules(), Mode::Files)?;
    let stale = baseline.stale(&outcome.suppressed);
    // A finding that is gone from the files may still be in the history that the baseline was made from.
    let whole = history || !looks_at_history(&baseline, here, history);
    if whole && !stale.is_empty() && outcome.coverage.is_complete() {
        eprint_line(&format!(
            "{} of {} no longer found: `secretscan baseline shrink` takes that out",
            count(stale.len() as u64, "entry"),
            path.display()
        ));
    }
    Ok(outcome.exit())
}

/// A baseline that does not say what it was made from may be one of history.
fn looks_at_history(baseline: &Baseline, here: &Committed, asked: bool) -> bool {
    let is_repository = || here.label(".git").exists();
    asked || baseline.scope() != Scope::Files && is_repository()
}

fn eprint_line(text: &str) {
    let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("secretscan: {text}\n"));
}

fn read(path: &Path) -> Result<Baseline> {
    match std::fs::read(path) {
        Ok(text) => Baseline::parse(&text, path),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Err(Error::Usage(format!(
            "there is no baseline at {}: write one with `secretscan baseline create`",
            path.display()
        ))),
        Err(source) => Err(Error::Io { path: path.to_owned(), source }),
    }
}

fn scan_all(here: &Committed, history: bool, settings: &Settings, args: &CommonArgs) -> Result<Outcome> {
    let top = here.label("");
    if history {
        return scan::history_outcome(&[top], &Default::default(), settings, args);
    }
    let paths: [PathBuf; 1] = [top];
    scan::scan(&WorktreeSource::new(&paths, scan::threads(args))?, settings, args)
}
