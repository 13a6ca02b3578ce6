//! From a plan to commits of this clone: a shallow or partial one is filled up where the remote allows it, and what cannot
//! be had is an error with the line to add to the pipeline. Never a smaller range than asked for.

use super::remote::{self, fetch};
use super::{Base, Plan, TAGS, UNNAMED};
use crate::cli::range::Bounds;
use crate::error::{Error, Result};
use crate::git::{GitError, Repo};
use crate::model::ObjectId;
use std::path::Path;

/// A plan, resolved.
pub struct Resolved {
    /// The repository, opened anew where it was deepened.
    pub repo: Repo,
    /// What to look at; no bound below means all history of the heads.
    pub bounds: Bounds,
    /// Where configuration and allow file come from: the merge base of a request; else the head.
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

/// Commits of the plan that may be on no branch.
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
    // The first is what the run is about; the others are merges made for it, and may not be there.
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
    // A request has to bring something in; a push may bring nothing that is new.
    bounds.judged = plan.is_request.then_some(head);
    let trusted = match (plan.is_request, bounds.exclude.first()) {
        (true, Some(target)) => repo.merge_base(head, *target)?.unwrap_or(*target),
        _ => head,
    };
    bounds.scope = scope(plan, head, &bounds.exclude);
    Ok(Resolved { repo, bounds, trusted, head })
}

/// The tag objects of a tag, whose messages are read. A checkout may have no ref for it, or one that names the commit:
/// then the remote says what the tag is. One that is not to be had is no tag without a message.
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
        // A tag of this clone alone.
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
        // The first parent of a merge is the target only where the CI system made that merge, of this very head.
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

/// What a branch has beside the main one. Where nobody says which branch it is, and it ends where the main one does, it
/// may be that one: then all of it is looked at, and not nothing.
fn beside(plan: &Plan, repo: &Repo, branch: &str, head: ObjectId) -> Vec<ObjectId> {
    let tip = trunk(plan, repo, Some(branch));
    tip.filter(|tip| branch != UNNAMED || *tip != head).into_iter().collect()
}

/// The tip of the main branch; `None` where `own` is that branch, or nobody knows which it is: then nothing is left out.
fn trunk(plan: &Plan, repo: &Repo, own: Option<&str>) -> Option<ObjectId> {
    let name = plan.trunk.clone().or_else(|| remote::head(repo))?;
    if own == Some(name.as_str()) {
        return None;
    }
    tip(plan, repo, &format!("refs/remotes/origin/{name}"))
}

/// A commit, from the remote where this clone does not have it. What a kept clone knows of a branch may be old.
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
