//! Scans what a range of commits brings in, for `--range`, `--since`, `--ci` and the pre-push hook.

mod attribution;

use super::args::{CommonArgs, RangeArgs};
use super::scan;
use super::settings::Settings;
use crate::error::{Error, Result};
use crate::finding::Date;
use crate::git::{GitError, Limits, Range, Repo};
use crate::model::ObjectId;
use crate::outcome::{Gap, Outcome};
use crate::report::receipt::count;
use crate::source::RangeSource;

/// A range, resolved to commits of the repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Commits reachable from these are in the range …
    pub include: Vec<ObjectId>,
    /// … unless one of these reaches it.
    pub exclude: Vec<ObjectId>,
    /// Tags, blobs and trees to scan as well, by their own ids.
    pub named: Vec<ObjectId>,
    /// The range in words, for the receipt.
    pub scope: String,
    /// If the range is empty, this commit must have the same files as the excluded ones. `None`: it may be empty.
    pub judged: Option<ObjectId>,
    /// Refs that do not lead to a commit, and why: what they reach is unknown.
    pub lost: Vec<Gap>,
}

/// Reads `A..B` or `A...B`. Without `B` it is HEAD; without `A` it is an error, because a variable is likely empty.
pub fn parse(repo: &Repo, text: &str) -> Result<Bounds> {
    let (from, to) = text
        .split_once("...")
        .or_else(|| text.split_once(".."))
        .ok_or_else(|| Error::Usage(format!("--range {text}: write two revisions as A..B")))?;
    if from.is_empty() {
        return Err(Error::Usage(format!(
            "--range {text}: the revision before the dots is missing (is a variable empty?)"
        )));
    }
    let or_head = |rev: &str| if rev.is_empty() { "HEAD".to_owned() } else { rev.to_owned() };
    let (from, to) = (repo.commit_of(from)?, repo.commit_of(&or_head(to))?);
    let bounds = Bounds {
        include: vec![to],
        exclude: vec![from],
        named: Vec::new(),
        scope: format!("{text} ({}..{})", from.short(10), to.short(10)),
        judged: Some(to),
        lost: Vec::new(),
    };
    Ok(bounds)
}

/// `--since`, `--max-count`, `--branch`: from every ref, or one branch.
pub fn of_args(repo: &Repo, args: &RangeArgs) -> Result<(Bounds, Limits)> {
    let mut bounds = Bounds::default();
    let mut words = Vec::new();
    match &args.branch {
        Some(branch) => {
            bounds.include.push(tip_of(repo, branch)?);
            bounds.judged = bounds.include.first().copied();
            words.push(format!("branch {branch}"));
        }
        None => {
            bounds.include = repo.refs_below("refs/")?.into_iter().map(|(_, id)| id).collect();
            bounds.include.extend(repo.head()?);
            bounds.lost = repo.lost_refs()?.into_iter().map(|(what, why)| Gap { what, why }).collect();
            bounds.judged = repo.head()?;
            words.push("all refs".to_owned());
        }
    }
    let mut limits = Limits { most: args.max_count, ..Limits::default() };
    if let Some(since) = &args.since {
        match since.parse::<Date>() {
            Ok(day) => limits.since = Some(day.unix_day() * 86_400),
            Err(_) => bounds.exclude.push(repo.commit_of(since).map_err(|e| match e {
                GitError::Revision { rev, message } => GitError::Revision {
                    rev,
                    message: format!("{message}; --since takes a revision or a day as 2026-01-31"),
                },
                other => other,
            })?),
        }
        words.push(format!("since {since}"));
    }
    if let Some(most) = args.max_count {
        words.push(format!("at most {}", count(most as u64, "commit")));
    }
    bounds.scope = words.join(", ");
    Ok((bounds, limits))
}

