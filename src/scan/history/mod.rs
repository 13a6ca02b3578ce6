//! `--history`: the whole object store. Every blob is decoded once, only new bytes are searched, and every finding is reported
//! with its story: who brought it in, where it was, and whether it is still there.
//!
//! 1. commits and tags: builds the graph, and searches their messages;
//! 2. trees: what is reachable, and the kinds of file that each blob is named as;
//! 3. blobs, in pack order along their delta trees: searched, and judged once per kind of file;
//! 4. only for blobs with findings: all their paths, then the stories.

mod attribution;
mod blobs;
mod life;
mod messages;
mod receipt;
mod sheets;
mod verdict_cache;

use super::{Options, Progress, free_in_background};
use crate::engine::Engine;
use crate::error::Result;
use crate::finding::{Assembler, Date, FindingSet, Policy};
use crate::git::graph::{Bits, Commits, Links, Reach, Roots, Tips, trees};
use crate::git::pack::{Store, Watch};
use crate::git::{OUT_OF_TIME, Repo};
use crate::model::{FileKind, ObjectId, ObjectKind};
use crate::outcome::{Coverage, Gap, Outcome};
use messages::Messages;
use std::collections::HashSet;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Instant;

/// What to scan of a repository's history.
#[derive(Clone, Copy, Debug)]
pub struct HistoryJob<'a> {
    /// The repository.
    pub repo: &'a Repo,
    /// Only what these commits reach; if there are none, what any ref reaches.
    pub heads: &'a [ObjectId],
    /// Also objects that no ref reaches.
    pub unreachable: bool,
    /// Search every blob whole instead of inheriting from delta bases: slower, with the same result.
    pub whole: bool,
}

/// Scans all of history.
pub fn history(
    job: &HistoryJob<'_>,
    engine: &Engine,
    policy: &Policy,
    options: Options<'_>,
) -> Result<Outcome> {
    let began = Instant::now();
    let store = Store::open(&job.repo.object_dirs(), workers(options.threads))?;
    let hidden = |bytes: &[u8]| engine.unspoken(bytes);
    let mut assembler = Assembler::new(engine.rules().as_ref(), policy).hiding(&hidden);
    if engine.extra_is_alone() {
        assembler = assembler.without_frames();
    }
    let tools = Tools { store: &store, engine, assembler, today: policy.today };
    let tick = |_| options.progress.tick();
    let watch = Watch { stop: options.interrupt, deadline: options.deadline, progress: Some(&tick) };

    let tips = match job.heads {
        [] => Tips::read(job.repo.common_dir()),
        heads => Tips::of(heads),
    };
    let (messages, map) = graph(job, &tools, &tips, options.progress, watch);

    // If the scan was stopped here, unread objects are no holes in the graph.
    let graph_known = !watch.stopped();
    let wanted = map.wanted(&store, job.unreachable);
    options.progress.listed(wanted.count(), store.expected_bytes(|object| wanted.has(object)));
    let progress = |bytes| options.progress.done(bytes);
    let watch = Watch { progress: Some(&progress), ..watch };
    let mut found = blobs::scan(&tools, &wanted, &map.kinds, job.whole, watch);

    // The steps below only read objects again: if time runs out there, nothing is left unsearched.
    let (stopped, interrupted) = (watch.stopped(), watch.interrupted());

    if !found.is_empty() || !messages.sheets.is_empty() {
        options.progress.step("tracing who brought in what was found");
    }
    let attributed = attribution::findings(&tools, job, &tips, &messages, &map, &found);
    found.scanned = found.scanned.saturating_sub(attributed.lost.len() as u64);
    found.failed.extend(attributed.lost);
    let mut set = FindingSet::default();
    set.extend(attributed.findings);
    let seen = receipt::Seen { store: &store, job, tips: &tips, messages: &messages, map: &map, graph_known };
    let mut coverage = seen.receipt(&wanted, &found);
    let Messages { sheets, .. } = messages;
    let Map { folders, trees, .. } = map;
    free_in_background((found, sheets, folders, trees));
    note_end(&mut coverage, stopped, interrupted);
    coverage.millis = began.elapsed().as_millis() as u64;
    Ok(set.finish(coverage))
}

/// Reads commits, tags and trees: the findings in messages, and the graph with what the tips reach.
fn graph(
    job: &HistoryJob<'_>,
    tools: &Tools<'_>,
    tips: &Tips,
    progress: &dyn Progress,
    watch: Watch<'_>,
) -> (Messages, Map) {
    progress.step("reading commits and tags");
    let mut messages = messages::scan(tools, watch);
    let commits = Commits::build(tools.store, std::mem::take(&mut messages.commits));
    let roots = Roots::follow(tools.store, &commits, &messages.tags, &tips.tips);
    progress.step("reading trees");
    let map = Map::draw(tools.store, commits, roots, job.unreachable, watch);
    if !job.unreachable {
        map.keep_reached(&mut messages);
    }
    (messages, map)
}

