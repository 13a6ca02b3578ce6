//! The commits of a range shared among threads, and what they bring in put together again in their order.

use super::Brought;
use super::Range as Told;
use super::walk::Walk;
use crate::git::{GitError, Objects};
use crate::model::{Keyed, ObjectId};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// What some commits of a range bring in.
pub struct Part {
    range: Told,
    /// Commits that time ran out for.
    pub left: usize,
}

/// Commits in blocks that several threads take, from both ends: what a thread takes next lies beside what it has read.
pub struct Blocks<'i> {
    ids: &'i [ObjectId],
    /// The blocks that nobody has taken.
    left: Mutex<Range<usize>>,
}

/// So many commits make a block.
const BLOCK: usize = 8;

impl<'i> Blocks<'i> {
    /// Of these commits, which come parents first.
    pub fn new(ids: &'i [ObjectId]) -> Self {
        Blocks { ids, left: Mutex::new(0..ids.len().div_ceil(BLOCK)) }
    }

    fn take(&self, newest: bool) -> Option<(usize, &'i [ObjectId])> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let number = if newest { left.next_back() } else { left.next() }?;
        let block = self.ids.chunks(BLOCK).nth(number)?;
        Some((number, block))
    }

    /// Reads blocks until none is left, the newest ones first or the oldest; each comes with its number. In a block the
    /// newest commit is read first, since a pack has the newest folders as they are, and older ones as changes of them.
    pub fn read(
        &self,
        newest: bool,
        objects: &Objects,
        border: &HashSet<ObjectId>,
        deadline: Option<Instant>,
    ) -> Result<Vec<(usize, Part)>, GitError> {
        let (mut walk, mut parts) = (Walk::new(objects), Vec::new());
        while let Some((number, ids)) = self.take(newest) {
            let mut left = ids.len();
            for id in ids.iter().rev() {
                if deadline.is_some_and(|end| Instant::now() >= end) {
                    break;
                }
                walk.commit(*id, border.contains(id))?;
                left -= 1;
            }
            parts.push((number, Part { range: walk.oldest_first(), left }));
        }
        Ok(parts)
    }
}

/// Reads tags, trees and blobs that were asked for by their ids.
pub fn named(objects: &Objects, ids: &[ObjectId]) -> Result<Part, GitError> {
    let mut walk = Walk::new(objects);
    for id in ids {
        walk.named(*id)?;
    }
    Ok(Part { range: walk.oldest_first(), left: 0 })
}

/// All parts as one range.
pub fn join(parts: impl IntoIterator<Item = Part>) -> Told {
    let mut all = Told::default();
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
