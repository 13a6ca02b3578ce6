//! Reads commits one after the other and compares the trees of each with those of its parents.

mod removed;

use super::compare::{Broken, Changes, Finder, changes, is_whole};
use super::{Brought, Range, RangeCommit, RangeTag};
use crate::git::graph::commit::{CommitText, person, rfc3339, tag};
use crate::git::index::Mode;
use crate::git::tree::TreeEntry;
use crate::git::{GitError, Objects};
use crate::model::{Keyed, ObjectId, ObjectKind};
use std::collections::HashMap;
use std::sync::Arc;

/// Git itself follows folders to this depth.
const MAX_DEPTH: usize = 2048;

/// How many tree objects are cached.
const MOST_TREES: usize = 64;

/// The reader, and what it has found so far.
pub struct Walk<'o> {
    objects: &'o Objects,
    range: Range,
    /// What could not be read, and in which commit.
    unread: Vec<(Option<usize>, (String, String))>,
    /// The commit that is being read, by its place in `range.commits`.
    at: Option<usize>,
    /// The root trees of the commits that were read.
    root_trees: HashMap<ObjectId, ObjectId, Keyed>,
    /// Tree objects that were read last.
    trees: HashMap<ObjectId, Arc<Vec<u8>>, Keyed>,
}

impl<'o> Walk<'o> {
    /// Reads from these objects.
    pub fn new(objects: &'o Objects) -> Self {
        Walk {
            objects,
            range: Range::default(),
            unread: Vec::new(),
            at: None,
            root_trees: HashMap::default(),
            trees: HashMap::default(),
        }
    }

    /// Takes out what was read so far, with the oldest commit first (commits are read newest first).
    pub fn oldest_first(&mut self) -> Range {
        let (mut range, mut unread) = (std::mem::take(&mut self.range), std::mem::take(&mut self.unread));
        self.at = None;
        let count = range.commits.len();
        range.commits.reverse();
        range.border.reverse();
        range.brought.iter_mut().for_each(|brought| brought.commit = brought.commit.map(|at| count - 1 - at));
        // A stable sort: the files of one commit keep their order.
        range.brought.sort_by_key(|brought| brought.commit);
        unread.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        range.unread = unread.into_iter().map(|(_, unread)| unread).collect();
        range
    }

    /// Reads a commit; `is_border` where its parents are not there.
    pub fn commit(&mut self, id: ObjectId, is_border: bool) -> Result<(), GitError> {
        if is_border {
            self.range.border.push(id);
        }
        let (kind, bytes) = self.objects.read(id)?;
        if kind != ObjectKind::Commit {
            return Err(GitError::Damaged(format!("object {id} is no commit; run `git fsck`")));
        }
        let text = CommitText::parse(&bytes);
        let mut readable = Vec::new();
        text.readable(&mut readable);
        self.range.commits.push(RangeCommit {
            id,
            author: String::from_utf8_lossy(person(text.author)).into_owned(),
            date: rfc3339(text.author),
            summary: text.summary(),
            text: readable,
            parents: text.parents.clone(),
            removed: Vec::new(),
        });
        self.at = Some(self.range.commits.len() - 1);
        let mut parents = Vec::new();
        for parent in text.parents.iter().filter(|_| !is_border) {
            let top = match self.root_trees.get(parent) {
                Some(top) => *top,
                None => self.objects.commit_tree(*parent)?,
            };
            parents.push(Some(top));
        }
        let broken = || GitError::Damaged(format!("commit {id} names no tree; run `git fsck`"));
        let top = text.tree.ok_or_else(broken)?;
        self.root_trees.insert(id, top);
        self.folder(top, &parents, &mut Vec::new())
    }

    /// The files of `tip` that none of `bases` has at their path, whichever commit brought them in.
    pub fn between(mut self, tip: ObjectId, bases: &[ObjectId]) -> Result<Range, GitError> {
        let tree = |commit: &ObjectId| self.objects.commit_tree(*commit);
        let parents = bases.iter().map(|base| tree(base).map(Some)).collect::<Result<Vec<_>, _>>()?;
        let top = tree(&tip)?;
        self.folder(top, &parents, &mut Vec::new())?;
        Ok(self.oldest_first())
    }

    /// A tree object. Those read last are cached: the next commit is usually compared with the same ones.
    fn tree(&mut self, id: ObjectId) -> Result<Arc<Vec<u8>>, GitError> {
        if let Some(data) = self.trees.get(&id) {
            return Ok(Arc::clone(data));
        }
        let (kind, data) = self.objects.shared(id)?;
        if kind != ObjectKind::Tree {
            return Err(GitError::Damaged(format!("tree {id} is broken; run `git fsck`")));
        }
        if self.trees.len() >= MOST_TREES {
            self.trees.clear();
        }
        self.trees.insert(id, Arc::clone(&data));
        Ok(data)
    }

    /// The folder of a parent; empty if it has none or it cannot be read, so that everything counts as new.
    fn parent(&mut self, id: Option<ObjectId>) -> Arc<Vec<u8>> {
        id.and_then(|id| self.tree(id).ok()).unwrap_or_default()
    }

