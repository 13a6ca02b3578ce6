//! Hashing for tables whose keys somebody else chose: fast, and under a key of its own, so that nobody can choose keys
//! that fall together.

use std::hash::{BuildHasher, Hasher, RandomState};

/// Makes hashers with one secret key.
#[derive(Clone, Debug)]
pub struct Keyed([u64; 2]);

impl Default for Keyed {
    fn default() -> Self {
        let random = RandomState::new();
        Keyed([random.hash_one(1), random.hash_one(2) | 1])
    }
}

impl BuildHasher for Keyed {
    type Hasher = KeyedHasher;

    fn build_hasher(&self) -> KeyedHasher {
        KeyedHasher { state: self.0[0], key: self.0[1] }
    }
}

/// Folds products of sixteen bytes at a time.
#[derive(Debug)]
pub struct KeyedHasher {
    state: u64,
    key: u64,
}

impl KeyedHasher {
    #[inline]
    fn mix(&mut self, a: u64, b: u64) {
        let product = u128::from(self.state ^ a) * u128::from(self.key ^ b);
        self.state = product as u64 ^ (product >> 64) as u64;
    }
}

impl Hasher for KeyedHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (words, end) = bytes.as_chunks::<8>();
        let (pairs, rest) = words.as_chunks::<2>();
        for [a, b] in pairs {
            self.mix(u64::from_le_bytes(*a), u64::from_le_bytes(*b));
        }
        let mut last = [0; 8];
        last[..end.len()].copy_from_slice(end);
        self.mix(rest.first().map_or(0, |word| u64::from_le_bytes(*word)), u64::from_le_bytes(last));
    }

    #[inline]
    fn write_usize(&mut self, n: usize) {
        self.state = self.state.wrapping_add(n as u64).rotate_left(32);
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.state
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn keys_that_differ_anywhere_fall_apart() {
        let keyed = Keyed::default();
        let text: Vec<u8> = (0..70).collect();
        let mut seen = HashSet::new();
        for len in 0..=text.len() {
            assert!(seen.insert(keyed.hash_one(&text[..len])), "{len} bytes");
            for at in 0..len {
                let mut other = text[..len].to_vec();
                other[at] ^= 0x80;
                assert!(seen.insert(keyed.hash_one(&other[..])), "{len} bytes, {at} changed");
            }
        }
        assert_ne!(keyed.hash_one([0u8; 8].as_slice()), keyed.hash_one([0u8; 16].as_slice()));
        assert_eq!(keyed.hash_one(&text[..]), keyed.clone().hash_one(&text[..]));
    }
}
