//! Life stories: for each key (to callers, a secret) the commit that brought it in, the last commit that had it, and
//! the refs that still lead to it. Exact: a commit has a key if its tree or its message contains it.

use super::{Commits, MISSING, Places};
use std::collections::HashMap;

/// Where keys are.
pub struct Known<'a> {
    /// The graph.
    pub commits: &'a Commits,
    /// The commits to look at, parents first.
    pub order: &'a [u32],
    /// Blobs at their paths.
    pub places: &'a Places,
    /// The keys of each spot, ascending.
    pub spot_keys: &'a [Vec<u32>],
    /// Keys in the messages of commits.
    pub messages: &'a [(u32, Vec<u32>)],
    /// Commits that refs point to, each with the number of the ref.
    pub refs: &'a [(u32, u32)],
    /// Trees and blobs that refs point to, each with the number of the ref.
    pub odd_refs: &'a [(u32, Odd)],
    /// The commit of HEAD.
    pub head: Option<u32>,
    /// Number of keys.
    pub keys: usize,
}

/// What a ref may point to besides a commit.
#[derive(Clone, Copy, Debug)]
pub enum Odd {
    /// A tree.
    Node(u32),
    /// A blob.
    Spot(u32),
}

/// The story of one key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// The first commit that has it: none of its ancestors does.
    pub first: Option<u32>,
    /// The last commit that has it.
    pub last: Option<u32>,
    /// The child of that commit that removed it from the tree; `None` if HEAD still has it, or if it was in a message.
    pub removed: Option<u32>,
    /// Where it is in the first commit's tree; `None` if it is in the message.
    pub spot: Option<u32>,
    /// The tree of HEAD has it.
    pub in_head: bool,
    /// Refs that lead to it.
    pub refs: Vec<u32>,
}

/// Keys are handled in batches: this is the width of a row of bits, in words.
const WORDS: usize = 8;

/// The stories of all keys.
pub fn stories(known: &Known<'_>) -> Vec<Story> {
    let mut stories = vec![Story::default(); known.keys];
    for (batch, part) in stories.chunks_mut(WORDS * 64).enumerate() {
        Batch::new(known, batch * WORDS * 64, part.len()).write(part);
    }
    stories
}

/// A table with a row of bits for each commit or node.
struct Rows {
    bits: Vec<u64>,
    words: usize,
}

impl Rows {
    fn new(rows: usize, words: usize) -> Self {
        Rows { bits: vec![0; rows * words], words }
    }

    fn set(&mut self, row: u32, key: usize) {
        self.bits[row as usize * self.words + key / 64] |= 1 << (key % 64);
    }

    fn has(&self, row: u32, key: usize) -> bool {
        self.bits[row as usize * self.words + key / 64] >> (key % 64) & 1 == 1
    }

    fn row(&self, row: u32) -> &[u64] {
        &self.bits[row as usize * self.words..][..self.words]
    }

    /// Adds the bits of row `from` to row `row`.
    fn join(&mut self, row: u32, from: u32) {
        for word in 0..self.words {
            self.bits[row as usize * self.words + word] |= self.bits[from as usize * self.words + word];
        }
    }

    fn add(&mut self, row: u32, other: &[u64]) {
        let own = &mut self.bits[row as usize * self.words..][..self.words];
        own.iter_mut().zip(other).for_each(|(a, b)| *a |= b);
    }
}

fn each(row: &[u64], mut see: impl FnMut(usize)) {
    for (at, &word) in row.iter().enumerate() {
        let mut word = word;
        while word != 0 {
            see(at * 64 + word.trailing_zeros() as usize);
            word &= word - 1;
        }
    }
}

struct Batch<'a> {
    known: &'a Known<'a>,
    first_key: usize,
    count: usize,
    nodes: Rows,
    /// The keys that each commit has itself.
    own: Rows,
}

impl<'a> Batch<'a> {
    fn new(known: &'a Known<'a>, first_key: usize, count: usize) -> Self {
        let words = count.div_ceil(64);
        let nodes = Rows::new(known.places.len(), words);
        let own = Rows::new(known.commits.len(), words);
        let mut batch = Batch { known, first_key, count, nodes, own };
        batch.fill();
        batch
    }

    /// The column of a key in this batch.
    fn slot(&self, key: u32) -> Option<usize> {
        (key as usize).checked_sub(self.first_key).filter(|&slot| slot < self.count)
    }