    /// Reads a tag, tree or blob that was asked for by its own id.
    pub fn named(&mut self, id: ObjectId) -> Result<(), GitError> {
        match self.objects.header(id)?.0 {
            ObjectKind::Tag => {
                let (_, text) = tag(&self.objects.read(id)?.1);
                self.range.tags.push(RangeTag { id, text });
            }
            ObjectKind::Tree => self.folder(id, &[], &mut Vec::new())?,
            ObjectKind::Blob => {
                let path = format!("blob {}", id.short(10)).into_bytes();
                self.range.brought.push(Brought { path, id, is_link: false, commit: None, olds: Vec::new() });
            }
            ObjectKind::Commit => {}
        }
        Ok(())
    }

    /// Notes what the folder at `path` has that none of the parents has there. `parents` are their trees at that path.
    fn folder(
        &mut self,
        id: ObjectId,
        parents: &[Option<ObjectId>],
        path: &mut Vec<u8>,
    ) -> Result<(), GitError> {
        if parents.contains(&Some(id)) {
            return Ok(());
        }
        if too_deep(path) {
            let why = format!("folders lie more than {MAX_DEPTH} deep in each other");
            self.unread.push((self.at, (String::from_utf8_lossy(path).into_owned(), why)));
            return Ok(());
        }
        let mut before: Vec<Arc<Vec<u8>>> = parents.iter().map(|parent| self.parent(*parent)).collect();
        let (data, Changes { added, removed }) = match self.compared(id, &mut before) {
            Ok(found) => found,
            Err(e) => {
                let what = format!("folder {}", String::from_utf8_lossy(path));
                self.unread.push((self.at, (what, e.to_string())));
                self.blob_in_place_of_folder(id, path);
                return Ok(());
            }
        };
        if !added.is_empty() {
            before.iter_mut().skip(1).filter(|data| !is_whole(data)).for_each(|data| *data = Arc::default());
        }
        self.entries(&added, &data, &before, path)?;
        if let Some(first) = before.first() {
            self.removed(&removed, first, path);
        }
        Ok(())
    }

    /// Notes each entry of a folder that no parent has in the same place, and goes down into folders. `added` are the
    /// entries that the first of the folders `before` does not have, each with what that folder has at the same name.
    fn entries(
        &mut self,
        added: &[(TreeEntry, Option<ObjectId>)],
        data: &[u8],
        before: &[Arc<Vec<u8>>],
        path: &mut Vec<u8>,
    ) -> Result<(), GitError> {
        let mut others: Vec<Finder<'_>> = before.iter().skip(1).map(|data| Finder::new(data)).collect();
        let length = path.len();
        for &(entry, old) in added {
            let others = others.iter_mut().map(|other| other.find(&entry, data));
            let olds: Vec<_> = before.first().map(|_| old).into_iter().chain(others).collect();
            if olds.contains(&Some(entry.id)) {
                continue;
            }
            path.extend_from_slice(entry.name_in(data));
            match entry.mode {
                Mode::Folder => {
                    path.push(b'/');
                    self.folder(entry.id, &olds, path)?;
                }
                Mode::File | Mode::Link => {
                    self.range.brought.push(Brought {
                        path: path.clone(),
                        id: entry.id,
                        is_link: entry.mode == Mode::Link,
                        commit: self.at,
                        olds: olds.iter().flatten().copied().collect(),
                    });
                }
                _ => {}
            }
            path.truncate(length);
        }
        Ok(())
    }

    /// Notes a blob that an entry wrongly calls a folder.
    fn blob_in_place_of_folder(&mut self, id: ObjectId, path: &[u8]) {
        if self.objects.header(id).is_ok_and(|(kind, _)| kind == ObjectKind::Blob) {
            let named = path.strip_suffix(b"/").map(<[u8]>::to_vec);
            let path = named.unwrap_or_else(|| format!("blob {}", id.short(10)).into_bytes());
            self.range.brought.push(Brought { path, id, is_link: false, commit: self.at, olds: Vec::new() });
        }
    }

    /// Reads a folder and compares it with the first of `before`.
    fn compared(
        &mut self,
        id: ObjectId,
        before: &mut [Arc<Vec<u8>>],
    ) -> Result<(Arc<Vec<u8>>, Changes), GitError> {
        let data = self.tree(id)?;
        let none = Arc::default();
        let mut found = changes(before.first().unwrap_or(&none), &data);
        // If the parent's folder is broken, everything counts as new.
        if found.as_ref().is_err_and(|broken| *broken == Broken::Old) {
            before[0] = none;
            found = changes(&[], &data);
        }
        let broken = |_| GitError::Damaged(format!("tree {id} is broken; run `git fsck`"));
        Ok((data, found.map_err(broken)?))
    }
}

fn too_deep(path: &[u8]) -> bool {
    memchr::memchr_iter(b'/', path).count() > MAX_DEPTH
}
