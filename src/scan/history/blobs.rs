//! The search proper. Hits that lie in what a blob shares with its delta base are taken over from it, and so are the
//! verdicts on them; only new bytes and seams are searched, and only what they touch is judged again.

use super::memo::{Memo, Said};
use super::{Tools, kinds_in};
use crate::engine;
use crate::engine::encoding::{self, Encoding};
use crate::engine::extra::Extra;
use crate::engine::heritage::{Bound, DEAD, Heritage, Known, UNSURE, enter};
use crate::engine::{FOOTPRINT, FOOTPRINT_BEFORE, Hit, Scratch, Verdict};
use crate::finding::Sketch;
use crate::git::graph::Bits;
use crate::git::pack::{Base, Decoded, Fault, Visitor, Watch, walk};
use crate::model::{Added, Candidate, Chunk, Common, FileKind, ObjectKind, Origin, Place, RepoPath, Span};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

/// What the blobs came to.
#[derive(Default)]
pub struct Found {
    /// Blobs with candidates, by object and kind.
    pub sketches: Vec<Sketched>,
    /// Blobs searched.
    pub scanned: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Blobs that could not be read.
    pub unread: Vec<(u32, Fault)>,
    /// Blobs at which the scanner itself failed.
    pub failed: Vec<u32>,
}

/// A blob with candidates, judged as a file of one kind.
pub struct Sketched {
    pub object: u32,
    pub kind: FileKind,
    pub sketch: Sketch,
    /// The hits that something came of; `None` where it has none as it stands.
    pub hits: Option<Box<[Hit]>>,
}

impl Found {
    /// What was found in a blob that is judged as a file of this kind.
    pub fn sketched(&self, object: u32, kind: FileKind) -> Option<&Sketched> {
        let at = self.sketches.binary_search_by_key(&(object, kind), |s| (s.object, s.kind)).ok()?;
        self.sketches.get(at)
    }

    /// True where no blob has a candidate.
    pub fn is_empty(&self) -> bool {
        self.sketches.is_empty()
    }
}

/// Searches all wanted blobs.
pub fn scan(tools: &Tools<'_>, wanted: &Bits, kinds: &[AtomicU16], whole: bool, watch: Watch<'_>) -> Found {
    let walked = walk(tools.store, &Pass { tools, wanted, kinds, whole, watch }, watch);
    let mut all = Found { unread: walked.unread, ..Found::default() };
    for worker in walked.workers {
        all.scanned += worker.found.scanned;
        all.bytes += worker.found.bytes;
        all.sketches.extend(worker.found.sketches);
        all.failed.extend(worker.found.failed);
    }
    all.failed.sort_unstable();
    all.sketches.sort_by_key(|s| (s.object, s.kind));
    all
}

struct Pass<'a> {
    tools: &'a Tools<'a>,
    wanted: &'a Bits,
    kinds: &'a [AtomicU16],
    whole: bool,
    watch: Watch<'a>,
}

