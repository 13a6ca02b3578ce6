//! From candidates in blobs to findings with their stories: every path of those blobs, one finding per secret.

mod ground;

use super::blobs::Found;
use super::life::{Speaking, Told};
use super::messages::Messages;
use super::sheets::Sheets;
use super::{HistoryJob, Map, Tools};
use crate::finding::{Finding, Fingerprint};
use crate::git::graph::{Bits, Known, Story, Tips, stories};
use crate::model::{ObjectKind, Origin, Place, RepoPath};
use ground::Ground;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// What is told about together: a value, whichever rule knows it, and whether it is held back.
pub type Key = (Fingerprint, bool);

/// Where a key was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum At {
    Spot(u32),
    /// A sheet of a commit's or tag's message.
    Message(usize),
}

/// Tells of everything that was found.
pub fn findings(
    tools: &Tools<'_>,
    job: &HistoryJob<'_>,
    tips: &Tips,
    messages: &Messages,
    map: &Map,
    found: &Found,
) -> Told {
    if found.is_empty() && messages.sheets.is_empty() {
        return Told::default();
    }
    Teller::new(tools, job, tips, messages, map, found).tell()
}

/// Which keys were seen where.
struct Seen {
    /// By spot.
    spots: Vec<Vec<u32>>,
    /// By the number of the commit.
    messages: Vec<(u32, Vec<u32>)>,
}

impl Seen {
    /// Numbers keys by their slots, ascending, and drops those that have none.
    fn keep(&mut self, slots: &[Option<u32>]) {
        let keep = |keys: &mut Vec<u32>| {
            *keys = keys.iter().filter_map(|&k| slots[k as usize]).collect();
            keys.sort_unstable();
        };
        self.spots.iter_mut().for_each(keep);
        self.messages.iter_mut().for_each(|m| keep(&mut m.1));
    }
}

pub struct Teller<'a> {
    pub tools: &'a Tools<'a>,
    pub tips: &'a Tips,
    pub messages: &'a Messages,
    pub map: &'a Map,
    pub found: &'a Found,
    pub ground: Ground,
    unreachable: bool,
    head: Option<u32>,
    keys: HashMap<Key, u32>,
    pub names: Vec<Key>,
    pub seen: Vec<Vec<At>>,
}

impl<'a> Teller<'a> {
    fn new(
        tools: &'a Tools<'a>,
        job: &HistoryJob<'_>,
        tips: &'a Tips,
        messages: &'a Messages,
        map: &'a Map,
        found: &'a Found,
    ) -> Self {
        let (store, ground) = (tools.store, Ground::lay(tools.store, job, tips, map, found));
        let head = job.repo.head().ok().flatten().and_then(|id| map.commits.find(store.find(id)?));
        Teller {
            tools,
            tips,
            messages,
            map,
            found,
            ground,
            unreachable: job.unreachable,
            head,
            keys: HashMap::new(),
            names: Vec::new(),
            seen: Vec::new(),
        }
    }

    fn tell(mut self) -> Told {
        let mut seen = self.look();
        let slots = self.slots();
        seen.keep(&slots);
        let told = self.stories(&seen, slots.iter().flatten().count());
        let none = Story::default();
        let mut speaking: Vec<Speaking<'_>> = Vec::new();
        for (key, slot) in slots.iter().enumerate() {
            let stories = slot.map(|slot| told.iter().map(move |tier| &tier[slot as usize]));
            let known = |s: &&Story| s.first.is_some() || !s.refs.is_empty();
            let tier = stories.and_then(|mut s| s.by_ref().enumerate().find(|(_, s)| known(s)));
            let lost = match tier {
                Some((tier, _)) => tier == 2,
                None => self.unreachable && slot.is_some() && !self.tagged(key),
            };
            let story = tier.map_or(&none, |t| t.1);
            speaking.extend(self.speaker(key, story).map(|at| Speaking { key, at, story, lost }));
        }
        self.speak(&speaking)
    }

