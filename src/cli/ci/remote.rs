//! What only the remote of a clone can answer or provide. A remote that does not answer is no error here: the caller
//! says what is missing.

use crate::git::{GitTool, Repo};
use crate::model::ObjectId;
use std::path::Path;

/// Runs `git fetch` without the maintenance that it starts in the background, which would remove packs while they are
/// read.
fn fetch_with(args: &[&str]) -> Option<()> {
    const NO_UPKEEP: [&str; 6] = ["-c", "gc.auto=0", "-c", "maintenance.auto=false", "fetch", "--quiet"];
    GitTool::new(".").run(&[&NO_UPKEEP[..], args].concat()).ok()
}

/// The repository after its full history was fetched, and its tags as well if all refs are scanned.
pub fn unshallowed(with_tags: bool) -> Option<Repo> {
    let tags = if with_tags { "--tags" } else { "--no-tags" };
    fetch_with(&["--unshallow", tags])?;
    Repo::discover(Path::new(".")).ok().filter(|repo| !repo.is_shallow())
}

/// The repository after the objects that its partial clone left out were fetched: those of all branches and of these
/// commits.
pub fn refetched(remote: &str, commits: &[&str]) -> Option<Repo> {
    let all = ["--refetch", "--no-filter", "--no-tags", remote];
    fetch_with(&[&all[..], &["+refs/heads/*:refs/remotes/origin/*"]].concat())?;
    for commit in commits.iter().filter(|rev| is_whole_id(rev)) {
        // The remote may not have one of them, or may refuse it. Whoever needs it reports that it is missing.
        fetch_with(&[&all[..], &[commit]].concat());
    }
    Repo::discover(Path::new(".")).ok()
}

/// The branch that HEAD of the remote points to.
pub fn head(repo: &Repo) -> Option<String> {
    if let Some(target) = repo.symbolic("refs/remotes/origin/HEAD") {
        return target.strip_prefix("refs/remotes/origin/").map(str::to_owned);
    }
    let said = ask(&["ls-remote", "--symref", "origin", "HEAD"])?;
    let first = said.lines().next()?.strip_prefix("ref: refs/heads/")?;
    first.split('\t').next().map(str::to_owned)
}

/// The object that a ref of the remote names, without following tags. `Some(None)` if there is no such ref or no
/// remote, `None` if the remote does not answer.
pub fn object_of(name: &str) -> Option<Option<ObjectId>> {
    if ask(&["config", "--get", "remote.origin.url"]).is_none() {
        return Some(None);
    }
    let said = ask(&["ls-remote", "origin", name])?;
    let named = |line: &str| line.split_once('\t').filter(|(_, own)| *own == name)?.0.parse().ok();
    Some(said.lines().find_map(named))
}

/// Fetches what a ref of the remote names, without making a ref for it here.
pub fn fetched(name: &str) -> bool {
    fetch_with(&["--no-tags", "origin", name]).is_some()
}

/// Asks the remote for one commit or branch; `None` if it does not have it or refuses.
pub fn fetch(repo: &Repo, rev: &str) -> Option<ObjectId> {
    let (asked, there) = match rev.strip_prefix("refs/remotes/origin/") {
        Some(branch) => (format!("+refs/heads/{branch}:{rev}"), rev),
        None if is_whole_id(rev) => (rev.to_owned(), rev),
        None => return None,
    };
    fetch_with(&["--no-tags", "origin", &asked])?;
    repo.commit_if_there(there)
}

fn is_whole_id(rev: &str) -> bool {
    rev.len() == 40 && rev.bytes().all(|b| b.is_ascii_hexdigit())
}

fn ask(args: &[&str]) -> Option<String> {
    Some(GitTool::new(".").ask(args).ok().flatten()?.to_string_lossy().into_owned())
}
