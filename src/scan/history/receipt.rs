//! The receipt of a history scan: what was covered, and everything that was not.

use super::blobs::Found;
use super::messages::Messages;
use super::{HistoryJob, Map};
use crate::git::graph::{Bits, Tips, shallow_border};
use crate::git::pack::Store;
use crate::model::ObjectKind;
use crate::outcome::{Coverage, Gap};
use std::collections::BTreeSet;

/// More gaps of one kind than this are only counted.
const NAMED: usize = 200;

/// The results of the steps before the blobs.
pub struct Seen<'a> {
    pub store: &'a Store,
    pub job: &'a HistoryJob<'a>,
    pub tips: &'a Tips,
    pub messages: &'a Messages,
    pub map: &'a Map,
    /// False if the scan was interrupted before all commits and trees were read.
    pub graph_known: bool,
}

impl Seen<'_> {
    /// Makes the receipt.
    pub fn receipt(&self, wanted: &Bits, found: &Found) -> Coverage {
        let Seen { store, job, tips, map, graph_known, .. } = *self;
        let mut missing = Vec::new();
        let gap = |what: String, why: String| Gap { what, why };
        missing.extend(
            store.broken().iter().chain(&tips.broken).map(|(what, why)| gap(what.clone(), why.clone())),
        );

        let absent = |(tip, id): &(u32, _)| {
            let name = &tips.tips[*tip as usize].name;
            gap(format!("{name} ({id})"), "the object it names is not in this repository".to_string())
        };
        // Git prunes old objects of reflogs: that they are missing is no gap.
        let current = map.roots.missing.iter().filter(|m| !tips.tips[m.0 as usize].old);
        if graph_known {
            missing.extend(current.map(absent));
            let astray = map.roots.astray.iter().map(|&(tip, tag)| {
                let name = &tips.tips[tip as usize].name;
                gap(format!("{name} (tag {})", store.id(tag)), "the tag leads to no object".to_string())
            });
            missing.extend(sum_up(astray.collect(), "tags"));
            missing.extend(graph_gaps(store, job, map));
        }

        missing.extend(self.undecoded());
        let mut unread = unread(store, found);
        let listed = wanted.count();
        let unreached = listed.saturating_sub(found.scanned + unread.len() as u64);
        let late = || "not reached before the end".to_string();
        if !graph_known {
            missing.push(gap("commits, trees and blobs".to_string(), late()));
        } else if unreached > 0 {
            missing.push(gap(format!("{unreached} blobs"), late()));
        }
        unread.sort();
        missing.sort();
        missing.dedup();
        Coverage {
            noun: "blob",
            listed: listed - unreached,
            scanned: found.scanned,
            unread,
            missing,
            bytes: found.bytes,
            commits: Some(if job.unreachable { map.commits.len() as u64 } else { map.reached.count() }),
            scope: job.unreachable.then(|| "with unreachable objects".to_string()),
            ..Coverage::default()
        }
    }
}

impl Seen<'_> {
    /// Commits, tags and trees that could not be read, and objects of which not even the kind is known.
    fn undecoded(&self) -> Vec<Gap> {
        let Seen { store, messages, map, .. } = *self;
        let lost = messages.unread.iter().chain(&map.folders.broken);
        let named = lost.map(|(n, why)| {
            let kind = store.kind(*n).map_or("object", ObjectKind::name);
            Gap { what: format!("{kind} {}", store.id(*n)), why: why.to_string() }
        });
        let unknown = (0..store.len() as u32).filter(|&n| store.kind(n).is_none()).map(|n| {
            let why = "it cannot be decoded".to_string();
            Gap { what: format!("object {}", store.id(n)), why }
        });
        let mut gaps = sum_up(named.collect(), "objects");
        gaps.extend(sum_up(unknown.collect(), "objects"));
        gaps
    }
}

/// Blobs that could not be read, and those at which the scanner failed.
fn unread(store: &Store, found: &Found) -> Vec<Gap> {
    let gap = |n: u32, why: String| Gap { what: format!("blob {}", store.id(n)), why };
    let unread = found.unread.iter().map(|(n, why)| gap(*n, why.to_string()));
    unread.chain(found.failed.iter().map(|n| gap(*n, super::super::BUG.to_string()))).collect()
}

/// Holes in the graph: shallow borders, objects that a partial clone left out.
fn graph_gaps(store: &Store, job: &HistoryJob<'_>, map: &Map) -> Vec<Gap> {
    let border: BTreeSet<_> = shallow_border(job.repo.common_dir()).into_iter().collect();
    let seen = |commit: u32| job.unreachable || map.reached.has(commit);
    let (mut edges, mut holes) = (BTreeSet::new(), Vec::new());
    for &(id, commit) in map.commits.missing.iter().filter(|m| seen(m.1)) {
        let own = store.id(map.commits.object(commit));
        if border.contains(&own) {
            edges.insert(own);
        } else {
            let why = match store.find(id).and_then(|object| store.kind(object)) {
                None => format!("named by commit {} and not in this repository", own.short(12)),
                Some(kind) => {
                    format!("commit {} names it, and not for the {} it is", own.short(12), kind.name())
                }
            };
            holes.push(Gap { what: format!("object {id}"), why });
        }
    }
    let mut gaps: Vec<Gap> = edges
        .into_iter()
        .map(|id| Gap {
            what: format!("history before commit {id}"),
            why: "shallow clone; `git fetch --unshallow` brings the rest".to_string(),
        })
        .collect();
    gaps = sum_up(gaps, "shallow borders");
    gaps.extend(sum_up(holes, "objects"));
    let named = map.folders.missing.iter().map(|m| Gap {
        what: format!(
            "{} {} ({})",
            if m.folder { "tree" } else { "blob" },
            m.id,
            String::from_utf8_lossy(&m.name)
        ),
        why: match m.instead {
            None => "not in this clone (a partial clone leaves objects out)".to_string(),
            Some(kind) => format!("it is a {}; run `git fsck`", kind.name()),
        },
    });
    gaps.extend(sum_up(named.collect(), "objects"));
    gaps
}

/// Names the first ones, and counts the rest.
fn sum_up(mut gaps: Vec<Gap>, noun: &str) -> Vec<Gap> {
    if gaps.len() > NAMED {
        let rest = gaps.split_off(NAMED);
        let why = rest.first().map(|g| g.why.clone()).unwrap_or_default();
        gaps.push(Gap { what: format!("{} more {noun}", rest.len()), why });
    }
    gaps
}
