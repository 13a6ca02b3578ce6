//! The filter in front of the keyword index: four bytes of every keyword, in sixteen buckets. Two forms of one thing:
//! a table by pairs of bytes for safe code, and tables by half bytes for vector code.

use super::block::{BLOCK, LOOK};

/// Number of buckets.
const BUCKETS: usize = 16;

/// Four bytes of a keyword that are searched for first; `None` where any byte will do.
pub type Window = [Option<(u8, bool)>; 4];

/// The filter.
#[derive(Debug)]
pub struct Pairs {
    /// By set of eight buckets, byte of the window, low or high half: the buckets that the half byte is in.
    pub nibbles: [[[[u8; 16]; 2]; 4]; 2],
    /// By a pair of bytes, six bits of each: buckets that have it as first pair (low half) or as second (high half).
    table: Vec<u32>,
}

impl Pairs {
    /// A filter for these windows. Their order decides who shares a bucket: neighbours do.
    pub fn new(windows: &[Window]) -> Self {
        let mut pairs = Pairs { nibbles: [[[[0; 16]; 2]; 4]; 2], table: Vec::new() };
        let safe = !super::vector();
        if safe {
            pairs.table = vec![0; 1 << 12];
        }
        for (at, window) in windows.iter().enumerate() {
            let bucket = at * BUCKETS / windows.len().max(1);
            for (place, byte) in window.iter().enumerate() {
                for b in spellings(*byte) {
                    let rows = &mut pairs.nibbles[bucket / 8][place];
                    rows[0][usize::from(b & 15)] |= 1 << (bucket % 8);
                    rows[1][usize::from(b >> 4)] |= 1 << (bucket % 8);
                }
            }
            if safe {
                pairs.enter(window, bucket);
            }
        }
        pairs
    }

    /// As [`Pairs::new`], for the safe code even where vector code is there: for tests.
    #[cfg(test)]
    pub fn portable(windows: &[Window]) -> Self {
        let mut pairs = Pairs::new(windows);
        pairs.table = vec![0; 1 << 12];
        for (at, window) in windows.iter().enumerate() {
            pairs.enter(window, at * BUCKETS / windows.len().max(1));
        }
        pairs
    }

    fn enter(&mut self, window: &Window, bucket: usize) {
        for half in 0..2 {
            for first in spellings(window[half * 2]) {
                for second in spellings(window[half * 2 + 1]) {
                    self.table[index(first, second)] |= 1 << (bucket + half * BUCKETS);
                }
            }
        }
    }

    /// A bit for every byte of a block (with [`LOOK`] more bytes) that a window may begin at.
    pub fn pass(&self, block: &[u8]) -> u64 {
        let mut found = [0u32; BLOCK + LOOK];
        let Some(table) = self.table.first_chunk::<4096>() else { return 0 };
        for (slot, pair) in found.iter_mut().zip(block.windows(2)) {
            *slot = table[index(pair[0], pair[1]) & 4095];
        }
        let mut bits = 0;
        for at in 0..BLOCK {
            bits |= u64::from(found[at] & (found[at + 2] >> BUCKETS) != 0) << at;
        }
        bits
    }
}

fn index(first: u8, second: u8) -> usize {
    usize::from(first & 63) << 6 | usize::from(second & 63)
}

/// The bytes that stand for one: both cases of a letter where it is folded, every byte where any will do.
fn spellings(byte: Option<(u8, bool)>) -> Vec<u8> {
    match byte {
        None => (0..=255).collect(),
        Some((b, true)) if b.is_ascii_alphabetic() => vec![b.to_ascii_lowercase(), b.to_ascii_uppercase()],
        Some((b, _)) => vec![b],
    }
}
