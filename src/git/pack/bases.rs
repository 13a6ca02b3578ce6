//! A bounded cache of decoded delta bases: versions of a file are read one after the other, and each is a delta of the next.
//! Entries that were not used again are evicted first.

use crate::model::{Keyed, ObjectKind};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// Where an entry lies: number of its pack, and offset.
pub type Place = (usize, u64);

/// Bytes that are held at most: enough for some versions of a large file.
const MOST: usize = 16 << 20;
/// A bigger entry is not held: it would drive all others out.
const LARGEST: usize = MOST / 2;
/// Bytes that are held where that is more than a few entries: more would be fresh memory without use.
const ENOUGH: usize = 8 << 20;
const FEW: usize = 16;
/// Buffers of dropped entries that wait for new ones.
const SPARE: usize = 16;

/// What is held.
#[derive(Default)]
pub struct Bases {
    held: HashMap<Place, Held, Keyed>,
    /// In the order in which they came; those that were asked for since go round once more.
    queue: VecDeque<Place>,
    bytes: usize,
    /// Memory of what was dropped: used again, it costs the system nothing.
    spare: Vec<Vec<u8>>,
}

struct Held {
    kind: ObjectKind,
    bytes: Arc<Vec<u8>>,
    used: bool,
}

impl Bases {
    /// The content of an entry, where it is held.
    pub fn get(&mut self, place: Place) -> Option<(ObjectKind, Arc<Vec<u8>>)> {
        let held = self.held.get_mut(&place)?;
        held.used = true;
        Some((held.kind, Arc::clone(&held.bytes)))
    }

    /// Keeps the content of an entry.
    pub fn keep(&mut self, place: Place, kind: ObjectKind, bytes: &Arc<Vec<u8>>) {
        if bytes.len() > LARGEST || self.held.contains_key(&place) {
            return;
        }
        self.bytes += bytes.len();
        self.held.insert(place, Held { kind, bytes: Arc::clone(bytes), used: false });
        self.queue.push_back(place);
        while self.bytes > MOST || self.bytes > ENOUGH && self.held.len() > FEW {
            self.drop_one();
        }
    }

    /// Lets all go: what is asked for next is made of other things.
    pub fn forget(&mut self) {
        self.queue.clear();
        self.bytes = 0;
        for (_, held) in self.held.drain() {
            if let Ok(bytes) = Arc::try_unwrap(held.bytes) {
                self.spare.push(bytes);
            }
        }
        self.spare.sort_by_key(|bytes| std::cmp::Reverse(bytes.capacity()));
        self.spare.truncate(SPARE);
    }

    /// A buffer with room for so many bytes, whatever is in it.
    pub fn spare(&mut self, room: usize) -> Vec<u8> {
        match self.spare.iter().position(|bytes| bytes.capacity() >= room) {
            Some(at) => self.spare.swap_remove(at),
            None => Vec::new(),
        }
    }

    fn drop_one(&mut self) {
        while let Some(place) = self.queue.pop_front() {
            match self.held.get_mut(&place) {
                Some(held) if held.used => {
                    held.used = false;
                    self.queue.push_back(place);
                }
                _ => {
                    let Some(held) = self.held.remove(&place) else { return };
                    self.bytes -= held.bytes.len();
                    if let Ok(bytes) = Arc::try_unwrap(held.bytes) {
                        self.set_aside(bytes);
                    }
                    return;
                }
            }
        }
    }

    /// Keeps the larger ones.
    fn set_aside(&mut self, bytes: Vec<u8>) {
        self.spare.push(bytes);
        if self.spare.len() > SPARE
            && let Some((at, _)) = self.spare.iter().enumerate().min_by_key(|(_, bytes)| bytes.capacity())
        {
            self.spare.swap_remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_memory_is_bounded() {
        let mut bases = Bases::default();
        let text = |byte: u8, len: usize| Arc::new(vec![byte; len]);
        let size = MOST / 8;
        for n in 0..50u64 {
            bases.keep((0, n), ObjectKind::Blob, &text(n as u8, size));
            assert_eq!(bases.get((0, 0)), Some((ObjectKind::Blob, text(0, size))), "after {n}");
            assert!(bases.bytes <= MOST && bases.held.len() == bases.queue.len());
        }
        assert_eq!(bases.get((0, 7)), None);
        assert_eq!((bases.get((0, 49)).is_some(), bases.get((1, 49))), (true, None));
        bases.keep((0, 60), ObjectKind::Blob, &text(1, LARGEST + 1));
        assert_eq!(bases.get((0, 60)), None);
    }
}