/// Notes in the receipt how the search ended: `interrupted` by a signal, or `stopped` because time ran out.
fn note_end(coverage: &mut Coverage, stopped: bool, interrupted: Option<u8>) {
    coverage.interrupted = interrupted;
    if stopped && interrupted.is_none() {
        let what = "what was left when time ran out".to_owned();
        coverage.missing.push(Gap { what, why: OUT_OF_TIME.to_owned() });
    }
}

/// The number of threads; 0 means as many as the machine has cores.
fn workers(threads: usize) -> usize {
    match threads {
        0 => std::thread::available_parallelism().map_or(1, |n| n.get()),
        n => n.min(256),
    }
}

/// What all steps share.
struct Tools<'a> {
    store: &'a Store,
    engine: &'a Engine,
    assembler: Assembler<'a>,
    today: Date,
}

/// The graph, and which part of it is reachable.
struct Map {
    commits: Commits,
    roots: Roots,
    /// Commits that a tip reaches.
    reached: Bits,
    folders: Links,
    /// Trees that a tip reaches.
    trees: Reach,
    /// For each blob a bit for every kind of file that it was named as.
    kinds: Vec<AtomicU16>,
}

impl Map {
    /// Drops the messages of commits and tags that no ref reaches.
    fn keep_reached(&self, messages: &mut messages::Messages) {
        let tags: HashSet<u32> = self.roots.tags.iter().map(|t| t.1).collect();
        let commit = |object| self.commits.find(object).is_some_and(|c| self.reached.has(c));
        messages.sheets.retain(|s| tags.contains(&s.0) || commit(s.0));
    }

    fn draw(store: &Store, commits: Commits, roots: Roots, unreachable: bool, watch: Watch<'_>) -> Map {
        let fresh = || (0..store.len()).map(|_| AtomicU16::new(0)).collect::<Vec<_>>();
        let mut kinds = fresh();
        let reached = commits.reach(roots.commits.iter().map(|r| r.1));
        // If some commits are unreachable, so are their trees: the pass is repeated without them.
        let at_once = unreachable || reached.count() == commits.len() as u64;
        let mut folders = trees::folders(store, at_once.then_some(kinds.as_slice()), None, watch);
        let tops = (0..commits.len() as u32).filter(|&c| reached.has(c)).map(|c| commits.tree(c));
        let trees = Reach::of(store, &folders, tops.chain(roots.trees.iter().map(|r| r.1)));
        let all = (0..store.len() as u32).filter(|&n| store.kind(n) == Some(ObjectKind::Tree)).count();
        if !unreachable && (trees.order.len() < all || !at_once) {
            // Names in unreachable trees must not count.
            kinds = fresh();
            folders = trees::folders(store, Some(kinds.as_slice()), Some(&trees.trees), watch);
        }
        trees::translations(store, &folders, &kinds, watch);
        Map { commits, roots, reached, folders, trees, kinds }
    }

    /// The blobs to be scanned.
    fn wanted(&self, store: &Store, unreachable: bool) -> Bits {
        let mut wanted = Bits::new(store.len());
        let blobs = (0..store.len() as u32).filter(|&n| store.kind(n) == Some(ObjectKind::Blob));
        for blob in blobs {
            if unreachable || self.kinds[blob as usize].load(Ordering::Relaxed) != 0 {
                wanted.insert(blob);
            }
        }
        for &(_, blob) in &self.roots.blobs {
            wanted.insert(blob);
        }
        // A broken commit may name a blob as its tree; that blob has no name.
        let seen = self.commits.missing.iter().filter(|m| self.reached.has(m.1));
        let there = seen.filter_map(|m| store.find(m.0));
        wanted.extend(there.filter(|&n| store.kind(n) == Some(ObjectKind::Blob)));
        for kind in self.kinds.iter().enumerate().filter(|(n, _)| wanted.has(*n as u32)) {
            // A blob without a name is judged as a file without one.
            let nameless = kind.1.load(Ordering::Relaxed) == 0;
            if nameless || self.roots.blobs.iter().any(|r| r.1 as usize == kind.0) {
                kind.1.fetch_or(1 << FileKind::None as u16, Ordering::Relaxed);
            }
        }
        wanted
    }
}

/// The kinds in a set of bits.
fn kinds_in(bits: u16) -> impl Iterator<Item = FileKind> {
    FileKind::ALL.into_iter().filter(move |&kind| bits >> kind as u16 & 1 == 1)
}
