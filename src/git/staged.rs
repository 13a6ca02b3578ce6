//! What `git commit` would record that no parent has: compares the index with HEAD, in a merge also with its other
//! parents, and in an amend with the parents of the commit that it replaces.
//!
//! Folders whose cached tree is a parent's tree are skipped unread, so the cost depends on the change and not on the
//! size of the repository.

mod parents;
mod walk;

use super::index::{Index, Mode};
use super::tree::Tree;
use super::{GitError, Objects, Repo};
use crate::model::ObjectId;
use walk::Walk;

/// Removed files are candidates for the source of a rename. Beyond this number the rest is ignored, and files renamed
/// from there count as new.
const MAX_REMOVED: usize = 10_000;

/// Longer paths are refused, in bytes; no file system allows them.
const MAX_PATH: usize = 8192;

/// What an index entry is for a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StagedKind {
    /// A file with this content.
    File(ObjectId),
    /// A symbolic link, with its target as content.
    Link(ObjectId),
    /// A commit of a submodule, which has no content here.
    Submodule,
    /// `git add --intent-to-add`: the commit leaves it out.
    IntentToAdd,
    /// A conflict: nothing can be committed before it is resolved.
    Conflict,
}

/// An index entry that no parent has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagedEntry {
    /// Path from the top of the working tree.
    pub path: Vec<u8>,
    /// What it is.
    pub kind: StagedKind,
    /// Expected size in bytes.
    pub size: u64,
    /// The blobs that the parents have at this path.
    pub olds: Vec<ObjectId>,
}

/// A file of HEAD that the index does not have: a file may have been renamed from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// Path from the top of the working tree.
    pub path: Vec<u8>,
    /// Its blob.
    pub id: ObjectId,
}

/// Everything that the commit changes, sorted by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Staged {
    /// What is new.
    pub entries: Vec<StagedEntry>,
    /// What HEAD has and the index does not; listed only if a new file may have been renamed from there.
    pub removed: Vec<Removed>,
}

impl Repo {
    /// Compares the index with HEAD and, in a merge, with its other parents.
    pub fn staged(&self) -> Result<Staged, GitError> {
        // Nothing can be staged without a working tree, unless the environment names an index.
        if self.work_tree().is_none() && !self.index_path().exists() {
            return Err(GitError::Unusable(format!(
                "{}: a repository without a working tree has no index, so nothing is staged; look at its commits with \
                 --history or --range",
                self.git_dir().display()
            )));
        }
        let parents = self.head()?.into_iter().chain(self.merge_heads()?);
        self.staged_on(&parents.collect::<Vec<_>>())
    }

    /// Compares the index with the parents of a commit that is being amended; `None` if this clone does not have them.
    pub fn staged_again(&self, amended: ObjectId) -> Result<Option<Staged>, GitError> {
        let parents = self.parents_of(amended)?;
        parents.map(|parents| self.staged_on(&parents)).transpose()
    }

    fn staged_on(&self, parents: &[ObjectId]) -> Result<Staged, GitError> {
        let index = self.index()?;
        let objects = self.lent()?;
        let found = compared(index, &objects, parents);
        self.leave(objects);
        found
    }
}

fn compared(index: &Index, objects: &Objects, parents: &[ObjectId]) -> Result<Staged, GitError> {
    let parents = parents.iter().map(|commit| Ok(Some(objects.commit_tree(*commit)?)));
    let parents = parents.collect::<Result<Vec<_>, GitError>>()?;
    let cached = index.cached_tree();
    let mut walk = Walk {
        index,
        cached: cached.as_ref(),
        objects,
        found: Staged::default(),
        gone: Vec::new(),
        prefix: Vec::new(),
    };
    walk.folder(0, index.len(), cached.as_ref().map(|_| 0), &parents)?;
    let Walk { mut found, gone, .. } = walk;
    if found.entries.iter().any(|e| e.olds.is_empty() && matches!(e.kind, StagedKind::File(_))) {
        for (path, mode, id) in gone {
            removed(objects, path, mode, id, &mut found.removed);
        }
    }
    found.entries.sort_by(|a, b| a.path.cmp(&b.path));
    found.removed.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// The files below a removed entry. A folder that cannot be read only hides the source of a rename.
fn removed(objects: &Objects, path: Vec<u8>, mode: Mode, id: ObjectId, found: &mut Vec<Removed>) {
    match mode {
        _ if found.len() >= MAX_REMOVED || path.len() > MAX_PATH => {}
        Mode::File => found.push(Removed { path, id }),
        Mode::Folder => {
            let tree = Tree::read(objects, id).unwrap_or_default();
            for entry in tree.entries() {
                let below = [&path, &b"/"[..], tree.name(entry)].concat();
                removed(objects, below, entry.mode, entry.id, found);
            }
        }
        Mode::Link | Mode::Submodule => {}
    }
}
