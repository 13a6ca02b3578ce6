//! Verdicts that were made before: the same bytes around a hit, in whatever blob, say the same about it.
//!
//! Versions of a file come one after the other along their delta tree, so a table that forgets is enough.

mod key;

use crate::engine::heritage::Bound;
use crate::engine::{Hit, Verdict};
use crate::model::Span;
use key::{Key, Keys};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

/// How many bytes before and behind a hit say where to look what was said of it.
const WINDOW: (usize, usize) = (16, 32);
/// What rests on more bytes than these is not remembered.
const LONGEST: usize = 8 << 10;
/// How many verdicts are remembered on hits whose windows are alike.
const WAYS: usize = 7;
/// Sets of so many.
const SETS: usize = 1 << 15;

/// What was said about a hit.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// What says so.
    pub bound: Bound,
    /// The verdict for each kind; none where nothing comes of it.
    pub verdicts: Option<Box<[Arc<Verdict>]>>,
}

impl Said {
    /// True where it holds for a hit at `pos` of this text too, as far as more than the bytes around it decides.
    fn counts_in(&self, text: &[u8], pos: usize) -> bool {
        self.verdicts.iter().flat_map(|all| all.iter()).all(|verdict| verdict.counts_in(text, pos))
    }
}

#[derive(Clone, Debug, Default)]
struct Slot {
    /// Of all that the verdict rests on.
    whole: Key,
    said: Said,
}

/// Of the hits of a set, their windows, and which of them is the oldest: half a line of a processor's memory. It tells
/// most hits that nothing is known of them, so that no thread waits for another.
#[derive(Debug, Default)]
#[repr(align(32))]
struct Row {
    windows: [AtomicU32; WAYS],
    oldest: AtomicU32,
}

/// The verdicts of a set.
type Set = [Mutex<Slot>; WAYS];

#[derive(Debug)]
struct Table {
    rows: Vec<Row>,
    /// What is known of each.
    sets: Vec<Set>,
}

/// Where a hit has its place: the set, and its window there.
#[derive(Clone, Copy, Debug)]
pub struct Seat {
    set: u32,
    window: u32,
}

/// What all threads remember. Looks into it are as good as random, and each waits for memory.
#[derive(Default)]
pub struct Memo {
    /// Made when the first hit is judged.
    table: OnceLock<Table>,
    keys: Keys,
}

impl Memo {
    /// The seats of hits that are about to be asked for, into `seats`, and what is known there fetched: all of them at
    /// once, so that the waits for memory go side by side.
    pub fn fetch(&self, kinds: u16, bytes: &[u8], hits: impl Iterator<Item = Hit>, seats: &mut Vec<Seat>) {
        seats.clear();
        for hit in hits {
            let table = self.table();
            let seat = self.seat(kinds, bytes, hit);
            let row = &table.rows[seat.set as usize];
            let way = row.windows.iter().position(|known| known.load(Relaxed) == seat.window);
            // What is known, or what makes room.
            let way = way.unwrap_or(row.oldest.load(Relaxed) as usize % WAYS);
            // Any look that takes no lock.
            std::hint::black_box(table.sets[seat.set as usize][way].is_poisoned());
            seats.push(seat);
        }
    }

    /// A run that judges nothing needs no table.
    fn table(&self) -> &Table {
        self.table.get_or_init(|| {
            let mut table = Table { rows: Vec::new(), sets: Vec::new() };
            table.rows.resize_with(SETS, Row::default);
            table.sets.resize_with(SETS, Set::default);
            table
        })
    }

    /// The set of a hit, and its window there.
    fn seat(&self, kinds: u16, bytes: &[u8], hit: Hit) -> Seat {
        let (at, (before, behind)) = (hit.pos as usize, WINDOW);
        let around = &bytes[at.saturating_sub(before)..bytes.len().min(at + behind)];
        let Key(window) = self.keys.mix(self.keys.first(kinds, hit), around);
        Seat { set: window as u32 % SETS as u32, window: (window >> 32) as u32 }
    }

