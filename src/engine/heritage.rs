//! What a text hands down to one that is much like it, a blob to those that are stored as changes of it, a version of a
//! file to the next: its hits, and the verdicts on them.

use super::{Hit, Looked, Verdict};
use crate::model::{Common, Span};
use std::sync::Arc;

/// What a text hands down.
#[derive(Debug, Default)]
pub struct Heritage {
    /// Its hits, in order.
    pub known: Vec<Known>,
    /// For each kind in `kinds`, the verdicts that `known` speaks of.
    pub verdicts: Vec<Vec<Arc<Verdict>>>,
    /// The kinds that the verdicts were made for.
    pub kinds: u16,
    /// False for texts that have no hits as they stand.
    pub plain: bool,
    /// True for texts that begin without zero bytes: no characters of two bytes stand in these.
    pub is_text: bool,
    /// What the finder that a run brings along found.
    pub places: Vec<Span>,
}

impl Heritage {
    /// The hits that begin in `from..to`.
    pub fn between(&self, from: u32, to: u32) -> &[Known] {
        let known = &self.known[self.known.partition_point(|k| k.hit.pos < from)..];
        &known[..known.partition_point(|k| k.hit.pos < to)]
    }

    /// Takes over the verdicts on hits that an older text has, too, with all that they rest on; `common` is what both
    /// have, in the order of this one.
    pub fn take_over(
        &mut self,
        bytes: &[u8],
        (old_bytes, old_state): (&[u8], &Heritage),
        common: impl Iterator<Item = Common>,
    ) {
        let Heritage { known, verdicts, .. } = self;
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
                if old.verdict == UNSURE || !old.bound.fits(hit.pos, copied, at_start, at_end) {
                    continue;
                }
                let verdict = match old.is_live() {
                    true => {
                        let old = || old_state.verdicts.iter().map(|list| &list[old.verdict as usize]);
                        if !old().all(|verdict| verdict.counts_in(bytes, new.hit.pos as usize)) {
                            continue;
                        }
                        enter(verdicts, old().cloned())
                    }
                    false => DEAD,
                };
                *new = Known { bound: old.bound, verdict, ..*new };
            }
        }
    }
}

/// Enters the verdicts on a hit, one a kind, and says their number.
pub fn enter(all: &mut [Vec<Arc<Verdict>>], new: impl Iterator<Item = Arc<Verdict>>) -> u32 {
    let number = all.first().map_or(0, Vec::len) as u32;
    all.iter_mut().zip(new).for_each(|(list, verdict)| list.push(verdict));
    number
}

/// A hit and what is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// The hit.
    pub hit: Hit,
    /// What says so.
    pub bound: Bound,
    /// The number of its verdicts, or [`DEAD`], or [`UNSURE`].
    pub verdict: u32,
}

/// Nothing comes of it.
pub const DEAD: u32 = u32::MAX;
/// Not judged yet in this text.
pub const UNSURE: u32 = u32::MAX - 1;

impl Known {
    /// A hit that nobody has judged.
    pub fn unsure(hit: Hit) -> Self {
        Known { hit, bound: Bound::default(), verdict: UNSURE }
    }

    /// True where there are verdicts on it.
    pub fn is_live(&self) -> bool {
        self.verdict < UNSURE
    }
}

/// How many bytes before and behind a hit a verdict rests on, with `EDGE` where the text's own edge is a part of that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bound {
    before: u32,
    behind: u32,
}

/// Added where the verdict needs the text to begin, or to end, where it does.
const EDGE: u32 = 1 << 30;

impl Bound {
    /// Of the bytes that were looked at for a hit at `pos`.
    pub fn of(looked: Looked, pos: u32) -> Bound {
        let Looked { span, at_start, at_end } = looked;
        let at = pos as usize;
        let pack =
            |bytes: usize, edge: bool| bytes.min(EDGE as usize - 1) as u32 | if edge { EDGE } else { 0 };
        Bound {
            before: pack(at.saturating_sub(span.start), at_start),
            behind: pack(span.end.saturating_sub(at), at_end),
        }
    }

    /// All of it as one number.
    pub fn bits(self) -> u64 {
        u64::from(self.before) | u64::from(self.behind) << 32
    }

    /// What a number says.
    pub fn from_bits(bits: u64) -> Bound {
        Bound { before: bits as u32, behind: (bits >> 32) as u32 }
    }

    /// Both together.
    pub fn and(self, other: Bound) -> Bound {
        let more = |a: u32, b: u32| (a & !EDGE).max(b & !EDGE) | (a | b) & EDGE;
        Bound { before: more(self.before, other.before), behind: more(self.behind, other.behind) }
    }

    /// The bytes that it names around a hit at `pos` of a text of this length; `None` where the text does not reach so
    /// far, or does not begin or end where it must.
    pub fn in_text(self, pos: usize, len: usize) -> Option<Span> {
        let (before, behind) = (self.before & !EDGE, self.behind & !EDGE);
        let span = Span::new(pos.checked_sub(before as usize)?, pos + behind as usize);
        let starts = self.before & EDGE == 0 || span.start == 0;
        let ends = if self.behind & EDGE == 0 { span.end <= len } else { span.end == len };
        (starts && ends).then_some(span)
    }

    /// True where a verdict on a hit at `pos` stands in a text that has `copied` of this one; `at_start` and `at_end` say
    /// that the copy has the edge of both texts.
    pub fn fits(self, pos: u32, copied: Span, at_start: bool, at_end: bool) -> bool {
        let at = pos as usize;
        let edges = (self.before & EDGE == 0 || at_start) && (self.behind & EDGE == 0 || at_end);
        edges
            && copied.start + (self.before & !EDGE) as usize <= at
            && at + (self.behind & !EDGE) as usize <= copied.end
    }
}