/// The commit at the end of a branch. A tag of the same name, which git takes elsewhere, is not meant.
fn tip_of(repo: &Repo, branch: &str) -> Result<ObjectId> {
    let full = ["refs/heads/", "refs/remotes/"].map(|prefix| format!("{prefix}{branch}"));
    let name = full.iter().find(|name| repo.object_of_ref(name).is_some());
    Ok(repo.commit_of(name.map_or(branch, String::as_str))?)
}

/// Scans a range; findings carry the commit that brought them in.
pub fn outcome(
    repo: &Repo,
    bounds: &Bounds,
    limits: Limits,
    settings: &Settings,
    args: &CommonArgs,
) -> Result<Outcome> {
    let mut outcome = scanned(repo, &source(repo, bounds, limits, settings, args)?, bounds, settings, args)?;
    outcome.coverage.missing.extend_from_slice(&bounds.lost);
    Ok(outcome)
}

/// Reads what a range brings in.
pub fn source(
    repo: &Repo,
    bounds: &Bounds,
    limits: Limits,
    settings: &Settings,
    args: &CommonArgs,
) -> Result<RangeSource> {
    let limits = Limits { deadline: settings.deadline, threads: scan::threads(args), ..limits };
    let mut range = repo.range(&bounds.include, &bounds.exclude, &bounds.named, limits)?;
    let is_whole = limits.most.is_none() && limits.since.is_none();
    if is_whole && range.commits.iter().any(|commit| commit.parents.len() > 1) {
        add_kept(repo, bounds, &mut range)?;
    }
    if range.commits.is_empty() && range.unread.is_empty() && is_whole {
        refuse_if_different(repo, bounds)?;
    }
    Ok(RangeSource::new(repo, range).watching(settings.policy.exclude.clone()))
}

/// With more excluded commits than this, [`add_kept`] does nothing: a hook excludes every branch there is, and
/// comparing with all of them would take too long.
const FEW: usize = 4;

/// Adds what a merge kept of one side although the other side had removed it: no commit brings it in, but the tip has
/// it.
fn add_kept(repo: &Repo, bounds: &Bounds, range: &mut Range) -> Result<()> {
    if bounds.exclude.len() > FEW {
        return Ok(());
    }
    for tip in &bounds.include {
        let mut bases = Vec::new();
        for old in &bounds.exclude {
            // Usually the range begins at an ancestor of its tip: then that is the merge base.
            let common = match range.leads(*old, *tip) {
                true => vec![*old],
                false => repo.merge_bases(*tip, *old)?,
            };
            // What the old tip has at the same path is not new either.
            bases.extend(common.iter().chain((!common.is_empty()).then_some(old)));
        }
        bases.sort();
        bases.dedup();
        if !bases.is_empty() {
            repo.add_kept(range, *tip, &bases)?;
        }
    }
    Ok(())
}

/// Scans what was read.
pub fn scanned(
    repo: &Repo,
    source: &RangeSource,
    bounds: &Bounds,
    settings: &Settings,
    args: &CommonArgs,
) -> Result<Outcome> {
    let mut outcome = scan::scan(source, settings, args)?;
    outcome.coverage.commits = Some(source.range().commits.len() as u64);
    outcome.coverage.scope = Some(bounds.scope.clone());
    attribution::attribute(repo, source, settings.policy.today, &mut outcome);
    Ok(outcome)
}

/// Refuses an empty range whose two sides have different files: it is likely the wrong way round.
fn refuse_if_different(repo: &Repo, bounds: &Bounds) -> Result<()> {
    let Some(judged) = bounds.judged.filter(|id| !bounds.exclude.contains(id)) else { return Ok(()) };
    let tree = repo.tree_of(judged)?;
    for old in &bounds.exclude {
        if repo.tree_of(*old)? == tree {
            return Ok(());
        }
    }
    if bounds.exclude.is_empty() {
        return Ok(());
    }
    Err(Error::Incomplete(format!(
        "the range {} holds no commit, though its sides differ: is it the wrong way round, or is {} behind already?",
        bounds.scope,
        judged.short(10)
    )))
}
