//! The search proper. Hits that lie in what a blob shares with its delta base are taken over from it; only new bytes
//! and seams are searched.

use super::{Tools, kinds_in};
use crate::engine::{FOOTPRINT, Hit, Scratch};
use crate::finding::Sheet;
use crate::git::graph::Bits;
use crate::git::pack::{Base, Decoded, Fault, Visitor, Watch, walk};
use crate::model::{Added, FileKind, ObjectKind};
use std::sync::atomic::{AtomicU16, Ordering};

/// What the blobs came to.
#[derive(Default)]
pub struct Found {
    /// Blobs with candidates, by object and kind.
    pub sheets: Vec<(u32, FileKind, Sheet)>,
    /// Blobs searched.
    pub scanned: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Blobs that could not be read.
    pub unread: Vec<(u32, Fault)>,
}

/// Searches all wanted blobs.
pub fn scan(tools: &Tools<'_>, wanted: &Bits, kinds: &[AtomicU16], whole: bool, watch: Watch<'_>) -> Found {
    let walked = walk(tools.store, &Pass { tools, wanted, kinds, whole }, watch);
    let mut all = Found { unread: walked.unread, ..Found::default() };
    for worker in walked.workers {
        all.scanned += worker.found.scanned;
        all.bytes += worker.found.bytes;
        all.sheets.extend(worker.found.sheets);
    }
    all.sheets.sort_by_key(|s| (s.0, s.1));
    all
}

struct Pass<'a> {
    tools: &'a Tools<'a>,
    wanted: &'a Bits,
    kinds: &'a [AtomicU16],
    whole: bool,
}

#[derive(Default)]
struct Worker {
    found: Found,
    scratch: Scratch,
    part: Vec<Hit>,
}

impl Visitor for Pass<'_> {
    type State = Vec<Hit>;
    type Worker = Worker;

    fn wants(&self, object: u32, kind: ObjectKind) -> bool {
        kind == ObjectKind::Blob && self.wanted.has(object)
    }

    fn worker(&self) -> Worker {
        Worker::default()
    }

    fn visit(
        &self,
        worker: &mut Worker,
        object: &Decoded<'_>,
        base: Option<&Base<'_, Vec<Hit>>>,
    ) -> Vec<Hit> {
        let mut hits = Vec::new();
        match base {
            Some(base) if !self.whole => self.inherit(object.bytes, base, &mut worker.part, &mut hits),
            _ => self.tools.engine.hits(object.bytes, &mut hits),
        }
        if object.wanted {
            worker.found.scanned += 1;
            worker.found.bytes += object.bytes.len() as u64;
            if !hits.is_empty() || self.tools.engine.looks_beyond_hits() {
                self.judge(worker, object, &hits);
            }
        }
        hits
    }
}

impl Pass<'_> {
    fn judge(&self, worker: &mut Worker, object: &Decoded<'_>, hits: &[Hit]) {
        for kind in kinds_in(self.kinds[object.object as usize].load(Ordering::Relaxed)) {
            let candidates = self.tools.engine.judge_all(kind, object.bytes, hits, &mut worker.scratch);
            if candidates.is_empty() {
                continue;
            }
            let sheet = self.tools.assembler.sheet(object.bytes, &Added::All, &candidates);
            if !sheet.is_empty() {
                worker.found.sheets.push((object.object, kind, sheet));
            }
        }
    }

    /// All hits of `bytes`: a hit whose footprint lies inside a copied range is the base's, shifted; what is between
    /// those is searched.
    fn inherit(&self, bytes: &[u8], base: &Base<'_, Vec<Hit>>, part: &mut Vec<Hit>, hits: &mut Vec<Hit>) {
        let foot = FOOTPRINT as u32;
        // Everything before `done` is settled.
        let mut done = 0u32;
        let len = bytes.len() as u32;
        for c in base.copies.iter().filter(|c| c.len > 4 * foot) {
            // At the ends of both texts nothing lies beyond that could differ.
            let first = if c.to == 0 && c.from == 0 { 0 } else { c.to + foot };
            let at_end = c.to + c.len == len && (c.from + c.len) as usize == base.bytes.len();
            let last = if at_end { len } else { c.to + c.len - foot };
            self.search(bytes, done, first, part, hits);
            let (from, to) = (first - c.to + c.from, last - c.to + c.from);
            let inherited = &base.state[base.state.partition_point(|h| h.pos < from)..];
            let inherited = &inherited[..inherited.partition_point(|h| h.pos < to)];
            hits.extend(inherited.iter().map(|h| Hit { pos: h.pos - from + first, word: h.word }));
            done = last;
        }
        self.search(bytes, done, len, part, hits);
    }

    /// The hits that start in `from..to`.
    fn search(&self, bytes: &[u8], from: u32, to: u32, part: &mut Vec<Hit>, hits: &mut Vec<Hit>) {
        if from >= to {
            return;
        }
        let start = (from as usize).saturating_sub(FOOTPRINT);
        let end = (to as usize + FOOTPRINT).min(bytes.len());
        self.tools.engine.hits(&bytes[start..end], part);
        let shift = start as u32;
        let inside = part.iter().filter(|h| (from..to).contains(&(h.pos + shift)));
        hits.extend(inside.map(|h| Hit { pos: h.pos + shift, word: h.word }));
    }
}
