//! Runs a scan of any mode, from arguments to exit code.

use super::args::{Cli, CommonArgs, RangeArgs};
use super::committed::Committed;
use super::emit::Emitter;
use super::progress::{Bar, interrupt_flag};
use super::settings::Settings;
use super::{gate, history};
use crate::config::REPOSITORY_FILE;
use crate::error::{Error, Result};
use crate::finding::Scanned;
use crate::git::Repo;
use crate::model::ObjectId;
use crate::outcome::{Exit, Outcome};
use crate::report::Mode;
use crate::scan;
use crate::source::{IndexSource, Source, StdinSource, TextSource, WorktreeSource};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;

/// `secretscan [PATH]…`, `--staged`, `--stdin`, `--history`, `--range`, `--ci`.
pub fn run(cli: &Cli) -> Result<Exit> {
    let emitter = Emitter::new(&cli.common)?.over(&cli.target.paths);
    if cli.target.staged {
        no_paths(cli, "--staged looks at the whole index")?;
        return staged(&cli.common, &emitter);
    }
    if cli.target.stdin {
        no_paths(cli, "--stdin takes its name from --stdin-path")?;
        let settings = Settings::load(&cli.common, &Committed::around(Path::new(".")))?;
        let name = cli.target.stdin_path.as_ref().map(|p| p.to_string_lossy().into_owned());
        return finish(&StdinSource::new(name.as_deref()), &settings, &cli.common, &emitter, Mode::Files);
    }
    if let Some(text) = &cli.target.range {
        no_paths(cli, "--range looks at whole commits")?;
        return range_of(text, &cli.common, &emitter);
    }
    if cli.target.ci {
        no_paths(cli, "--ci looks at whole commits")?;
        return gate::run(&cli.common, &emitter);
    }
    if cli.target.history || cli.range.is_part() {
        return history::run(cli, &emitter);
    }
    let here = [PathBuf::from(".")];
    files(if cli.target.paths.is_empty() { &here } else { &cli.target.paths }, &cli.common, &emitter)
}

fn no_paths(cli: &Cli, why: &str) -> Result<()> {
    match cli.target.paths.first() {
        None => Ok(()),
        Some(path) => Err(Error::Usage(format!("{why}: leave {} out", path.display()))),
    }
}

/// What `git commit` would record, judged by the configuration and allow file that it would record. An amend also
/// records the rest of the commit that it replaces: that is scanned if the new content is clean, so that new secrets
/// are reported first.
pub fn staged(args: &CommonArgs, emitter: &Emitter) -> Result<Exit> {
    let repo = Repo::discover(Path::new("."))?;
    let source = IndexSource::new(&repo)?;
    let kept = amending(&repo, repo.amended()?)?;
    let committed = Committed::Index(repo.into());
    let settings = Settings::load(args, &committed)?;
    let source = source.watching(settings.policy.exclude.clone());
    let mut outcome = scan(&source, &settings, args)?;
    let mut mode = Mode::Commit;
    if let Some(kept) = kept.filter(|_| outcome.exit() == Exit::Clean) {
        (outcome, mode) = (scan(&kept, &settings, args)?, Mode::Amend);
    }
    emitter.write(&outcome, settings.engine.rules(), mode)?;
    hint_at_unstaged(&committed, args, outcome.exit())
}

/// Says, below a refusal, that a configuration which may well be about it does not count yet. Hands the exit code on.
fn hint_at_unstaged(committed: &Committed, args: &CommonArgs, exit: Exit) -> Result<Exit> {
    let asked = exit == Exit::Findings && args.quiet == 0 && args.config.is_none();
    if asked
        && committed.read(REPOSITORY_FILE)?.is_none()
        && committed.staged_beside(REPOSITORY_FILE)?.is_none()
        && committed.unstaged(REPOSITORY_FILE)?.is_some()
    {
        // Wherever in the working tree somebody types it.
        let hint = format!(
            "`{REPOSITORY_FILE}` is not staged, so it does not count yet: git add :/{REPOSITORY_FILE}"
        );
        let _ = writeln!(std::io::stderr(), "{hint}");
    }
    Ok(exit)
}

