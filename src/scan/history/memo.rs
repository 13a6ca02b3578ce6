//! Verdicts that were made before: the same bytes around a hit, in whatever blob, say the same about it.
//!
//! Versions of a file come one after the other along their delta tree, so a table that forgets is enough. Windows
//! are told apart by a hash under a key of this process: nobody can make one look like another on purpose.

use crate::engine::heritage::Bound;
use crate::engine::{Hit, Verdict};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

/// How many bytes before and behind a hit belong to its window; what looks further is remembered by a wider one, which
/// goes on on both sides by blocks of 16 bytes.
const WIDTHS: [(usize, usize); 2] = [(48, 80), (112, 272)];
/// Windows of each width that are remembered.
const SLOTS: usize = 1 << 15;

/// What was said about a hit.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// What says so.
    pub bound: Bound,
    /// The verdict for each kind; none where nothing comes of it.
    pub verdicts: Option<Box<[Arc<Verdict>]>>,
}

/// The window of a hit, by its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Key(u64, u64);

/// What one thread remembers.
pub struct Memo {
    slots: [Vec<(Key, Said)>; WIDTHS.len()],
    seed: [u64; 4],
}

impl Default for Memo {
    fn default() -> Self {
        let random = RandomState::new();
        let seed = [1u8, 2, 3, 4].map(|n| random.hash_one(n) | 1);
        Memo { slots: Default::default(), seed }
    }
}

impl Memo {
    /// What is said about a hit, judged as these kinds: as it was said before, where its window says so, or anew.
    pub fn ask(&mut self, kinds: u16, bytes: &[u8], hit: Hit, judge: impl FnOnce() -> Said) -> Said {
        let mut keys = [None; WIDTHS.len()];
        let mut key = self.first(kinds, hit);
        let at = hit.pos as usize;
        let (mut start, mut end) = (at, at);
        for (number, (before, behind)) in WIDTHS.into_iter().enumerate() {
            let Some(from) = at.checked_sub(before).filter(|_| at + behind <= bytes.len()) else { break };
            key = self.mix(self.mix(key, &bytes[from..start]), &bytes[end..at + behind]);
            (start, end) = (from, at + behind);
            keys[number] = Some(key);
            let slot = self.slots[number].get(key.0 as usize % SLOTS);
            if let Some(slot) = slot.filter(|slot| slot.0 == key) {
                return slot.1.clone();
            }
        }
        let said = judge();
        let more = || said.verdicts.iter().flat_map(|all| all.iter()).any(|verdict| verdict.is_bound());
        let width = WIDTHS.iter().position(|&(before, behind)| said.bound.is_within(before, behind));
        if let Some(width) = width.filter(|_| !more())
            && let Some(key) = keys[width]
        {
            let slots = &mut self.slots[width];
            slots.resize_with(SLOTS, Default::default);
            slots[key.0 as usize % SLOTS] = (key, said.clone());
        }
        said
    }

    fn first(&self, kinds: u16, hit: Hit) -> Key {
        let start = u64::from(kinds) << 16 | u64::from(hit.word);
        Key(self.seed[0] ^ start, self.seed[1] ^ start)
    }

    /// The key of a window that has these bytes, too: whole blocks of 16.
    fn mix(&self, key: Key, bytes: &[u8]) -> Key {
        let Key(mut a, mut b) = key;
        for pair in bytes.as_chunks::<16>().0 {
            let (x, y) = pair.split_at(8);
            let word = |half: &[u8]| half.try_into().map_or(0, u64::from_le_bytes);
            let (x, y) = (word(x), word(y));
            a = fold(a ^ x, self.seed[2] ^ y);
            b = fold(b ^ y, self.seed[3] ^ x.rotate_left(32));
        }
        Key(a, b)
    }
}

fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// A window is made of whole blocks, and so is what a wider one adds.
const _: () = {
    let mut n = 0;
    while n < WIDTHS.len() {
        assert!(WIDTHS[n].0.is_multiple_of(16) && WIDTHS[n].1.is_multiple_of(16));
        n += 1;
    }
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Looked;

    /// What the memo knows of a hit, and whether it had to be judged for that.
    fn ask(memo: &mut Memo, kinds: u16, text: &[u8], hit: Hit, looked: Looked) -> (Bound, bool) {
        let mut judged = false;
        let said = memo.ask(kinds, text, hit, || {
            judged = true;
            Said { bound: Bound::of(looked, hit.pos), verdicts: None }
        });
        (said.bound, judged)
    }

    #[test]
    fn a_window_is_its_bytes_and_its_hit() {
        let text: Vec<u8> = (0..2000u32).map(|n| (n * n % 251) as u8).collect();
        let shifted = [&[7; 100][..], &text].concat();
        let hit = |pos, word| Hit { pos, word };
        for (before, behind) in WIDTHS {
            let mut memo = Memo::default();
            let looked = |text: &[u8], at: usize| Looked::new(text, at.checked_sub(before), at + behind);
            let (first, judged) = ask(&mut memo, 1, &text, hit(800, 3), looked(&text, 800));
            assert!(judged && first.is_within(before, behind));
            assert_eq!(ask(&mut memo, 1, &shifted, hit(900, 3), looked(&shifted, 0)), (first, false));
            let other = [(2, hit(800, 3)), (1, hit(800, 4)), (1, hit(801, 3))];
            assert!(other.iter().all(|o| ask(&mut memo, o.0, &text, o.1, looked(&text, 0)).1));
            for at in [800 - before, 800 + behind - 1] {
                let mut changed = text.clone();
                changed[at] ^= 1;
                assert!(ask(&mut memo, 1, &changed, hit(800, 3), looked(&text, 0)).1, "byte {at}");
            }
        }
    }

    #[test]
    fn what_looks_beyond_the_widest_window_is_not_remembered() {
        let (text, mut memo) = (vec![7; 4000], Memo::default());
        let (before, behind) = WIDTHS[WIDTHS.len() - 1];
        for (at, looked) in [
            (2000, Looked::new(&text, Some(2000 - before - 1), 2001)),
            (2001, Looked::new(&text, Some(2001), 2002 + behind)),
            (before - 1, Looked::new(&text, None, before)),
        ] {
            let hit = Hit { pos: at as u32, word: 3 };
            assert!((0..2).all(|_| ask(&mut memo, 1, &text, hit, looked).1), "{at}");
        }
    }
}
