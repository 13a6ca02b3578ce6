//! Finding hits: keywords, and the starts of runs of token characters.
//!
//! A text is turned into bits in batches (`block`, `simd`): which bytes are token characters, and where four bytes of
//! a keyword may stand. From the first come the runs (`runs`); words that provably stand near a run, or near a mixed
//! one, are looked for there alone, all others wherever their four bytes may stand (`pairs`), and each is then compared in full (`index`).

mod block;
mod index;
mod pairs;
mod runs;
#[cfg(target_arch = "x86_64")]
mod simd;
#[cfg(test)]
pub(super) mod tests;

use super::{Hit, boundary};
use crate::rules::RuleSet;
pub use crate::rules::gate::RUN;
use crate::rules::gate::{FRONT, MIX_LINES, MIXED, RUN_REACH};
use crate::rules::window;
use block::{BLOCK, Bits};
use index::{Index, Word};
use pairs::Pairs;
use runs::{Found, MIX_REACH, Runs};
pub use runs::{end as run_end, is_run_byte};

/// The word of a hit that marks the start of a run.
pub const RUN_WORD: u16 = u16::MAX;

/// True where this processor has the vector code.
fn vector() -> bool {
    #[cfg(target_arch = "x86_64")]
    let has = std::arch::is_x86_feature_detected!("avx2");
    #[cfg(not(target_arch = "x86_64"))]
    let has = false;
    has
}

/// The search machine.
#[derive(Debug)]
pub struct Search {
    /// In front of `anywhere`.
    pairs: Pairs,
    /// Words that may stand anywhere.
    anywhere: Index,
    /// Words that begin where a word does, close to runs.
    front: Index,
    /// Words that stand before the mixing bytes of short runs.
    mixed: Index,
}

impl Search {
    /// For every keyword of these rules: the built-in words first, then the user's.
    pub fn new(rules: &RuleSet) -> Self {
        let [base, user] = rules.tables();
        let first = base.words.len();
        let (mut anywhere, mut front, mut mixed) = (Vec::new(), Vec::new(), Vec::new());
        let mut windows = Vec::new();
        for (tables, first) in [(base, 0), (user, first)] {
            for (at, row) in tables.words.iter().enumerate() {
                let text = tables.text(row.text).as_bytes();
                let word = Word { text, fold: row.fold, offset: 0, number: (first + at) as u16 };
                if row.gates == 0 {
                    anywhere.push(Word { offset: row.offset, ..word });
                    windows.push((window::at(text, usize::from(row.offset)), row.bucket));
                    continue;
                }
                for (list, gate) in [(&mut front, FRONT), (&mut mixed, MIXED)] {
                    if row.gates & gate != 0 {
                        list.push(word);
                    }
                }
            }
        }
        let [anywhere, front, mixed] = [anywhere, front, mixed].map(|words| Index::new(&words));
        Search { pairs: Pairs::new(&windows), anywhere, front, mixed }
    }

    /// All hits, sorted by position and word.
    pub fn hits(&self, bytes: &[u8], hits: &mut Vec<Hit>) {
        hits.clear();
        let mut pass = Pass {
            search: self,
            bytes,
            hits,
            front_to: 0,
            mixed_to: 0,
            line_ends: [0; LINE_BLOCKS],
            blocks: 0,
        };
        let mut bits = Bits::default();
        let mut runs = Runs::default();
        let mut at = 0;
        loop {
            let blocks = block::bits(&self.pairs, &bytes[at..], &mut bits);
            if blocks == 0 {
                break;
            }
            pass.take(&mut runs, at, &bits, blocks);
            at += blocks * BLOCK;
        }
        // What is left is shorter than a block and its look-ahead: it is laid out in two blocks of zeros.
        let mut tail = [0; 2 * BLOCK + block::LOOK];
        tail[..bytes.len() - at].copy_from_slice(&bytes[at..]);
        let blocks = block::bits(&self.pairs, &tail, &mut bits);
        pass.take(&mut runs, at, &bits, blocks);
        pass.found(runs.next(block::Kinds::default()), at + blocks * BLOCK - BLOCK);
        // Some sorted sequences, more or less: a merge sort is quick on them. A word of two gates is found twice.
        hits.sort();
        hits.dedup();
    }
}

/// How many blocks the line ends are kept of: enough for [`MIX_REACH`] bytes before a block.
const LINE_BLOCKS: usize = 8;
const _: () = assert!(LINE_BLOCKS * BLOCK >= MIX_REACH + BLOCK && LINE_BLOCKS.is_power_of_two());

