//! What `git commit` would record that no parent has: the index against HEAD (and, in a merge, its other parents).
//!
//! Folders whose cached tree is the tree of a parent are passed over unread, so the work follows the change and not
//! the size of the repository.

use super::index::{CachedTree, Index, Mode};
use super::tree::Tree;
use super::{GitError, Objects, Repo};
use crate::model::ObjectId;

/// Removed files are looked at as sources of renames; of more than this many, the rest is left out (and what was
/// renamed from there is taken for new).
const MAX_REMOVED: usize = 10_000;

/// Longer paths are refused; no file system takes them.
const MAX_PATH: usize = 8192;

/// What an index entry is to a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StagedKind {
    /// A file with this content.
    File(ObjectId),
    /// A symbolic link whose target this is.
    Link(ObjectId),
    /// A commit of a submodule: it has no content here.
    Submodule,
    /// `git add --intent-to-add`: left out by the commit.
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
    /// Bytes to expect.
    pub size: u64,
    /// The blobs that the parents have at this path.
    pub olds: Vec<ObjectId>,
}

/// A file of HEAD that is gone from the index: where a renamed file may come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    /// Path from the top of the working tree.
    pub path: Vec<u8>,
    /// Its blob.
    pub id: ObjectId,
}

/// All that the commit changes, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Staged {
    /// What is new.
    pub entries: Vec<StagedEntry>,
    /// What HEAD has and the index has not; listed only where a new file may come from there.
    pub removed: Vec<Removed>,
}

impl Repo {
    /// Compares the index with HEAD and, in a merge, with its other parents.
    ///
    /// A hook cannot tell `git commit --amend` from an ordinary one: both are judged against HEAD.
    pub fn staged(&self) -> Result<Staged, GitError> {
        let index = self.index()?;
        let objects = self.objects()?;
        let mut parents = Vec::new();
        for commit in self.head()?.into_iter().chain(self.merge_heads()?) {
            parents.push(Some(objects.commit_tree(commit)?));
        }
        let cached = index.cached_tree();
        let mut walk = Walk {
            index,
            cached: cached.as_ref(),
            objects: &objects,
            found: Staged::default(),
            gone: Vec::new(),
            prefix: Vec::new(),
        };
        walk.folder(0, index.len(), cached.as_ref().map(|_| 0), &parents)?;
        let Walk { mut found, gone, .. } = walk;
        if found.entries.iter().any(|e| e.olds.is_empty() && matches!(e.kind, StagedKind::File(_))) {
            for (path, mode, id) in gone {
                removed(&objects, path, mode, id, &mut found.removed);
            }
        }
        found.entries.sort_by(|a, b| a.path.cmp(&b.path));
        found.removed.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }
}

struct Walk<'w> {
    index: &'w Index,
    cached: Option<&'w CachedTree<'w>>,
    objects: &'w Objects,
    found: Staged,
    /// Files and folders that HEAD has and the index has not.
    gone: Vec<(Vec<u8>, Mode, ObjectId)>,
    /// The folder being walked, with its final `/`.
    prefix: Vec<u8>,
}

/// The trees that the parents have at one folder.
struct Parents {
    trees: Vec<Tree>,
    /// Which names of the first parent the index has too.
    kept: Vec<bool>,
}

impl Parents {
    fn read(objects: &Objects, ids: &[Option<ObjectId>]) -> Result<Parents, GitError> {
        let trees: Vec<Tree> = ids
            .iter()
            .map(|id| id.map_or_else(|| Ok(Tree::default()), |id| Tree::read(objects, id)))
            .collect::<Result<_, _>>()?;
        let kept = vec![false; trees.first().map_or(0, |t| t.entries().len())];
        Ok(Parents { trees, kept })
    }

    /// The objects that the parents have under a name, one a parent.
    fn find(&mut self, name: &[u8], folder: bool) -> Vec<Option<ObjectId>> {
        let mut ids = Vec::with_capacity(self.trees.len());
        for (parent, tree) in self.trees.iter().enumerate() {
            let at = tree.find(name, folder);
            if let (0, Some(at)) = (parent, at) {
                self.kept[at] = true;
            }
            let entry = at.and_then(|at| tree.entries().get(at));
            ids.push(entry.filter(|e| e.mode != Mode::Submodule).map(|e| e.id));
        }
        ids
    }

    /// True where a parent has this very submodule commit.
    fn has_submodule(&self, name: &[u8], id: ObjectId) -> bool {
        self.trees.iter().any(|tree| {
            let entry = tree.find(name, false).and_then(|at| tree.entries().get(at));
            entry.is_some_and(|e| e.mode == Mode::Submodule && e.id == id)
        })
    }
}

