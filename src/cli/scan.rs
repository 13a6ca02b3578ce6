//! Runs a scan of any mode, from arguments to exit code.

use super::args::{Cli, CommonArgs, RangeArgs};
use super::committed::Committed;
use super::emit::Emitter;
use super::progress::{Bar, interrupt_flag};
use super::settings::Settings;
use super::{gate, range};
use crate::error::{Error, Result};
use crate::git::{Limits, Repo};
use crate::outcome::{Exit, Gap, Outcome};
use crate::report::Mode;
use crate::scan::{self, HistoryJob};
use crate::source::{IndexSource, Source, StdinSource, TextSource, WorktreeSource};
use std::path::{Path, PathBuf};

/// `secretscan [PATH]…`, `--staged`, `--stdin`, `--history`, `--range`, `--ci`.
pub fn run(cli: &Cli) -> Result<Exit> {
    let emitter = Emitter::new(&cli.common)?.over(&cli.target.paths);
    if cli.target.staged {
        no_paths(cli, "--staged looks at the whole index")?;
        return staged(&cli.common, &emitter, Mode::Commit);
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
    let limited = cli.range.since.is_some() || cli.range.max_count.is_some() || cli.range.branch.is_some();
    if cli.target.history || limited {
        return history(cli, &emitter);
    }
    files(cli, &emitter)
}

fn no_paths(cli: &Cli, why: &str) -> Result<()> {
    match cli.target.paths.first() {
        None => Ok(()),
        Some(path) => Err(Error::Usage(format!("{why}: leave {} out", path.display()))),
    }
}

/// What `git commit` would record, judged by the configuration and allow file that it would record.
pub fn staged(args: &CommonArgs, emitter: &Emitter, mode: Mode) -> Result<Exit> {
    let repo = Repo::discover(Path::new("."))?;
    let source = IndexSource::new(&repo)?;
    let settings = Settings::load(args, &Committed::Index(repo))?;
    finish(&source, &settings, args, emitter, mode)
}

/// A commit message that is being written.
pub fn message(text: &[u8], args: &CommonArgs, emitter: &Emitter) -> Result<Exit> {
    let repo = Repo::discover(Path::new("."))?;
    let settings = Settings::load(args, &Committed::Index(repo))?;
    finish(&TextSource::message(text), &settings, args, emitter, Mode::Commit)
}

fn files(cli: &Cli, emitter: &Emitter) -> Result<Exit> {
    let paths = if cli.target.paths.is_empty() { vec![PathBuf::from(".")] } else { cli.target.paths.clone() };
    let settings = Settings::load(&cli.common, &Committed::around(&paths[0]))?;
    let source = WorktreeSource::new(&paths, threads(&cli.common))?;
    finish(&source, &settings, &cli.common, emitter, Mode::Files)
}

/// Worker threads: as asked for, else one a core.
pub fn threads(args: &CommonArgs) -> usize {
    args.threads
        .filter(|n| *n > 0)
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, |n| n.get()))
}

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

/// Scans with a progress bar on terminals, stopping at Ctrl-C.
pub fn scan(source: &dyn Source, settings: &Settings, args: &CommonArgs) -> Result<Outcome> {
    let bar = Bar::new(args.quiet == 0);
    let options = scan::Options { threads: threads(args), interrupt: interrupt_flag(), progress: &bar };
    let outcome = scan::run(source, &settings.engine, &settings.policy, options);
    bar.clear();
    outcome
}

/// `--range A..B`
fn range_of(text: &str, args: &CommonArgs, emitter: &Emitter) -> Result<Exit> {
    let repo = Repo::discover(Path::new("."))?;
    let bounds = range::parse(&repo, text)?;
    // A range is judged by what its newest commit holds.
    let committed = Committed::Commit(Repo::discover(Path::new("."))?, bounds.include[0]);
    let settings = Settings::load(args, &committed)?;
    let outcome = range::outcome(&repo, &bounds, Limits::default(), &settings, args)?;
    emitter.write(&outcome, settings.engine.rules(), Mode::Range)?;
    Ok(outcome.exit())
}

/// `--history`, or a part of it.
fn history(cli: &Cli, emitter: &Emitter) -> Result<Exit> {
    let paths = if cli.target.paths.is_empty() { vec![PathBuf::from(".")] } else { cli.target.paths.clone() };
    let settings = Settings::load(&cli.common, &Committed::around(&paths[0]))?;
    let outcome = history_outcome(&paths, &cli.range, &settings, &cli.common)?;
    emitter.write(&outcome, settings.engine.rules(), Mode::History)?;
    Ok(outcome.exit())
}

/// All of history of these repositories, or the part that `range` names.
pub fn history_outcome(
    paths: &[PathBuf],
    range: &RangeArgs,
    settings: &Settings,
    args: &CommonArgs,
) -> Result<Outcome> {
    let mut whole: Option<Outcome> = None;
    for path in paths {
        let mut outcome = with_submodules(path, range, settings, args, MAX_NESTING)?;
        if paths.len() > 1 {
            outcome.put_below(&path.to_string_lossy());
        }
        match &mut whole {
            None => whole = Some(outcome),
            Some(whole) => whole.merge(outcome),
        }
    }
    whole.ok_or_else(|| Error::Usage("--history needs a repository".to_owned()))
}

/// Submodules of submodules are followed so deep.
const MAX_NESTING: usize = 8;

/// One repository and, where asked for, those of its submodules. One that cannot be scanned is named, and the others
/// still are.
fn with_submodules(
    path: &Path,
    range: &RangeArgs,
    settings: &Settings,
    args: &CommonArgs,
    depth: usize,
) -> Result<Outcome> {
    let mut outcome = one_history(path, range, settings, args)?;
    if !range.recurse_submodules || depth == 0 {
        return Ok(outcome);
    }
    let submodules = open(path)?.submodules();
    let mut missing = Vec::new();
    for (name, place) in submodules.found {
        match with_submodules(&place, range, settings, args, depth - 1) {
            Ok(mut inner) => {
                inner.put_below(&name);
                outcome.merge(inner);
            }
            Err(error) => missing.push(Gap { what: format!("submodule {name}"), why: error.to_string() }),
        }
    }
    let why = "it is not cloned: `git submodule update --init` brings it";
    let absent = submodules.absent.into_iter();
    missing.extend(absent.map(|name| Gap { what: format!("submodule {name}"), why: why.to_owned() }));
    outcome.coverage.missing.extend(missing);
    Ok(outcome)
}

/// A path that is named is that repository; the current folder may lie anywhere within one.
fn open(path: &Path) -> Result<Repo> {
    let repo = if path == Path::new(".") {
        Repo::discover(path)?
    } else {
        Repo::open(path).or_else(|_| Repo::discover(path))?
    };
    Ok(repo)
}

fn one_history(path: &Path, range: &RangeArgs, settings: &Settings, args: &CommonArgs) -> Result<Outcome> {
    let repo = open(path)?;
    if range.since.is_some() || range.max_count.is_some() || range.branch.is_some() {
        let (bounds, limits) = range::of_args(&repo, range)?;
        return range::outcome(&repo, &bounds, limits, settings, args);
    }
    let bar = Bar::new(args.quiet == 0);
    let job = HistoryJob { repo: &repo, unreachable: range.unreachable, whole: range.no_inherit };
    let options = scan::Options { threads: threads(args), interrupt: interrupt_flag(), progress: &bar };
    let outcome = scan::history(&job, &settings.engine, &settings.policy, options);
    bar.clear();
    outcome
}
