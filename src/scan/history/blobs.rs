//! Searches every wanted blob once, along the delta trees: each inherits hits and verdicts from its delta base.

mod inherit;
mod judge;

use super::verdict_cache::{Address, VerdictCache};
use super::{Tools, kinds_in};
use crate::engine;
use crate::engine::encoding::{self, Encoding};
use crate::engine::scan_state::ScanState;
use crate::engine::{Hit, Scratch, Verdict};
use crate::finding::Sketch;
use crate::git::graph::Bits;
use crate::git::pack::{Base, Decoded, Fault, Visitor, Watch, walk};
use crate::model::{FileKind, ObjectKind};
use crate::scan::free_in_background;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

/// The result.
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
    /// Its positive hits; `None` if it has none as it is stored.
    pub judged: Option<Judged>,
}

/// The positive hits of a blob, with their verdicts.
pub type Judged = Box<[(Hit, Arc<Verdict>)]>;

impl Found {
    /// The candidates of a blob judged as a file of this kind.
    pub fn sketched(&self, object: u32, kind: FileKind) -> Option<&Sketched> {
        let at = self.sketches.binary_search_by_key(&(object, kind), |s| (s.object, s.kind)).ok()?;
        self.sketches.get(at)
    }

    /// True if no blob has a candidate.
    pub fn is_empty(&self) -> bool {
        self.sketches.is_empty()
    }
}

/// Searches all wanted blobs.
pub fn scan(tools: &Tools<'_>, wanted: &Bits, kinds: &[AtomicU16], whole: bool, watch: Watch<'_>) -> Found {
    let pass = Pass { tools, wanted, kinds, whole, watch, cache: VerdictCache::default() };
    let walked = walk(tools.store, &pass, watch);
    free_in_background(pass.cache);
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
    cache: VerdictCache,
}

#[derive(Default)]
struct Worker {
    found: Found,
    scratch: Scratch,
    part: Vec<Hit>,
    addresses: Vec<Address>,
}

impl Visitor for Pass<'_> {
    type State = ScanState;
    type Worker = Worker;

    fn wants(&self, object: u32, kind: ObjectKind) -> bool {
        kind == ObjectKind::Blob && self.wanted.has(object)
    }

    fn worker(&self) -> Worker {
        Worker::default()
    }

    fn rest(&self, worker: &mut Worker) {
        *worker = Worker { found: std::mem::take(&mut worker.found), ..Worker::default() };
    }

    fn visit(
        &self,
        worker: &mut Worker,
        object: &Decoded<'_>,
        base: Option<&Base<'_, ScanState>>,
    ) -> ScanState {
        // After a panic the blob counts as failed, and the scan goes on.
        let ask = || self.watch.stopped();
        let patience = engine::Watch::new(&ask);
        let one = AssertUnwindSafe(|| self.blob(worker, object, base, &patience));
        match catch_unwind(one) {
            // A blob that was left in its middle counts among those that were not reached.
            Ok(_) if patience.stopped() => ScanState::default(),
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
                ScanState::default()
            }
        }
    }
}

impl Pass<'_> {
    fn blob(
        &self,
        worker: &mut Worker,
        object: &Decoded<'_>,
        base: Option<&Base<'_, ScanState>>,
        patience: &engine::Watch<'_>,
    ) -> ScanState {
        let kinds =
            if object.wanted { self.kinds[object.object as usize].load(Ordering::Relaxed) } else { 0 };
        let written = encoding::of(object.bytes);
        if !matches!(written, Encoding::Plain | Encoding::Binary) {
            self.wide(worker, object, kinds, patience);
            return ScanState::default();
        }
        let verdicts = kinds_in(kinds).map(|_| Vec::new()).collect();
        let is_text = written == Encoding::Plain;
        let mut own = ScanState { kinds, plain: true, is_text, verdicts, ..ScanState::default() };
        if let Some(finder) = self.tools.engine.extra() {
            own.places = self.places(finder, object.bytes, base);
        }
        if self.tools.engine.extra_is_alone() {
            self.judge(worker, object, &mut own);
            return own;
        }
        let base = base.filter(|b| b.state.plain && (b.state.is_text || !is_text) && !self.whole);
        let zero = match base {
            Some(base) => self.inherit(object.bytes, base, worker, &mut own),
            None => self.search(object.bytes, 0, object.bytes.len() as u32, worker, &mut own.known),
        };
        // A base that is such text has no such stretch that its child could copy whole.
        if zero && is_text && encoding::holds_wide(object.bytes) {
            self.wide(worker, object, kinds, patience);
            return ScanState::default();
        }
        if kinds != 0 {
            self.look(object.bytes, &mut own, &mut worker.addresses, patience);
            if !patience.stopped() {
                self.judge(worker, object, &mut own);
            }
        }
        own
    }
}
