//! Negative entries: hits without a finding, which nearly all are. There is no lock; an entry that is read while another
//! thread writes it does not match its checksum.

use super::Address;
use super::key::Key;
use crate::engine::scan_state::Bound;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

/// Entries of a set.
const WAYS: usize = 6;
/// Number of sets.
const SETS: usize = 1 << 15;

/// A set: two cache lines.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Set {
    tags: [AtomicU32; WAYS],
    /// The number of writes: modulo `WAYS`, the oldest entry, which is replaced next.
    oldest: AtomicU32,
    entries: [Entry; WAYS],
}

/// The footprint, and the hash of its bytes mixed with it, so that halves of two entries do not match.
#[derive(Debug, Default)]
struct Entry {
    bound: AtomicU64,
    sealed: AtomicU64,
}

/// The table.
#[derive(Default)]
pub struct Negative {
    /// Made when the first hit is judged.
    sets: OnceLock<Vec<Set>>,
}

impl Negative {
    /// Loads the cache lines of this address.
    pub fn fetch(&self, address: Address) {
        let set = self.set(address);
        std::hint::black_box(set.oldest.load(Relaxed));
        if let Some(last) = set.entries.last() {
            std::hint::black_box(last.sealed.load(Relaxed));
        }
    }

    /// The footprint of the negative entry at this address, if there is one; `whole` hashes the bytes of a footprint.
    pub fn find(&self, address: Address, whole: &mut impl FnMut(Bound) -> Option<Key>) -> Option<Bound> {
        let set = self.set(address);
        let alike = (0..WAYS).filter(|&way| set.tags[way].load(Relaxed) == address.tag);
        alike.map(|way| &set.entries[way]).find_map(|entry| {
            let bound = Bound::from_bits(entry.bound.load(Relaxed));
            let key = whole(bound)?;
            (entry.sealed.load(Relaxed) == seal(bound, key)).then_some(bound)
        })
    }

    /// Adds a negative entry in place of the oldest of its set.
    pub fn enter(&self, address: Address, bound: Bound, whole: Key) {
        let set = self.set(address);
        let way = set.oldest.fetch_add(1, Relaxed) as usize % WAYS;
        set.tags[way].store(address.tag, Relaxed);
        set.entries[way].bound.store(bound.bits(), Relaxed);
        set.entries[way].sealed.store(seal(bound, whole), Relaxed);
    }

    /// The set of an address. The table is made on first use: a run that judges nothing needs none.
    fn set(&self, address: Address) -> &Set {
        let sets = self.sets.get_or_init(|| {
            let mut sets = Vec::new();
            sets.resize_with(SETS, Set::default);
            sets
        });
        &sets[address.set as usize % SETS]
    }
}

/// The key with the bound that it was made for. Nobody can choose keys, so the bound may stand in it as it is.
fn seal(bound: Bound, Key(whole): Key) -> u64 {
    whole ^ bound.bits()
}
