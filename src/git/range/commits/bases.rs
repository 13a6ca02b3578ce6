//! The best common ancestors of two commits, found as git finds them: what each side reaches is painted, newest first.

use super::Commits;
use super::order::Queue;
use crate::git::GitError;
use crate::model::ObjectId;

const ONE: u8 = 1;
const OTHER: u8 = 2;
/// Reached from a common ancestor: none of the best.
const STALE: u8 = 4;
const FOUND: u8 = 8;

/// The paint of all commits that were met, and those that wait.
#[derive(Default)]
struct Paint {
    of: Vec<u8>,
    queue: Queue,
    /// How often each waits, and how many that wait are not stale.
    waits: Vec<usize>,
    live: usize,
}

impl Paint {
    /// Adds to the paint of a commit, which waits then to hand it on.
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

    /// The newest commit that waits, while any is not stale.
    fn next(&mut self) -> Option<usize> {
        let number = if self.live > 0 { self.queue.pop()? } else { return None };
        self.waits[number] -= 1;
        self.live -= usize::from(self.of[number] & STALE == 0);
        Some(number)
    }
}

impl Commits<'_> {
    /// The best common ancestors, newest first; none where the histories share none.
    pub fn bases(mut self, one: ObjectId, other: ObjectId) -> Result<Vec<ObjectId>, GitError> {
        let (one, other) = (self.meet(one)?, self.meet(other)?);
        let all = self.common(one, other)?;
        let mut best = Vec::with_capacity(all.len());
        for &base in &all {
            let mut is_best = true;
            // Where clocks were wrong, one may come from another.
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