    /// What is said about a hit with this seat, judged as these kinds: as it was said before, where the bytes say so, or
    /// anew.
    pub fn ask(&self, kinds: u16, bytes: &[u8], hit: Hit, seat: Seat, judge: impl FnOnce() -> Said) -> Said {
        let table = self.table();
        let (row, set) = (&table.rows[seat.set as usize], &table.sets[seat.set as usize]);
        let at = hit.pos as usize;
        let first = self.keys.first(kinds, hit);
        // What rests on as many bytes need not be told from each other by reading them again.
        let mut last = (Span::default(), Key::default());
        let alike = (0..WAYS).filter(|&way| row.windows[way].load(Relaxed) == seat.window);
        for way in alike {
            let slot = locked(&set[way]);
            let Some(span) = slot.said.bound.in_text(at, bytes.len()) else { continue };
            if last.0 != span {
                last = (span, self.keys.mix(first, &bytes[span.range()]));
            }
            if last.1 == slot.whole && slot.said.counts_in(bytes, at) {
                return slot.said.clone();
            }
        }
        let said = judge();
        let span = said.bound.in_text(at, bytes.len());
        if let Some(span) = span.filter(|span: &Span| span.len() <= LONGEST) {
            let whole = self.keys.mix(first, &bytes[span.range()]);
            let way = row.oldest.fetch_add(1, Relaxed) as usize % WAYS;
            let mut slot = locked(&set[way]);
            *slot = Slot { whole, said: said.clone() };
            row.windows[way].store(seat.window, Relaxed);
        }
        said
    }
}

/// A verdict that a thread was about to write when it failed is none yet: what was there is whole.
fn locked(slot: &Mutex<Slot>) -> MutexGuard<'_, Slot> {
    slot.lock().unwrap_or_else(|poison| poison.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Looked;

    /// What the memo knows of a hit, and whether it had to be judged for that.
    fn ask(memo: &Memo, kinds: u16, text: &[u8], hit: Hit, looked: Looked) -> (Bound, bool) {
        let mut judged = false;
        let said = memo.ask(kinds, text, hit, memo.seat(kinds, text, hit), || {
            judged = true;
            Said { bound: Bound::of(looked, hit.pos), verdicts: None }
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
            let looked = |text: &[u8], at: usize| Looked::new(text, at.checked_sub(before), at + behind);
            let (first, judged) = ask(&memo, 1, &text, hit(800, 3), looked(&text, 800));
            assert!(judged);
            assert_eq!(ask(&memo, 1, &shifted, hit(900, 3), looked(&shifted, 0)), (first, false));
            let other = [(2, hit(800, 3)), (1, hit(800, 4)), (1, hit(801, 3))];
            assert!(other.iter().all(|o| ask(&memo, o.0, &text, o.1, looked(&text, 0)).1));
            // Both may be one byte: what was judged with the first change is known, so the second is another.
            for (at, change) in [(800 - before, 1), (800 + behind - 1, 2)] {
                let mut changed = text.clone();
                changed[at] ^= change;
                assert!(ask(&memo, 1, &changed, hit(800, 3), looked(&text, 0)).1, "byte {at}");
            }
        }
    }

    #[test]
    fn the_edges_of_a_text_are_a_part_of_what_it_rests_on() {
        let (text, memo) = (vec![7; 400], Memo::default());
        let to_the_end = Looked::new(&text, Some(300), 500);
        assert!(ask(&memo, 1, &text, hit(350, 3), to_the_end).1);
        assert!(!ask(&memo, 1, &text[50..], hit(300, 3), to_the_end).1, "it ends there as well");
        let longer = [&text[..], b"7"].concat();
        assert!(ask(&memo, 1, &longer, hit(350, 3), Looked::new(&longer, Some(300), 380)).1);
        let from_the_start = Looked::new(&text, None, 20);
        assert!(ask(&memo, 1, &text, hit(10, 3), from_the_start).1);
        assert!(!ask(&memo, 1, &text, hit(10, 3), from_the_start).1);
        let later = [&text[..5], &text].concat();
        assert!(ask(&memo, 1, &later, hit(15, 3), Looked::new(&later, Some(0), 20)).1);
    }

    #[test]
    fn what_one_thread_was_told_the_others_know() {
        let (text, memo) = ([7; 400], Memo::default());
        let looked = Looked::new(&text, Some(300), 380);
        let judged = || ask(&memo, 1, &text, hit(350, 3), looked).1;
        assert!(std::thread::scope(|scope| scope.spawn(judged).join().expect("no panic")));
        assert!(!judged());
    }

    #[test]
    fn what_looks_very_far_is_not_remembered() {
        let (text, memo) = (vec![7; 3 * LONGEST], Memo::default());
        let at = 2 * LONGEST;
        let is_judged = |before: usize| {
            let looked = Looked::new(&text, Some(at - before), at + 1);
            ask(&memo, 1, &text, hit(at as u32, 3), looked).1
        };
        assert!(is_judged(LONGEST) && is_judged(LONGEST));
        assert!(is_judged(LONGEST / 2) && !is_judged(LONGEST / 2), "what looks less far is");
    }
}
