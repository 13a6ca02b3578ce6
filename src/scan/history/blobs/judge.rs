//! Judges the hits of a blob: each one that inherited no verdict, then all of them together.

use super::{Found, Judged, Pass, Sketched, Worker};
use crate::engine::scan_state::{Bound, NEGATIVE, ScanState, UNJUDGED, enter};
use crate::engine::{self, Hit, Reading, Verdict};
use crate::git::pack::Decoded;
use crate::model::{Added, Candidate, Chunk, FileKind, Origin, Place, RepoPath};
use crate::scan::history::kinds_in;
use crate::scan::history::verdict_cache::{Address, Cached};
use std::sync::Arc;

impl Pass<'_> {
    /// A text in UTF-16 is decoded first, so it is searched whole.
    pub(super) fn wide(
        &self,
        worker: &mut Worker,
        object: &Decoded<'_>,
        kinds: u16,
        patience: &engine::Watch<'_>,
    ) {
        for kind in kinds_in(kinds) {
            let origin =
                Origin { path: RepoPath::default(), place: Place::Blob(self.tools.store.id(object.object)) };
            let chunk = Chunk { origin, kind, bytes: object.bytes.to_vec(), added: Added::All };
            let candidates = self.tools.engine.scan_watched(&chunk, &mut worker.scratch, patience);
            // Of a text that is left in its middle nothing is cached, for no kind.
            if !patience.stopped() {
                self.keep(&mut worker.found, object, kind, &candidates, None);
            }
        }
    }

    /// Judges each hit that inherited no verdict, by the cache if possible.
    pub(super) fn look(
        &self,
        bytes: &[u8],
        own: &mut ScanState,
        addresses: &mut Vec<Address>,
        patience: &engine::Watch<'_>,
    ) {
        let (kinds, mut reading) = (own.kinds, Reading::default());
        let unjudged = own.known.iter().filter(|k| k.verdict == UNJUDGED);
        self.cache.fetch(kinds, bytes, unjudged.map(|k| k.hit), addresses);
        for (known, address) in own.known.iter_mut().filter(|k| k.verdict == UNJUDGED).zip(addresses) {
            if patience.is_over() {
                return;
            }
            let judge = || self.verdicts(kinds, bytes, known.hit, &mut reading);
            let cached = self.cache.ask(kinds, bytes, known.hit, *address, judge);
            known.bound = cached.bound;
            known.verdict = match cached.verdicts {
                None => NEGATIVE,
                Some(new) => enter(&mut own.verdicts, new.iter().cloned()),
            };
        }
    }

    /// The verdicts of a hit are negative only if they are so for all kinds.
    fn verdicts(&self, kinds: u16, bytes: &[u8], hit: Hit, reading: &mut Reading) -> Cached {
        let mut bound = Bound::default();
        let mut verdicts: Vec<Arc<Verdict>> = Vec::new();
        for (number, kind) in kinds_in(kinds).enumerate() {
            let (verdict, footprint) = self.tools.engine.verdict(kind, bytes, hit, reading);
            bound = bound.and(Bound::of(footprint, hit.pos));
            if !(verdict.is_negative() && verdicts.is_empty()) {
                verdicts.resize_with(number, Default::default);
                verdicts.push(Arc::new(verdict));
            }
        }
        Cached { bound, verdicts: (!verdicts.is_empty()).then(|| verdicts.into_boxed_slice()) }
    }

    /// The candidates of the blob, from the verdicts on all hits.
    pub(super) fn judge(&self, worker: &mut Worker, object: &Decoded<'_>, own: &mut ScanState) {
        let engine = self.tools.engine;
        let ScanState { known, verdicts, kinds, places, .. } = own;
        for (kind, verdicts) in kinds_in(*kinds).zip(verdicts) {
            let judged = engine.judged(kind, object.bytes, known, verdicts);
            if !(judged.is_empty() && places.is_empty()) {
                let candidates = engine.conclude(kind, object.bytes, &judged, places.clone(), false);
                let judged = judged.into_iter().map(|(hit, verdict)| (hit, Arc::clone(verdict))).collect();
                self.keep(&mut worker.found, object, kind, &candidates, Some(judged));
            }
        }
    }

    fn keep(
        &self,
        found: &mut Found,
        object: &Decoded<'_>,
        kind: FileKind,
        candidates: &[Candidate<'_>],
        judged: Option<Judged>,
    ) {
        if candidates.is_empty() {
            return;
        }
        let sketch = self.tools.assembler.sketch(object.bytes, candidates);
        if !sketch.is_empty() {
            found.sketches.push(Sketched { object: object.object, kind, sketch, judged });
        }
    }
}
