//! The best common ancestors of two commits, found as git does it: commits are marked with the side that reaches them,
//! newest first.

use super::Commits;
use super::order::Queue;
use crate::git::GitError;
use crate::model::ObjectId;

const ONE: u8 = 1;
const OTHER: u8 = 2;
/// Mark: it is an ancestor of a common ancestor, so not one of the best.
const STALE: u8 = 4;
const FOUND: u8 = 8;

/// The marks of all commits that were read, and a queue of those to visit.
#[derive(Default)]
struct Paint {
    of: Vec<u8>,
    queue: Queue,
    /// How often each commit is queued, and how many queued ones are not stale.
    waits: Vec<usize>,
    live: usize,
}

impl Paint {
    /// Adds marks to a commit and queues it, to pass them on to its parents.
    fn add(&mut self, number: usize, time: i64, flags: u8) {
        let size = self.of.len().max(number + 1);
        self.of.resize(size, 0);
        self.waits.resize(size, 0);
        let was_live = self.of[number] & STALE == 0;
        self.of[number] |= flags;
        self.queue.push(time, number);
        self.waits[number] += 1;
        if self.of[number] & STALE == 0 {
            self.live += 1;
        } else if was_live {
            self.live -= self.waits[number] - 1;
        }
    }

    fn has(&self, number: usize, flags: u8) -> bool {
        self.of.get(number).is_some_and(|paint| paint & flags == flags)
    }

    /// The newest queued commit, as long as one of them is not stale.
    fn next(&mut self) -> Option<usize> {
        let number = if self.live > 0 { self.queue.pop()? } else { return None };
        self.waits[number] -= 1;
        self.live -= usize::from(self.of[number] & STALE == 0);
        Some(number)
    }
}

impl Commits<'_> {
    /// The best common ancestors, newest first; empty if the histories share none.
    pub fn bases(mut self, one: ObjectId, other: ObjectId) -> Result<Vec<ObjectId>, GitError> {
        let (one, other) = (self.meet(one)?, self.meet(other)?);
        let all = self.common(one, other)?;
        let mut best = Vec::with_capacity(all.len());
        for &base in &all {
            let mut is_best = true;
            // If clocks were wrong, one of them may be an ancestor of another.
            for &rival in all.iter().filter(|rival| **rival != base) {
                is_best &= self.common(rival, base)? != [base];
            }
            best.extend(is_best.then(|| self.met[base].id));
        }
        Ok(best)
    }

    fn common(&mut self, one: usize, other: usize) -> Result<Vec<usize>, GitError> {
        let (mut paint, mut found) = (Paint::default(), Vec::new());
        paint.add(one, self.met[one].time, ONE);
        paint.add(other, self.met[other].time, OTHER);
        while let Some(number) = paint.next() {
            let mut flags = paint.of[number] & (ONE | OTHER | STALE);
            if flags == ONE | OTHER {
                if !paint.has(number, FOUND) {
                    paint.of[number] |= FOUND;
                    found.push(number);
                }
                flags |= STALE;
            }
            for at in 0..self.met[number].parents.len() {
                let parent = self.meet(self.met[number].parents[at])?;
                if !paint.has(parent, flags) {
                    paint.add(parent, self.met[parent].time, flags);
                }
            }
        }
        found.retain(|number| !paint.has(*number, STALE));
        Ok(found)
    }
}