    /// The keys of this batch at a spot.
    fn keys_at(&self, spot: u32) -> &'a [u32] {
        let keys = &self.known.spot_keys[spot as usize];
        let from = keys.partition_point(|&key| (key as usize) < self.first_key);
        let to = keys.partition_point(|&key| (key as usize) < self.first_key + self.count);
        &keys[from..to]
    }

    fn fill(&mut self) {
        let places = self.known.places;
        for &node in places.order() {
            for &spot in places.spots_in(node) {
                for &key in self.keys_at(spot) {
                    self.nodes.set(node, key as usize - self.first_key);
                }
            }
            for &kid in places.kids(node) {
                self.nodes.join(node, kid);
            }
        }
        for &commit in self.known.order {
            let tree = self.known.commits.tree(commit);
            if tree != MISSING
                && let Some(node) = places.root(tree)
            {
                self.own.add(commit, self.nodes.row(node));
            }
        }
        for (commit, keys) in self.known.messages {
            for &key in keys {
                if let Some(slot) = self.slot(key) {
                    self.own.set(*commit, slot);
                }
            }
        }
    }

    fn write(&self, stories: &mut [Story]) {
        let Known { commits, order, refs, odd_refs, head, .. } = self.known;
        for &commit in *order {
            each(self.own.row(commit), |slot| {
                let story = &mut stories[slot];
                story.first.get_or_insert(commit);
                story.last = Some(commit);
            });
        }
        if let Some(head) = *head {
            each(self.own.row(head), |slot| stories[slot].in_head = true);
        }
        let mut reach = Rows { bits: self.own.bits.clone(), words: self.own.words };
        for &commit in *order {
            for &parent in commits.parents(commit) {
                reach.join(commit, parent);
            }
        }
        let mut seen: Vec<(u32, usize)> = Vec::new();
        for &(name, commit) in *refs {
            each(reach.row(commit), |slot| seen.push((name, slot)));
        }
        for &(name, odd) in *odd_refs {
            match odd {
                Odd::Node(node) => each(self.nodes.row(node), |slot| seen.push((name, slot))),
                Odd::Spot(spot) => {
                    let keys = self.keys_at(spot).iter();
                    seen.extend(keys.map(|&key| (name, key as usize - self.first_key)));
                }
            }
        }
        for (name, slot) in seen {
            stories[slot].refs.push(name);
        }
        for (slot, story) in stories.iter_mut().enumerate() {
            story.refs.sort_unstable();
            story.refs.dedup();
            story.spot = story.first.and_then(|commit| self.spot(commit, slot));
        }
        self.tell_removals(stories);
    }

    /// Finds the commit that removed each key: a child of the last commit that had it, and does not have it.
    fn tell_removals(&self, stories: &mut [Story]) {
        let mut child: HashMap<u32, Option<u32>> =
            stories.iter().filter_map(|s| Some((s.last?, None))).collect();
        for &commit in self.known.order {
            for parent in self.known.commits.parents(commit) {
                if let Some(first) = child.get_mut(parent) {
                    first.get_or_insert(commit);
                }
            }
        }
        for (slot, story) in stories.iter_mut().enumerate().filter(|(_, story)| !story.in_head) {
            let in_tree = |last: &u32| self.spot(*last, slot).is_some();
            story.removed = story.last.filter(in_tree).and_then(|last| child.get(&last).copied().flatten());
        }
    }

    /// The place of a key in a commit's tree, the first one by path.
    fn spot(&self, commit: u32, slot: usize) -> Option<u32> {
        let places = self.known.places;
        let tree = Some(self.known.commits.tree(commit)).filter(|&t| t != MISSING)?;
        let mut todo = vec![places.root(tree).filter(|&node| self.nodes.has(node, slot))?];
        let mut found = Vec::new();
        while let Some(node) = todo.pop() {
            todo.extend(places.kids(node).iter().filter(|&&kid| self.nodes.has(kid, slot)));
            let key = (self.first_key + slot) as u32;
            let here = places.spots_in(node).iter();
            found.extend(
                here.filter(|&&spot| self.known.spot_keys[spot as usize].binary_search(&key).is_ok()),
            );
        }
        found.into_iter().min_by_key(|&spot| places.path(places.spots[spot as usize].path))
    }
}
