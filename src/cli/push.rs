//! The pre-push hook: the commits that a push would publish.

use super::args::CommonArgs;
use super::committed::Committed;
use super::emit::Emitter;
use super::git_secrets::patterns::ALLOWED_FILE;
use super::history;
use super::range::{self, Bounds};
use super::remote_refs::{self, Told};
use super::settings::Settings;
use crate::config::REPOSITORY_FILE;
use crate::error::{Error, Result};
use crate::finding::{ALLOW_FILE, BASELINE_FILE};
use crate::git::{Limits, Repo};
use crate::model::ObjectId;
use crate::outcome::Exit;
use crate::report::Mode;
use memchr::memmem;
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

/// Checks the refs of a push: lines of local ref, local id, remote ref, remote id.
pub fn check(remote: Option<&str>, input: &[u8], args: &CommonArgs, emitter: &Emitter) -> Result<Exit> {
    let repo = Rc::new(Repo::discover(Path::new("."))?);
    let bounds = bounds(&repo, remote, &String::from_utf8_lossy(input))?;
    if bounds.include.is_empty() && bounds.named.is_empty() {
        return Ok(Exit::Clean);
    }
    // Each ref is judged by the configuration and allow file that it publishes; what an earlier one has is judged with that.
    let mut worst = Exit::Clean;
    let mut rest = bounds.clone();
    for include in alike(&repo, &bounds.include)? {
        let run = Bounds { include, named: std::mem::take(&mut rest.named), ..rest.clone() };
        rest.exclude.extend(&run.include);
        let exit = one(&repo, &run, args, emitter)?;
        worst = if worst == Exit::Clean || exit == Exit::Findings { exit } else { worst };
    }
    Ok(worst)
}

/// The tips, those together that have the same files of ours: hundreds of branches are looked at once. No tip is one group, too.
fn alike(repo: &Repo, tips: &[ObjectId]) -> Result<Vec<Vec<ObjectId>>> {
    const OURS: [&str; 4] = [REPOSITORY_FILE, ALLOW_FILE, BASELINE_FILE, ALLOWED_FILE];
    if tips.len() < 2 {
        return Ok(vec![tips.to_vec()]);
    }
    let (mut groups, mut number_of) = (Vec::<Vec<ObjectId>>::new(), HashMap::new());
    for tip in tips.iter().rev() {
        let ids = OURS.map(|name| repo.commit_file_id(*tip, name.as_bytes()));
        let ids = ids.into_iter().collect::<std::result::Result<Vec<_>, _>>()?;
        // A configuration may name files of rules, which may differ.
        let config = repo.commit_file(*tip, REPOSITORY_FILE.as_bytes())?.unwrap_or_default();
        let own = memmem::find(&config, b"rules").map(|_| *tip);
        let number = *number_of.entry((ids, own)).or_insert(groups.len());
        match groups.get_mut(number) {
            Some(group) => group.push(*tip),
            None => groups.push(vec![*tip]),
        }
    }
    Ok(groups)
}

/// Checks what these refs would publish, which have the same files of ours.
fn one(repo: &Rc<Repo>, bounds: &Bounds, args: &CommonArgs, emitter: &Emitter) -> Result<Exit> {
    let committed = match bounds.include.last() {
        Some(tip) => Committed::Commit(Rc::clone(repo), *tip),
        None => Committed::Nothing,
    };
    let settings = Settings::load(args, &committed)?;
    // If nothing is excluded, all of it is read like a whole history.
    let outcome = match bounds.exclude.is_empty() {
        true => history::of_heads(repo, bounds, &settings, args)?,
        false => range::outcome(repo, bounds, Limits::default(), &settings, args)?,
    };
    emitter.write(&outcome, settings.engine.rules(), Mode::Push)?;
    Ok(outcome.exit())
}

fn bounds(repo: &Repo, remote: Option<&str>, input: &str) -> Result<Bounds> {
    let mut bounds =
        Bounds { scope: format!("push to {}", remote.map_or("a remote".into(), named)), ..Bounds::default() };
    let mut told = Vec::new();
    for line in input.lines().filter(|line| !line.trim().is_empty()) {
        // `HEAD@{1 day ago}`: the first word is what somebody typed, and may hold blanks.
        let words: Vec<&str> = line.rsplitn(4, ' ').collect();
        let [there, name, local, _] = words.as_slice() else {
            return Err(Error::Usage(format!(
                "the pre-push hook cannot read git's line `{}`",
                line.escape_debug()
            )));
        };
        told.push(Told { name, id: (!is_zero(there)).then_some(*there) });
        if is_zero(local) {
            continue;
        }
        let id = match local.parse() {
            Ok(id) => id,
            // A hook manager may name the branch instead of an id.
            Err(()) => repo.commit_of(local)?,
        };
        let target = repo.target_of(id)?;
        bounds.include.extend(target.commit);
        bounds.named.extend(target.named);
        if !is_zero(there) {
            bounds.exclude.extend(repo.commit_if_there(there));
        }
    }
    // What this clone knows to be on the remote: also for a new branch, or a forced push over a commit that was never
    // fetched. Other remotes do not count: they may be private.
    let names = match remote {
        Some(url) if url.contains(['/', ':']) => repo.remotes_at(url)?,
        Some(name) => vec![name.to_owned()],
        None => Vec::new(),
    };
    for name in names {
        bounds.exclude.extend(remote_refs::trusted_on(repo, &name, &told)?);
    }
    bounds.exclude.sort();
    bounds.exclude.dedup();
    bounds.include.retain(|id: &ObjectId| !bounds.exclude.contains(id));
    Ok(bounds)
}

/// The remote as messages name it: an address without user and password.
fn named(remote: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = remote.split_once("://") else { return Cow::Borrowed(remote) };
    let host = rest.split('/').next().unwrap_or_default().len();
    match rest[..host].rfind('@') {
        Some(at) => Cow::Owned(format!("{scheme}://{}", &rest[at + 1..])),
        None => Cow::Borrowed(remote),
    }
}

fn is_zero(id: &str) -> bool {
    id.bytes().all(|b| b == b'0')
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_remote_is_named_without_its_password() {
        let url = ["https://joe:", "pw@", "h.example/x@y"].concat();
        assert_eq!(named(&url), "https://h.example/x@y");
        for remote in ["origin", "git@h.example:x", "https://h.example/x@y"] {
            assert_eq!(named(remote), remote);
        }
    }
}
