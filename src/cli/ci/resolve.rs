//! Resolves a plan to commits of this clone. Missing history is fetched if the remote allows it. What cannot be fetched
//! is an error with the line to add to the pipeline; the range never becomes smaller than the plan.

use super::remote::{self, fetch};
use super::{Base, Plan, TAGS, UNNAMED};
use crate::cli::range::Bounds;
use crate::error::{Error, Result};
use crate::git::{GitError, Repo};
use crate::model::ObjectId;
use std::path::Path;

/// A plan, resolved.
pub struct Resolved {
    /// The repository, opened again if history was fetched.
    pub repo: Repo,
    /// What to scan. If nothing is excluded, the whole history of the heads.
    pub bounds: Bounds,
    /// Where configuration and allow file come from: the merge base of a request, otherwise the head.
    pub trusted: ObjectId,
    /// The newest commit.
    pub head: ObjectId,
}

/// Resolves a plan in the repository around the current folder.
pub fn resolve(plan: &Plan) -> Result<Resolved> {
    let repo = Repo::discover(Path::new(".")).map_err(|e| match e {
        GitError::Absent(_) => {
            Error::Incomplete(format!("{e} ({} needs the repository: {})", plan.system, plan.deepen))
        }
        other => other.into(),
    })?;
    let repo = match repo.is_shallow() {
        false => repo,
        true => remote::unshallowed(plan.base == Base::Everything)
            .ok_or_else(|| missing(plan, "this clone is shallow, and its remote does not give the rest"))?,
    };
    let Some(remote) = repo.partial_of() else { return in_clone(plan, repo) };
    let whole = remote::refetched(&remote, &wanted(plan)).ok_or_else(|| {
        missing(plan, "this clone is partial (--filter), and its remote does not give what was left out")
    })?;
    in_clone(plan, whole)
}

/// Revisions of the plan that may be on no branch, so that they have to be fetched by id.
fn wanted(plan: &Plan) -> Vec<&str> {
    let below: &[String] = match &plan.base {
        Base::Target(revs) => revs,
        Base::Since { before, .. } => std::slice::from_ref(before),
        Base::NewRef(_) | Base::Trunk | Base::Everything => &[],
    };
    plan.heads.iter().chain(below).map(String::as_str).collect()
}

fn in_clone(plan: &Plan, repo: Repo) -> Result<Resolved> {
    let mut include: Vec<ObjectId> = Vec::new();
    for rev in &plan.heads {
        include.extend(
            repo.commit_if_there(rev).or_else(|| fetch(&repo, rev)).filter(|id| !include.contains(id)),
        );
    }
    // The first is the head itself; the others are merge commits made for it, which may not exist.
    let head = *include
        .first()
        .filter(|_| repo.commit_if_there(&plan.heads[0]).is_some())
        .ok_or_else(|| missing(plan, &format!("the commit {} is not in this clone", plan.heads[0])))?;
    let mut bounds = Bounds { include, ..Bounds::default() };
    bounds.exclude = match &plan.base {
        Base::Everything => Vec::new(),
        Base::Target(revs) => targets(plan, &repo, head, revs)?,
        Base::Trunk => trunk(plan, &repo, None)
            .map(|id| vec![id])
            .ok_or_else(|| missing(plan, "the main branch that this request goes to is not known"))?,
        Base::Since { before, branch } => {
            let old = repo.commit_if_there(before).or_else(|| fetch(&repo, before));
            match old.filter(|old| *old == head || !is_ancestor(&repo, head, *old)) {
                Some(old) => vec![old],
                None => beside(plan, &repo, branch, head),
            }
        }
        Base::NewRef(name) => beside(plan, &repo, name, head),
    };
    if let Base::NewRef(name) = &plan.base
        && name.starts_with(TAGS)
    {
        bounds.named = tags(plan, &repo, name)?;
    }
    // A request must bring something in; a push may bring nothing new.
    bounds.judged = plan.is_request.then_some(head);
    let trusted = match (plan.is_request, bounds.exclude.first()) {
        (true, Some(target)) => repo.merge_base(head, *target)?.unwrap_or(*target),
        _ => head,
    };
    bounds.scope = scope(plan, head, &bounds.exclude);
    Ok(Resolved { repo, bounds, trusted, head })
}

