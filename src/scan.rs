//! The pipeline: units -> read -> engine -> findings. Threads live here (and where many objects are read: `git/pack`,
//! `git/range`), and nowhere else.

mod history;
mod large;

pub use history::{HistoryJob, history};

use crate::engine::{Engine, Scratch};
use crate::error::Result;
use crate::finding::{Assembler, Finding, FindingSet, Policy};
use crate::git::OUT_OF_TIME;
use crate::model::{Added, Chunk, Origin};
use crate::outcome::{Coverage, Gap, Outcome};
use crate::source::{Listing, Read, Reader, Source, Unit};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

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
    /// Set by Ctrl-C: the scan stops before the next unit and says so.
    pub interrupt: Option<&'a AtomicBool>,
    /// No unit is begun after this moment; what is left is named as unread.
    pub deadline: Option<Instant>,
    /// Who is told.
    pub progress: &'a dyn Progress,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options { threads: 0, interrupt: None, deadline: None, progress: &Silent }
    }
}

/// Less work than this is done before a second thread has started.
const ALONE_UNITS: usize = 16;
const ALONE_BYTES: u64 = 256 * 1024;

/// What is said about what Ctrl-C left out.
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

    let job = Job { source, engine, policy, options, units: &units, groups: groups(&units) };
    let threads = job.threads(bytes);
    let results =
        if threads == 1 { vec![job.work(&AtomicUsize::new(0))?] } else { job.in_parallel(threads)? };

    let mut tally = Tally { skipped: gaps(skipped), unread: gaps(unread), ..Tally::default() };
    results.into_iter().for_each(|part| tally.absorb(part));
    let interrupted = tally.left_out > 0;
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

/// Neighbours of one path are versions of one file: a worker takes them one after the other, since most of a version is
/// known from the one before. Big groups first, so that none is started when all others are done; equal ones in order.
fn groups(units: &[Unit]) -> Vec<&[Unit]> {
    let is_version = |a: &Origin, b: &Origin| a.path == b.path && !a.path.as_bytes().is_empty();
    let mut groups: Vec<&[Unit]> = units.chunk_by(|a, b| is_version(&a.origin, &b.origin)).collect();
    let weight = |group: &[Unit]| (group.iter().map(|unit| unit.size).sum::<u64>(), group.len());
    groups.sort_by_cached_key(|group| std::cmp::Reverse(weight(group)));
    groups
}

/// What workers share.
struct Job<'a> {
    source: &'a dyn Source,
    engine: &'a Engine,
    policy: &'a Policy,
    options: Options<'a>,
    units: &'a [Unit],
    groups: Vec<&'a [Unit]>,
}

/// What a worker brings back, and what they come to together.
#[derive(Default)]
struct Tally {
    findings: Vec<Finding>,
    scanned: u64,
    bytes: u64,
    lines: u64,
    left_out: u64,
    skipped: Vec<(usize, Gap)>,
    unread: Vec<(usize, Gap)>,
}

impl Tally {
    /// Counts one unit; `gap` names it where something of it was not looked at.
    fn enter(&mut self, done: Done, gap: impl Fn(String) -> (usize, Gap)) {
        match done {
            Done::Scanned { findings, bytes, lines } => {
                self.scanned += 1;
                self.bytes += bytes;
                self.lines += lines;
                self.findings.extend(findings);
            }
            Done::Partly { findings, bytes, why } => {
                self.left_out += u64::from(why == INTERRUPTED);
                self.bytes += bytes;
                self.findings.extend(findings);
                self.unread.push(gap(format!("all after the first {bytes} bytes: {why}")));
            }
            Done::Skipped(why) => self.skipped.push(gap(why)),
            Done::Unread(why) => self.unread.push(gap(why)),
        }
    }

    fn absorb(&mut self, part: Tally) {
        self.findings.extend(part.findings);
        self.scanned += part.scanned;
        self.bytes += part.bytes;
        self.lines += part.lines;
        self.left_out += part.left_out;
        self.skipped.extend(part.skipped);
        self.unread.extend(part.unread);
    }
}

/// What became of one unit.
enum Done {
    Scanned {
        findings: Vec<Finding>,
        bytes: u64,
        lines: u64,
    },
    /// The rest of it, after so many bytes, is unread.
    Partly {
        findings: Vec<Finding>,
        bytes: u64,
        why: String,
    },
    Skipped(String),
    Unread(String),
}

