//! What the commits of a range bring in: per commit the files that none of its parents has at their path. The work
//! follows the range: folders that a parent has are not entered, and nothing else is read.

use super::graph::commit::{CommitText, person, rfc3339};
use super::graph::shallow_border;
use super::index::Mode;
use super::objects::object_id;
use super::tree::Tree;
use super::{GitError, Objects, Removed, Repo};
use crate::model::{ObjectId, ObjectKind};
use std::collections::HashSet;

/// A commit of the range, for reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeCommit {
    /// Its id.
    pub id: ObjectId,
    /// `Name <mail>`.
    pub author: String,
    /// Author date, RFC 3339.
    pub date: String,
    /// First line of the message.
    pub summary: String,
    /// What a person can read of it: message, author, committer.
    pub text: Vec<u8>,
    /// Files that it removed: where a new one may come from.
    pub removed: Vec<Removed>,
}

/// A file that a commit brings in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// Path from the top.
    pub path: Vec<u8>,
    /// Its content.
    pub id: ObjectId,
    /// True for a symbolic link, whose content is its target.
    pub is_link: bool,
    /// Position of its commit in [`Range::commits`].
    pub commit: usize,
    /// What the parents have at this path.
    pub olds: Vec<ObjectId>,
}

/// Which commits of a range count.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// At most so many, newest first.
    pub most: Option<usize>,
    /// Only those with a committer date of this second or later.
    pub since: Option<i64>,
}

/// All of it, oldest commit first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The commits.
    pub commits: Vec<RangeCommit>,
    /// What they bring in, in their order and by path.
    pub brought: Vec<Brought>,
    /// Commits of the range whose parents this shallow clone has not.
    pub border: Vec<ObjectId>,
    /// Trees that could not be read, and why: what is below them is unseen.
    pub unread: Vec<(String, String)>,
}

impl Repo {
    /// Reads what is reachable from `include` and not from `exclude`.
    pub fn range(
        &self,
        include: &[ObjectId],
        exclude: &[ObjectId],
        limits: Limits,
    ) -> Result<Range, GitError> {
        let ids = self.between(include, exclude, limits)?;
        let border: HashSet<ObjectId> = shallow_border(self.common_dir()).into_iter().collect();
        let objects = self.objects()?;
        let mut walk = Walk { objects: &objects, range: Range::default(), seen: HashSet::new() };
        for id in ids {
            if border.contains(&id) {
                walk.range.border.push(id);
            }
            walk.commit(id, border.contains(&id))?;
        }
        Ok(walk.range)
    }

    /// The ids of a range, parents before children.
    fn between(
        &self,
        include: &[ObjectId],
        exclude: &[ObjectId],
        limits: Limits,
    ) -> Result<Vec<ObjectId>, GitError> {
        let raw = |id: &ObjectId| git2::Oid::from_bytes(id.as_bytes()).map_err(unfollowed);
        let mut walk = self.raw().revwalk().map_err(unfollowed)?;
        // By date alone the library reads no further than it is asked to; in order of descent it begins with all.
        let sorting =
            if exclude.is_empty() { git2::Sort::TIME } else { git2::Sort::TOPOLOGICAL | git2::Sort::TIME };
        walk.set_sorting(sorting).map_err(unfollowed)?;
        for id in include {
            walk.push(raw(id)?).map_err(unfollowed)?;
        }
        for id in exclude {
            walk.hide(raw(id)?).map_err(unfollowed)?;
        }
        let mut ids = Vec::new();
        let mut too_old = 0;
        for id in walk {
            if limits.most.is_some_and(|most| ids.len() >= most) || too_old > SKEW {
                break;
            }
            let id = id.map_err(unfollowed)?;
            if let Some(since) = limits.since {
                let commit = self.raw().find_commit(id).map_err(unfollowed)?;
                if commit.time().seconds() < since {
                    too_old += 1;
                    continue;
                }
                too_old = 0;
            }
            ids.push(id);
        }
        self.by_descent(ids)
    }

