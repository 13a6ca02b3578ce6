//! What the commits of a range bring in: for each commit, the files that none of its parents has at the same path. The
//! cost depends on the range alone: folders that a parent has are not entered, and nothing else is read.

mod blocks;
mod commits;
mod compare;
mod merge_kept;
mod walk;

pub(in crate::git) use commits::Commits;

use self::blocks::{Closing, Part, Read, Work, join};

use super::graph::commit::tag;
use super::graph::shallow_border;
use super::{GitError, Objects, Removed, Repo};
use crate::model::{Keyed, ObjectId, ObjectKind, spawn_beside};
use std::collections::{HashMap, HashSet};
use std::panic::resume_unwind;
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
    /// Its readable text: message, author, committer.
    pub text: Vec<u8>,
    /// Its parents, inside the range or not.
    pub parents: Vec<ObjectId>,
    /// Files that it removed: one of them may have been renamed.
    pub removed: Vec<Removed>,
}

/// A file that a commit brings in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// Path from the root.
    pub path: Vec<u8>,
    /// Its content.
    pub id: ObjectId,
    /// True for a symbolic link, whose content is its target.
    pub is_link: bool,
    /// Index of its commit in [`Range::commits`]; `None` if a ref names the blob or tree itself.
    pub commit: Option<usize>,
    /// The blobs that the parents have at this path.
    pub olds: Vec<ObjectId>,
}

/// Which commits of a range count.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// The greatest number of commits, newest first.
    pub most: Option<usize>,
    /// Only those with a committer date of this second or later.
    pub since: Option<i64>,
    /// When to stop reading; what was not reached is named in [`Range::unread`].
    pub deadline: Option<Instant>,
    /// The greatest number of threads; 0 means one.
    pub threads: usize,
}

/// The reason for what was not reached when time ran out.
pub const OUT_OF_TIME: &str = "not reached within the time budget";

/// An annotated tag that was asked for by its own id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeTag {
    /// The tag object.
    pub id: ObjectId,
    /// Its readable text: message and tagger.
    pub text: Vec<u8>,
}

/// What a ref leads to: usually a commit, possibly through tags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The commit, if it leads to one.
    pub commit: Option<ObjectId>,
    /// The tags on the way, and a blob or tree at the end.
    pub named: Vec<ObjectId>,
}

/// What a range brings in, oldest commit first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The commits.
    pub commits: Vec<RangeCommit>,
    /// The files that they bring in, in the order of the commits and by path.
    pub brought: Vec<Brought>,
    /// Commits of the range whose parents are missing from this shallow clone.
    pub border: Vec<ObjectId>,
    /// Tags that were asked for.
    pub tags: Vec<RangeTag>,
    /// What could not be read (`folder src`) and why: everything below it is unseen.
    pub unread: Vec<(String, String)>,
}

impl Repo {
    /// Reads the commits that are reachable from `include` and not from `exclude`, and the objects `named`.
    pub fn range(
        &self,
        include: &[ObjectId],
        exclude: &[ObjectId],
        named: &[ObjectId],
        limits: Limits,
    ) -> Result<Range, GitError> {
        let border: HashSet<ObjectId> = shallow_border(self.common_dir()).into_iter().collect();
        let objects = self.lent()?;
        let named = blocks::named(&objects, named)?;
        let (ids, read) = self.read(objects, &border, (include, exclude), limits)?;
        let Some(ids) = ids else {
            let unread = vec![("the commits of the range".to_owned(), OUT_OF_TIME.to_owned())];
            return Ok(Range { unread, ..Range::default() });
        };
        let mut read: HashMap<ObjectId, Result<Part, GitError>, Keyed> = read.into_iter().collect();
        let parts = ids.iter().filter_map(|id| read.remove(id)).collect::<Result<Vec<_>, _>>()?;
        let left = ids.len() - parts.len();
        let mut range = join(parts.into_iter().chain([named]));
        if left > 0 {
            range.unread.push((format!("{left} of {} commits", ids.len()), OUT_OF_TIME.to_owned()));
        }
        Ok(range)
    }

    /// Finds the commits of a range, parents before children, and reads them while looking for more. `None` if time ran
    /// out. What was read may include commits that turned out not to be in the range.
    fn read(
        &self,
        objects: Objects,
        border: &HashSet<ObjectId>,
        (include, exclude): (&[ObjectId], &[ObjectId]),
        limits: Limits,
    ) -> Result<(Option<Vec<ObjectId>>, Vec<Read>), GitError> {
        let (dirs, work) = (self.object_dirs(), Work::default());
        let read = |objects: Objects, newest: bool| {
            let read = work.read(newest, &objects, border, limits.deadline);
            (read, objects)
        };
        let other = |number: usize| Ok::<_, GitError>(read(Objects::open(&dirs)?, number % 2 == 1));
        let (ids, all) = std::thread::scope(|scope| {
            let closing = Closing(&work);
            // Once the system refuses a thread, no more are asked for.
            let (mut begun, mut most) = (Vec::new(), limits.threads);
            let ids = Commits::new(&objects, border).between(include, exclude, limits, &mut |id| {
                let (number, other) = (begun.len() + 1, &other);
                if work.add(id) >= (number + 1) * ALONE && number < most {
                    match spawn_beside(scope, move || other(number)) {
                        Some(thread) => begun.push(thread),
                        None => most = 0,
                    }
                }
            });
            let wanted = ids.as_ref().ok().and_then(Option::as_ref);
            work.close(&wanted.into_iter().flatten().copied().collect());
            drop(closing);
            let own = read(objects, false);
            let others = begun.into_iter().map(|thread| thread.join().unwrap_or_else(|e| resume_unwind(e)));
            let all = std::iter::once(Ok(own)).chain(others).collect::<Result<Vec<_>, _>>()?;
            Ok((ids?, all))
        })?;
        let mut parts = Vec::new();
        for (read, objects) in all {
            parts.extend(read);
            self.leave(objects);
        }
        Ok((ids, parts))
    }

    /// Follows tags to the object that they name.
    pub fn target_of(&self, id: ObjectId) -> Result<Target, GitError> {
        let objects = self.objects()?;
        let (mut target, mut at) = (Target::default(), id);
        // A chain of tags cannot form a circle, because each contains the hash of the next.
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
}

/// Commits per thread below which one more thread would start after the others are done.
const ALONE: usize = 16;