    /// Looks at every spot and every message for what is seen there.
    fn look(&mut self) -> Seen {
        let mut spots = Vec::with_capacity(self.ground.places.spots.len());
        for spot in 0..self.ground.places.spots.len() as u32 {
            spots.push(self.keys_at(At::Spot(spot)));
        }
        let mut messages = Vec::new();
        for (number, (object, _)) in self.messages.sheets.iter().enumerate() {
            let keys = self.keys_at(At::Message(number));
            messages.extend(self.map.commits.find(*object).map(|commit| (commit, keys)));
        }
        Seen { spots, messages }
    }

    /// The number of each key's story. Stories are for what is reported: the rest is only listed.
    fn slots(&self) -> Vec<Option<u32>> {
        let mut live = 0;
        let slot = |key: &Key| {
            live += u32::from(!key.1);
            (!key.1).then(|| live - 1)
        };
        self.names.iter().map(slot).collect()
    }

    /// The stories of all slots, tier by tier.
    fn stories(&self, seen: &Seen, slots: usize) -> Vec<Vec<Story>> {
        let current = |r: &(u32, u32)| !self.tips.tips[r.0 as usize].old;
        let refs: Vec<(u32, u32)> = self.map.roots.commits.iter().copied().filter(current).collect();
        let story = |(tier, set)| {
            stories(&Known {
                commits: &self.map.commits,
                order: &self.map.commits.order(set),
                places: &self.ground.places,
                spot_keys: &seen.spots,
                messages: &seen.messages,
                refs: if tier == 0 { &refs } else { &[] },
                odd_refs: if tier == 0 { &self.ground.odd } else { &[] },
                head: self.head.filter(|_| tier == 0),
                keys: slots,
            })
        };
        self.tiers().iter().enumerate().map(story).collect()
    }

    /// Commits in reach of refs; those that only reflogs remember; the rest, where it is asked for.
    fn tiers(&self) -> Vec<Bits> {
        let (commits, map) = (&self.map.commits, self.map);
        let current = map.roots.commits.iter().filter(|r| !self.tips.tips[r.0 as usize].old).map(|r| r.1);
        let refs = commits.reach(current);
        let all = 0..commits.len() as u32;
        let (mut logs, mut lost) = (Bits::new(commits.len()), Bits::new(commits.len()));
        logs.extend(all.clone().filter(|&c| map.reached.has(c) && !refs.has(c)));
        lost.extend(all.filter(|&c| !map.reached.has(c)));
        let mut tiers = vec![refs];
        if self.unreachable || logs.count() > 0 {
            tiers.push(logs);
        }
        if self.unreachable {
            tiers.push(lost);
        }
        tiers
    }

    /// Seen in the message of a tag that a ref leads to.
    fn tagged(&self, key: usize) -> bool {
        let in_reach = |object: u32| self.map.roots.tags.iter().any(|t| t.1 == object);
        self.seen[key].iter().any(|at| matches!(at, At::Message(n) if in_reach(self.messages.sheets[*n].0)))
    }

    /// The keys of what was seen at one place.
    fn keys_at(&mut self, at: At) -> Vec<u32> {
        let mut keys: Vec<u32> = Vec::new();
        for key in self.names_at(at) {
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
                let blob = self.ground.places.spots[number as usize].blob;
                match self.found.sketched(blob, self.ground.kind(number)) {
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
                let spot = self.ground.places.spots[number as usize];
                let place = Place::Blob(self.tools.store.id(spot.blob));
                Origin { path: self.ground.places.path(spot.path).into(), place }
            }
        }
    }

    /// What is found at one place, by key: where several rules know a secret, or it stands twice, the gravest and surest
    /// word, the first place.
    pub fn findings_at(&self, at: At, sheets: &Sheets) -> HashMap<Key, Finding> {
        let sheet = match at {
            At::Message(number) => Some(&self.messages.sheets[number].1),
            At::Spot(number) => {
                sheets.get(&(self.ground.places.spots[number as usize].blob, self.ground.kind(number)))
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
