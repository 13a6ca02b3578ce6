//! Verdicts that were made before: the same bytes around a hit, in whatever blob, say the same about it.
//!
//! Versions of a file come one after the other along their delta tree, so a table that forgets is enough.

mod dead;
mod key;
mod live;

use crate::engine::heritage::Bound;
use crate::engine::{Hit, Verdict};
use crate::model::Span;
use dead::Dead;
use key::{Key, Keys};
use live::Live;
use std::sync::Arc;

/// How many bytes before and behind a hit say where to look what was said of it.
const WINDOW: (usize, usize) = (16, 32);
/// What rests on more bytes than these is not remembered.
const LONGEST: usize = 8 << 10;

/// What was said about a hit.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// What says so.
    pub bound: Bound,
    /// The verdict for each kind; none where nothing comes of it.
    pub verdicts: Option<Box<[Arc<Verdict>]>>,
}

/// Where a hit has its place in the tables: a set, and its window there.
#[derive(Clone, Copy, Debug)]
pub struct Seat {
    set: u32,
    window: u32,
}

/// What all threads remember. Looks into it are as good as random, and each waits for memory.
#[derive(Default)]
pub struct Memo {
    dead: Dead,
    live: Live,
    keys: Keys,
}

impl Memo {
    /// The seats of hits that are about to be asked for, into `seats`, and what is known there fetched: all of them at
    /// once, so that the waits for memory go side by side.
    pub fn fetch(&self, kinds: u16, bytes: &[u8], hits: impl Iterator<Item = Hit>, seats: &mut Vec<Seat>) {
        seats.clear();
        for hit in hits {
            let seat = self.seat(kinds, bytes, hit);
            self.dead.fetch(seat);
            seats.push(seat);
        }
    }

    /// Where a hit has its place.
    fn seat(&self, kinds: u16, bytes: &[u8], hit: Hit) -> Seat {
        let (at, (before, behind)) = (hit.pos as usize, WINDOW);
        let around = &bytes[at.saturating_sub(before)..bytes.len().min(at + behind)];
        let Key(window) = self.keys.mix(self.keys.first(kinds, hit), around);
        Seat { set: window as u32, window: (window >> 32) as u32 }
    }

    /// What is said about a hit with this seat, judged as these kinds: as it was said before, where the bytes say so, or
    /// anew.
    pub fn ask(&self, kinds: u16, bytes: &[u8], hit: Hit, seat: Seat, judge: impl FnOnce() -> Said) -> Said {
        let first = self.keys.first(kinds, hit);
        // What rests on as many bytes need not be told from each other by reading them again.
        let mut last: Option<(Span, Key)> = None;
        let mut whole = |bound: Bound| {
            let span = bound.in_text(hit.pos as usize, bytes.len())?;
            let known = last.filter(|(known, _)| *known == span);
            let (_, key) =
                *last.insert(known.unwrap_or_else(|| (span, self.keys.mix(first, &bytes[span.range()]))));
            Some(key)
        };
        if let Some(bound) = self.dead.find(seat, &mut whole) {
            return Said { bound, verdicts: None };
        }
        let counts = |verdict: &Arc<Verdict>| verdict.counts_in(bytes, hit.pos as usize);
        if let Some(said) = self.live.find(seat, &mut whole, counts) {
            return said;
        }
        let said = judge();
        let span = said.bound.in_text(hit.pos as usize, bytes.len());
        if span.is_some_and(|span| span.len() <= LONGEST)
            && let Some(whole) = whole(said.bound)
        {
            match &said.verdicts {
                None => self.dead.enter(seat, said.bound, whole),
                Some(_) => self.live.enter(seat, whole, said.clone()),
            }
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Footprint;

    /// What the memo knows of a hit, and whether it had to be judged for that.
    fn ask(memo: &Memo, kinds: u16, text: &[u8], hit: Hit, footprint: Footprint) -> (Bound, bool) {
        let mut judged = false;
        let said = memo.ask(kinds, text, hit, memo.seat(kinds, text, hit), || {
            judged = true;
            Said { bound: Bound::of(footprint, hit.pos), verdicts: None }
        });
        (said.bound, judged)
    }

    fn hit(pos: u32, word: u16) -> Hit {
        Hit { pos, word }
    }

    #[test]
    fn a_verdict_is_known_by_the_bytes_that_it_rests_on() {
        let text: Vec<u8> = (0..2000u32).map(|n| (n * n % 251) as u8).collect();
        let shifted = [&[7; 100][..], &text].concat();
        for (before, behind) in [(0, 1), (8, 16), (48, 80), (300, 700)] {
            let memo = Memo::default();
            let footprint =
                |text: &[u8], at: usize| Footprint::new(text, at.checked_sub(before), at + behind);
            let (first, judged) = ask(&memo, 1, &text, hit(800, 3), footprint(&text, 800));
            assert!(judged);
            assert_eq!(ask(&memo, 1, &shifted, hit(900, 3), footprint(&shifted, 0)), (first, false));
            let other = [(2, hit(800, 3)), (1, hit(800, 4)), (1, hit(801, 3))];
            assert!(other.iter().all(|o| ask(&memo, o.0, &text, o.1, footprint(&text, 0)).1));
            // Both may be one byte: what was judged with the first change is known, so the second is another.
            for (at, change) in [(800 - before, 1), (800 + behind - 1, 2)] {
                let mut changed = text.clone();
                changed[at] ^= change;
                assert!(ask(&memo, 1, &changed, hit(800, 3), footprint(&text, 0)).1, "byte {at}");
            }
        }
    }

    #[test]
    fn the_edges_of_a_text_are_a_part_of_what_it_rests_on() {
        let (text, memo) = (vec![7; 400], Memo::default());
        let to_the_end = Footprint::new(&text, Some(300), 500);
        assert!(ask(&memo, 1, &text, hit(350, 3), to_the_end).1);
        assert!(!ask(&memo, 1, &text[50..], hit(300, 3), to_the_end).1, "it ends there as well");
        let longer = [&text[..], b"7"].concat();
        assert!(ask(&memo, 1, &longer, hit(350, 3), Footprint::new(&longer, Some(300), 380)).1);
        let from_the_start = Footprint::new(&text, None, 20);
        assert!(ask(&memo, 1, &text, hit(10, 3), from_the_start).1);
        assert!(!ask(&memo, 1, &text, hit(10, 3), from_the_start).1);
        let later = [&text[..5], &text].concat();
        assert!(ask(&memo, 1, &later, hit(15, 3), Footprint::new(&later, Some(0), 20)).1);
    }

    #[test]
    fn what_one_thread_was_told_the_others_know() {
        let (text, memo) = ([7; 400], Memo::default());
        let footprint = Footprint::new(&text, Some(300), 380);
        let judged = || ask(&memo, 1, &text, hit(350, 3), footprint).1;
        assert!(std::thread::scope(|scope| scope.spawn(judged).join().expect("no panic")));
        assert!(!judged());
    }

    #[test]
    fn what_looks_very_far_is_not_remembered() {
        let (text, memo) = (vec![7; 3 * LONGEST], Memo::default());
        let at = 2 * LONGEST;
        let is_judged = |before: usize| {
            let footprint = Footprint::new(&text, Some(at - before), at + 1);
            ask(&memo, 1, &text, hit(at as u32, 3), footprint).1
        };
        assert!(is_judged(LONGEST) && is_judged(LONGEST));
        assert!(is_judged(LONGEST / 2) && !is_judged(LONGEST / 2), "what looks less far is");
    }
}
