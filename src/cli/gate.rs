//! `--ci`: the gate of a pull request or push. A request is judged by the configuration of its base. Allow entries and
//! markers that the branch adds itself hold, but are listed; with `--strict` they do not hold.

use super::args::CommonArgs;
use super::ci::{self, Base, Env, Resolved};
use super::committed::Committed;
use super::emit::Emitter;
use super::review::Review;
use super::settings::Settings;
use super::{history, range, scan};
use crate::error::{Error, Result};
use crate::git::{Limits, Repo};
use crate::outcome::{Exit, Outcome};
use crate::report::Mode;
use std::path::{Path, PathBuf};

/// Runs the gate.
pub fn run(args: &CommonArgs, emitter: &Emitter) -> Result<Exit> {
    let env = Env::of_process();
    let plan = ci::plan(&env, &|path| std::fs::read(path)).map_err(Error::Usage)?;
    let resolved = ci::resolve(&plan)?;
    let repo = Repo::discover(Path::new("."))?.into();
    let trusted = match plan.is_request {
        true => Committed::Alone(repo, resolved.trusted),
        false => Committed::Commit(repo, resolved.trusted),
    };
    let mut settings = Settings::load(args, &trusted)?;
    if !plan.is_request {
        let outcome = push(&plan.base, &resolved, &settings, args)?;
        emitter.write(&outcome, settings.engine.rules(), Mode::Range)?;
        return Ok(outcome.exit());
    }
    let review = Review::prepare(&mut settings, args, &trusted, &[resolved.head])?;
    let source = range::source(&resolved.repo, &resolved.bounds, Limits::default(), &settings, args)?
        .watching(review.hidden().clone());
    let mut outcome = range::scanned(&resolved.repo, &source, &resolved.bounds, &settings, args)?;
    let passes = review.judge(&mut outcome, &resolved.repo, Some(&source), args.strict);
    emitter.write(&outcome, settings.engine.rules(), Mode::Range)?;
    Ok(if passes { outcome.exit() } else { outcome.exit().or_findings() })
}

/// A push is judged by its own configuration: it is in the repository already.
fn push(base: &Base, resolved: &Resolved, settings: &Settings, args: &CommonArgs) -> Result<Outcome> {
    let bounds = &resolved.bounds;
    let mut outcome = match (base, bounds.exclude.is_empty()) {
        (Base::Everything, _) => {
            scan::history_outcome(&[PathBuf::from(".")], &Default::default(), settings, args)?
        }
        (_, true) => history::of_heads(&resolved.repo, bounds, settings, args)?,
        _ => range::outcome(&resolved.repo, bounds, Limits::default(), settings, args)?,
    };
    outcome.coverage.scope = Some(bounds.scope.clone());
    Ok(outcome)
}
