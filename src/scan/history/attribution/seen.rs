//! Which secrets are where: the keys at every spot and in every message, with their findings.

use super::{Attribution, Key};
use crate::finding::Finding;
use crate::model::{ObjectKind, Origin, Place, RepoPath, map_parallel};
use crate::scan::history::sheets::Sheets;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Fewer spots than these are not worth a thread.
const FEW: usize = 64;

/// Where a key was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum At {
    Spot(u32),
    /// A sheet of a commit's or tag's message.
    Message(usize),
}

/// Which keys were seen where.
pub struct Seen {
    /// By spot.
    pub spots: Vec<Vec<u32>>,
    /// By the number of the commit.
    pub messages: Vec<(u32, Vec<u32>)>,
}

impl Seen {
    /// Numbers keys by their slots, ascending, and drops those that have none.
    pub fn keep(&mut self, slots: &[Option<u32>]) {
        let keep = |keys: &mut Vec<u32>| {
            *keys = keys.iter().filter_map(|&k| slots[k as usize]).collect();
            keys.sort_unstable();
        };
        self.spots.iter_mut().for_each(keep);
        self.messages.iter_mut().for_each(|m| keep(&mut m.1));
    }
}

impl Attribution<'_> {
    /// Finds the keys of every spot and every message.
    pub(super) fn look(&mut self) -> Seen {
        let of_spots = self.names_at_spots();
        let at_spots = (0..).map(At::Spot).zip(of_spots);
        let spots = at_spots.map(|(at, names)| self.keys_at(at, names)).collect();
        let mut messages = Vec::new();
        for (number, (object, _)) in self.messages.sheets.iter().enumerate() {
            let at = At::Message(number);
            let keys = self.keys_at(at, self.names_at(at));
            messages.extend(self.map.commits.find(*object).map(|commit| (commit, keys)));
        }
        Seen { spots, messages }
    }

    /// The keys at every spot; the spots are shared among threads.
    fn names_at_spots(&self) -> Vec<Vec<Key>> {
        let spots: Vec<At> = (0..self.spots.places.spots.len() as u32).map(At::Spot).collect();
        let names = |spots: &[At]| spots.iter().map(|at| self.names_at(*at)).collect::<Vec<_>>();
        let share = spots.len().div_ceil(self.tools.store.threads().max(1)).max(FEW);
        map_parallel(self.tools.store.threads(), spots.chunks(share), names).into_iter().flatten().collect()
    }

    /// Seen in the message of a tag that a ref leads to.
    pub(super) fn tagged(&self, key: usize) -> bool {
        let in_reach = |object: u32| self.map.roots.tags.iter().any(|t| t.1 == object);
        self.seen[key].iter().any(|at| matches!(at, At::Message(n) if in_reach(self.messages.sheets[*n].0)))
    }

    /// The keys of what was seen at one place.
    fn keys_at(&mut self, at: At, names: Vec<Key>) -> Vec<u32> {
        let mut keys: Vec<u32> = Vec::new();
        for key in names {
            let next = self.names.len() as u32;
            let number = *self.keys.entry(key).or_insert(next);
            if number == next {
                self.names.push(key);
                self.seen.push(Vec::new());
            }
            // Where it was seen here already, that was the last it was seen.
            let seen = &mut self.seen[number as usize];
            if seen.last() != Some(&at) {
                seen.push(at);
                keys.push(number);
            }
        }
        keys
    }

    fn names_at(&self, at: At) -> Vec<Key> {
        let origin = self.origin(at);
        match at {
            At::Message(number) => {
                let found = self.tools.assembler.at(&self.messages.sheets[number].1, &origin);
                found.iter().map(|f| (f.fingerprint, f.suppressed.is_some())).collect()
            }
            At::Spot(number) => {
                let blob = self.spots.places.spots[number as usize].blob;
                match self.found.sketched(blob, self.spots.kind(number)) {
                    Some(one) => self.tools.assembler.names_at(&one.sketch, &origin),
                    None => Vec::new(),
                }
            }
        }
    }

    fn origin(&self, at: At) -> Origin {
        match at {
            At::Message(number) => {
                let object = self.messages.sheets[number].0;
                let id = self.tools.store.id(object);
                let tag = self.tools.store.kind(object) == Some(ObjectKind::Tag);
                let place = if tag { Place::Tag(id) } else { Place::Commit(id) };
                Origin { path: RepoPath::default(), place }
            }
            At::Spot(number) => {
                let spot = self.spots.places.spots[number as usize];
                let place = Place::Blob(self.tools.store.id(spot.blob));
                Origin { path: self.spots.places.path(spot.path).into(), place }
            }
        }
    }

    /// What is found at one place, by key: where several rules know a secret, or it stands twice, the gravest and surest
    /// word, the first place.
    pub fn findings_at(&self, at: At, sheets: &Sheets) -> HashMap<Key, Finding> {
        let sheet = match at {
            At::Message(number) => Some(&self.messages.sheets[number].1),
            At::Spot(number) => {
                sheets.get(&(self.spots.places.spots[number as usize].blob, self.spots.kind(number)))
            }
        };
        let all = sheet.map_or_else(Vec::new, |sheet| self.tools.assembler.at(sheet, &self.origin(at)));
        let strength = |f: &Finding| (f.severity, f.confidence, Reverse((f.span, f.rule)));
        let mut best: HashMap<Key, Finding> = HashMap::with_capacity(all.len());
        for finding in all {
            match best.entry((finding.fingerprint, finding.suppressed.is_some())) {
                Entry::Occupied(other) if strength(other.get()) > strength(&finding) => {}
                Entry::Occupied(mut other) => {
                    other.insert(finding);
                }
                Entry::Vacant(free) => {
                    free.insert(finding);
                }
            }
        }
        best
    }
}