/// An amend that only prepare-commit-msg can recognise; for pre-commit it looks like an ordinary commit.
pub fn amend(args: &CommonArgs, emitter: &Emitter) -> Result<Exit> {
    let repo = Repo::discover(Path::new("."))?;
    let Some(source) = amending(&repo, repo.amended_anew()?)? else { return Ok(Exit::Clean) };
    let committed = Committed::Index(repo.into());
    let settings = Settings::load(args, &committed)?;
    hint_at_unstaged(&committed, args, finish(&source, &settings, args, emitter, Mode::Amend)?)
}

fn amending(repo: &Repo, commit: Option<ObjectId>) -> Result<Option<IndexSource>> {
    Ok(commit.map(|commit| IndexSource::amending(repo, commit)).transpose()?.flatten())
}

/// A commit message before it is recorded.
pub fn message(text: &[u8], args: &CommonArgs, emitter: &Emitter) -> Result<Exit> {
    let repo = Repo::discover(Path::new("."))?;
    let committed = Committed::Index(repo.into());
    let settings = Settings::load(args, &committed)?;
    let exit = finish(&TextSource::message(text), &settings, args, emitter, Mode::Commit)?;
    hint_at_unstaged(&committed, args, exit)
}

/// Files and folders.
pub fn files(paths: &[PathBuf], args: &CommonArgs, emitter: &Emitter) -> Result<Exit> {
    let committed = Committed::around(&paths[0]);
    let mut settings = Settings::load(args, &committed)?;
    let source = WorktreeSource::new(paths, threads(args))?;
    // Excluded paths are those of the repository, whatever part of it is scanned.
    settings.policy.place = std::path::absolute(if source.base().as_os_str().is_empty() {
        Path::new(".")
    } else {
        source.base()
    })
    .ok()
    .map(|base| Scanned { base, root: committed.label("") });
    finish(&source, &settings, args, emitter, Mode::Files)
}

/// Number of worker threads: as asked for, otherwise one for each core.
pub fn threads(args: &CommonArgs) -> usize {
    args.threads
        .filter(|n| *n > 0)
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, |n| n.get()))
        .min(MOST_THREADS)
}

/// More threads than this are slower on any machine, and the system may refuse them.
const MOST_THREADS: usize = 256;

fn finish(
    source: &dyn Source,
    settings: &Settings,
    args: &CommonArgs,
    emitter: &Emitter,
    mode: Mode,
) -> Result<Exit> {
    let outcome = scan(source, settings, args)?;
    emitter.write(&outcome, settings.engine.rules(), mode)?;
    Ok(outcome.exit())
}

/// Scans with a progress bar on terminals.
pub fn scan(source: &dyn Source, settings: &Settings, args: &CommonArgs) -> Result<Outcome> {
    let interrupt = if source.may_wait() { None } else { interrupt_flag() };
    with_bar(settings, args, interrupt, |options| {
        scan::run(source, &settings.engine, &settings.policy, options)
    })
}

/// Runs work with a progress bar on terminals. It stops at Ctrl-C and at the end of the time budget.
pub fn watched<T>(settings: &Settings, args: &CommonArgs, work: impl FnOnce(scan::Options<'_>) -> T) -> T {
    with_bar(settings, args, interrupt_flag(), work)
}

fn with_bar<T>(
    settings: &Settings,
    args: &CommonArgs,
    interrupt: Option<&AtomicUsize>,
    work: impl FnOnce(scan::Options<'_>) -> T,
) -> T {
    let bar = Bar::new(args.quiet == 0);
    let done = work(scan::Options {
        threads: threads(args),
        interrupt,
        deadline: settings.deadline,
        progress: &bar,
    });
    bar.clear();
    done
}

/// `--range A..B`
pub fn range_of(text: &str, args: &CommonArgs, emitter: &Emitter) -> Result<Exit> {
    let (outcome, settings) = history::range_of(Path::new("."), text, args)?;
    emitter.write(&outcome, settings.engine.rules(), Mode::Range)?;
    Ok(outcome.exit())
}

/// All of history of one repository.
pub fn history_outcome(
    paths: &[PathBuf],
    range: &RangeArgs,
    settings: &Settings,
    args: &CommonArgs,
) -> Result<Outcome> {
    let path = paths.first().map_or(Path::new("."), PathBuf::as_path);
    history::outcome(path, range, settings, args)
}
