//! Makes the findings: for each secret the place that is reported, and its story in words.

use super::attribution::{At, Attribution, Key};
use super::sheets::{self, Asked};
use crate::finding::{Finding, Life};
use crate::git::graph::Story;
use crate::git::graph::commit::{CommitText, person, rfc3339};
use crate::git::pack::Reader;
use crate::model::map_parallel;
use std::collections::{BTreeSet, HashMap};

/// Refs named in a story at most.
const REFS: usize = 20;
/// Other paths named at most.
const PATHS: usize = 20;

/// Fewer places than these are not worth a thread.
const FEW: usize = 8;

/// The findings.
#[derive(Default)]
pub struct Attributed {
    /// One for each secret.
    pub findings: Vec<Finding>,
    /// Blobs with candidates that a second reading did not confirm. That would be a bug, so they are reported as failed.
    pub lost: Vec<u32>,
}

/// A key with everything that its finding is made of.
pub struct Reported<'s> {
    pub key: usize,
    /// The place that is reported.
    pub at: At,
    pub story: &'s Story,
    /// True if nothing reachable leads to it.
    pub lost: bool,
}

impl Attribution<'_> {
    /// Makes the findings; the blobs at the reported places are read once more.
    pub fn report(&self, reported: &[Reported<'_>]) -> Attributed {
        let mut asked: HashMap<u32, Asked> = HashMap::new();
        for one in reported {
            if let At::Spot(spot) = one.at {
                let asked = asked.entry(self.spots.places.spots[spot as usize].blob).or_default();
                asked.kinds |= 1 << self.spots.kind(spot) as u16;
                asked.secrets.insert(self.names[one.key].0);
            }
        }
        let sheets = sheets::of(self.tools, self.found, &asked);
        // Many secrets may be in one file: its findings are made once.
        let mut places: Vec<(At, Vec<usize>)> = Vec::new();
        let mut known: HashMap<At, usize> = HashMap::new();
        for (number, one) in reported.iter().enumerate() {
            let place = *known.entry(one.at).or_insert(places.len());
            if place == places.len() {
                places.push((one.at, Vec::new()));
            }
            places[place].1.push(number);
        }
        let mut attributed = Attributed::default();
        let mut said = self.said(reported, &sheets, &places);
        said.sort_by_key(|(number, _)| *number);
        for (number, finding) in said {
            match (finding, reported[number].at) {
                (Some(finding), _) => attributed.findings.push(finding),
                (None, At::Spot(spot)) => attributed.lost.push(self.spots.places.spots[spot as usize].blob),
                (None, At::Message(_)) => {}
            }
        }
        attributed.lost.sort_unstable();
        attributed.lost.dedup();
        attributed
    }

    /// The findings of all keys, by number; the places are shared among threads.
    fn said(
        &self,
        reported: &[Reported<'_>],
        sheets: &sheets::Sheets,
        places: &[(At, Vec<usize>)],
    ) -> Vec<(usize, Option<Finding>)> {
        let say = |places: &[(At, Vec<usize>)]| {
            let mut reader = Reader::new(self.tools.store);
            let mut said = Vec::new();
            for (at, numbers) in places {
                let mut there = self.findings_at(*at, sheets);
                let one =
                    |&number: &usize| (number, self.finding(&reported[number], &mut there, &mut reader));
                said.extend(numbers.iter().map(one));
            }
            said
        };
        let share = places.len().div_ceil(self.tools.store.threads().max(1)).max(FEW);
        map_parallel(self.tools.store.threads(), places.chunks(share), say).into_iter().flatten().collect()
    }

    /// The place at which a key is reported.
    pub fn reported_at(&self, key: usize, story: &Story) -> Option<At> {
        let seen = &self.seen[key];
        match (story.spot, story.first) {
            (Some(spot), _) => Some(At::Spot(spot)),
            (None, Some(first)) => {
                let object = self.map.commits.object(first);
                let in_message =
                    |at: &&At| matches!(at, At::Message(n) if self.messages.sheets[*n].0 == object);
                seen.iter().find(in_message).copied()
            }
            (None, None) => seen.iter().min_by_key(|at| self.rank(**at)).copied(),
        }
    }

    fn finding(
        &self,
        one: &Reported<'_>,
        there: &mut HashMap<Key, Finding>,
        reader: &mut Reader<'_>,
    ) -> Option<Finding> {
        let mut finding = there.remove(&self.names[one.key])?;
        let life = self.life(one.at, &self.seen[one.key], one.story, one.lost, reader);
        finding.life = Some(Box::new(life));
        Some(finding)
    }

    fn rank(&self, at: At) -> (bool, Vec<u8>, u32) {
        match at {
            At::Spot(n) => {
                let spot = self.spots.places.spots[n as usize];
                (false, self.spots.places.path(spot.path), spot.blob)
            }
            At::Message(n) => (true, Vec::new(), self.messages.sheets[n].0),
        }
    }

    fn life(&self, at: At, seen: &[At], story: &Story, lost: bool, reader: &mut Reader<'_>) -> Life {
        let path = |at: &At| match *at {
            At::Spot(n) => self.spots.places.path(self.spots.places.spots[n as usize].path),
            At::Message(_) => Vec::new(),
        };
        let own = path(&at);
        let others: BTreeSet<Vec<u8>> =
            seen.iter().map(path).filter(|p| *p != own && !p.is_empty()).collect();
        let id = |commit: u32| self.tools.store.id(self.map.commits.object(commit)).to_string();
        let mut life = Life {
            commit: story.first.map(id),
            in_head: story.in_head,
            last_commit: story.last.filter(|_| !story.in_head).map(id),
            removed_commit: story.removed.map(id),
            occurrences: seen.len() as u64,
            other_paths: others.iter().take(PATHS).map(|p| String::from_utf8_lossy(p).into_owned()).collect(),
            refs: self.refs(at, story),
            unreachable: lost,
            ..Life::default()
        };
        let object = story.first.map(|commit| self.map.commits.object(commit));
        if let Some((_, bytes)) = object.and_then(|object| reader.read(object).ok()) {
            let text = CommitText::parse(&bytes);
            life.author = String::from_utf8_lossy(person(text.author)).into_owned();
            life.date = rfc3339(text.author);
            life.age_days = self.tools.today.days_since(&life.date);
            life.summary = text.summary();
        }
        let mut date = |commit: Option<u32>| {
            let read = commit.and_then(|commit| reader.read(self.map.commits.object(commit)).ok());
            read.map_or_else(String::new, |(_, bytes)| rfc3339(CommitText::parse(&bytes).author))
        };
        life.last_date = date(story.last.filter(|_| !story.in_head));
        life.removed_date = date(story.removed);
        life
    }

    /// Sorts branches first, then tags, then other refs.
    fn refs(&self, at: At, story: &Story) -> Vec<String> {
        let tags = match at {
            At::Message(n) => self.messages.sheets.get(n).map(|s| s.0),
            At::Spot(_) => None,
        };
        let tags = self.map.roots.tags.iter().filter(|t| Some(t.1) == tags).map(|t| t.0);
        let rank = |name: &str| {
            let prefixes = ["refs/heads/", "refs/tags/", "refs/remotes/"];
            let at = prefixes.iter().position(|p| name.starts_with(p));
            (
                at.unwrap_or(prefixes.len()),
                name.strip_prefix(at.map_or("", |i| prefixes[i])).unwrap_or(name).to_string(),
            )
        };
        let mut names: Vec<_> =
            story.refs.iter().copied().chain(tags).map(|r| rank(&self.tips.tips[r as usize].name)).collect();
        names.sort();
        names.dedup();
        let more = names.len().saturating_sub(REFS);
        let mut shown: Vec<String> = names.into_iter().take(REFS).map(|n| n.1).collect();
        if more > 0 {
            shown.push(format!("{more} more"));
        }
        shown
    }
}
