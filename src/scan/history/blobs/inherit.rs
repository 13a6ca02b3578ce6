//! What a blob inherits from its delta base: hits in the copied ranges, the verdicts on them, and the places of a custom
//! finder. Only new bytes and seams are searched, and only hits whose footprint they touch are judged again.

use super::{Pass, Worker};
use crate::engine::extra::Extra;
use crate::engine::scan_state::{KnownHit, ScanState};
use crate::engine::{FOOTPRINT, FOOTPRINT_BEFORE, Hit};
use crate::git::pack::Base;
use crate::model::{Common, Span};

impl Pass<'_> {
    /// The places of the custom finder; those in lines that the base also has are inherited.
    pub(super) fn places(
        &self,
        finder: &dyn Extra,
        bytes: &[u8],
        base: Option<&Base<'_, ScanState>>,
    ) -> Vec<Span> {
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

    /// All hits of `bytes`: a hit whose footprint lies inside a copied range is the base's, shifted; what is between
    /// those is searched. True where a byte of that is zero.
    pub(super) fn inherit(
        &self,
        bytes: &[u8],
        base: &Base<'_, ScanState>,
        worker: &mut Worker,
        own: &mut ScanState,
    ) -> bool {
        let (lead, foot) = (FOOTPRINT_BEFORE as u32, FOOTPRINT as u32);
        // Everything before `done` is settled.
        let (mut done, mut zero) = (0u32, false);
        let len = bytes.len() as u32;
        for c in base.copies.iter().filter(|c| c.len > 2 * (lead + foot)) {
            // At the ends of both texts nothing lies beyond that could differ.
            let at_start = c.to == 0 && c.from == 0;
            let first = if at_start { 0 } else { c.to + lead };
            let at_end = c.to + c.len == len && (c.from + c.len) as usize == base.bytes.len();
            let last = if at_end { len } else { c.to + c.len - foot };
            zero |= self.search(bytes, done, first, worker, &mut own.known);
            let (from, to) = (first - c.to + c.from, last - c.to + c.from);
            let known = base.state.between(from, to).iter();
            own.known
                .extend(known.map(|k| KnownHit::unjudged(Hit { pos: k.hit.pos - from + first, ..k.hit })));
            done = last;
        }
        zero |= self.search(bytes, done, len, worker, &mut own.known);
        if own.kinds == base.state.kinds {
            let common = base.copies.iter().map(|c| Common {
                old: c.from as usize,
                new: c.to as usize,
                len: c.len as usize,
            });
            own.take_over(bytes, (base.bytes, base.state), common);
        }
        zero
    }

    /// The hits that start in `from..to`. True where a byte there, or shortly before or behind, is zero.
    pub(super) fn search(
        &self,
        bytes: &[u8],
        from: u32,
        to: u32,
        worker: &mut Worker,
        known: &mut Vec<KnownHit>,
    ) -> bool {
        if from >= to {
            return false;
        }
        let window = Span::new(from as usize, to as usize);
        let zero = self.tools.engine.hits_in(bytes, window, &mut worker.part);
        known.extend(worker.part.iter().copied().map(KnownHit::unjudged));
        zero
    }
}