impl Walk<'_> {
    /// The entries `low..high`, all below the current prefix. `node` is their cached tree.
    fn folder(
        &mut self,
        low: usize,
        high: usize,
        node: Option<usize>,
        parents: &[Option<ObjectId>],
    ) -> Result<(), GitError> {
        let known = node.and_then(|node| self.cached?.known(node));
        if known.is_some_and(|(count, id)| count == high - low && parents.contains(&Some(id))) {
            return Ok(());
        }
        self.check_depth()?;
        let mut trees = Parents::read(self.objects, parents)?;
        let below = node.and_then(|node| Some(self.cached?.below(node))).unwrap_or_default();
        let index = self.index;
        let mut at = low;
        while at < high {
            let path = index.path(at);
            let name = path.get(self.prefix.len()..).unwrap_or_default();
            let Some(slash) = memchr::memchr(b'/', name) else {
                at = self.file(at, high, &mut trees)?;
                continue;
            };
            let node = below.get(&name[..slash]).copied();
            let ids = trees.find(&name[..slash], true);
            let outer = self.prefix.len();
            self.prefix.extend_from_slice(&name[..=slash]);
            if path.len() == self.prefix.len() {
                // A sparse index keeps a whole folder as one entry.
                self.tree(index.id(at), &ids)?;
                at += 1;
            } else {
                let end = self.end(at, high, node);
                self.folder(at, end, node, &ids)?;
                at = end;
            }
            self.prefix.truncate(outer);
        }
        self.note_gone(&trees);
        Ok(())
    }

    /// Where the entries below the current prefix end. The cached tree says so; it is believed where the entries fit.
    fn end(&self, at: usize, high: usize, node: Option<usize>) -> usize {
        let inside = |at: usize| self.index.path(at).starts_with(&self.prefix);
        if let Some((count, _)) = node.and_then(|node| self.cached?.known(node)) {
            let end = at.saturating_add(count);
            if count > 0 && end <= high && inside(end - 1) && (end == high || !inside(end)) {
                return end;
            }
        }
        self.index.end_of(&self.prefix, at, high)
    }

    /// One path, with all stages of a conflict; gives the entry behind it.
    fn file(&mut self, at: usize, high: usize, trees: &mut Parents) -> Result<usize, GitError> {
        let index = self.index;
        let path = index.path(at);
        let name = &path[self.prefix.len()..];
        let mut next = at + 1;
        while next < high && index.path(next) == path {
            next += 1;
        }
        let olds = trees.find(name, false);
        let id = index.id(at);
        let kind = match index.mode(at) {
            _ if index.stage(at) != 0 => StagedKind::Conflict,
            _ if index.is_intent_to_add(at) => StagedKind::IntentToAdd,
            Mode::Submodule if trees.has_submodule(name, id) => return Ok(next),
            Mode::Submodule => StagedKind::Submodule,
            _ if olds.contains(&Some(id)) => return Ok(next),
            Mode::Link => StagedKind::Link(id),
            Mode::File | Mode::Folder => StagedKind::File(id),
        };
        let size = u64::from(index.size(at));
        let olds = olds.into_iter().flatten().collect();
        self.found.entries.push(StagedEntry { path: path.to_vec(), kind, size, olds });
        Ok(next)
    }

    /// A folder that the index has as one tree.
    fn tree(&mut self, id: ObjectId, parents: &[Option<ObjectId>]) -> Result<(), GitError> {
        if parents.contains(&Some(id)) {
            return Ok(());
        }
        self.check_depth()?;
        let own = Tree::read(self.objects, id)?;
        let mut trees = Parents::read(self.objects, parents)?;
        for entry in own.entries() {
            let name = own.name(entry);
            let ids = trees.find(name, entry.mode == Mode::Folder);
            let outer = self.prefix.len();
            self.prefix.extend_from_slice(name);
            let kind = match entry.mode {
                Mode::Folder => {
                    self.prefix.push(b'/');
                    self.tree(entry.id, &ids)?;
                    None
                }
                Mode::Submodule => (!trees.has_submodule(name, entry.id)).then_some(StagedKind::Submodule),
                _ if ids.contains(&Some(entry.id)) => None,
                Mode::Link => Some(StagedKind::Link(entry.id)),
                Mode::File => Some(StagedKind::File(entry.id)),
            };
            if let Some(kind) = kind {
                let olds = ids.into_iter().flatten().collect();
                self.found.entries.push(StagedEntry { path: self.prefix.clone(), kind, size: 0, olds });
            }
            self.prefix.truncate(outer);
        }
        self.note_gone(&trees);
        Ok(())
    }

    /// Notes what HEAD has in this folder and the index has not.
    fn note_gone(&mut self, trees: &Parents) {
        let Some(head) = trees.trees.first() else { return };
        for (entry, _) in head.entries().iter().zip(&trees.kept).filter(|(_, kept)| !**kept) {
            let path = [&self.prefix, head.name(entry)].concat();
            self.gone.push((path, entry.mode, entry.id));
        }
    }

    /// Paths come from files that anybody may have written: nesting ends somewhere.
    fn check_depth(&self) -> Result<(), GitError> {
        if self.prefix.len() <= MAX_PATH {
            return Ok(());
        }
        let start = String::from_utf8_lossy(&self.prefix[..60]).into_owned();
        Err(GitError::Damaged(format!("{start}…: this path is longer than {MAX_PATH} bytes")))
    }
}

/// The files below something that is gone. A folder that cannot be read only hides where a rename came from.
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
