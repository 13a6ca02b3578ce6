//! The pipeline: units -> read -> engine -> findings. Its workers are started here. Other threads are those that read many
//! objects (`git/pack`, `git/range`) or list folders (`source/walk`), with the helpers in `model/parallel.rs`.

mod background;
mod history;
mod job;
mod large;
mod tally;

pub use background::free_in_background;
pub use history::{HistoryJob, history};

use crate::engine::{Engine, Scratch, Watch};
use crate::error::Result;
use crate::finding::{Assembler, Finding, FindingSet, Policy};
use crate::model::{Chunk, signal};
use crate::outcome::{Coverage, Gap, Outcome};
use crate::source::{Listing, Source};
use job::Job;
use std::sync::atomic::AtomicUsize;
use std::time::Instant;
use tally::Tally;

/// Told how far a scan has come, from any thread.
pub trait Progress: Sync {
    /// A step begins that is not counted: `reading commits`.
    fn step(&self, _what: &'static str) {}
    /// One more object of such a step is done.
    fn tick(&self) {}
    /// The listing is done: so many units, so many bytes as far as known.
    fn listed(&self, _units: u64, _bytes: u64) {}
    /// One more unit is done.
    fn done(&self, _bytes: u64) {}
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {}

/// How to run a scan.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Worker threads; 0 for one a core.
    pub threads: usize,
    /// Set to its number by a signal that asks for an end, such as Ctrl-C: the scan stops, in the middle of a unit too,
    /// and says so.
    pub interrupt: Option<&'a AtomicUsize>,
    /// Nothing is searched after this moment; what is left is named as unread, a unit that was begun among it.
    pub deadline: Option<Instant>,
    /// Who is told.
    pub progress: &'a dyn Progress,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options { threads: 0, interrupt: None, deadline: None, progress: &Silent }
    }
}

/// What is said about what a signal left out.
const INTERRUPTED: &str = "not reached before the interruption";

/// What is said about something at which a panic ended the work.
pub const BUG: &str = "the scanner itself failed on it, which is a bug; please report it";

/// Scans everything that a source lists.
pub fn run(source: &dyn Source, engine: &Engine, policy: &Policy, options: Options<'_>) -> Result<Outcome> {
    let began = Instant::now();
    let Listing { units, skipped, unread, missing } = source.list()?;
    let bytes = units.iter().map(|u| u.size).sum();
    let listed = (units.len() + skipped.len() + unread.len()) as u64;
    options.progress.listed(units.len() as u64, bytes);

    let results = Job::new(source, engine, policy, options, &units).run(bytes)?;
    let mut tally = Tally { skipped: gaps(skipped), unread: gaps(unread), ..Tally::default() };
    results.into_iter().for_each(|part| tally.absorb(part));
    let interrupted = signal(options.interrupt).filter(|_| tally.left_out > 0);
    tally.skipped.sort();
    tally.unread.sort();
    let coverage = Coverage {
        noun: source.noun(),
        listed,
        scanned: tally.scanned,
        skipped: tally.skipped.into_iter().map(|(_, gap)| gap).collect(),
        unread: tally.unread.into_iter().map(|(_, gap)| gap).collect(),
        missing,
        bytes: tally.bytes,
        added_lines: source.counts_lines().then_some(tally.lines),
        interrupted,
        millis: began.elapsed().as_millis() as u64,
        ..Coverage::default()
    };
    let mut set = FindingSet::default();
    set.extend(tally.findings);
    Ok(set.finish(coverage))
}

/// Gaps of the listing come before those of units.
fn gaps(listed: Vec<Gap>) -> Vec<(usize, Gap)> {
    listed.into_iter().map(|gap| (0, gap)).collect()
}

/// The findings of one chunk at its own path: engine, then assembler. Every pipeline goes through here or through
/// [`Assembler`] itself.
pub fn chunk_findings(
    engine: &Engine,
    policy: &Policy,
    chunk: &Chunk,
    scratch: &mut Scratch,
) -> Vec<Finding> {
    watched_findings(engine, policy, chunk, scratch, &Watch::idle())
}

/// The same, which ends with nothing where the watch does not wait for it.
fn watched_findings(
    engine: &Engine,
    policy: &Policy,
    chunk: &Chunk,
    scratch: &mut Scratch,
    watch: &Watch<'_>,
) -> Vec<Finding> {
    // Every candidate of every rule: which of them speaks depends on path and threshold, which the engine is not told.
    let candidates = engine.scan_watched(chunk, scratch, watch);
    if candidates.is_empty() {
        return Vec::new();
    }
    let hidden = |bytes: &[u8]| engine.unspoken(bytes);
    let found = Assembler::new(engine.rules().as_ref(), policy).hiding(&hidden).assemble_until(
        &chunk.origin,
        &chunk.bytes,
        &chunk.added,
        candidates,
        &|| watch.is_over(),
    );
    if watch.stopped() { Vec::new() } else { found }
}

#[cfg(test)]
mod tests;
