//! The search proper. Hits that lie in what a blob shares with its delta base are taken over from it; only new bytes
//! and seams are searched. So is a first look at a hit that says that nothing can come of it.

use super::memo::{Memo, Said};
use super::{Tools, kinds_in};
use crate::engine::encoding::{self, Encoding};
use crate::engine::extra::Extra;
use crate::engine::{FOOTPRINT, FOOTPRINT_BEFORE, Hit, Looked, Scratch, Triage};
use crate::finding::Sketch;
use crate::git::graph::Bits;
use crate::git::pack::{Base, Decoded, Fault, Visitor, Watch, walk};
use crate::model::{Added, Candidate, Chunk, FileKind, ObjectKind, Origin, Place, RepoPath, Span};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU16, Ordering};

/// What the blobs came to.
#[derive(Default)]
pub struct Found {
    /// Blobs with candidates, by object and kind.
    pub sketches: Vec<(u32, FileKind, Sketch)>,
    /// Blobs searched.
    pub scanned: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Blobs that could not be read.
    pub unread: Vec<(u32, Fault)>,
    /// Blobs at which the scanner itself failed.
    pub failed: Vec<u32>,
}

impl Found {
    /// True where no blob has a candidate.
    pub fn is_empty(&self) -> bool {
        self.sketches.is_empty()
    }
}

/// Searches all wanted blobs.
pub fn scan(tools: &Tools<'_>, wanted: &Bits, kinds: &[AtomicU16], whole: bool, watch: Watch<'_>) -> Found {
    let walked = walk(tools.store, &Pass { tools, wanted, kinds, whole }, watch);
    let mut all = Found { unread: walked.unread, ..Found::default() };
    for worker in walked.workers {
        all.scanned += worker.found.scanned;
        all.bytes += worker.found.bytes;
        all.sketches.extend(worker.found.sketches);
        all.failed.extend(worker.found.failed);
    }
    all.failed.sort_unstable();
    all.sketches.sort_by_key(|s| (s.0, s.1));
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
    live: Vec<Hit>,
    memo: Memo,
}

/// A hit and the first look at it, in 16 bytes.
#[derive(Clone, Copy, Debug)]
struct Known {
    hit: Hit,
    /// How many bytes before and behind `hit.pos` make it dead, with [`EDGE`] where the text's own edge does too;
    /// [`LIVE`] or [`UNSURE`] instead of the first.
    before: u32,
    behind: u32,
}

/// Added where the verdict needs the text to begin, or to end, where it does.
const EDGE: u32 = 1 << 30;

/// To be judged.
const LIVE: u32 = u32::MAX;
/// Not looked at yet in this text.
const UNSURE: u32 = u32::MAX - 1;
impl Known {
    fn unsure(hit: Hit) -> Self {
        Known { hit, before: UNSURE, behind: 0 }
    }

    /// True where the verdict stands in a text that has `copied` of this one; `at_start` and `at_end` say that the copy
    /// has the edge of both texts.
    fn survives_in(&self, copied: Span, at_start: bool, at_end: bool) -> bool {
        let at = self.hit.pos as usize;
        match self.before {
            LIVE => true,
            UNSURE => false,
            before => {
                let edges = (before & EDGE == 0 || at_start) && (self.behind & EDGE == 0 || at_end);
                edges
                    && copied.start + (before & !EDGE) as usize <= at
                    && at + (self.behind & !EDGE) as usize <= copied.end
            }
        }
    }
}

/// What a blob hands down: its hits.
#[derive(Default)]
struct Heritage {
    known: Vec<Known>,
    /// The kinds that the verdicts were made for.
    kinds: u16,
    /// False for texts that have no hits as they stand.
    plain: bool,
    /// What the finder that a run brings along found.
    places: Vec<Span>,
}

impl Visitor for Pass<'_> {
    type State = Heritage;
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
        base: Option<&Base<'_, Heritage>>,
    ) -> Heritage {
        // A panic must not pass for a clean blob, nor end the scan.
        let one = AssertUnwindSafe(|| self.blob(worker, object, base));
        match catch_unwind(one) {
            Ok(own) => {
                if object.wanted {
                    worker.found.scanned += 1;
                    worker.found.bytes += object.bytes.len() as u64;
                }
                own
            }
            Err(_) => {
                worker.scratch = Scratch::default();
                worker.found.failed.extend(object.wanted.then_some(object.object));
                Heritage::default()
            }
        }
    }
}

