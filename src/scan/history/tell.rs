//! From candidates in blobs to findings with their stories: every path of those blobs, one finding per secret.

use super::blobs::Found;
use super::life::{Speaking, Told};
use super::messages::Messages;
use super::sheets::Sheets;
use super::{HistoryJob, Map, Tools};
use crate::finding::{Finding, Fingerprint};
use crate::git::graph::{Bits, Known, Odd, Places, Reach, Story, Tips, stories, trees};
use crate::git::pack::Watch;
use crate::model::{FileKind, ObjectKind, Origin, Place, RepoPath};
use std::collections::HashMap;

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

pub struct Teller<'a> {
    pub tools: &'a Tools<'a>,
    pub tips: &'a Tips,
    pub messages: &'a Messages,
    pub map: &'a Map,
    pub found: &'a Found,
    pub places: Places,
    /// Spots that nothing in reach leads to.
    nameless: Bits,
    unreachable: bool,
    head: Option<u32>,
    odd: Vec<(u32, Odd)>,
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
        let store = tools.store;
        let mut blobs = Bits::new(store.len());
        blobs.extend(found.sketches.iter().map(|s| s.object));
        let all;
        let reach = if job.unreachable {
            let everything = (0..store.len() as u32).filter(|&n| store.kind(n) == Some(ObjectKind::Tree));
            let tops = (0..map.commits.len() as u32).map(|c| map.commits.tree(c));
            let named = map.roots.trees.iter().map(|r| r.1);
            all = Reach::of(store, &map.folders, tops.chain(named).chain(everything));
            &all
        } else {
            &map.trees
        };
        let holders = trees::holders(store, &blobs, &reach.trees, Watch::default());
        let tops = (0..map.commits.len() as u32)
            .filter(|&c| job.unreachable || map.reached.has(c))
            .map(|c| map.commits.tree(c));
        let named = map.roots.trees.iter().map(|r| r.1);
        let mut places = Places::build(store.len(), &map.folders, &holders, &reach.order, tops.chain(named));
        let mut odd: Vec<(u32, Odd)> = map
            .roots
            .trees
            .iter()
            .filter_map(|&(tip, tree)| Some((tip, Odd::Node(places.root(tree)?))))
            .collect();
        for &(tip, blob) in map.roots.blobs.iter().filter(|r| blobs.has(r.1)) {
            let spot = places.add(tips.tips[tip as usize].name.as_bytes(), blob);
            odd.push((tip, Odd::Spot(spot)));
        }
        let mut placed = Bits::new(store.len());
        placed.extend(places.spots.iter().map(|s| s.blob));
        let mut nameless = Bits::new(places.spots.len() + found.sketches.len());
        for sheet in found.sketches.iter().filter(|s| !placed.has(s.object)) {
            let spot = places.add(store.id(sheet.object).to_string().as_bytes(), sheet.object);
            nameless.insert(spot);
        }
        let head = job.repo.head().ok().flatten().and_then(|id| map.commits.find(store.find(id)?));
        Teller {
            tools,
            tips,
            messages,
            map,
            found,
            places,
            nameless,
            unreachable: job.unreachable,
            head,
            odd,
            keys: HashMap::new(),
            names: Vec::new(),
            seen: Vec::new(),
        }
    }

    fn tell(mut self) -> Told {
        let mut spot_keys = Vec::with_capacity(self.places.spots.len());
        for spot in 0..self.places.spots.len() as u32 {
            spot_keys.push(self.keys_at(At::Spot(spot)));
        }
        let mut in_messages = Vec::new();
        for (number, (object, _)) in self.messages.sheets.iter().enumerate() {
            let keys = self.keys_at(At::Message(number));
            in_messages.extend(self.map.commits.find(*object).map(|commit| (commit, keys)));
        }
        // Stories are for what is reported: the rest is only listed.
        let mut live = 0;
        let slots: Vec<Option<u32>> = self
            .names
            .iter()
            .map(|key| {
                live += u32::from(!key.1);
                (!key.1).then(|| live - 1)
            })
            .collect();
        let keep = |keys: &mut Vec<u32>| *keys = keys.iter().filter_map(|&k| slots[k as usize]).collect();
        spot_keys.iter_mut().for_each(keep);
        in_messages.iter_mut().for_each(|m| keep(&mut m.1));

        let told: Vec<Vec<Story>> = self
            .tiers()
            .iter()
            .enumerate()
            .map(|(tier, set)| {
                let order = self.map.commits.order(set);
                let current = |r: &(u32, u32)| !self.tips.tips[r.0 as usize].old;
                let refs: Vec<(u32, u32)> = self.map.roots.commits.iter().copied().filter(current).collect();
                stories(&Known {
                    commits: &self.map.commits,
                    order: &order,
                    places: &self.places,
                    spot_keys: &spot_keys,
                    messages: &in_messages,
                    refs: if tier == 0 { &refs } else { &[] },
                    odd_refs: if tier == 0 { &self.odd } else { &[] },
                    head: self.head.filter(|_| tier == 0),
                    keys: live as usize,
                })
            })
            .collect();
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
            if !keys.contains(&number) {
                keys.push(number);
                self.seen[number as usize].push(at);
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
                let blob = self.places.spots[number as usize].blob;
                match self.found.sketched(blob, self.kind(number)) {
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
                let spot = self.places.spots[number as usize];
                let place = Place::Blob(self.tools.store.id(spot.blob));
                Origin { path: self.places.path(spot.path).into(), place }
            }
        }
    }

    /// What the name of a blob says; nothing where it has none.
    pub fn kind(&self, spot: u32) -> FileKind {
        let path = self.places.spots[spot as usize].path;
        if self.is_odd(spot) { FileKind::None } else { FileKind::of(&self.places.path(path)) }
    }

    pub fn findings_at(&self, at: At, sheets: &Sheets) -> Vec<Finding> {
        let sheet = match at {
            At::Message(number) => Some(&self.messages.sheets[number].1),
            At::Spot(number) => sheets.get(&(self.places.spots[number as usize].blob, self.kind(number))),
        };
        sheet.map_or_else(Vec::new, |sheet| self.tools.assembler.at(sheet, &self.origin(at)))
    }

    /// True for blobs that a ref names, or nothing at all.
    fn is_odd(&self, spot: u32) -> bool {
        self.nameless.has(spot) || self.odd.iter().any(|o| matches!(o.1, Odd::Spot(s) if s == spot))
    }
}
