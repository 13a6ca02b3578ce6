//! The workers of a run: they take units from a common list until none is left.

use super::tally::{Done, Tally};
use super::{BUG, INTERRUPTED, Options, large, watched_findings};
use crate::engine::{Engine, Scratch, Watch};
use crate::error::Result;
use crate::finding::Policy;
use crate::git::OUT_OF_TIME;
use crate::model::{Added, Chunk, Origin, run_on_threads, signal};
use crate::outcome::Gap;
use crate::source::{Read, Reader, Source, Unit};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// Less work than this is done before a second thread has started.
const ALONE_UNITS: usize = 16;
const ALONE_BYTES: u64 = 256 * 1024;

/// What workers share.
pub struct Job<'a> {
    source: &'a dyn Source,
    engine: &'a Engine,
    policy: &'a Policy,
    options: Options<'a>,
    units: &'a [Unit],
    groups: Vec<&'a [Unit]>,
}

impl<'a> Job<'a> {
    pub fn new(
        source: &'a dyn Source,
        engine: &'a Engine,
        policy: &'a Policy,
        options: Options<'a>,
        units: &'a [Unit],
    ) -> Self {
        Job { source, engine, policy, options, units, groups: groups(units) }
    }

    /// What each worker did; `bytes` says how much there is to do.
    pub fn run(&self, bytes: u64) -> Result<Vec<Tally>> {
        match self.threads(bytes) {
            1 => Ok(vec![self.work(&AtomicUsize::new(0))?]),
            threads => self.in_parallel(threads),
        }
    }

    fn threads(&self, bytes: u64) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, |n| n.get());
        let wanted = if self.options.threads == 0 { cores() } else { self.options.threads };
        let little = self.units.len() <= ALONE_UNITS && bytes <= ALONE_BYTES;
        if little { 1 } else { wanted.min(self.groups.len()).max(1) }
    }

    fn in_parallel(&self, threads: usize) -> Result<Vec<Tally>> {
        let next = AtomicUsize::new(0);
        run_on_threads(threads, || self.work(&next)).into_iter().collect()
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

    /// Why no more work is begun; `None` to go on.
    fn stop(&self) -> Option<&'static str> {
        match () {
            () if signal(self.options.interrupt).is_some() => Some(INTERRUPTED),
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
        let ask = || self.stop().is_some();
        let watch = Watch::new(&ask);
        let findings = watched_findings(self.engine, self.policy, &chunk, scratch, &watch);
        if watch.stopped() {
            return Done::Left(self.stop().unwrap_or(OUT_OF_TIME));
        }
        let lines = if self.source.counts_lines() { added_lines(&chunk) } else { 0 };
        reader.recycle(if has_next { scratch.keep(chunk.bytes) } else { chunk.bytes });
        Done::Scanned { findings, bytes, lines }
    }

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

/// Neighbours of one path are versions of one file: a worker takes them one after the other, since most of a version is
/// known from the one before. Big groups first, so that none is started when all others are done; equal ones in order.
fn groups(units: &[Unit]) -> Vec<&[Unit]> {
    let is_version = |a: &Origin, b: &Origin| a.path == b.path && !a.path.as_bytes().is_empty();
    let mut groups: Vec<&[Unit]> = units.chunk_by(|a, b| is_version(&a.origin, &b.origin)).collect();
    let weight = |group: &[Unit]| (group.iter().map(|unit| unit.size).sum::<u64>(), group.len());
    groups.sort_by_cached_key(|group| std::cmp::Reverse(weight(group)));
    groups
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
