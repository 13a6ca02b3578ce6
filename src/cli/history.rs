//! `--history` and its parts: one repository or several, with their submodules. Each is passed on as soon as it is
//! done.

mod submodules;

pub use submodules::each;

use super::args::{Cli, CommonArgs, RangeArgs};
use super::committed::Committed;
use super::emit::Emitter;
use super::range::{self, Bounds};
use super::settings::Settings;
use super::union::Union;
use crate::error::{Error, Result};
use crate::finding::Scrubber;
use crate::git::{Limits, Repo};
use crate::outcome::{Coverage, Exit, Gap, Outcome};
use crate::report::Mode;
use crate::scan::{self, HistoryJob};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Receives the outcome of one repository.
pub type Take<'t> = dyn FnMut(Outcome) -> Result<()> + 't;

/// `secretscan --history [PATH]…`, or the part of history that `--since`, `--max-count` or `--branch` name.
pub fn run(cli: &Cli, emitter: &Emitter) -> Result<Exit> {
    let (range, args) = (&cli.range, &cli.common);
    let paths = match &cli.target.paths[..] {
        [] => vec![PathBuf::from(".")],
        paths => once(paths),
    };
    match &paths[..] {
        [path] => single(path, range, args, emitter),
        _ => several(&paths, range, args, emitter),
    }
}

/// Each folder once, however often and in whatever spelling it was named.
fn once(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut seen = HashSet::new();
    let real = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
    paths.iter().filter(|path| seen.insert(real(path))).cloned().collect()
}

fn single(path: &Path, range: &RangeArgs, args: &CommonArgs, emitter: &Emitter) -> Result<Exit> {
    let settings = Settings::load(args, &Committed::around(path))?;
    let mut whole = Whole::default();
    each(path, range, &settings, args, &mut |part| {
        emitter.stream(&part, settings.engine.rules(), Mode::History)?;
        whole.add(part);
        Ok(())
    })?;
    if range.recurse_submodules {
        Scrubber::outcome(&mut whole.outcome);
    }
    emitter.finish(&whole.outcome, settings.engine.rules(), Mode::History)?;
    let exit = whole.outcome.exit();
    scan::free_in_background(whole);
    Ok(exit)
}

/// Several repositories, each judged by its own configuration and allow file. One that cannot be scanned is named in
/// the receipt, and the others are still scanned.
fn several(paths: &[PathBuf], range: &RangeArgs, args: &CommonArgs, emitter: &Emitter) -> Result<Exit> {
    let mut union = Union::default();
    let mut whole = Whole::default();
    let mut deadline = None;
    let mut lost = None;
    for path in paths {
        let name = path.to_string_lossy();
        if whole.outcome.coverage.interrupted.is_some() {
            whole.miss(&name, "not reached before the interruption");
            continue;
        }
        let done = Settings::load(args, &Committed::around(path)).and_then(|mut settings| {
            // One time budget for the whole run, not one for each repository.
            settings.deadline = *deadline.get_or_insert(settings.deadline);
            union.take_in(&settings)?;
            each(path, range, &settings, args, &mut |mut part| {
                union.translate(&settings, &mut part);
                part.put_below(&name);
                if let Err(error) = emitter.stream(&part, union.rules(), Mode::History) {
                    lost.get_or_insert(error);
                }
                whole.add(part);
                Ok(())
            })
        });
        if let Some(error) = lost {
            return Err(error);
        }
        if let Err(error) = done {
            let said = error.to_string();
            // The receipt names the repository already.
            whole.miss(&name, said.strip_prefix(&format!("{name}: ")).unwrap_or(&said));
        }
    }
    // A frame of one repository may show a secret of another.
    Scrubber::outcome(&mut whole.outcome);
    emitter.finish(&whole.outcome, union.rules(), Mode::History)?;
    Ok(whole.outcome.exit())
}

/// The outcomes of all repositories, merged.
#[derive(Default)]
struct Whole {
    outcome: Outcome,
    begun: bool,
}

