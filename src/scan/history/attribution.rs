//! From candidates in blobs to findings with stories: finds every path of those blobs, and makes one finding per secret.

mod seen;
mod spots;

use super::blobs::Found;
use super::life::{Attributed, Reported};
use super::messages::Messages;
use super::{HistoryJob, Map, Tools};
use crate::finding::Fingerprint;
use crate::git::graph::{Bits, Known, Story, Tips, stories};
use crate::model::Keyed;
pub use seen::At;
use seen::Seen;
use spots::Spots;
use std::collections::HashMap;

/// What one finding is made of: a value, whichever rule found it, and whether it is suppressed.
pub type Key = (Fingerprint, bool);

/// Makes the findings.
pub fn findings(
    tools: &Tools<'_>,
    job: &HistoryJob<'_>,
    tips: &Tips,
    messages: &Messages,
    map: &Map,
    found: &Found,
) -> Attributed {
    if found.is_empty() && messages.sheets.is_empty() {
        return Attributed::default();
    }
    Attribution::new(tools, job, tips, messages, map, found).findings()
}

/// The state of this step.
pub struct Attribution<'a> {
    pub tools: &'a Tools<'a>,
    pub tips: &'a Tips,
    pub messages: &'a Messages,
    pub map: &'a Map,
    pub found: &'a Found,
    pub spots: Spots,
    unreachable: bool,
    head: Option<u32>,
    keys: HashMap<Key, u32, Keyed>,
    pub names: Vec<Key>,
    pub seen: Vec<Vec<At>>,
}

impl<'a> Attribution<'a> {
    fn new(
        tools: &'a Tools<'a>,
        job: &HistoryJob<'_>,
        tips: &'a Tips,
        messages: &'a Messages,
        map: &'a Map,
        found: &'a Found,
    ) -> Self {
        let (store, spots) = (tools.store, Spots::find(tools.store, job, tips, map, found));
        let head = job.repo.head().ok().flatten().and_then(|id| map.commits.find(store.find(id)?));
        Attribution {
            tools,
            tips,
            messages,
            map,
            found,
            spots,
            unreachable: job.unreachable,
            head,
            keys: HashMap::default(),
            names: Vec::new(),
            seen: Vec::new(),
        }
    }

    fn findings(mut self) -> Attributed {
        let mut seen = self.look();
        let slots = self.slots();
        seen.keep(&slots);
        let told = self.stories(&seen, slots.iter().flatten().count());
        let none = Story::default();
        let mut reported: Vec<Reported<'_>> = Vec::new();
        for (key, slot) in slots.iter().enumerate() {
            let stories = slot.map(|slot| told.iter().map(move |tier| &tier[slot as usize]));
            let known = |s: &&Story| s.first.is_some() || !s.refs.is_empty();
            let tier = stories.and_then(|mut s| s.by_ref().enumerate().find(|(_, s)| known(s)));
            let lost = match tier {
                Some((tier, _)) => tier == 2,
                None => self.unreachable && slot.is_some() && !self.tagged(key),
            };
            let story = tier.map_or(&none, |t| t.1);
            reported.extend(self.reported_at(key, story).map(|at| Reported { key, at, story, lost }));
        }
        self.report(&reported)
    }

    /// The number of each key's story. Only reported secrets have one; suppressed ones are just listed.
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
                places: &self.spots.places,
                spot_keys: &seen.spots,
                messages: &seen.messages,
                refs: if tier == 0 { &refs } else { &[] },
                odd_refs: if tier == 0 { &self.spots.odd } else { &[] },
                head: self.head.filter(|_| tier == 0),
                keys: slots,
            })
        };
        self.tiers().iter().enumerate().map(story).collect()
    }

    /// Commits that refs reach; those that only reflogs reach; the rest, if asked for.
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
}
