//! The pre-push hook: the commits that a push would publish.

use super::args::CommonArgs;
use super::committed::Committed;
use super::emit::Emitter;
use super::range::{self, Bounds};
use super::settings::Settings;
use crate::error::{Error, Result};
use crate::git::{Limits, Repo};
use crate::model::ObjectId;
use crate::outcome::Exit;
use crate::report::Mode;
use std::path::Path;

/// Checks the lines that git gives to the hook: local ref, local id, remote ref, remote id.
pub fn check(remote: Option<&str>, input: &[u8], args: &CommonArgs, emitter: &Emitter) -> Result<Exit> {
    let repo = Repo::discover(Path::new("."))?;
    let bounds = bounds(&repo, remote, &String::from_utf8_lossy(input))?;
    if bounds.include.is_empty() {
        return Ok(Exit::Clean);
    }
    // What is published is judged by what it publishes: its own configuration and allow file.
    let tip = bounds.include[bounds.include.len() - 1];
    let settings = Settings::load(args, &Committed::Commit(Repo::discover(Path::new("."))?, tip))?;
    let outcome = range::outcome(&repo, &bounds, Limits::default(), &settings, args)?;
    emitter.write(&outcome, settings.engine.rules(), Mode::Push)?;
    Ok(outcome.exit())
}

fn bounds(repo: &Repo, remote: Option<&str>, input: &str) -> Result<Bounds> {
    let mut bounds =
        Bounds { scope: format!("push to {}", remote.unwrap_or("a remote")), ..Bounds::default() };
    for line in input.lines().filter(|line| !line.trim().is_empty()) {
        let words: Vec<&str> = line.split(' ').collect();
        let [_, local, _, there] = words.as_slice() else {
            return Err(Error::Usage(format!(
                "the pre-push hook cannot read git's line `{}`",
                line.escape_debug()
            )));
        };
        if is_zero(local) {
            continue;
        }
        // A tag on a blob or tree has no commit: what it names is in reach of a history scan only.
        bounds.include.push(repo.commit_of(local)?);
        if !is_zero(there) {
            bounds.exclude.extend(repo.commit_if_there(there));
        }
    }
    // What the remote has already, as far as this clone knows: also for a new branch, or a forced push over a commit
    // that was never fetched.
    let known = match remote {
        Some(name) if !name.contains(['/', ':']) => format!("refs/remotes/{name}/"),
        _ => "refs/remotes/".to_owned(),
    };
    bounds.exclude.extend(repo.refs_below(&known)?.into_iter().map(|(_, id)| id));
    bounds.exclude.sort();
    bounds.exclude.dedup();
    bounds.include.retain(|id: &ObjectId| !bounds.exclude.contains(id));
    Ok(bounds)
}

fn is_zero(id: &str) -> bool {
    id.bytes().all(|b| b == b'0')
}
