//! What a text passes on to a similar one (a blob to its deltas, a version of a file to the next): its hits and the
//! verdicts on them.

use super::{Footprint, Hit, Verdict};
use crate::model::{Common, Span};
use std::sync::Arc;

/// What a text passes on.
#[derive(Debug, Default)]
pub struct ScanState {
    /// Its hits, in order.
    pub known: Vec<KnownHit>,
    /// For each kind of file in `kinds`, the verdicts that `known` refers to.
    pub verdicts: Vec<Vec<Arc<Verdict>>>,
    /// The kinds of files that the verdicts were made for, as bits.
    pub kinds: u16,
    /// False for texts that must be decoded before they have hits.
    pub plain: bool,
    /// True if the start of the text has no zero bytes: it has no two-byte characters there.
    pub is_text: bool,
    /// The places of the custom finder.
    pub places: Vec<Span>,
}

impl ScanState {
    /// The hits that begin in `from..to`.
    pub fn between(&self, from: u32, to: u32) -> &[KnownHit] {
        let known = &self.known[self.known.partition_point(|k| k.hit.pos < from)..];
        &known[..known.partition_point(|k| k.hit.pos < to)]
    }

    /// Takes over the verdicts on hits that an older text also has, with everything that they depend on. `common` are
    /// the common ranges, in the order of this text.
    pub fn take_over(
        &mut self,
        bytes: &[u8],
        (old_bytes, old_state): (&[u8], &ScanState),
        common: impl Iterator<Item = Common>,
    ) {
        let ScanState { known, verdicts, .. } = self;
        for Common { old: from, new: to, len } in common {
            let at_start = to == 0 && from == 0;
            let at_end = to + len == bytes.len() && from + len == old_bytes.len();
            let copied = Span::new(from, from + len);
            let (from, to, len) = (from as u32, to as u32, len as u32);
            let mut of_base = old_state.between(from, from + len).iter().peekable();
            let first = known.partition_point(|k| k.hit.pos < to);
            for new in known[first..].iter_mut().take_while(|k| k.hit.pos < to + len) {
                let hit = Hit { pos: new.hit.pos - to + from, ..new.hit };
                while of_base.next_if(|k| k.hit < hit).is_some() {}
                let Some(old) = of_base.next_if(|k| k.hit == hit) else { continue };
                if old.verdict == UNJUDGED || !old.bound.fits(hit.pos, copied, at_start, at_end) {
                    continue;
                }
                let verdict = match old.has_verdicts() {
                    true => {
                        let old = || old_state.verdicts.iter().map(|list| &list[old.verdict as usize]);
                        if !old().all(|verdict| verdict.counts_in(bytes, new.hit.pos as usize)) {
                            continue;
                        }
                        enter(verdicts, old().cloned())
                    }
                    false => NEGATIVE,
                };
                *new = KnownHit { bound: old.bound, verdict, ..*new };
            }
        }
    }
}

/// Adds the verdicts on a hit, one for each kind of file, and returns their number.
pub fn enter(all: &mut [Vec<Arc<Verdict>>], new: impl Iterator<Item = Arc<Verdict>>) -> u32 {
    let number = all.first().map_or(0, Vec::len) as u32;
    all.iter_mut().zip(new).for_each(|(list, verdict)| list.push(verdict));
    number
}

/// A hit and what is known about it.
#[derive(Clone, Copy, Debug)]
pub struct KnownHit {
    /// The hit.
    pub hit: Hit,
    /// The bytes around the hit that the verdict depends on.
    pub bound: Bound,
    /// The number of its verdicts, or [`NEGATIVE`], or [`UNJUDGED`].
    pub verdict: u32,
}

/// Judged, without a finding.
pub const NEGATIVE: u32 = u32::MAX;
/// Not judged yet in this text.
pub const UNJUDGED: u32 = u32::MAX - 1;

impl KnownHit {
    /// A hit without a verdict.
    pub fn unjudged(hit: Hit) -> Self {
        KnownHit { hit, bound: Bound::default(), verdict: UNJUDGED }
    }

    /// True if it has verdicts.
    pub fn has_verdicts(&self) -> bool {
        self.verdict < UNJUDGED
    }
}

/// How many bytes before and behind a hit a verdict depends on, with `EDGE` added if it depends on the start or end of
/// the text being there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bound {
    before: u32,
    behind: u32,
}

/// Added if the verdict depends on where the text begins or ends.
const EDGE: u32 = 1 << 30;

impl Bound {
    /// From the bytes that were read for a hit at `pos`.
    pub fn of(footprint: Footprint, pos: u32) -> Bound {
        let Footprint { span, at_start, at_end } = footprint;
        let at = pos as usize;
        let pack =
            |bytes: usize, edge: bool| bytes.min(EDGE as usize - 1) as u32 | if edge { EDGE } else { 0 };
        Bound {
            before: pack(at.saturating_sub(span.start), at_start),
            behind: pack(span.end.saturating_sub(at), at_end),
        }
    }

    /// Packed into one number.
    pub fn bits(self) -> u64 {
        u64::from(self.before) | u64::from(self.behind) << 32
    }

    /// Unpacks such a number.
    pub fn from_bits(bits: u64) -> Bound {
        Bound { before: bits as u32, behind: (bits >> 32) as u32 }
    }

    /// The union of both.
    pub fn and(self, other: Bound) -> Bound {
        let more = |a: u32, b: u32| (a & !EDGE).max(b & !EDGE) | (a | b) & EDGE;
        Bound { before: more(self.before, other.before), behind: more(self.behind, other.behind) }
    }

    /// The bytes around a hit at `pos` in a text of this length. `None` if the text does not reach that far, or does
    /// not begin or end where it must.
    pub fn in_text(self, pos: usize, len: usize) -> Option<Span> {
        let (before, behind) = (self.before & !EDGE, self.behind & !EDGE);
        let span = Span::new(pos.checked_sub(before as usize)?, pos + behind as usize);
        let starts = self.before & EDGE == 0 || span.start == 0;
        let ends = if self.behind & EDGE == 0 { span.end <= len } else { span.end == len };
        (starts && ends).then_some(span)
    }

    /// True if a verdict on a hit at `pos` holds in a text that copies the range `copied`. `at_start` and `at_end` tell
    /// whether the range is at the start or end of both texts.
    pub fn fits(self, pos: u32, copied: Span, at_start: bool, at_end: bool) -> bool {
        let at = pos as usize;
        let edges = (self.before & EDGE == 0 || at_start) && (self.behind & EDGE == 0 || at_end);
        edges
            && copied.start + (self.before & !EDGE) as usize <= at
            && at + (self.behind & !EDGE) as usize <= copied.end
    }
}
