//! From a plan to commits of this clone: a shallow one is deepened where the remote allows it, and what cannot be had is
//! an error with the line to add to the pipeline. Never a smaller range than asked for.

use super::{Base, Plan};
use crate::cli::range::Bounds;
use crate::error::{Error, Result};
use crate::git::{GitTool, Repo};
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
    let repo = Repo::discover(Path::new("."))?;
    if !repo.is_shallow() {
        return in_clone(plan, repo);
    }
    let fetched = GitTool::new(".").run(&["fetch", "--quiet", "--unshallow", "--no-tags"]);
    let repo = Repo::discover(Path::new("."))?;
    match fetched {
        Ok(()) if !repo.is_shallow() => in_clone(plan, repo),
        _ => Err(missing(plan, "this clone is shallow, and its remote does not give the rest")),
    }
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
    let exclude = match &plan.base {
        Base::Everything => Vec::new(),
        Base::Target(revs) => targets(plan, &repo, head, revs)?,
        Base::Since(before) => match repo.commit_if_there(before).or_else(|| fetch(&repo, before)) {
            Some(commit) => vec![commit],
            // A forced push whose old commit is gone: what no other branch has, a superset of what is new.
            None => other_branches(&repo, ""),
        },
        Base::NewRef(name) => other_branches(&repo, name),
    };
    let trusted = match (plan.is_request, exclude.first()) {
        (true, Some(target)) => repo.merge_base(head, *target)?.unwrap_or(*target),
        _ => head,
    };
    let scope = scope(plan, head, &exclude);
    Ok(Resolved { repo, bounds: Bounds { include, exclude, scope }, trusted, head })
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
        there.extend(repo.commit_if_there(rev).or_else(|| fetch(repo, rev)));
    }
    if there.is_empty() {
        let named = revs.first().map_or("?", String::as_str);
        return Err(missing(plan, &format!("the target {named} of {} is not in this clone", plan.event)));
    }
    Ok(there)
}

/// Asks the remote for one commit or branch; `None` where it does not give it.
fn fetch(repo: &Repo, rev: &str) -> Option<ObjectId> {
    let (asked, there) = match rev.strip_prefix("refs/remotes/origin/") {
        Some("HEAD") => return None,
        Some(branch) => (format!("+refs/heads/{branch}:{rev}"), rev),
        None if rev.len() == 40 && rev.bytes().all(|b| b.is_ascii_hexdigit()) => (rev.to_owned(), rev),
        None => return None,
    };
    GitTool::new(".").run(&["fetch", "--quiet", "--no-tags", "origin", &asked]).ok()?;
    repo.commit_if_there(there)
}

/// The tips of all remote branches but this one.
fn other_branches(repo: &Repo, own: &str) -> Vec<ObjectId> {
    let own = format!("refs/remotes/origin/{own}");
    repo.refs_below("refs/remotes/")
        .unwrap_or_default()
        .into_iter()
        .filter(|(name, _)| *name != own && !name.ends_with("/HEAD"))
        .map(|(_, id)| id)
        .collect()
}

fn scope(plan: &Plan, head: ObjectId, exclude: &[ObjectId]) -> String {
    let from = match (&plan.base, exclude) {
        (Base::Everything, _) | (_, []) => "all history of ".to_owned(),
        (_, [one]) => format!("{}..", one.short(10)),
        (Base::Target(_), [one, ..]) => format!("{}..", one.short(10)),
        (_, many) => format!("what {} other branches have not, up to ", many.len()),
    };
    format!("{}, {}: {from}{}", plan.system, plan.event, head.short(10))
}

fn missing(plan: &Plan, what: &str) -> Error {
    Error::Incomplete(format!("{what}, so {} cannot be checked: {}", plan.event, plan.deepen))
}