/// The tag objects of a tag, whose messages are scanned. A checkout may have no ref for the tag, or one that names its
/// commit: then the remote is asked. A tag that cannot be had is an error, not a tag without a message.
fn tags(plan: &Plan, repo: &Repo, name: &str) -> Result<Vec<ObjectId>> {
    let local = repo.object_of_ref(name);
    let told = plan.heads[0].parse().ok();
    for id in [told, local].into_iter().flatten() {
        let named = repo.target_of(id).map(|target| target.named).unwrap_or_default();
        if !named.is_empty() {
            return Ok(named);
        }
    }
    match remote::object_of(name) {
        Some(id) if id == local => Ok(Vec::new()),
        // The tag exists in this clone only.
        Some(None) if local.is_some() => Ok(Vec::new()),
        Some(Some(id)) if repo.has(id) || remote::fetched(name) => Ok(repo.target_of(id)?.named),
        _ => Err(Error::Incomplete(format!(
            "{name} is not in this clone, and its remote does not give it, so its message cannot be checked: let the \
             checkout fetch it (git fetch origin {name}:{name})"
        ))),
    }
}

fn is_ancestor(repo: &Repo, old: ObjectId, new: ObjectId) -> bool {
    repo.merge_base(old, new).is_ok_and(|base| base == Some(old))
}

fn targets(plan: &Plan, repo: &Repo, head: ObjectId, revs: &[String]) -> Result<Vec<ObjectId>> {
    let mut there: Vec<ObjectId> = Vec::new();
    for rev in revs {
        // The first parent of a merge is the target only if the CI system made that merge, and made it from this head.
        let is_made_merge =
            |merge: &str| repo.commit_if_there(&format!("{merge}^2")).is_some_and(|second| second == head);
        if rev.strip_suffix("^1").is_some_and(|merge| !is_made_merge(merge)) {
            continue;
        }
        there.extend(tip(plan, repo, rev));
    }
    if there.is_empty() {
        let named = revs.first().map_or("?", String::as_str);
        return Err(missing(
            plan,
            &format!("{named}, which {} goes to, is not in this clone and not to be had", plan.event),
        ));
    }
    Ok(there)
}

/// What to exclude for a branch: the main branch. If the system does not name the branch and it ends at the same commit
/// as the main branch, it may be the main branch itself: then nothing is excluded.
fn beside(plan: &Plan, repo: &Repo, branch: &str, head: ObjectId) -> Vec<ObjectId> {
    let tip = trunk(plan, repo, Some(branch));
    tip.filter(|tip| branch != UNNAMED || *tip != head).into_iter().collect()
}

/// The tip of the main branch. `None` if `own` is the main branch or it is not known which branch is: then nothing is
/// excluded.
fn trunk(plan: &Plan, repo: &Repo, own: Option<&str>) -> Option<ObjectId> {
    let name = plan.trunk.clone().or_else(|| remote::head(repo))?;
    if own == Some(name.as_str()) {
        return None;
    }
    tip(plan, repo, &format!("refs/remotes/origin/{name}"))
}

/// The commit of a revision, fetched if this clone does not have it, or if the clone is kept and may be out of date.
fn tip(plan: &Plan, repo: &Repo, rev: &str) -> Option<ObjectId> {
    let fresh = || fetch(repo, rev);
    match plan.is_kept && rev.starts_with("refs/remotes/") {
        true => fresh().or_else(|| repo.commit_if_there(rev)),
        false => repo.commit_if_there(rev).or_else(fresh),
    }
}

fn scope(plan: &Plan, head: ObjectId, exclude: &[ObjectId]) -> String {
    let from = match (&plan.base, exclude) {
        (Base::Everything, _) => "all history, up to ".to_owned(),
        (_, []) => "all history of ".to_owned(),
        (_, [one, ..]) => format!("{}..", one.short(10)),
    };
    format!("{}, {}: {from}{}", plan.system, plan.event, head.short(10))
}

fn missing(plan: &Plan, what: &str) -> Error {
    Error::Incomplete(format!("{what}, so {} cannot be checked: {}", plan.event, plan.deepen))
}
