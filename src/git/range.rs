//! What the commits of a range bring in: per commit the files that none of its parents has at their path. The work
//! follows the range: folders that a parent has are not entered, and nothing else is read.

use super::graph::commit::{CommitText, person, rfc3339, tag};
use super::graph::shallow_border;
use super::index::Mode;
use super::objects::object_id;
use super::tree::Tree;
use super::{GitError, Objects, Removed, Repo};
use crate::model::{ObjectId, ObjectKind};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::time::Instant;

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
    /// Position of its commit in [`Range::commits`]; `None` where a ref names a blob or tree itself.
    pub commit: Option<usize>,
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
    /// Reading stops here, and what was not reached is named.
    pub deadline: Option<Instant>,
}

/// Why something was not reached where time ran out.
pub const OUT_OF_TIME: &str = "not reached within the time budget";

/// An annotated tag that was asked for by its own id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeTag {
    /// The tag object.
    pub id: ObjectId,
    /// What a person can read of it: message and tagger.
    pub text: Vec<u8>,
}

/// What a ref names: a commit by way of any number of tags, or something else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The commit at the end, where there is one.
    pub commit: Option<ObjectId>,
    /// The tags on the way, and the blob or tree at the end.
    pub named: Vec<ObjectId>,
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
    /// Tags that were asked for.
    pub tags: Vec<RangeTag>,
    /// What could not be read (`folder src`), and why: what is below is unseen.
    pub unread: Vec<(String, String)>,
}

impl Repo {
    /// Reads what is reachable from `include` and not from `exclude`, and the objects `named` besides.
    pub fn range(
        &self,
        include: &[ObjectId],
        exclude: &[ObjectId],
        named: &[ObjectId],
        limits: Limits,
    ) -> Result<Range, GitError> {
        let Some(ids) = self.between(include, exclude, limits)? else {
            let unread = vec![("the commits of the range".to_owned(), OUT_OF_TIME.to_owned())];
            return Ok(Range { unread, ..Range::default() });
        };
        let border: HashSet<ObjectId> = shallow_border(self.common_dir()).into_iter().collect();
        let objects = self.objects()?;
        let mut walk = Walk {
            objects: &objects,
            range: Range::default(),
            seen: HashSet::new(),
            at: None,
            trees: HashMap::new(),
        };
        for (done, id) in ids.iter().enumerate() {
            if limits.deadline.is_some_and(|end| Instant::now() >= end) {
                let what = format!("{} of {} commits", ids.len() - done, ids.len());
                walk.range.unread.push((what, OUT_OF_TIME.to_owned()));
                break;
            }
            if border.contains(id) {
                walk.range.border.push(*id);
            }
            walk.commit(*id, border.contains(id))?;
        }
        walk.at = None;
        for id in named {
            walk.named(*id)?;
        }
        Ok(walk.range)
    }

    /// Follows tags from an object to what they name.
    pub fn target_of(&self, id: ObjectId) -> Result<Target, GitError> {
        let objects = self.objects()?;
        let (mut target, mut at) = (Target::default(), id);
        // A chain of tags cannot close: each holds the hash of the next.
        loop {
            match objects.header(at)?.0 {
                ObjectKind::Commit => {
                    target.commit = Some(at);
                    return Ok(target);
                }
                ObjectKind::Tag => {
                    target.named.push(at);
                    let (next, _) = tag(&objects.read(at)?.1);
                    at = next
                        .ok_or_else(|| {
                            GitError::Damaged(format!("tag {at} names no object; run `git fsck`"))
                        })?
                        .0;
                }
                ObjectKind::Tree | ObjectKind::Blob => {
                    target.named.push(at);
                    return Ok(target);
                }
            }
        }
    }

    /// The ids of a range, parents before children; `None` where time ran out.
    fn between(
        &self,
        include: &[ObjectId],
        exclude: &[ObjectId],
        limits: Limits,
    ) -> Result<Option<Vec<ObjectId>>, GitError> {
        let raw = |id: &ObjectId| git2::Oid::from_bytes(id.as_bytes()).map_err(unfollowed);
        let mut walk = self.raw().revwalk().map_err(unfollowed)?;
        // The library's own order, by date, reads no further than it is asked to; any other begins with all commits.
        if !exclude.is_empty() {
            walk.set_sorting(git2::Sort::TOPOLOGICAL | git2::Sort::TIME).map_err(unfollowed)?;
        }
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
            if limits.deadline.is_some_and(|end| Instant::now() >= end) {
                return Ok(None);
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
        self.by_descent(ids).map(Some)
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
    /// The commit that is being read.
    at: Option<usize>,
    trees: HashMap<ObjectId, Rc<Tree>>,
}

/// So many folders are kept.
const MOST_TREES: usize = 1024;

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
        self.at = Some(self.range.commits.len() - 1);
        let mut parents = Vec::new();
        for parent in text.parents.iter().filter(|_| !is_border) {
            parents.push(Some(self.objects.commit_tree(*parent)?));
        }
        match text.tree {
            Some(tree) => self.folder(tree, &parents, &mut Vec::new()),
            None => Err(GitError::Damaged(format!("commit {id} names no tree; run `git fsck`"))),
        }
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
        let length = path.len();
        for entry in tree.entries() {
            let is_folder = entry.mode == Mode::Folder;
            let olds: Vec<Option<ObjectId>> = before
                .iter()
                .zip(&mut cursors)
                .map(|(old, cursor)| old.find_from(cursor, tree.name(entry), is_folder))
                .collect();
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
