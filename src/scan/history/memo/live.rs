//! Hits that something comes of, with the verdicts on them.

use super::key::Key;
use super::{Said, Seat};
use crate::engine::Verdict;
use crate::engine::heritage::Bound;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

/// How many hits of a set are remembered.
const WAYS: usize = 7;
/// Sets of so many.
const SETS: usize = 1 << 12;

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

#[derive(Debug)]
struct Table {
    rows: Vec<Row>,
    /// What is known of each.
    sets: Vec<[Mutex<Slot>; WAYS]>,
}

/// The table.
#[derive(Default)]
pub struct Live {
    /// Made when the first verdict is remembered.
    table: OnceLock<Table>,
}

impl Live {
    /// What was said about a hit of this seat, where all verdicts count here, too; `whole` makes the key of so many bytes
    /// around the hit.
    pub fn find(
        &self,
        seat: Seat,
        whole: &mut impl FnMut(Bound) -> Option<Key>,
        counts: impl Fn(&Arc<Verdict>) -> bool,
    ) -> Option<Said> {
        let table = self.table.get()?;
        let set = seat.set as usize % SETS;
        let row = &table.rows[set];
        let alike = (0..WAYS).filter(|&way| row.windows[way].load(Relaxed) == seat.window);
        alike.map(|way| locked(&table.sets[set][way])).find_map(|slot| {
            let stands = whole(slot.said.bound) == Some(slot.whole);
            (stands && slot.said.verdicts.iter().flatten().all(&counts)).then(|| slot.said.clone())
        })
    }

    /// Remembers what was said about a hit of this seat.
    pub fn enter(&self, seat: Seat, whole: Key, said: Said) {
        let table = self.table.get_or_init(|| {
            let mut table = Table { rows: Vec::new(), sets: Vec::new() };
            table.rows.resize_with(SETS, Row::default);
            table.sets.resize_with(SETS, Default::default);
            table
        });
        let set = seat.set as usize % SETS;
        let row = &table.rows[set];
        let way = row.oldest.fetch_add(1, Relaxed) as usize % WAYS;
        let mut slot = locked(&table.sets[set][way]);
        *slot = Slot { whole, said };
        row.windows[way].store(seat.window, Relaxed);
    }
}

/// A verdict that a thread was about to write when it failed is none yet: what was there is whole.
fn locked(slot: &Mutex<Slot>) -> MutexGuard<'_, Slot> {
    slot.lock().unwrap_or_else(|poison| poison.into_inner())
}
