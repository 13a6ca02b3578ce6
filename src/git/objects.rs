//! Reads objects by id. One a worker: the library holds a lock while it reads.

use super::GitError;
use crate::model::{ObjectId, ObjectKind};
use std::path::PathBuf;

/// The object store of a repository: its own folder and all alternates.
pub struct Objects {
    odb: git2::Odb<'static>,
}

impl std::fmt::Debug for Objects {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Objects")
    }
}

impl Objects {
    /// Opens the store under these folders, in this order; each folder's `info/alternates` is followed.
    pub fn open(folders: &[PathBuf]) -> Result<Self, GitError> {
        let odb =
            git2::Odb::new().map_err(|e| GitError::Damaged(format!("object store: {}", e.message())))?;
        for folder in folders {
            let damaged = |why: &str| GitError::Damaged(format!("{}: {why}", folder.display()));
            let path = folder.to_str().ok_or_else(|| damaged("the path of the object store is not UTF-8"))?;
            odb.add_disk_alternate(path).map_err(|e| damaged(e.message()))?;
        }
        Ok(Objects { odb })
    }

    /// Kind and content of an object. What is missing or broken is named in the error.
    pub fn read(&self, id: ObjectId) -> Result<(ObjectKind, Vec<u8>), GitError> {
        let mut bytes = Vec::new();
        let kind = self.read_into(id, &mut bytes)?;
        Ok((kind, bytes))
    }

    /// Like [`Objects::read`], into a buffer that is reused.
    pub fn read_into(&self, id: ObjectId, bytes: &mut Vec<u8>) -> Result<ObjectKind, GitError> {
        let object = self.odb.read(oid(id)).map_err(|e| unreadable(id, &e))?;
        bytes.clear();
        bytes.extend_from_slice(object.data());
        kind(object.kind()).ok_or_else(|| GitError::Damaged(format!("object {id} is of no known kind")))
    }

    /// Kind and size of an object without its content.
    pub fn header(&self, id: ObjectId) -> Result<(ObjectKind, u64), GitError> {
        let (size, object_kind) = self.odb.read_header(oid(id)).map_err(|e| unreadable(id, &e))?;
        let kind =
            kind(object_kind).ok_or_else(|| GitError::Damaged(format!("object {id} is of no known kind")))?;
        Ok((kind, size as u64))
    }

    /// True where the store holds the object.
    pub fn contains(&self, id: ObjectId) -> bool {
        self.odb.exists(oid(id))
    }

    /// The tree that a commit records.
    pub fn commit_tree(&self, commit: ObjectId) -> Result<ObjectId, GitError> {
        let broken = |why: &str| GitError::Damaged(format!("commit {commit}: {why}; run `git fsck`"));
        let (kind, bytes) = self.read(commit)?;
        if kind != ObjectKind::Commit {
            return Err(broken("it is not a commit"));
        }
        let hex = bytes.strip_prefix(b"tree ").and_then(|rest| rest.get(..40));
        hex.and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| hex.parse().ok())
            .ok_or_else(|| broken("it names no tree"))
    }
}

fn unreadable(id: ObjectId, error: &git2::Error) -> GitError {
    GitError::Damaged(match error.code() {
        git2::ErrorCode::NotFound => format!("object {id} is missing from this clone"),
        _ => format!("object {id} cannot be read: {}", error.message()),
    })
}

/// Our id in the library's type.
pub(super) fn oid(id: ObjectId) -> git2::Oid {
    git2::Oid::from_bytes(id.as_bytes()).unwrap_or(git2::Oid::ZERO_SHA1)
}

/// The library's id in our type; `None` for an id that is not SHA-1.
pub(super) fn object_id(id: git2::Oid) -> Option<ObjectId> {
    ObjectId::from_bytes(id.as_bytes())
}

/// The library's kind in our type.
pub(super) fn kind(kind: git2::ObjectType) -> Option<ObjectKind> {
    match kind {
        git2::ObjectType::Commit => Some(ObjectKind::Commit),
        git2::ObjectType::Tree => Some(ObjectKind::Tree),
        git2::ObjectType::Blob => Some(ObjectKind::Blob),
        git2::ObjectType::Tag => Some(ObjectKind::Tag),
        git2::ObjectType::Any => None,
    }
}
