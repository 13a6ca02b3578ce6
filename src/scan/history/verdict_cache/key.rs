//! Keyed hashes of bytes. The key is random for each process, so nobody can make collisions on purpose.

use crate::engine::Hit;
use std::hash::{BuildHasher, RandomState};

/// The hash of the bytes around a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Key(pub u64);

/// The hash function, with its random key.
pub struct Keys {
    seed: [u64; 2],
}

impl Default for Keys {
    fn default() -> Self {
        let random = RandomState::new();
        Keys { seed: [1u8, 2].map(|n| random.hash_one(n) | 1) }
    }
}

impl Keys {
    /// The hash of a hit's keyword and kinds, before any bytes.
    pub fn first(&self, kinds: u16, hit: Hit) -> Key {
        let start = u64::from(kinds) << 16 | u64::from(hit.word);
        Key(self.seed[0] ^ start)
    }

    /// The hash with these bytes appended.
    pub fn mix(&self, key: Key, bytes: &[u8]) -> Key {
        let (blocks, rest) = bytes.as_chunks::<16>();
        let mut last = [0; 16];
        last[..rest.len()].copy_from_slice(rest);
        let key = blocks.iter().fold(key, |key, block| self.fold(key, block));
        // The length tells zeros at the end from none.
        let Key(state) = self.fold(key, &last);
        Key(fold(state ^ bytes.len() as u64, self.seed[1]))
    }

    fn fold(&self, Key(state): Key, block: &[u8; 16]) -> Key {
        let (x, y) = block.split_at(8);
        let word = |half: &[u8]| half.try_into().map_or(0, u64::from_le_bytes);
        Key(fold(state ^ word(x), self.seed[1] ^ word(y)))
    }
}

fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}
