//! Revisions as people and CI systems write them.

use super::graph::{Tips, shallow_border};
use super::objects::object_id;
use super::range::Commits;
use super::revise::{Why, peeled};
use super::{GitError, Repo};
use crate::model::ObjectId;

impl Repo {
    /// The commit that a revision names; tags are followed. An error names the revision.
    pub fn commit_of(&self, rev: &str) -> Result<ObjectId, GitError> {
        let error = |message: &str| GitError::Revision { rev: rev.to_owned(), message: message.to_owned() };
        const MISSING: &str = "there is no such commit in this clone (git fetch, or a typing error?)";
        self.revised(rev).or_else(|why| match why {
            Why::Missing => Err(error(MISSING)),
            Why::Several => Err(error("it names several objects: give more digits")),
            Why::NoCommit => Err(error("it is no commit")),
            Why::Broken(broken) => Err(broken),
            // Syntax of reflogs and message searches: `main@{yesterday}`, `:/fix`.
            Why::Syntax => {
                let object = self.raw().revparse_single(rev).map_err(|e| match e.code() {
                    git2::ErrorCode::NotFound => error(MISSING),
                    _ => error(e.message()),
                })?;
                let objects = self.objects()?;
                let commit = object_id(object.id()).and_then(|id| peeled(&objects, id).ok());
                commit.ok_or_else(|| error("it is no commit"))
            }
        })
    }

    /// The same; `None` if this clone does not have the commit.
    pub fn commit_if_there(&self, rev: &str) -> Option<ObjectId> {
        self.commit_of(rev).ok()
    }

    /// The best common ancestor; `None` if the histories share none.
    pub fn merge_base(&self, one: ObjectId, other: ObjectId) -> Result<Option<ObjectId>, GitError> {
        Ok(self.merge_bases(one, other)?.first().copied())
    }

    /// All best common ancestors, newest first: there are several if branches were merged into each other.
    pub fn merge_bases(&self, one: ObjectId, other: ObjectId) -> Result<Vec<ObjectId>, GitError> {
        let border = shallow_border(self.common_dir()).into_iter().collect();
        Commits::new(&self.objects()?, &border).bases(one, other)
    }

    /// The full name of the ref that a symbolic ref points to; `None` if it is not symbolic.
    pub fn symbolic(&self, name: &str) -> Option<String> {
        self.guard(name).ok()?;
        let reference = self.raw().find_reference(name).ok()?;
        reference.symbolic_target().ok().flatten().map(str::to_owned)
    }

    /// The object that a ref names, without following tags; `None` if there is no such ref.
    pub fn object_of_ref(&self, name: &str) -> Option<ObjectId> {
        self.guard(name).ok()?;
        self.raw().refname_to_id(name).ok().and_then(object_id)
    }

    /// True if this clone has the object.
    pub fn has(&self, id: ObjectId) -> bool {
        self.objects().is_ok_and(|objects| objects.header(id).is_ok())
    }

    /// The names of the remotes with this address.
    pub fn remotes_at(&self, url: &str) -> Result<Vec<String>, GitError> {
        let damaged =
            |e: git2::Error| GitError::Unusable(format!("the remotes cannot be read: {}", e.message()));
        let mut found = Vec::new();
        for name in self.raw().remotes().map_err(damaged)?.iter() {
            let Ok(Some(name)) = name else { continue };
            let remote = self.raw().find_remote(name).map_err(damaged)?;
            let push = remote.pushurl().ok().flatten();
            if remote.url().is_ok_and(|own| own == url) || push == Some(url) {
                found.push(name.to_owned());
            }
        }
        Ok(found)
    }

    /// The commits that this clone knows to be on a remote, by the names of its tracking refs: what its branches there stood at
    /// when they were fetched last. None where it pushes elsewhere than it fetches from, by `pushurl`.
    pub fn known_on(&self, remote: &str) -> Result<Vec<(String, ObjectId)>, GitError> {
        let fetched = self.config_all(&format!("remote.{remote}.url"))?;
        let pushed = self.config_all(&format!("remote.{remote}.pushurl"))?;
        let same = |url: &String| fetched.iter().any(|own| repository_of(own) == repository_of(url));
        if !pushed.iter().all(same) {
            return Ok(Vec::new());
        }
        // Of a remote whose name goes on behind a slash, these are not.
        let damaged =
            |e: git2::Error| GitError::Unusable(format!("the remotes cannot be read: {}", e.message()));
        let all = self.raw().remotes().map_err(damaged)?;
        let others = all.iter().filter_map(|name| name.ok().flatten());
        let longer: Vec<String> = others
            .filter(|name| name.strip_prefix(remote).is_some_and(|rest| rest.starts_with('/')))
            .map(|name| format!("refs/remotes/{name}/"))
            .collect();
        let known = self.refs_below(&format!("refs/remotes/{remote}/"))?;
        let own = known.into_iter().filter(|(name, _)| !longer.iter().any(|other| name.starts_with(other)));
        Ok(own.collect())
    }

    /// The tree of a commit.
    pub fn tree_of(&self, commit: ObjectId) -> Result<ObjectId, GitError> {
        self.objects()?.commit_tree(commit)
    }

    /// Refs that lead to no object, and why.
    pub fn lost_refs(&self) -> Result<Vec<(String, String)>, GitError> {
        let (tips, objects) = (Tips::named(self.common_dir(), "refs/"), self.objects()?);
        let mut lost = tips.broken;
        for tip in tips.tips.iter().filter(|tip| objects.header(tip.id).is_err()) {
            let why = "the object it names is not in this repository".to_owned();
            lost.push((format!("{} ({})", tip.name, tip.id), why));
        }
        Ok(lost)
    }

    /// Names and commits of the refs that start with `prefix` (`refs/remotes/origin/`), sorted by name.
    pub fn refs_below(&self, prefix: &str) -> Result<Vec<(String, ObjectId)>, GitError> {
        let (tips, objects) = (Tips::named(self.common_dir(), prefix), self.objects()?);
        if let Some(why) = tips.unread {
            return Err(GitError::Damaged(format!("the refs cannot be read: {why}")));
        }
        let commit = |id| peeled(&objects, id).ok();
        Ok(tips.tips.into_iter().filter_map(|tip| Some((tip.name, commit(tip.id)?))).collect())
    }
}

/// Host and path of an address, however it is reached: `https://a.example/b.git` and `git@a.example:b` are one repository.
fn repository_of(url: &str) -> String {
    let behind = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = behind.split_once(['/', ':']).unwrap_or((behind, ""));
    let host = host.rsplit('@').next().unwrap_or_default();
    let path = path.trim_matches('/');
    format!("{host}/{}", path.strip_suffix(".git").unwrap_or(path))
}