impl Whole {
    fn add(&mut self, part: Outcome) {
        if std::mem::replace(&mut self.begun, true) {
            self.outcome.merge(part);
        } else {
            // Keep the gaps of repositories that failed before the first one succeeded.
            let mut missing = std::mem::replace(&mut self.outcome, part);
            self.outcome.coverage.missing.append(&mut missing.coverage.missing);
        }
    }

    fn miss(&mut self, what: &str, why: &str) {
        let gap = Gap { what: what.to_owned(), why: why.to_owned() };
        if !self.begun && self.outcome.coverage.noun.is_empty() {
            self.outcome.coverage = Coverage { noun: "blob", commits: Some(0), ..Coverage::default() };
        }
        self.outcome.coverage.missing.push(gap);
    }
}

/// The history of one repository as one outcome, with submodules if asked for.
pub fn outcome(path: &Path, range: &RangeArgs, settings: &Settings, args: &CommonArgs) -> Result<Outcome> {
    let mut whole = Whole::default();
    each(path, range, settings, args, &mut |part| {
        whole.add(part);
        Ok(())
    })?;
    if range.recurse_submodules {
        Scrubber::outcome(&mut whole.outcome);
    }
    Ok(whole.outcome)
}

/// Opens the repository at `path`. The current folder may lie anywhere in a repository; another path must be one
/// itself.
pub fn open(path: &Path) -> Result<Repo> {
    if !path.exists() {
        return Err(Error::Usage(format!("{}: there is no such folder", path.display())));
    }
    if path.is_file() && !path.ends_with(".git") {
        return Err(Error::Usage(format!(
            "{}: a file, but whole repositories are looked at here; its own content is scanned with `secretscan PATH`",
            path.display()
        )));
    }
    let repo = if path == Path::new(".") {
        Repo::discover(path)?
    } else {
        Repo::open(path)
            .or_else(|error| if path.join("HEAD").is_file() { Err(error) } else { Repo::discover(path) })?
    };
    Ok(repo)
}

fn one(path: &Path, range: &RangeArgs, settings: &Settings, args: &CommonArgs) -> Result<Outcome> {
    let repo = open(path)?;
    if range.is_part() {
        let (bounds, limits) = range::of_args(&repo, range)?;
        return range::outcome(&repo, &bounds, limits, settings, args);
    }
    let job = HistoryJob { repo: &repo, heads: &[], unreachable: range.unreachable, whole: range.no_inherit };
    of_job(&job, settings, args)
}

/// Scans history, with a progress bar on terminals.
pub fn of_job(job: &HistoryJob<'_>, settings: &Settings, args: &CommonArgs) -> Result<Outcome> {
    super::scan::watched(settings, args, |options| {
        scan::history(job, &settings.engine, &settings.policy, options)
    })
}

/// Scans a push that excludes nothing: all that its heads reach is new, so it is read like a whole history.
pub fn of_heads(repo: &Repo, bounds: &Bounds, settings: &Settings, args: &CommonArgs) -> Result<Outcome> {
    let heads: Vec<_> = bounds.include.iter().chain(&bounds.named).copied().collect();
    let job = HistoryJob { repo, heads: &heads, unreachable: false, whole: false };
    let mut outcome = of_job(&job, settings, args)?;
    outcome.coverage.scope = Some(format!("{}, all history", bounds.scope));
    Ok(outcome)
}

/// What the commits of `A..B` bring in, judged by the settings that the newest commit has.
pub fn range_of(path: &Path, text: &str, args: &CommonArgs) -> Result<(Outcome, Settings)> {
    let repo = Rc::new(open(path)?);
    let bounds = range::parse(&repo, text)?;
    let newest = *bounds.include.first().ok_or_else(|| Error::Usage(format!("--range {text} is empty")))?;
    let settings = Settings::load(args, &Committed::Commit(Rc::clone(&repo), newest))?;
    let outcome = range::outcome(&repo, &bounds, Limits::default(), &settings, args)?;
    Ok((outcome, settings))
}
