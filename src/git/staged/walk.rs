//! Walks an index folder by folder, together with the trees of the parents.

use super::parents::Parents;
use super::{MAX_PATH, Staged, StagedEntry, StagedKind};
use crate::git::index::{CachedTree, Index, Mode};
use crate::git::tree::Tree;
use crate::git::{GitError, Objects};
use crate::model::ObjectId;

pub struct Walk<'w> {
    pub index: &'w Index,
    pub cached: Option<&'w CachedTree<'w>>,
    pub objects: &'w Objects,
    pub found: Staged,
    /// Files and folders that HEAD has and the index does not.
    pub gone: Vec<(Vec<u8>, Mode, ObjectId)>,
    /// The current folder, ending with `/`.
    pub prefix: Vec<u8>,
}

impl Walk<'_> {
    /// Walks the entries `low..high`, all below the current prefix; `node` is their cached tree.
    pub fn folder(
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
                // A sparse index has a whole folder as one entry.
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

    /// The end of the entries below the current prefix. The cached tree tells it, and is believed if the entries fit.
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

    /// One path, with all stages of a conflict; returns the index of the next entry.
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

    /// Notes what HEAD has in this folder and the index does not.
    fn note_gone(&mut self, trees: &Parents) {
        for (name, mode, id) in trees.not_kept() {
            self.gone.push(([&self.prefix, name].concat(), mode, id));
        }
    }

    /// An error if folders are nested too deep: the index may have been written by anybody.
    fn check_depth(&self) -> Result<(), GitError> {
        if self.prefix.len() <= MAX_PATH {
            return Ok(());
        }
        let start = String::from_utf8_lossy(&self.prefix[..60]).into_owned();
        Err(GitError::Damaged(format!("{start}…: this path is longer than {MAX_PATH} bytes")))
    }
}
