//! What to decode, and in which order: the delta trees of a pack, cut down to what is wanted.

use super::store::Store;
use super::table::{NONE, PackTable};

/// The needed part of one pack's delta forest.
pub struct Plan {
    /// Children of entry `i` are `children[start[i]..start[i + 1]]`, lightest first.
    start: Vec<u32>,
    children: Vec<u32>,
    /// Entries that are stored whole, in pack order, with the estimated bytes of their trees.
    roots: Vec<(u32, u64)>,
}

/// A piece of work for one thread.
#[derive(Clone, Copy, Debug)]
pub enum Job {
    /// Roots `from..to` of a pack's plan.
    Trees {
        /// Number of the pack.
        pack: u32,
        /// First root.
        from: u32,
        /// Behind the last.
        to: u32,
    },
    /// Loose objects `from..to` of the list of those wanted.
    Loose {
        /// First.
        from: u32,
        /// Behind the last.
        to: u32,
    },
}

impl Plan {
    /// The trees that lead to wanted entries.
    pub fn new(pack: &PackTable, wanted: impl Fn(u32) -> bool) -> Plan {
        let entries = &pack.entries;
        let mut needed = vec![false; entries.len()];
        for entry in entries.iter().enumerate().filter(|(_, e)| e.first && e.kind.is_some()) {
            let mut at = entry.0;
            if !wanted(entry.1.object) {
                continue;
            }
            while !needed[at] {
                needed[at] = true;
                match entries[at].base {
                    NONE => break,
                    base => at = base as usize,
                }
            }
        }
        let mut start = vec![0u32; entries.len() + 1];
        let child = |i: usize| needed[i] && entries[i].base != NONE;
        for i in (0..entries.len()).filter(|&i| child(i)) {
            start[entries[i].base as usize + 1] += 1;
        }
        for i in 1..start.len() {
            start[i] += start[i - 1];
        }
        let mut children = vec![0u32; start.last().map_or(0, |&n| n as usize)];
        let mut fill = start.clone();
        for i in (0..entries.len()).filter(|&i| child(i)) {
            let slot = &mut fill[entries[i].base as usize];
            children[*slot as usize] = i as u32;
            *slot += 1;
        }
        drop(fill);
        let mut plan = Plan { start, children, roots: Vec::new() };
        let roots: Vec<u32> = (0..entries.len() as u32)
            .filter(|&i| needed[i as usize] && entries[i as usize].base == NONE)
            .collect();
        drop(needed);
        let weights = plan.weigh(&roots, entries.len());
        plan.roots = roots
            .iter()
            .map(|&r| {
                let size = u64::from(entries[r as usize].size).max(256);
                (r, size * u64::from(weights[r as usize]))
            })
            .collect();
        plan
    }

    /// Number of entries below and including each; sorts children by it on the way.
    fn weigh(&mut self, roots: &[u32], len: usize) -> Vec<u32> {
        let mut order: Vec<u32> = roots.to_vec();
        let mut at = 0;
        while at < order.len() {
            let (from, to) = self.children(order[at]);
            order.extend_from_slice(&self.children[from as usize..to as usize]);
            at += 1;
        }
        let mut weights = vec![0u32; len];
        for &i in order.iter().rev() {
            let (from, to) = self.children(i);
            let below = &mut self.children[from as usize..to as usize];
            weights[i as usize] = below.iter().fold(1, |sum, &c| sum.saturating_add(weights[c as usize]));
            if below.len() > 1 {
                below.sort_by_key(|&c| weights[c as usize]);
            }
        }
        weights
    }

    /// Where the needed children of an entry stand.
    pub fn children(&self, entry: u32) -> (u32, u32) {
        let at = entry as usize;
        match (self.start.get(at), self.start.get(at + 1)) {
            (Some(&from), Some(&to)) => (from, to),
            _ => (0, 0),
        }
    }

    /// The child at a place that [`Plan::children`] gave.
    pub fn child(&self, at: u32) -> u32 {
        self.children[at as usize]
    }

    /// The root of that number.
    pub fn root(&self, at: u32) -> u32 {
        self.roots[at as usize].0
    }
}

/// So many objects are decoded one by one: no more threads than that have anything to do.
pub fn pieces(plans: &[Plan], loose: usize) -> usize {
    plans.iter().map(|plan| plan.roots.len() + plan.children.len()).sum::<usize>() + loose.div_ceil(LOOSE)
}

/// So many loose objects are read by one thread.
const LOOSE: usize = 64;

/// Jobs for all plans: heavy trees first, each alone; then runs of small ones in pack order; then loose objects.
pub fn jobs(store: &Store, plans: &[Plan], loose: usize) -> Vec<Job> {
    let total: u64 = plans.iter().flat_map(|p| &p.roots).map(|r| r.1).sum();
    let threads = store.threads().max(1) as u64;
    let heavy = (total / (threads * 16)).max(1 << 16);
    let chunk = (total / (threads * 64)).clamp(1 << 18, 64 << 20);
    let (mut big, mut small) = (Vec::new(), Vec::new());
    for (pack, plan) in plans.iter().enumerate() {
        let pack = pack as u32;
        let (mut from, mut sum) = (0, 0);
        for (i, &(_, weight)) in plan.roots.iter().enumerate() {
            let i = i as u32;
            if weight >= heavy {
                if from < i {
                    small.push(Job::Trees { pack, from, to: i });
                }
                big.push((weight, Job::Trees { pack, from: i, to: i + 1 }));
                (from, sum) = (i + 1, 0);
            } else {
                sum += weight;
                if sum >= chunk {
                    small.push(Job::Trees { pack, from, to: i + 1 });
                    (from, sum) = (i + 1, 0);
                }
            }
        }
        let end = plan.roots.len() as u32;
        if from < end {
            small.push(Job::Trees { pack, from, to: end });
        }
    }
    big.sort_by_key(|b| std::cmp::Reverse(b.0));
    let mut jobs: Vec<Job> = big.into_iter().map(|b| b.1).collect();
    jobs.append(&mut small);
    jobs.extend(
        (0..loose)
            .step_by(LOOSE)
            .map(|from| Job::Loose { from: from as u32, to: (from + LOOSE).min(loose) as u32 }),
    );
    jobs
}