impl Job<'_> {
    fn threads(&self, bytes: u64) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, |n| n.get());
        let wanted = if self.options.threads == 0 { cores() } else { self.options.threads };
        let little = self.units.len() <= ALONE_UNITS && bytes <= ALONE_BYTES;
        if little { 1 } else { wanted.min(self.groups.len()).max(1) }
    }

    fn in_parallel(&self, threads: usize) -> Result<Vec<Tally>> {
        let next = AtomicUsize::new(0);
        let results = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            let work = || {
                let result = self.work(&next);
                results.lock().unwrap_or_else(|e| e.into_inner()).push(result);
            };
            for _ in 1..threads {
                scope.spawn(work);
            }
            work();
        });
        results.into_inner().unwrap_or_else(|e| e.into_inner()).into_iter().collect()
    }

    /// One worker: takes groups until none is left.
    fn work(&self, next: &AtomicUsize) -> Result<Tally> {
        let mut tally = Tally::default();
        let mut reader = self.source.reader()?;
        let mut scratch = Scratch::default();
        while let Some(group) = self.groups.get(next.fetch_add(1, Ordering::Relaxed)) {
            scratch.forget();
            reader.forget();
            // The newest version first: as a rule that is the one that a pack has as it is.
            for (left, unit) in group.iter().enumerate().rev() {
                let gap = |why: String| (unit.index + 1, Gap { what: unit.origin.to_string(), why });
                if let Some(why) = self.stop() {
                    tally.left_out += u64::from(why == INTERRUPTED);
                    tally.unread.push(gap(why.to_owned()));
                    continue;
                }
                // A panic must not pass for a clean file. What it says may quote the text, so it is not repeated.
                let one = AssertUnwindSafe(|| self.one(unit, left > 0, reader.as_mut(), &mut scratch));
                let done = catch_unwind(one).unwrap_or_else(|_| Done::Unread(BUG.to_owned()));
                if matches!(&done, Done::Unread(why) if why == BUG) {
                    (reader, scratch) = (self.source.reader()?, Scratch::default());
                }
                tally.enter(done, gap);
                self.options.progress.done(unit.size);
            }
        }
        Ok(tally)
    }

    /// Why no more work is begun, where that is so.
    fn stop(&self) -> Option<&'static str> {
        match () {
            () if self.options.interrupt.is_some_and(|flag| flag.load(Ordering::Relaxed)) => {
                Some(INTERRUPTED)
            }
            () if self.options.deadline.is_some_and(|end| Instant::now() >= end) => Some(OUT_OF_TIME),
            () => None,
        }
    }

    fn one(&self, unit: &Unit, has_next: bool, reader: &mut dyn Reader, scratch: &mut Scratch) -> Done {
        if !self.policy.reads_excluded && self.policy.excludes(&unit.origin.path) {
            return Done::Skipped("excluded by the configuration".to_owned());
        }
        let chunk = match reader.read(unit) {
            Read::Chunk(chunk) => chunk,
            Read::Large(mut stream) => return self.large(unit, stream.as_mut(), scratch),
            Read::Skipped(why) => return Done::Skipped(why),
            Read::Unread(why) => return Done::Unread(why),
        };
        let bytes = chunk.bytes.len() as u64;
        // Lines taken out, or a merge that has each line from one of its parents.
        if chunk.added.is_nothing() {
            reader.recycle(chunk.bytes);
            return Done::Scanned { findings: Vec::new(), bytes, lines: 0 };
        }
        scratch.expect(has_next);
        let findings = chunk_findings(self.engine, self.policy, &chunk, scratch);
        let lines = if self.source.counts_lines() { added_lines(&chunk) } else { 0 };
        reader.recycle(if has_next { scratch.keep(chunk.bytes) } else { chunk.bytes });
        Done::Scanned { findings, bytes, lines }
    }
}

impl Job<'_> {
    fn large(&self, unit: &Unit, stream: &mut dyn std::io::Read, scratch: &mut Scratch) -> Done {
        let how = large::How {
            engine: self.engine,
            policy: self.policy,
            windows: large::WINDOWS,
            stop: &|| self.stop(),
        };
        let found = large::findings(&how, &unit.origin, stream, scratch);
        let large::Found { findings, bytes, lines, cut } = found;
        match cut {
            None => Done::Scanned { findings, bytes, lines },
            Some(why) if bytes == 0 => Done::Unread(why),
            Some(why) => Done::Partly { findings, bytes, why },
        }
    }
}

/// The findings of one chunk at its own path: engine, then assembler. Every pipeline goes through here or through
/// [`Assembler`] itself.
pub fn chunk_findings(
    engine: &Engine,
    policy: &Policy,
    chunk: &Chunk,
    scratch: &mut Scratch,
) -> Vec<Finding> {
    // Every candidate of every rule: which of them speaks depends on path and threshold, which the engine is not told.
    let candidates = engine.scan_all(chunk, scratch);
    if candidates.is_empty() {
        return Vec::new();
    }
    Assembler::new(engine.rules().as_ref(), policy).assemble(
        &chunk.origin,
        &chunk.bytes,
        &chunk.added,
        &candidates,
    )
}

/// How many lines of a chunk are new.
fn added_lines(chunk: &Chunk) -> u64 {
    let count = |bytes: &[u8]| {
        let open = bytes.last().is_some_and(|&b| b != b'\n');
        memchr::memchr_iter(b'\n', bytes).count() as u64 + u64::from(open)
    };
    match &chunk.added {
        Added::All => count(&chunk.bytes),
        Added::Ranges(ranges) => ranges.iter().map(|r| count(r.of(&chunk.bytes))).sum(),
    }
}

#[cfg(test)]
mod tests;
