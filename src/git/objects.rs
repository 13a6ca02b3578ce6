//! Reads objects by id with our own reader: the library follows a damaged pack index beyond the pack and crashes. Open
//! one for each worker, because a read holds its lock.

use super::GitError;
use super::pack::{Fault, Lookup, MAX_OBJECT};
use crate::model::{ObjectId, ObjectKind};
use std::io::Read;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The content of an object.
pub enum Content {
    /// All of it, shared with the store.
    Whole(Arc<Vec<u8>>),
    /// It is larger than the limit: a stream of it.
    Large(Box<dyn Read>),
    /// It is larger than the limit, and cannot be streamed because it is stored as a delta: its size in bytes.
    TooLarge(u64),
}

/// The object store of a repository: its own folder and all alternates.
pub struct Objects {
    lookup: Mutex<Lookup>,
}

impl std::fmt::Debug for Objects {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Objects")
    }
}

impl Objects {
    /// Opens the store of these folders, in this order; `info/alternates` of each is followed.
    pub fn open(folders: &[PathBuf]) -> Result<Self, GitError> {
        Ok(Objects { lookup: Mutex::new(Lookup::new(folders)) })
    }

    /// Kind and content of an object. The error names what is missing or broken.
    pub fn read(&self, id: ObjectId) -> Result<(ObjectKind, Vec<u8>), GitError> {
        self.shared(id).map(|(kind, bytes)| (kind, Arc::unwrap_or_clone(bytes)))
    }

    /// The same, shared with the cache instead of copied.
    pub fn shared(&self, id: ObjectId) -> Result<(ObjectKind, Arc<Vec<u8>>), GitError> {
        self.lookup().read(id, MAX_OBJECT).map_err(|fault| unreadable(id, &fault))
    }

    /// Kind and first `most` bytes of an object that is not a delta and is longer than that; `None` for any other.
    pub fn start(&self, id: ObjectId, most: usize, out: &mut Vec<u8>) -> Option<ObjectKind> {
        self.lookup().start(id, most, out)
    }

    /// The content of a blob; a stream if it is larger than `most` bytes.
    pub fn content(&self, id: ObjectId, most: u64) -> Result<Content, GitError> {
        let mut lookup = self.lookup();
        let (kind, content) = match lookup.read(id, most.min(MAX_OBJECT)) {
            Ok((kind, bytes)) => (Ok(kind), Ok(Content::Whole(bytes))),
            Err(Fault::TooBig(_)) => {
                let kind = lookup.header(id).map(|(kind, _)| kind);
                match lookup.stream(id) {
                    Ok(stream) => (kind, Ok(Content::Large(stream))),
                    Err(Fault::TooBig(size)) => (kind, Ok(Content::TooLarge(size))),
                    Err(fault) => (kind, Err(fault)),
                }
            }
            Err(fault) => (Ok(ObjectKind::Blob), Err(fault)),
        };
        match kind {
            Ok(kind) if kind != ObjectKind::Blob => Err(GitError::Damaged(format!(
                "object {id} stands where a file should, and is a {}; run `git fsck`",
                kind.name()
            ))),
            _ => content.map_err(|fault| unreadable(id, &fault)),
        }
    }

    /// Kind and size of an object without its content.
    pub fn header(&self, id: ObjectId) -> Result<(ObjectKind, u64), GitError> {
        self.lookup().header(id).map_err(|fault| unreadable(id, &fault))
    }

    /// True if the store holds the object.
    pub fn contains(&self, id: ObjectId) -> bool {
        self.lookup().contains(id)
    }

    /// The objects whose ids begin with these hex digits, sorted.
    pub fn starting_with(&self, digits: &str) -> Vec<ObjectId> {
        self.lookup().starting_with(digits)
    }

    /// Frees the cache: the next objects are not deltas of the last ones.
    pub fn forget(&self) {
        self.lookup().forget();
    }

    fn lookup(&self) -> MutexGuard<'_, Lookup> {
        self.lookup.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The tree that a commit records.
    pub fn commit_tree(&self, commit: ObjectId) -> Result<ObjectId, GitError> {
        let broken = |why: &str| GitError::Damaged(format!("commit {commit}: {why}; run `git fsck`"));
        let (kind, bytes) = self.shared(commit)?;
        if kind != ObjectKind::Commit {
            return Err(broken("it is not a commit"));
        }
        let hex = bytes.strip_prefix(b"tree ").and_then(|rest| rest.get(..40));
        hex.and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| hex.parse().ok())
            .ok_or_else(|| broken("it names no tree"))
    }
}

fn unreadable(id: ObjectId, fault: &Fault) -> GitError {
    GitError::Damaged(match fault {
        Fault::Missing => format!("object {id} is missing from this clone"),
        other => format!("object {id}: {other}"),
    })
}

/// The library's id in our type; `None` if it is not SHA-1.
pub(super) fn object_id(id: git2::Oid) -> Option<ObjectId> {
    ObjectId::from_bytes(id.as_bytes())
}
