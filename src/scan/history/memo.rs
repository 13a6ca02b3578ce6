//! Verdicts that were made before: the same bytes around a hit, in whatever blob, say the same about it.
//!
//! Versions of a file come one after the other along their delta tree, so a small table that forgets is enough. Windows
//! are told apart by a hash under a key of this process: nobody can make one look like another on purpose.

use super::heritage::Bound;
use crate::engine::{Hit, Verdict};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

/// How many bytes before and behind a hit belong to its window.
const BEFORE: usize = 64;
const BEHIND: usize = 192;
/// Windows that are remembered.
const SLOTS: usize = 1 << 15;

/// What was said about a hit.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// What says so.
    pub bound: Bound,
    /// The verdict for each kind; none where nothing comes of it.
    pub verdicts: Option<Arc<[Arc<Verdict>]>>,
}

/// The window of a hit, by its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Key(u64, u64);

/// What one thread remembers.
pub struct Memo {
    slots: Vec<(Key, Said)>,
    seed: [u64; 4],
}

impl Default for Memo {
    fn default() -> Self {
        let random = RandomState::new();
        let seed = [1u8, 2, 3, 4].map(|n| random.hash_one(n) | 1);
        Memo { slots: Vec::new(), seed }
    }
}

impl Memo {
    /// The key of a hit judged as these kinds; `None` where the text ends within its window.
    pub fn key(&self, kinds: u16, bytes: &[u8], hit: Hit) -> Option<Key> {
        let at = hit.pos as usize;
        let window = bytes.get(at.checked_sub(BEFORE)?..at + BEHIND)?;
        let start = u64::from(kinds) << 16 | u64::from(hit.word);
        let (mut a, mut b) = (self.seed[0] ^ start, self.seed[1] ^ start);
        for pair in window.as_chunks::<16>().0 {
            let (x, y) = pair.split_at(8);
            let word = |half: &[u8]| half.try_into().map_or(0, u64::from_le_bytes);
            let (x, y) = (word(x), word(y));
            a = fold(a ^ x, self.seed[2] ^ y);
            b = fold(b ^ y, self.seed[3] ^ x.rotate_left(32));
        }
        Some(Key(a, b))
    }

    /// What is remembered of a window.
    pub fn recall(&self, key: Key) -> Option<Said> {
        let slot = self.slots.get(key.0 as usize % SLOTS)?;
        (slot.0 == key).then(|| slot.1.clone())
    }

    /// Remembers what was said, where the window alone says it.
    pub fn keep(&mut self, key: Key, said: &Said) {
        let more = || said.verdicts.iter().flat_map(|all| all.iter()).any(|verdict| verdict.is_bound());
        if said.bound.is_within(BEFORE, BEHIND) && !more() {
            if self.slots.is_empty() {
                self.slots = vec![(Key::default(), Said::default()); SLOTS];
            }
            self.slots[key.0 as usize % SLOTS] = (key, said.clone());
        }
    }
}

fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_its_bytes_and_its_hit() {
        let mut memo = Memo::default();
        let text: Vec<u8> = (0..600u32).map(|n| (n * n % 251) as u8).collect();
        let shifted = [&[7; 100][..], &text].concat();
        let hit = |pos, word| Hit { pos, word };
        let key = memo.key(1, &text, hit(200, 3)).expect("a window");
        assert_eq!(memo.recall(key), None);
        memo.keep(key, Said::Dead(60, 192));
        assert_eq!(
            memo.key(1, &shifted, hit(300, 3)).and_then(|k| memo.recall(k)),
            Some(Said::Dead(60, 192))
        );
        for other in [
            memo.key(2, &text, hit(200, 3)),
            memo.key(1, &text, hit(200, 4)),
            memo.key(1, &text, hit(201, 3)),
        ] {
            assert_eq!(memo.recall(other.expect("a window")), None);
        }
        for at in [200 - BEFORE, 200 + BEHIND - 1] {
            let mut changed = text.clone();
            changed[at] ^= 1;
            assert_eq!(memo.key(1, &changed, hit(200, 3)).and_then(|k| memo.recall(k)), None, "byte {at}");
        }
        // A look beyond the window is not remembered, and no window reaches over an end.
        memo.keep(key, Said::Dead(65, 1));
        assert_eq!(memo.recall(key), Some(Said::Dead(60, 192)));
        assert_eq!((memo.key(1, &text, hit(63, 3)), memo.key(1, &text, hit(409, 3))), (None, None));
    }
}