    /// The same commits, parents first whatever their dates say; `ids` come newest first.
    fn by_descent(&self, ids: Vec<git2::Oid>) -> Result<Vec<ObjectId>, GitError> {
        let mut left: HashSet<git2::Oid> = ids.iter().copied().collect();
        let mut ordered = Vec::with_capacity(ids.len());
        let mut open: Vec<(git2::Oid, bool)> = Vec::new();
        for id in ids.into_iter().rev() {
            open.push((id, false));
            while let Some((id, parents_done)) = open.pop() {
                if parents_done {
                    ordered.extend(object_id(id));
                } else if left.remove(&id) {
                    open.push((id, true));
                    let commit = self.raw().find_commit(id).map_err(unfollowed)?;
                    open.extend(
                        commit.parent_ids().filter(|parent| left.contains(parent)).map(|p| (p, false)),
                    );
                }
            }
        }
        Ok(ordered)
    }
}

/// A walk by date ends behind so many commits in a row that are too old: clocks may be wrong, but not for long.
const SKEW: usize = 1000;

fn unfollowed(e: git2::Error) -> GitError {
    GitError::Damaged(format!("the commits of the range cannot be followed: {}", e.message()))
}

/// As deep as git itself follows folders.
const MAX_DEPTH: usize = 2048;

fn too_deep(path: &[u8]) -> bool {
    memchr::memchr_iter(b'/', path).count() > MAX_DEPTH
}

struct Walk<'o> {
    objects: &'o Objects,
    range: Range,
    /// Content that was brought in at the same path before: a merge or a revert within the range.
    seen: HashSet<(ObjectId, Vec<u8>)>,
}

impl Walk<'_> {
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
        let mut parents = Vec::new();
        for parent in text.parents.iter().filter(|_| !is_border) {
            parents.push(Some(self.objects.commit_tree(*parent)?));
        }
        match text.tree {
            Some(tree) => self.folder(tree, &parents, &mut Vec::new()),
            None => Err(GitError::Damaged(format!("commit {id} names no tree; run `git fsck`"))),
        }
    }

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
        let tree = match Tree::read(self.objects, id) {
            Ok(tree) => tree,
            Err(e) => {
                self.range.unread.push((String::from_utf8_lossy(path).into_owned(), e.to_string()));
                return Ok(());
            }
        };
        // A parent's folder that cannot be read makes nothing old.
        let before: Vec<Tree> = parents
            .iter()
            .map(|p| p.and_then(|id| Tree::read(self.objects, id).ok()).unwrap_or_default())
            .collect();
        let length = path.len();
        for entry in tree.entries() {
            path.extend_from_slice(tree.name(entry));
            let is_folder = entry.mode == Mode::Folder;
            let olds: Vec<Option<ObjectId>> = before
                .iter()
                .map(|old| old.find(tree.name(entry), is_folder).map(|at| old.entries()[at].id))
                .collect();
            match entry.mode {
                Mode::Folder => {
                    path.push(b'/');
                    self.folder(entry.id, &olds, path)?;
                }
                Mode::File | Mode::Link
                    if !olds.contains(&Some(entry.id)) && self.seen.insert((entry.id, path.clone())) =>
                {
                    self.range.brought.push(Brought {
                        path: path.clone(),
                        id: entry.id,
                        is_link: entry.mode == Mode::Link,
                        commit: self.range.commits.len() - 1,
                        olds: olds.into_iter().flatten().collect(),
                    });
                }
                _ => {}
            }
            path.truncate(length);
        }
        if let Some(first) = before.first() {
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
                    if let Some(commit) = self.range.commits.last_mut() {
                        commit.removed.push(Removed { path: path.clone(), id: entry.id });
                    }
                }
                _ => {}
            }
            path.truncate(length);
        }
    }
}
