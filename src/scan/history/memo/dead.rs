//! Hits that nothing comes of: nearly all. No thread waits for another here, and what one reads while another writes there
//! is no entry.

use super::Seat;
use super::key::Key;
use crate::engine::heritage::Bound;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

/// How many hits of a set are remembered.
const WAYS: usize = 6;
/// Sets of so many.
const SETS: usize = 1 << 15;

/// What is known of a set: two lines of a processor's memory.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Set {
    windows: [AtomicU32; WAYS],
    /// Which of them is the oldest.
    oldest: AtomicU32,
    entries: [Entry; WAYS],
}

/// How many bytes around a hit say that it is dead, and the key of those, sealed with their number: halves of two entries
/// do not fit.
#[derive(Debug, Default)]
struct Entry {
    bound: AtomicU64,
    sealed: AtomicU64,
}

/// The table.
#[derive(Default)]
pub struct Dead {
    /// Made when the first hit is judged.
    sets: OnceLock<Vec<Set>>,
}

impl Dead {
    /// Fetches what is known at this seat.
    pub fn fetch(&self, seat: Seat) {
        let set = self.set(seat);
        std::hint::black_box(set.oldest.load(Relaxed));
        if let Some(last) = set.entries.last() {
            std::hint::black_box(last.sealed.load(Relaxed));
        }
    }

    /// What a dead hit of this seat rests on; `whole` makes the key of so many bytes around the hit.
    pub fn find(&self, seat: Seat, whole: &mut impl FnMut(Bound) -> Option<Key>) -> Option<Bound> {
        let set = self.set(seat);
        let alike = (0..WAYS).filter(|&way| set.windows[way].load(Relaxed) == seat.window);
        alike.map(|way| &set.entries[way]).find_map(|entry| {
            let bound = Bound::from_bits(entry.bound.load(Relaxed));
            let key = whole(bound)?;
            (entry.sealed.load(Relaxed) == seal(bound, key)).then_some(bound)
        })
    }

    /// Remembers that a hit of this seat is dead.
    pub fn enter(&self, seat: Seat, bound: Bound, whole: Key) {
        let set = self.set(seat);
        let way = set.oldest.fetch_add(1, Relaxed) as usize % WAYS;
        set.windows[way].store(seat.window, Relaxed);
        set.entries[way].bound.store(bound.bits(), Relaxed);
        set.entries[way].sealed.store(seal(bound, whole), Relaxed);
    }

    /// A run that judges nothing needs no table.
    fn set(&self, seat: Seat) -> &Set {
        let sets = self.sets.get_or_init(|| {
            let mut sets = Vec::new();
            sets.resize_with(SETS, Set::default);
            sets
        });
        &sets[seat.set as usize % SETS]
    }
}

/// The key with the bound that it was made for. Nobody can choose keys, so the bound may stand in it as it is.
fn seal(bound: Bound, Key(whole): Key) -> u64 {
    whole ^ bound.bits()
}
