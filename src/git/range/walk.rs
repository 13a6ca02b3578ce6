//! The work of one thread: commits in their order, each against its parents.

use super::{Brought, Range, RangeCommit, RangeTag};
use crate::git::graph::commit::{CommitText, person, rfc3339, tag};
use crate::git::index::Mode;
use crate::git::tree::Tree;
use crate::git::{GitError, Objects, Removed};
use crate::model::{Keyed, ObjectId, ObjectKind};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Instant;

/// As deep as git itself follows folders.
const MAX_DEPTH: usize = 2048;

/// So many folders are kept.
const MOST_TREES: usize = 256;

/// What some commits of a range bring in.
pub struct Part {
    range: Range,
    /// Commits that time ran out for.
    pub left: usize,
}

/// Reads these commits, parents first.
pub fn part(
    dirs: &[PathBuf],
    ids: &[ObjectId],
    border: &HashSet<ObjectId>,
    deadline: Option<Instant>,
) -> Result<Part, GitError> {
    let objects = Objects::open(dirs)?;
    let mut walk = Walk::new(&objects);
    let mut left = ids.len();
    for id in ids {
        if deadline.is_some_and(|end| Instant::now() >= end) {
            break;
        }
        if border.contains(id) {
            walk.range.border.push(*id);
        }
        walk.commit(*id, border.contains(id))?;
        left -= 1;
    }
    Ok(Part { range: walk.range, left })
}

/// Reads tags, trees and blobs that were asked for by their ids.
pub fn named(dirs: &[PathBuf], ids: &[ObjectId]) -> Result<Part, GitError> {
    let objects = Objects::open(dirs)?;
    let mut walk = Walk::new(&objects);
    for id in ids {
        walk.named(*id)?;
    }
    Ok(Part { range: walk.range, left: 0 })
}

/// All parts as one range.
pub fn join(parts: Vec<Part>) -> Range {
    let mut all = Range::default();
    let mut seen: HashSet<(ObjectId, Vec<u8>), Keyed> = HashSet::default();
    for Part { range, .. } in parts {
        let before = all.commits.len();
        let new = range.brought.into_iter().filter(|b| seen.insert((b.id, b.path.clone())));
        all.brought.extend(new.map(|b| Brought { commit: b.commit.map(|at| at + before), ..b }));
        all.commits.extend(range.commits);
        all.border.extend(range.border);
        all.tags.extend(range.tags);
        all.unread.extend(range.unread);
    }
    all
}

struct Walk<'o> {
    objects: &'o Objects,
    range: Range,
    /// Content that was brought in at the same path before: a merge or a revert within the range.
    seen: HashSet<(ObjectId, Vec<u8>), Keyed>,
    /// The commit that is being read.
    at: Option<usize>,
    /// What commits that were read record.
    tops: HashMap<ObjectId, ObjectId, Keyed>,
    trees: HashMap<ObjectId, Rc<Tree>, Keyed>,
}

impl<'o> Walk<'o> {
    fn new(objects: &'o Objects) -> Self {
        Walk {
            objects,
            range: Range::default(),
            seen: HashSet::default(),
            at: None,
            tops: HashMap::default(),
            trees: HashMap::default(),
        }
    }

    fn commit(&mut self, id: ObjectId, is_border: bool) -> Result<(), GitError> {
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
            removed: Vec::new(),
        });
        self.at = Some(self.range.commits.len() - 1);
        let mut parents = Vec::new();
        for parent in text.parents.iter().filter(|_| !is_border) {
            let top = match self.tops.get(parent) {
                Some(top) => *top,
                None => self.objects.commit_tree(*parent)?,
            };
            parents.push(Some(top));
        }
        let broken = || GitError::Damaged(format!("commit {id} names no tree; run `git fsck`"));
        let top = text.tree.ok_or_else(broken)?;
        self.tops.insert(id, top);
        self.folder(top, &parents, &mut Vec::new())
    }

    /// A folder, from those read last: what one commit holds is what the next one is compared with.
    fn tree(&mut self, id: ObjectId) -> Result<Rc<Tree>, GitError> {
        if let Some(tree) = self.trees.get(&id) {
            return Ok(Rc::clone(tree));
        }
        let tree = Rc::new(Tree::read(self.objects, id)?);
        if self.trees.len() >= MOST_TREES {
            self.trees.clear();
        }
        self.trees.insert(id, Rc::clone(&tree));
        Ok(tree)
    }

    /// A tag, a tree or a blob that was asked for by its id.
    fn named(&mut self, id: ObjectId) -> Result<(), GitError> {
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

    /// What a folder has that none of the parents has there.
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
            self.range.unread.push((String::from_utf8_lossy(path).into_owned(), why));
            return Ok(());
        }
        let tree = match self.tree(id) {
            Ok(tree) => tree,
            Err(e) => {
                let what = format!("folder {}", String::from_utf8_lossy(path));
                self.range.unread.push((what, e.to_string()));
                return Ok(());
            }
        };
        // A parent's folder that cannot be read makes nothing old.
        let before: Vec<Rc<Tree>> =
            parents.iter().map(|p| p.and_then(|id| self.tree(id).ok()).unwrap_or_default()).collect();
        let mut cursors = vec![0; before.len()];
        let mut olds = vec![None; before.len()];
        let mut kept = 0;
        let length = path.len();
        for entry in tree.entries() {
            let is_folder = entry.mode == Mode::Folder;
            let places = before.iter().zip(&mut cursors).zip(&mut olds);
            places.for_each(|((old, cursor), id)| *id = old.find_from(cursor, tree.name(entry), is_folder));
            kept += usize::from(olds.first().is_some_and(Option::is_some));
            if olds.contains(&Some(entry.id)) {
                continue;
            }
            path.extend_from_slice(tree.name(entry));
            match entry.mode {
                Mode::Folder => {
                    path.push(b'/');
                    self.folder(entry.id, &olds, path)?;
                }
                Mode::File | Mode::Link if self.seen.insert((entry.id, path.clone())) => {
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
        // Most often every name of the first parent is still there.
        if let Some(first) = before.first().filter(|first| first.entries().len() > kept) {
            self.removed(&tree, first, path);
        }
        Ok(())
    }

    /// Files of the first parent's folder that are gone; whole folders that are gone, with all below.
    fn removed(&mut self, tree: &Tree, first: &Tree, path: &mut Vec<u8>) {
        let length = path.len();
        for entry in first.entries() {
            let is_folder = entry.mode == Mode::Folder;
            if tree.find(first.name(entry), is_folder).is_some() {
                continue;
            }
            path.extend_from_slice(first.name(entry));
            match entry.mode {
                Mode::Folder => {
                    path.push(b'/');
                    if let Ok(below) = Tree::read(self.objects, entry.id)
                        && !too_deep(path)
                    {
                        self.removed(&Tree::default(), &below, path);
                    }
                }
                Mode::File => {
                    if let Some(commit) = self.at.and_then(|at| self.range.commits.get_mut(at)) {
                        commit.removed.push(Removed { path: path.clone(), id: entry.id });
                    }
                }
                _ => {}
            }
            path.truncate(length);
        }
    }
}

fn too_deep(path: &[u8]) -> bool {
    memchr::memchr_iter(b'/', path).count() > MAX_DEPTH
}
