//! From a plan to commits of this clone: a shallow one is deepened where the remote allows it, and what cannot be had is
//! an error with the line to add to the pipeline. Never a smaller range than asked for.

use super::{Base, Plan, TAGS, UNNAMED};
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
    let repo = Repo::discover(Path::new(".")).map_err(|e| {
        Error::Incomplete(format!("{e} ({} needs the repository: {})", plan.system, plan.deepen))
    })?;
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
        && let Some(tag) = Some(name).filter(|n| n.starts_with(TAGS)).and_then(|n| repo.object_of_ref(n))
    {
        bounds.named = repo.target_of(tag)?.named;
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
        there.extend(repo.commit_if_there(rev).or_else(|| fetch(repo, rev)));
    }
    if there.is_empty() {
        let named = revs.first().map_or("?", String::as_str);
        return Err(missing(plan, &format!("the target {named} of {} is not in this clone", plan.event)));
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
    let name = plan.trunk.clone().or_else(|| remote_head(repo))?;
    if own == Some(name.as_str()) {
        return None;
    }
    let rev = format!("refs/remotes/origin/{name}");
    repo.commit_if_there(&rev).or_else(|| fetch(repo, &rev))
}

/// The branch that HEAD of the remote stands for.
fn remote_head(repo: &Repo) -> Option<String> {
    if let Some(target) = repo.symbolic("refs/remotes/origin/HEAD") {
        return target.strip_prefix("refs/remotes/origin/").map(str::to_owned);
    }
    let said = GitTool::new(".").ask(&["ls-remote", "--symref", "origin", "HEAD"]).ok().flatten()?;
    let said = said.to_string_lossy().into_owned();
    let first = said.lines().next()?.strip_prefix("ref: refs/heads/")?;
    first.split('\t').next().map(str::to_owned)
}

/// Asks the remote for one commit or branch; `None` where it does not give it.
fn fetch(repo: &Repo, rev: &str) -> Option<ObjectId> {
    let (asked, there) = match rev.strip_prefix("refs/remotes/origin/") {
        Some(branch) => (format!("+refs/heads/{branch}:{rev}"), rev),
        None if rev.len() == 40 && rev.bytes().all(|b| b.is_ascii_hexdigit()) => (rev.to_owned(), rev),
        None => return None,
    };
    GitTool::new(".").run(&["fetch", "--quiet", "--no-tags", "origin", &asked]).ok()?;
    repo.commit_if_there(there)
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
