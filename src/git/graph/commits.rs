//! The commit graph: parents, trees and dates of all commits of the store.

use super::{Bits, MISSING};
use crate::git::pack::Store;
use crate::model::{ObjectId, ObjectKind};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A commit as it was read.
#[derive(Clone, Debug)]
pub struct RawCommit {
    /// Its number in the store.
    pub object: u32,
    /// Its tree.
    pub tree: Option<ObjectId>,
    /// Its parents.
    pub parents: Vec<ObjectId>,
    /// Committer date, in seconds since 1970.
    pub time: i64,
}

/// All commits, in the order of their ids.
#[derive(Debug, Default)]
pub struct Commits {
    objects: Vec<u32>,
    trees: Vec<u32>,
    times: Vec<i64>,
    start: Vec<u32>,
    parents: Vec<u32>,
    /// Parents and trees that the store does not have, or has as another kind of object, each with the commit that
    /// names them.
    pub missing: Vec<(ObjectId, u32)>,
}

impl Commits {
    /// Builds the graph of the collected commits.
    pub fn build(store: &Store, mut raw: Vec<RawCommit>) -> Commits {
        raw.sort_unstable_by_key(|c| c.object);
        raw.dedup_by_key(|c| c.object);
        let mut commits =
            Commits { objects: raw.iter().map(|c| c.object).collect(), start: vec![0], ..Commits::default() };
        for (own, commit) in raw.iter().enumerate() {
            let is_tree = |tree: &u32| store.kind(*tree).is_none_or(|kind| kind == ObjectKind::Tree);
            let tree = commit.tree.and_then(|id| store.find(id)).filter(is_tree);
            if tree.is_none() {
                commits.missing.push((commit.tree.unwrap_or(ObjectId::ZERO), own as u32));
            }
            commits.trees.push(tree.unwrap_or(MISSING));
            commits.times.push(commit.time);
            for &parent in &commit.parents {
                match store.find(parent).and_then(|object| commits.find(object)) {
                    Some(parent) => commits.parents.push(parent),
                    None => commits.missing.push((parent, own as u32)),
                }
            }
            commits.start.push(commits.parents.len() as u32);
        }
        commits
    }

    /// Number of commits.
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// The number of the commit with this object number.
    pub fn find(&self, object: u32) -> Option<u32> {
        self.objects.binary_search(&object).ok().map(|i| i as u32)
    }

    /// The object number of a commit.
    pub fn object(&self, commit: u32) -> u32 {
        self.objects[commit as usize]
    }

    /// The object number of a commit's tree; [`MISSING`] if the store does not have it.
    pub fn tree(&self, commit: u32) -> u32 {
        self.trees[commit as usize]
    }

    /// The parents that the store has.
    pub fn parents(&self, commit: u32) -> &[u32] {
        let at = commit as usize;
        &self.parents[self.start[at] as usize..self.start[at + 1] as usize]
    }

    /// All commits that are reachable from these.
    pub fn reach(&self, from: impl IntoIterator<Item = u32>) -> Bits {
        let mut seen = Bits::new(self.len());
        let mut todo: Vec<u32> = from.into_iter().filter(|&c| seen.insert(c)).collect();
        while let Some(commit) = todo.pop() {
            for &parent in self.parents(commit) {
                if seen.insert(parent) {
                    todo.push(parent);
                }
            }
        }
        seen
    }

    /// The commits of a set, parents before children; where the graph leaves the order open, older ones first.
    pub fn order(&self, set: &Bits) -> Vec<u32> {
        let mut waiting = vec![0u32; self.len()];
        let mut start = vec![0u32; self.len() + 1];
        let all = || (0..self.len() as u32).filter(|&c| set.has(c));
        for commit in all() {
            for &parent in self.parents(commit).iter().filter(|&&p| set.has(p)) {
                waiting[commit as usize] += 1;
                start[parent as usize + 1] += 1;
            }
        }
        for i in 1..start.len() {
            start[i] += start[i - 1];
        }
        let mut children = vec![0u32; start.last().map_or(0, |&n| n as usize)];
        let mut fill = start.clone();
        for commit in all() {
            for &parent in self.parents(commit).iter().filter(|&&p| set.has(p)) {
                let slot = &mut fill[parent as usize];
                children[*slot as usize] = commit;
                *slot += 1;
            }
        }
        let ready = |c: u32| Reverse((self.times[c as usize], c));
        let mut heap: BinaryHeap<_> = all().filter(|&c| waiting[c as usize] == 0).map(ready).collect();
        let mut order = Vec::with_capacity(self.len());
        while let Some(Reverse((_, commit))) = heap.pop() {
            order.push(commit);
            let (from, to) = (start[commit as usize] as usize, start[commit as usize + 1] as usize);
            for &child in &children[from..to] {
                waiting[child as usize] -= 1;
                if waiting[child as usize] == 0 {
                    heap.push(ready(child));
                }
            }
        }
        order
    }
}