/// One walk over a text.
struct Pass<'p> {
    search: &'p Search,
    bytes: &'p [u8],
    hits: &'p mut Vec<Hit>,
    /// How far the words of either gate have been looked for.
    front_to: usize,
    mixed_to: usize,
    /// Line ends of the block that is looked at and the ones before it, in a ring, and where in it that is.
    line_ends: [u64; LINE_BLOCKS],
    blocks: usize,
}

impl Pass<'_> {
    /// Takes the bits of `blocks` blocks from `at` on.
    fn take(&mut self, runs: &mut Runs, at: usize, bits: &Bits, blocks: usize) {
        for block in 0..blocks {
            let from = at + block * BLOCK;
            let found = runs.next(bits.kinds[block]);
            if found.starts | found.mixing != 0 {
                self.found(found, from.wrapping_sub(BLOCK));
            }
            self.blocks = self.blocks.wrapping_add(1);
            self.line_ends[self.blocks % LINE_BLOCKS] = bits.kinds[block].line_end;
            let mut pass = bits.pass[block];
            while pass != 0 {
                let place = from + pass.trailing_zeros() as usize;
                pass &= pass - 1;
                let hits = &mut *self.hits;
                self.search.anywhere.at(self.bytes, place, &mut |pos, word| {
                    hits.push(Hit { pos: pos as u32, word });
                });
            }
        }
    }

    /// Enters what the block from `from` on holds, and looks for the gated words there and shortly before.
    fn found(&mut self, found: Found, from: usize) {
        let mut starts = found.starts;
        while starts != 0 {
            let start = from + starts.trailing_zeros() as usize;
            starts &= starts - 1;
            let end = runs::end(self.bytes, start);
            if runs::mixes(self.bytes, start, end) {
                self.hits.push(Hit { pos: start as u32, word: RUN_WORD });
            }
            self.look_front(start.saturating_sub(RUN_REACH).max(self.front_to), end);
            self.front_to = end;
        }
        let mut mixing = found.mixing;
        while mixing != 0 {
            let first = mixing.trailing_zeros();
            // The mixing bytes of one line at a time: they are searched before as one stretch.
            let ends = self.line_ends[self.blocks % LINE_BLOCKS] >> first;
            let line = if ends == 0 { u64::MAX } else { (1 << (first + ends.trailing_zeros())) - 1 };
            let last = (mixing & line).ilog2();
            mixing &= !line;
            let (first, last) = (from + first as usize, from + last as usize);
            let places = self.lines_before(first, from).max(self.mixed_to)..last + 1;
            let hits = &mut *self.hits;
            self.search.mixed.within(self.bytes, places, &mut |pos, word| {
                hits.push(Hit { pos: pos as u32, word });
            });
            self.mixed_to = last + 1;
        }
    }

    /// Looks for words that begin where a word does, or behind an escape, in the stretch from `from` to `to`.
    fn look_front(&mut self, from: usize, to: usize) {
        let (search, bytes) = (self.search, self.bytes);
        let tail = &bytes[from.saturating_sub(boundary::REACH)..from];
        // How many bytes ago an escape may have begun.
        let escape = tail.iter().rev().position(|&b| boundary::may_escape(b));
        let mut escape = escape.unwrap_or(boundary::REACH);
        for place in from..to {
            let before = bytes.get(place.wrapping_sub(1)).copied().unwrap_or(b' ');
            escape = if boundary::may_escape(before) { 1 } else { escape + 1 };
            if boundary::is_word(before) && escape > boundary::REACH {
                continue;
            }
            search.front.at(bytes, place, &mut |pos, word| self.hits.push(Hit { pos: pos as u32, word }));
        }
    }

    /// Where the stretch before `first`, a place in the block from `from` on, begins that may hold its keywords: as many
    /// bytes, and as many lines, as may lie between.
    fn lines_before(&self, first: usize, from: usize) -> usize {
        let floor = first.saturating_sub(MIX_REACH);
        let mut left = MIX_LINES;
        let mut start = from + BLOCK;
        for back in 0..LINE_BLOCKS {
            start = start.wrapping_sub(BLOCK);
            let mut ends = self.line_ends[self.blocks.wrapping_sub(back) % LINE_BLOCKS];
            while ends != 0 {
                let at = ends.ilog2();
                let place = start.wrapping_add(at as usize);
                ends ^= 1 << at;
                if place >= first {
                    continue;
                }
                if place < floor {
                    return floor;
                }
                if left == 0 {
                    return place + 1;
                }
                left -= 1;
            }
            if start <= floor {
                break;
            }
        }
        floor
    }
}