impl Pass<'_> {
    fn blob(&self, worker: &mut Worker, object: &Decoded<'_>, base: Option<&Base<'_, Heritage>>) -> Heritage {
        let kinds =
            if object.wanted { self.kinds[object.object as usize].load(Ordering::Relaxed) } else { 0 };
        if matches!(encoding::of(object.bytes), Encoding::Utf16Le | Encoding::Utf16Be) {
            self.wide(worker, object, kinds);
            return Heritage::default();
        }
        let mut own = Heritage { kinds, plain: true, ..Heritage::default() };
        if let Some(finder) = self.tools.engine.extra() {
            own.places = self.places(finder, object.bytes, base);
        }
        if self.tools.engine.extra_is_alone() {
            if kinds != 0 && !own.places.is_empty() {
                worker.live.clear();
                self.judge(worker, object, kinds, &own.places);
            }
            return own;
        }
        match base.filter(|b| b.state.plain && !self.whole) {
            Some(base) => self.inherit(object.bytes, base, worker, &mut own),
            None => self.search(object.bytes, 0, object.bytes.len() as u32, worker, &mut own.known),
        }
        if kinds != 0 && !(own.known.is_empty() && own.places.is_empty()) {
            self.look(object.bytes, &mut own, &mut worker.memo);
            worker.live.clear();
            worker.live.extend(own.known.iter().filter(|k| k.before == LIVE).map(|k| k.hit));
            if !(worker.live.is_empty() && own.places.is_empty()) {
                self.judge(worker, object, kinds, &own.places);
            }
        }
        own
    }

    /// The places of a finder of lines: those in lines that the base has, too, are taken over.
    fn places(&self, finder: &dyn Extra, bytes: &[u8], base: Option<&Base<'_, Heritage>>) -> Vec<Span> {
        let mut found = Vec::new();
        // Everything before `done` is settled; it is the start of a line.
        let mut done = 0;
        let search = |from: usize, to: usize, places: &mut Vec<Span>| {
            if from < to {
                let new = finder.find(&bytes[from..to]).into_iter();
                places.extend(new.map(|s| Span::new(s.start + from, s.end + from)));
            }
        };
        if let Some(base) = base.filter(|b| b.state.plain && !self.whole) {
            for c in base.copies {
                let (from, to, len) = (c.from as usize, c.to as usize, c.len as usize);
                let copied = &bytes[to..to + len];
                let opens = from == 0 && to == 0;
                let first = if opens { Some(0) } else { memchr::memchr(b'\n', copied).map(|f| f + 1) };
                let at_end = to + len == bytes.len() && from + len == base.bytes.len();
                let last = if at_end { Some(len) } else { memchr::memrchr(b'\n', copied).map(|f| f + 1) };
                let (Some(first), Some(last)) = (first, last) else { continue };
                if first >= last {
                    continue;
                }
                search(done, to + first, &mut found);
                let known = &base.state.places;
                let known = &known[known.partition_point(|s| s.start < from + first)..];
                let known = &known[..known.partition_point(|s| s.start < from + last)];
                found.extend(known.iter().map(|s| Span::new(s.start - from + to, s.end - from + to)));
                done = to + last;
            }
        }
        search(done, bytes.len(), &mut found);
        found
    }

    /// A text in UTF-16 is decoded first, so it is searched whole.
    fn wide(&self, worker: &mut Worker, object: &Decoded<'_>, kinds: u16) {
        for kind in kinds_in(kinds) {
            let origin =
                Origin { path: RepoPath::default(), place: Place::Blob(self.tools.store.id(object.object)) };
            let chunk = Chunk { origin, kind, bytes: object.bytes.to_vec(), added: Added::All };
            let candidates = self.tools.engine.scan_all(&chunk, &mut worker.scratch);
            self.keep(&mut worker.found, object, kind, &candidates);
        }
    }

    /// First looks at hits that nobody has looked at in this text.
    fn look(&self, bytes: &[u8], own: &mut Heritage, memo: &mut Memo) {
        let kinds = own.kinds;
        for known in own.known.iter_mut().filter(|k| k.before == UNSURE) {
            let key = memo.key(kinds, bytes, known.hit);
            let said = key.and_then(|key| memo.recall(key)).unwrap_or_else(|| {
                let said = self.first_look(kinds, bytes, known.hit);
                key.into_iter().for_each(|key| memo.keep(key, said));
                said
            });
            (known.before, known.behind) = match said {
                Said::Live => (LIVE, 0),
                Said::Dead(before, behind) => (before, behind),
            };
        }
    }

    /// Dead for all kinds is dead.
    fn first_look(&self, kinds: u16, bytes: &[u8], hit: Hit) -> Said {
        let mut all: Option<Looked> = None;
        for kind in kinds_in(kinds) {
            match self.tools.engine.triage(kind, bytes, hit) {
                Triage::Live => return Said::Live,
                Triage::Dead(more) => all = Some(all.map_or(more, |l| l.and(more))),
            }
        }
        let Some(Looked { span, at_start, at_end }) = all else { return Said::Live };
        let at = hit.pos as usize;
        let pack =
            |bytes: usize, edge: bool| bytes.min(EDGE as usize - 1) as u32 | if edge { EDGE } else { 0 };
        Said::Dead(pack(at.saturating_sub(span.start), at_start), pack(span.end.saturating_sub(at), at_end))
    }

    fn judge(&self, worker: &mut Worker, object: &Decoded<'_>, kinds: u16, places: &[Span]) {
        for kind in kinds_in(kinds) {
            let engine = self.tools.engine;
            let candidates = engine.judge_with(kind, object.bytes, &worker.live, places.to_vec());
            self.keep(&mut worker.found, object, kind, &candidates);
        }
    }

    fn keep(&self, found: &mut Found, object: &Decoded<'_>, kind: FileKind, candidates: &[Candidate<'_>]) {
        if candidates.is_empty() {
            return;
        }
        let sketch = self.tools.assembler.sketch(object.bytes, candidates);
        if !sketch.is_empty() {
            found.sketches.push((object.object, kind, sketch));
        }
    }

    /// All hits of `bytes`: a hit whose footprint lies inside a copied range is the base's, shifted; what is between
    /// those is searched.
    fn inherit(&self, bytes: &[u8], base: &Base<'_, Heritage>, worker: &mut Worker, own: &mut Heritage) {
        let (lead, foot) = (FOOTPRINT_BEFORE as u32, FOOTPRINT as u32);
        let same_kinds = own.kinds == base.state.kinds;
        // Everything before `done` is settled.
        let mut done = 0u32;
        let len = bytes.len() as u32;
        for c in base.copies.iter().filter(|c| c.len > 2 * (lead + foot)) {
            // At the ends of both texts nothing lies beyond that could differ.
            let at_start = c.to == 0 && c.from == 0;
            let first = if at_start { 0 } else { c.to + lead };
            let at_end = c.to + c.len == len && (c.from + c.len) as usize == base.bytes.len();
            let last = if at_end { len } else { c.to + c.len - foot };
            self.search(bytes, done, first, worker, &mut own.known);
            let (from, to) = (first - c.to + c.from, last - c.to + c.from);
            let known = &base.state.known[base.state.known.partition_point(|k| k.hit.pos < from)..];
            let known = &known[..known.partition_point(|k| k.hit.pos < to)];
            let copied = Span::new(c.from as usize, (c.from + c.len) as usize);
            own.known.extend(known.iter().map(|k| {
                let hit = Hit { pos: k.hit.pos - from + first, word: k.hit.word };
                let stands = same_kinds && k.survives_in(copied, at_start, at_end);
                if stands { Known { hit, ..*k } } else { Known::unsure(hit) }
            }));
            done = last;
        }
        self.search(bytes, done, len, worker, &mut own.known);
    }

    /// The hits that start in `from..to`.
    fn search(&self, bytes: &[u8], from: u32, to: u32, worker: &mut Worker, known: &mut Vec<Known>) {
        if from < to {
            let window = Span::new(from as usize, to as usize);
            self.tools.engine.hits_in(bytes, window, &mut worker.part);
            known.extend(worker.part.iter().copied().map(Known::unsure));
        }
    }
}
