//! Distributes the commits of a range among threads while more are still being found, and joins the results in order.

use super::Brought;
use super::Range as Told;
use super::walk::Walk;
use crate::git::{GitError, Objects};
use crate::model::{Keyed, ObjectId};
use std::collections::{HashSet, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// What a few commits bring in.
pub struct Part {
    range: Told,
}

/// A commit with what it brings in, or why it cannot be read.
pub type Read = (ObjectId, Result<Part, GitError>);

/// A queue of commits that threads take from both ends: neighbours share most of their trees.
#[derive(Default)]
pub struct Work {
    left: Mutex<Left>,
    more: Condvar,
}

/// The commits that no thread has taken, newest first.
#[derive(Default)]
struct Left {
    ids: VecDeque<ObjectId>,
    /// How many were added in all.
    added: usize,
    /// True once no more will be added.
    is_all: bool,
}

/// The greatest number of commits that are taken at once.
const BLOCK: usize = 8;

impl Work {
    /// Adds a commit, which may still turn out not to be in the range. Returns how many were added before.
    pub fn add(&self, id: ObjectId) -> usize {
        let mut left = self.left();
        left.ids.push_back(id);
        left.added += 1;
        self.more.notify_one();
        left.added
    }

    /// Ends the queue: no more are added, and of those left only the `wanted` ones count.
    pub fn close(&self, wanted: &HashSet<ObjectId, Keyed>) {
        let mut left = self.left();
        if left.is_all {
            return;
        }
        left.ids.retain(|id| wanted.contains(id));
        left.is_all = true;
        self.more.notify_all();
    }

    /// Takes a few commits from the newest or the oldest end. A block is sorted newest first, because packs store the
    /// newest trees whole and older ones as deltas. Waits as long as more may be added.
    fn take(&self, newest: bool) -> Option<Vec<ObjectId>> {
        let mut left = self.left();
        while left.ids.is_empty() && !left.is_all {
            left = self.more.wait(left).unwrap_or_else(PoisonError::into_inner);
        }
        // Blocks get smaller towards the end, so that all threads finish at about the same time.
        let count = (left.ids.len() / 4).clamp(1, BLOCK).min(left.ids.len());
        let first = if newest { 0 } else { left.ids.len() - count };
        Some(left.ids.drain(first..first + count).collect()).filter(|ids: &Vec<_>| !ids.is_empty())
    }

    /// Reads commits until none is left, from the newest or the oldest end.
    pub fn read(
        &self,
        newest: bool,
        objects: &Objects,
        border: &HashSet<ObjectId>,
        deadline: Option<Instant>,
    ) -> Vec<Read> {
        let (mut walk, mut parts) = (Walk::new(objects), Vec::new());
        while let Some(ids) = self.take(newest) {
            for id in ids {
                if deadline.is_some_and(|end| Instant::now() >= end) {
                    return parts;
                }
                let read = walk.commit(id, border.contains(&id));
                let part = Part { range: walk.oldest_first() };
                parts.push((id, read.map(|()| part)));
            }
        }
        parts
    }

    fn left(&self) -> MutexGuard<'_, Left> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes the queue when dropped: if finding commits fails, no thread waits for ever.
pub struct Closing<'w>(pub &'w Work);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.close(&HashSet::default());
    }
}

/// Reads tags, trees and blobs that were asked for by their own ids.
pub fn named(objects: &Objects, ids: &[ObjectId]) -> Result<Part, GitError> {
    let mut walk = Walk::new(objects);
    for id in ids {
        walk.named(*id)?;
    }
    Ok(Part { range: walk.oldest_first() })
}

/// All parts as one range.
pub fn join(parts: impl IntoIterator<Item = Part>) -> Told {
    let mut all = Told::default();
    let mut seen: HashSet<(ObjectId, Vec<u8>), Keyed> = HashSet::default();
    for Part { range } in parts {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> ObjectId {
        ObjectId([n; 20])
    }

    #[test]
    fn who_waits_gets_what_comes_and_is_let_go() {
        let work = Work::default();
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                let mut got = Vec::new();
                while let Some(ids) = work.take(true) {
                    got.extend(ids);
                }
                got
            });
            let closing = Closing(&work);
            for n in 0..40 {
                assert_eq!(work.add(id(n)), usize::from(n) + 1);
            }
            drop(closing);
            let got = reader.join().expect("it ends");
            assert!(got.iter().enumerate().all(|(at, one)| *one == id(at as u8)), "{got:?}");
        });
        assert!(work.take(false).is_none());
    }

    #[test]
    fn both_ends_and_only_what_counts() {
        let work = Work::default();
        for n in 0..10 {
            work.add(id(n));
        }
        assert_eq!(work.take(true), Some(vec![id(0), id(1)]));
        assert_eq!(work.take(false), Some(vec![id(8), id(9)]));
        let closing = Closing(&work);
        work.close(&[id(3), id(5), id(9)].into_iter().collect());
        drop(closing);
        assert_eq!(work.take(false), Some(vec![id(5)]));
        assert_eq!(work.take(true), Some(vec![id(3)]));
        assert_eq!(work.take(true), None);
    }
}
