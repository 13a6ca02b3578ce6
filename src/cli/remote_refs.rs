//! Which of a clone's remote-tracking refs still tell what is on the remote. Git says for each ref of a push what the remote has
//! there: where that contradicts the clone, the remote is another one, or was made anew.

use crate::error::Result;
use crate::git::Repo;
use crate::model::ObjectId;

/// The names that a default branch mostly has, for a remote whose own choice the clone does not know.
const USUAL: [&str; 3] = ["main", "master", "trunk"];

/// What the remote has at a pushed ref.
#[derive(Debug)]
pub struct Told<'a> {
    /// The full name of the ref on the remote.
    pub name: &'a str,
    /// The object there; `None` if there is no such ref.
    pub id: Option<&'a str>,
}

/// The commits that this clone knows to be on a remote, those left out that git contradicts. Where the default branch is
/// contradicted, none is believed. A branch that was deleted after its merge contradicts itself alone: otherwise a push of it
/// would be taken for one of the whole history.
pub fn trusted_on(repo: &Repo, remote: &str, told: &[Told<'_>]) -> Result<Vec<ObjectId>> {
    let prefix = format!("refs/remotes/{remote}/");
    let mut known = repo.known_on(remote)?;
    let head = format!("{prefix}HEAD");
    let default = repo.symbolic(&head);
    let alone = known.iter().filter(|(name, _)| *name != head).count() == 1;
    let is_default = |name: &str, branch: &str| match &default {
        Some(default) => default == name,
        None => USUAL.contains(&branch) || own_default(repo).is_some_and(|own| own == branch),
    };
    for told in told {
        let Some(branch) = told.name.strip_prefix("refs/heads/") else { continue };
        let name = format!("{prefix}{branch}");
        let Some((_, id)) = known.iter().find(|(known, _)| *known == name) else { continue };
        if !contradicted(repo, *id, told)? {
            continue;
        }
        if alone || is_default(&name, branch) {
            return Ok(Vec::new());
        }
        known.retain(|(known, _)| *known != name);
    }
    Ok(known.into_iter().map(|(_, id)| id).collect())
}

/// True if the remote has nothing where the clone knows `known` to be, or something older or other than that. About a commit
/// that was never fetched nothing can be said: somebody else has pushed.
fn contradicted(repo: &Repo, known: ObjectId, told: &Told<'_>) -> Result<bool> {
    let Some(there) = told.id else { return Ok(true) };
    match repo.commit_if_there(there) {
        Some(there) => Ok(there != known && repo.merge_base(known, there)? != Some(known)),
        None => Ok(false),
    }
}

fn own_default(repo: &Repo) -> Option<String> {
    repo.config_string("init.defaultBranch").ok().flatten()
}
