//! The filter in front of the keyword index: the windows (four bytes) of all keywords in sixteen buckets. It has two forms: a
//! table by pairs of bytes for portable code, and tables by nibbles for vector code.

use super::block::{BLOCK, LOOK};
use crate::rules::window::{BUCKETS, Window, spellings};

/// Sets of eight buckets.
pub const SETS: usize = BUCKETS / 8;

/// By set of eight buckets, byte of the window, low or high half: the buckets that the half byte is in.
#[derive(Debug)]
pub struct Halves<const SETS: usize, const LEN: usize>(pub [[[[u8; 16]; 2]; LEN]; SETS]);

impl<const SETS: usize, const LEN: usize> Halves<SETS, LEN> {
    /// Of the first bytes of these windows, and their buckets.
    pub fn new(windows: &[(Window, u8)]) -> Self {
        let mut halves = [[[[0; 16]; 2]; LEN]; SETS];
        for (window, bucket) in windows {
            let bit = 1 << (bucket % 8);
            for (rows, byte) in halves[usize::from(bucket / 8)].iter_mut().zip(window) {
                match *byte {
                    None => rows.as_flattened_mut().iter_mut().for_each(|half| *half |= bit),
                    Some((b, both)) => {
                        let other = if both { b.to_ascii_uppercase() } else { b };
                        for b in [b, other] {
                            rows[0][usize::from(b & 15)] |= bit;
                            rows[1][usize::from(b >> 4)] |= bit;
                        }
                    }
                }
            }
        }
        Halves(halves)
    }
}

/// The filter.
#[derive(Debug)]
pub struct Pairs {
    /// For vector code.
    pub halves: Halves<SETS, 4>,
    /// By a pair of bytes, six bits of each: buckets that have it as first pair (low half) or as second (high half).
    table: Vec<u64>,
}

impl Pairs {
    /// A filter for these windows and their buckets.
    pub fn new(windows: &[(Window, u8)]) -> Self {
        let mut pairs = Pairs { halves: Halves::new(windows), table: Vec::new() };
        if !super::vector() {
            pairs.make_table(windows);
        }
        pairs
    }

    /// The table for portable code, made only if it is used.
    pub fn make_table(&mut self, windows: &[(Window, u8)]) {
        self.table = vec![0; 1 << 12];
        for (window, bucket) in windows {
            self.enter(window, usize::from(*bucket));
        }
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
        let mut found = [0u64; BLOCK + LOOK];
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
