//! From candidates in blobs to findings with their stories: every path of those blobs, one finding per secret.

use super::blobs::Found;
use super::messages::Messages;
use super::{HistoryJob, Map, Tools};
use crate::finding::{Finding, Fingerprint, Life, Sheet};
use crate::git::graph::commit::{CommitText, person, rfc3339};
use crate::git::graph::{Bits, Known, Odd, Places, Reach, Story, Tips, stories, trees};
use crate::git::pack::{Reader, Watch};
use crate::model::{FileKind, ObjectKind, Origin, Place, RepoPath};
use std::collections::{BTreeSet, HashMap};

/// Refs named in a story at most.
const REFS: usize = 20;
/// Other paths named at most.
const PATHS: usize = 20;

/// What is told about together: a value, whichever rule knows it, and whether it is held back.
type Key = (Fingerprint, bool);

/// Where a key was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Spot(u32),
    /// A sheet of a commit's or tag's message.
    Message(usize),
}

/// All findings.
pub fn findings(
    tools: &Tools<'_>,
    job: &HistoryJob<'_>,
    tips: &Tips,
    messages: &Messages,
    map: &Map,
    found: &Found,
) -> Vec<Finding> {
    if found.sheets.is_empty() && messages.sheets.is_empty() {
        return Vec::new();
    }
    Teller::new(tools, job, tips, messages, map, found).tell()
}

struct Teller<'a> {
    tools: &'a Tools<'a>,
    tips: &'a Tips,
    messages: &'a Messages,
    map: &'a Map,
    found: &'a Found,
    places: Places,
    /// Spots that nothing in reach leads to.
    nameless: Bits,
    unreachable: bool,
    head: Option<u32>,
    odd: Vec<(u32, Odd)>,
    keys: HashMap<Key, u32>,
    names: Vec<Key>,
    seen: Vec<Vec<At>>,
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
        blobs.extend(found.sheets.iter().map(|s| s.0));
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
        let mut nameless = Bits::new(places.spots.len() + found.sheets.len());
        for sheet in found.sheets.iter().filter(|s| !placed.has(s.0)) {
            let spot = places.add(store.id(sheet.0).to_string().as_bytes(), sheet.0);
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

    fn tell(mut self) -> Vec<Finding> {
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
        let mut reader = Reader::new(self.tools.store);
        let none = Story::default();
        let mut all = Vec::new();
        for (key, slot) in slots.iter().enumerate() {
            let stories = slot.map(|slot| told.iter().map(move |tier| &tier[slot as usize]));
            let known = |s: &&Story| s.first.is_some() || !s.refs.is_empty();
            let tier = stories.and_then(|mut s| s.by_ref().enumerate().find(|(_, s)| known(s)));
            let lost = match tier {
                Some((tier, _)) => tier == 2,
                None => self.unreachable && slot.is_some() && !self.tagged(key),
            };
            all.extend(self.finding(key, tier.map_or(&none, |t| t.1), lost, &mut reader));
        }
        all
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
        for finding in self.findings_at(at) {
            let key = (finding.fingerprint, finding.suppressed.is_some());
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

    fn findings_at(&self, at: At) -> Vec<Finding> {
        match at {
            At::Message(number) => {
                let (object, sheet) = &self.messages.sheets[number];
                let id = self.tools.store.id(*object);
                let tag = self.tools.store.kind(*object) == Some(ObjectKind::Tag);
                let place = if tag { Place::Tag(id) } else { Place::Commit(id) };
                self.tools.assembler.at(sheet, &Origin { path: RepoPath::default(), place })
            }
            At::Spot(number) => {
                let spot = self.places.spots[number as usize];
                let path = self.places.path(spot.path);
                let kind = if self.is_odd(number) { FileKind::None } else { FileKind::of(&path) };
                let Some(sheet) = self.sheet(spot.blob, kind) else { return Vec::new() };
                let place = Place::Blob(self.tools.store.id(spot.blob));
                self.tools.assembler.at(sheet, &Origin { path: path.into(), place })
            }
        }
    }

    /// True for blobs that a ref names, or nothing at all.
    fn is_odd(&self, spot: u32) -> bool {
        self.nameless.has(spot) || self.odd.iter().any(|o| matches!(o.1, Odd::Spot(s) if s == spot))
    }

    fn sheet(&self, blob: u32, kind: FileKind) -> Option<&Sheet> {
        let sheets = &self.found.sheets;
        sheets.binary_search_by_key(&(blob, kind), |s| (s.0, s.1)).ok().map(|i| &sheets[i].2)
    }

    /// The finding that speaks for a key.
    fn finding(&self, key: usize, story: &Story, lost: bool, reader: &mut Reader<'_>) -> Option<Finding> {
        let (fingerprint, held) = self.names[key];
        let seen = &self.seen[key];
        let at = match (story.spot, story.first) {
            (Some(spot), _) => At::Spot(spot),
            (None, Some(first)) => {
                let object = self.map.commits.object(first);
                let in_message =
                    |at: &&At| matches!(at, At::Message(n) if self.messages.sheets[*n].0 == object);
                *seen.iter().find(in_message)?
            }
            (None, None) => *seen.iter().min_by_key(|at| self.rank(**at))?,
        };
        let is_it = |f: &Finding| f.fingerprint == fingerprint && f.suppressed.is_some() == held;
        // Where several rules know it, or it stands twice: the gravest and surest word, the first place.
        let strength = |f: &Finding| (f.severity, f.confidence, std::cmp::Reverse((f.span, f.rule)));
        let mut finding = self.findings_at(at).into_iter().filter(is_it).max_by_key(strength)?;
        finding.life = Some(self.life(at, seen, story, lost, reader));
        Some(finding)
    }

    fn rank(&self, at: At) -> (bool, Vec<u8>, u32) {
        match at {
            At::Spot(n) => {
                let spot = self.places.spots[n as usize];
                (false, self.places.path(spot.path), spot.blob)
            }
            At::Message(n) => (true, Vec::new(), self.messages.sheets[n].0),
        }
    }

    fn life(&self, at: At, seen: &[At], story: &Story, lost: bool, reader: &mut Reader<'_>) -> Life {
        let path = |at: &At| match *at {
            At::Spot(n) => self.places.path(self.places.spots[n as usize].path),
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

    /// Branches first, then tags, then what else there is.
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
