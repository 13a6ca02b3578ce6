//! Positive entries: hits with findings, and the verdicts on them.

use super::key::Key;
use super::{Address, Cached};
use crate::engine::Verdict;
use crate::engine::scan_state::Bound;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

/// Entries of a set.
const WAYS: usize = 7;
/// Number of sets.
const SETS: usize = 1 << 12;

#[derive(Clone, Debug, Default)]
struct Slot {
    /// The hash of the bytes of the footprint.
    whole: Key,
    cached: Cached,
}

/// The tags of a set and the number of writes to it: half a cache line. Most hits match no tag, so no lock is taken for them.
#[derive(Debug, Default)]
#[repr(align(32))]
struct Row {
    tags: [AtomicU32; WAYS],
    oldest: AtomicU32,
}

#[derive(Debug)]
struct Table {
    rows: Vec<Row>,
    /// The entries of each set.
    sets: Vec<[Mutex<Slot>; WAYS]>,
}

/// The table.
#[derive(Default)]
pub struct Positive {
    /// Made when the first verdict is remembered.
    table: OnceLock<Table>,
}

impl Positive {
    /// The entry at this address, if all its verdicts count in this text (`counts`); `whole` hashes the bytes of a footprint.
    pub fn find(
        &self,
        address: Address,
        whole: &mut impl FnMut(Bound) -> Option<Key>,
        counts: impl Fn(&Arc<Verdict>) -> bool,
    ) -> Option<Cached> {
        let table = self.table.get()?;
        let set = address.set as usize % SETS;
        let row = &table.rows[set];
        let alike = (0..WAYS).filter(|&way| row.tags[way].load(Relaxed) == address.tag);
        alike.map(|way| locked(&table.sets[set][way])).find_map(|slot| {
            let stands = whole(slot.cached.bound) == Some(slot.whole);
            (stands && slot.cached.verdicts.iter().flatten().all(&counts)).then(|| slot.cached.clone())
        })
    }

    /// Adds an entry in place of the oldest of its set.
    pub fn enter(&self, address: Address, whole: Key, cached: Cached) {
        let table = self.table.get_or_init(|| {
            let mut table = Table { rows: Vec::new(), sets: Vec::new() };
            table.rows.resize_with(SETS, Row::default);
            table.sets.resize_with(SETS, Default::default);
            table
        });
        let set = address.set as usize % SETS;
        let row = &table.rows[set];
        let way = row.oldest.fetch_add(1, Relaxed) as usize % WAYS;
        let mut slot = locked(&table.sets[set][way]);
        *slot = Slot { whole, cached };
        row.tags[way].store(address.tag, Relaxed);
    }
}

/// A panic in another thread does not matter: an entry is replaced as a whole, so what is there is whole.
fn locked(slot: &Mutex<Slot>) -> MutexGuard<'_, Slot> {
    slot.lock().unwrap_or_else(|poison| poison.into_inner())
}