#[derive(Default)]
struct Worker {
    found: Found,
    scratch: Scratch,
    part: Vec<Hit>,
    memo: Memo,
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
        let ask = || self.watch.stopped();
        let patience = engine::Watch::new(&ask);
        let one = AssertUnwindSafe(|| self.blob(worker, object, base, &patience));
        match catch_unwind(one) {
            // A blob that was left in its middle counts among those that were not reached.
            Ok(_) if patience.stopped() => Heritage::default(),
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
    fn blob(
        &self,
        worker: &mut Worker,
        object: &Decoded<'_>,
        base: Option<&Base<'_, Heritage>>,
        patience: &engine::Watch<'_>,
    ) -> Heritage {
        let kinds =
            if object.wanted { self.kinds[object.object as usize].load(Ordering::Relaxed) } else { 0 };
        if matches!(encoding::of(object.bytes), Encoding::Utf16Le | Encoding::Utf16Be) {
            self.wide(worker, object, kinds, patience);
            return Heritage::default();
        }
        let verdicts = kinds_in(kinds).map(|_| Vec::new()).collect();
        let mut own = Heritage { kinds, plain: true, verdicts, ..Heritage::default() };
        if let Some(finder) = self.tools.engine.extra() {
            own.places = self.places(finder, object.bytes, base);
        }
        if self.tools.engine.extra_is_alone() {
            self.judge(worker, object, &mut own);
            return own;
        }
        match base.filter(|b| b.state.plain && !self.whole) {
            Some(base) => self.inherit(object.bytes, base, worker, &mut own),
            None => self.search(object.bytes, 0, object.bytes.len() as u32, worker, &mut own.known),
        }
        if kinds != 0 {
            self.look(object.bytes, &mut own, &mut worker.memo, patience);
            if !patience.stopped() {
                self.judge(worker, object, &mut own);
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
    fn wide(&self, worker: &mut Worker, object: &Decoded<'_>, kinds: u16, patience: &engine::Watch<'_>) {
        for kind in kinds_in(kinds) {
            let origin =
                Origin { path: RepoPath::default(), place: Place::Blob(self.tools.store.id(object.object)) };
            let chunk = Chunk { origin, kind, bytes: object.bytes.to_vec(), added: Added::All };
            let candidates = self.tools.engine.scan_watched(&chunk, &mut worker.scratch, patience);
            // Of a text that is left in its middle nothing is said, for no kind.
            if !patience.stopped() {
                self.keep(&mut worker.found, object, kind, &candidates, None);
            }
        }
    }

    /// Judges the hits that nobody has judged in this text, each by itself.
    fn look(&self, bytes: &[u8], own: &mut Heritage, memo: &mut Memo, patience: &engine::Watch<'_>) {
        let kinds = own.kinds;
        for known in own.known.iter_mut().filter(|k| k.verdict == UNSURE) {
            if patience.is_over() {
                return;
            }
            let judge = || self.verdicts(kinds, bytes, known.hit);
            let said = memo.ask(kinds, bytes, known.hit, judge);
            known.bound = said.bound;
            known.verdict = match said.verdicts {
                None => DEAD,
                Some(new) => enter(&mut own.verdicts, new.iter().cloned()),
            };
        }
    }

    /// Dead for all kinds is dead.
    fn verdicts(&self, kinds: u16, bytes: &[u8], hit: Hit) -> Said {
        let mut bound = Bound::default();
        let mut verdicts: Vec<Arc<Verdict>> = Vec::new();
        for (number, kind) in kinds_in(kinds).enumerate() {
            let (verdict, looked) = self.tools.engine.verdict(kind, bytes, hit);
            bound = bound.and(Bound::of(looked, hit.pos));
            if !(verdict.is_dead() && verdicts.is_empty()) {
                verdicts.resize_with(number, Default::default);
                verdicts.push(Arc::new(verdict));
            }
        }
        Said { bound, verdicts: (!verdicts.is_empty()).then(|| verdicts.into_boxed_slice()) }
    }

    /// Makes of the verdicts on all hits what is found in the blob.
    fn judge(&self, worker: &mut Worker, object: &Decoded<'_>, own: &mut Heritage) {
        let engine = self.tools.engine;
        let Heritage { known, verdicts, kinds, places, .. } = own;
        for (kind, verdicts) in kinds_in(*kinds).zip(verdicts) {
            let judged = engine.judged(kind, object.bytes, known, verdicts);
            if !(judged.is_empty() && places.is_empty()) {
                let candidates = engine.conclude(kind, object.bytes, &judged, places.clone());
                let hits = judged.iter().map(|(hit, _)| *hit).collect();
                self.keep(&mut worker.found, object, kind, &candidates, Some(hits));
            }
        }
    }

    fn keep(
        &self,
        found: &mut Found,
        object: &Decoded<'_>,
        kind: FileKind,
        candidates: &[Candidate<'_>],
        hits: Option<Box<[Hit]>>,
    ) {
        if candidates.is_empty() {
            return;
        }
        let sketch = self.tools.assembler.sketch(object.bytes, candidates);
        if !sketch.is_empty() {
            found.sketches.push(Sketched { object: object.object, kind, sketch, hits });
        }
    }

    /// All hits of `bytes`: a hit whose footprint lies inside a copied range is the base's, shifted; what is between
    /// those is searched.
    fn inherit(&self, bytes: &[u8], base: &Base<'_, Heritage>, worker: &mut Worker, own: &mut Heritage) {
        let (lead, foot) = (FOOTPRINT_BEFORE as u32, FOOTPRINT as u32);
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
            let known = base.state.between(from, to).iter();
            own.known.extend(known.map(|k| Known::unsure(Hit { pos: k.hit.pos - from + first, ..k.hit })));
            done = last;
        }
        self.search(bytes, done, len, worker, &mut own.known);
        if own.kinds == base.state.kinds {
            let common = base.copies.iter().map(|c| Common {
                old: c.from as usize,
                new: c.to as usize,
                len: c.len as usize,
            });
            own.take_over(bytes, (base.bytes, base.state), common);
        }
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
