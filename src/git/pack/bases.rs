//! Decoded entries of packs that others are made of: versions of a file are read one after the other, and each is a
//! change of the next. Bounded; what was not asked for again goes first.

use crate::model::ObjectKind;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// Where an entry lies: number of its pack, and offset.
pub type Place = (usize, u64);

/// Bytes that are held at most: enough for the versions of a file. More would be fresh memory without use.
const MOST: usize = 16 << 20;
/// A bigger entry is not held: it would drive all others out.
const LARGEST: usize = MOST / 2;

/// What is held.
#[derive(Default)]
pub struct Bases {
    held: HashMap<Place, Held>,
    /// In the order in which they came; those that were asked for since go round once more.
    queue: VecDeque<Place>,
    bytes: usize,
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
        while self.bytes > MOST {
            self.drop_one();
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
                    self.bytes -= self.held.remove(&place).map_or(0, |held| held.bytes.len());
                    return;
                }
            }
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
