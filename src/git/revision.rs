//! Revisions as people and CI systems write them.

use super::objects::object_id;
use super::{GitError, Repo};
use crate::model::ObjectId;

impl Repo {
    /// The commit that a revision names; tags are followed. An error names the revision.
    pub fn commit_of(&self, rev: &str) -> Result<ObjectId, GitError> {
        let error = |message: String| GitError::Revision { rev: rev.to_owned(), message };
        let object = self.raw().revparse_single(rev).map_err(|e| match e.code() {
            git2::ErrorCode::NotFound => {
                error("there is no such commit in this clone (git fetch, or a typing error?)".to_owned())
            }
            // Git takes no shorter ones for ids; the library does.
            git2::ErrorCode::Ambiguous if rev.len() < 4 => {
                error("there is no such commit in this clone (git fetch, or a typing error?)".to_owned())
            }
            git2::ErrorCode::Ambiguous => error("it names several objects: give more digits".to_owned()),
            _ => error(e.message().to_owned()),
        })?;
        let commit = object.peel_to_commit().map_err(|_| error("it is no commit".to_owned()))?;
        object_id(commit.id()).ok_or_else(|| error("its id is no SHA-1 name".to_owned()))
    }

    /// The same; `None` where this clone has no such commit.
    pub fn commit_if_there(&self, rev: &str) -> Option<ObjectId> {
        self.commit_of(rev).ok()
    }

    /// The best common ancestor; `None` where the histories share none.
    pub fn merge_base(&self, one: ObjectId, other: ObjectId) -> Result<Option<ObjectId>, GitError> {
        let raw = |id: ObjectId| {
            git2::Oid::from_bytes(id.as_bytes()).map_err(|e| GitError::Damaged(e.message().to_owned()))
        };
        match self.raw().merge_base(raw(one)?, raw(other)?) {
            Ok(id) => Ok(object_id(id)),
            Err(e) if e.code() == git2::ErrorCode::NotFound => Ok(None),
            Err(e) => {
                Err(GitError::Damaged(format!("the commits between {one} and {other}: {}", e.message())))
            }
        }
    }

    /// All best common ancestors: where histories cross, there are several.
    pub fn merge_bases(&self, one: ObjectId, other: ObjectId) -> Result<Vec<ObjectId>, GitError> {
        let damaged = |e: git2::Error| {
            GitError::Damaged(format!("the commits between {one} and {other}: {}", e.message()))
        };
        let raw = |id: ObjectId| git2::Oid::from_bytes(id.as_bytes()).map_err(damaged);
        match self.raw().merge_bases(raw(one)?, raw(other)?) {
            Ok(ids) => Ok(ids.iter().filter_map(|id| object_id(*id)).collect()),
            Err(e) if e.code() == git2::ErrorCode::NotFound => Ok(Vec::new()),
            Err(e) => Err(damaged(e)),
        }
    }

    /// The full name of the ref that a symbolic one stands for; `None` where it is none.
    pub fn symbolic(&self, name: &str) -> Option<String> {
        let reference = self.raw().find_reference(name).ok()?;
        reference.symbolic_target().ok().flatten().map(str::to_owned)
    }

    /// The object that a ref names, tags not followed; `None` where there is no such ref.
    pub fn object_of_ref(&self, name: &str) -> Option<ObjectId> {
        self.raw().refname_to_id(name).ok().and_then(object_id)
    }

    /// True where this clone has the object.
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

    /// The tree of a commit.
    pub fn tree_of(&self, commit: ObjectId) -> Result<ObjectId, GitError> {
        self.objects()?.commit_tree(commit)
    }

    /// Names and commits of the refs that start with `prefix` (`refs/remotes/origin/`), sorted by name.
    pub fn refs_below(&self, prefix: &str) -> Result<Vec<(String, ObjectId)>, GitError> {
        let damaged = |e: git2::Error| GitError::Damaged(format!("the refs cannot be read: {}", e.message()));
        let mut found = Vec::new();
        for reference in self.raw().references_glob(&format!("{prefix}*")).map_err(damaged)? {
            let reference = reference.map_err(damaged)?;
            if let (Ok(name), Ok(commit)) = (reference.name(), reference.peel_to_commit()) {
                found.extend(object_id(commit.id()).map(|id| (name.to_owned(), id)));
            }
        }
        found.sort();
        Ok(found)
    }
}
