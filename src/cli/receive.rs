//! The hooks pre-receive and update of a repository that others push to. A push is judged by the configuration that the
//! repository already has, within a time budget, and refused in a few lines.

use super::args::{CommonArgs, seconds};
use super::committed::Committed;
use super::emit::Emitter;
use super::history;
use super::push_refusal;
use super::range::{self, Bounds};
use super::review::Review;
use super::settings::Settings;
use crate::error::{Error, Result};
use crate::git::{Limits, Repo};
use crate::model::ObjectId;
use crate::outcome::Exit;
use crate::report::Mode;
use std::path::Path;
use std::time::Duration;

/// The time budget if none is configured: the person who pushes is waiting.
const DEFAULT_BUDGET: Duration = Duration::from_secs(30);

/// A ref that a push would change.
struct Change<'a> {
    new: &'a str,
    name: &'a str,
}

/// Checks the lines that git gives to pre-receive: old id, new id, ref.
pub fn pre_receive(input: &[u8], args: &CommonArgs, emitter: &Emitter) -> Result<Exit> {
    let text = String::from_utf8_lossy(input);
    let mut changes = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.splitn(3, ' ').collect();
        let [_, new, name] = words.as_slice() else {
            let line = line.escape_debug();
            return Err(Error::Usage(format!("the pre-receive hook cannot read git's line `{line}`")));
        };
        changes.push(Change { new, name });
    }
    check(&changes, args, emitter)
}

/// Checks the one ref that git gives to update: ref, old id, new id.
pub fn update(words: &[String], args: &CommonArgs, emitter: &Emitter) -> Result<Exit> {
    match words {
        [name, _, new] => check(&[Change { new, name }], args, emitter),
        _ => Err(Error::Usage(
            "the update hook needs a ref, its old and its new id: call it as git does, \
             `secretscan hook run update -- REF OLD NEW`"
                .to_owned(),
        )),
    }
}

fn check(changes: &[Change<'_>], args: &CommonArgs, emitter: &Emitter) -> Result<Exit> {
    // Pushed objects are in a quarantine folder until all hooks agree. Git names it in the environment.
    let repo = Repo::discover(Path::new("."))?;
    let bounds = bounds(&repo, changes)?;
    if bounds.include.is_empty() && bounds.named.is_empty() {
        return Ok(Exit::Clean);
    }
    let args = with_configuration(&repo, args)?;
    let trusted = trusted(&repo, &bounds)?;
    let mut settings = Settings::load(&args, &trusted)?;
    let review = Review::prepare(&mut settings, &args, &trusted, &bounds.include)?;
    let (mut outcome, source) = if bounds.exclude.is_empty() {
        (history::of_heads(&repo, &bounds, &settings, &args)?, None)
    } else {
        let source = range::source(&repo, &bounds, Limits::default(), &settings, &args)?
            .watching(review.hidden().clone());
        (range::scanned(&repo, &source, &bounds, &settings, &args)?, Some(source))
    };
    let passes = review.judge(&mut outcome, &repo, source.as_ref(), args.strict);
    let rules = settings.engine.rules();
    if args.format.is_some() || args.output.is_some() {
        emitter.write(&outcome, rules, Mode::Push)?;
    } else {
        push_refusal::write(&outcome, rules, args.time_budget, &mut std::io::stderr());
        emitter.write_files(&outcome, rules, Mode::Push)?;
    }
    Ok(if passes { outcome.exit() } else { outcome.exit().or_findings() })
}

/// The new values of the refs, without what any ref of this repository reaches already.
fn bounds(repo: &Repo, changes: &[Change<'_>]) -> Result<Bounds> {
    let names: Vec<&str> = changes.iter().map(|change| change.name).collect();
    let mut bounds = Bounds { scope: format!("push to {}", names.join(", ")), ..Bounds::default() };
    // A deleted ref has zeros as its new value and brings nothing.
    for change in changes.iter().filter(|change| !change.new.bytes().all(|b| b == b'0')) {
        let id: ObjectId = change.new.parse().map_err(|()| {
            let (name, new) = (change.name.escape_debug(), change.new.escape_debug());
            Error::Usage(format!("{name}: `{new}` is no object name of 40 hex digits"))
        })?;
        let target = repo.target_of(id)?;
        bounds.include.extend(target.commit);
        bounds.named.extend(target.named);
    }
    bounds.exclude = repo.refs_below("refs/")?.into_iter().map(|(_, id)| id).collect();
    bounds.exclude.sort();
    bounds.exclude.dedup();
    Ok(bounds)
}

/// The arguments, completed by the repository's own settings.
fn with_configuration(repo: &Repo, args: &CommonArgs) -> Result<CommonArgs> {
    let mut args = args.clone();
    if args.time_budget.is_none() {
        args.time_budget = Some(match repo.config_string("secretscan.timeBudget")? {
            None => DEFAULT_BUDGET,
            Some(text) => seconds(&text)
                .map_err(|why| Error::Usage(format!("git config secretscan.timeBudget: {why}")))?,
        });
    }
    args.strict |= repo.config_bool("secretscan.strict")?.unwrap_or(false);
    Ok(args)
}

/// The configuration that counts: that of the repository's HEAD. The first push is judged by its own. If HEAD names a
/// branch that does not exist although others do, none counts: a push could otherwise choose its own judge.
fn trusted(repo: &Repo, bounds: &Bounds) -> Result<Committed> {
    let own = || bounds.include.first().copied().filter(|_| bounds.exclude.is_empty());
    Ok(match repo.head()?.or_else(own) {
        Some(commit) => Committed::Alone(Repo::discover(Path::new("."))?.into(), commit),
        None => Committed::Nothing,
    })
}
