//! Orders of commits: by date and by descent.

use super::Commits;
use crate::model::{Keyed, ObjectId};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

/// Commits by date: newest first, and among equal dates the one that was added first.
#[derive(Default)]
pub struct Queue {
    heap: BinaryHeap<(i64, Reverse<usize>, usize)>,
    pushed: usize,
}

impl Queue {
    pub fn push(&mut self, time: i64, number: usize) {
        self.heap.push((time, Reverse(self.pushed), number));
        self.pushed += 1;
    }

    pub fn pop(&mut self) -> Option<usize> {
        self.heap.pop().map(|(_, _, number)| number)
    }

    pub fn newest(&self) -> Option<i64> {
        self.heap.peek().map(|(time, _, _)| *time)
    }
}

impl Commits<'_> {
    /// These commits, children before parents, otherwise newer before older.
    pub(super) fn newest_first(&self, found: Vec<usize>) -> Vec<usize> {
        let mut children: HashMap<usize, usize, Keyed> = found.iter().map(|number| (*number, 0)).collect();
        let parents = |number: usize| self.met[number].parents.iter().filter_map(|id| self.numbers.get(id));
        for parent in found.iter().flat_map(|number| parents(*number)) {
            children.entry(*parent).and_modify(|count| *count += 1);
        }
        let mut queue = Queue::default();
        let ready = found.iter().filter(|number| children.get(number) == Some(&0));
        ready.for_each(|number| queue.push(self.met[*number].time, *number));
        let mut sorted = Vec::with_capacity(found.len());
        while let Some(number) = queue.pop() {
            sorted.push(number);
            for parent in parents(number) {
                let Some(count) = children.get_mut(parent) else { continue };
                *count -= 1;
                if *count == 0 {
                    queue.push(self.met[*parent].time, *parent);
                }
            }
        }
        sorted
    }

    /// These commits, parents before children even if their dates are wrong. `wanted` is sorted newest first.
    pub(super) fn by_descent(&self, wanted: Vec<usize>) -> Vec<ObjectId> {
        let mut left: HashSet<usize, Keyed> = wanted.iter().copied().collect();
        let mut ordered = Vec::with_capacity(wanted.len());
        let mut open: Vec<(usize, bool)> = Vec::new();
        for number in wanted.into_iter().rev() {
            open.push((number, false));
            while let Some((number, parents_done)) = open.pop() {
                let commit = &self.met[number];
                if parents_done {
                    ordered.push(commit.id);
                } else if left.remove(&number) {
                    open.push((number, true));
                    let parents = commit.parents.iter().filter_map(|id| self.numbers.get(id));
                    open.extend(
                        parents.filter(|parent| left.contains(parent)).map(|parent| (*parent, false)),
                    );
                }
            }
        }
        ordered
    }
}
