//! Finding hits: keywords, and the starts of runs of token characters.
//!
//! A text is turned into bits in batches (`block`, `simd`): which bytes are token characters, and where four bytes of
//! a keyword may stand. From the first come the runs (`runs`); words that provably stand near a run are looked for
//! there alone, all others wherever their four bytes may stand (`pairs`), and each is then compared in full (`index`).

mod block;
mod index;
mod pairs;
mod runs;
#[cfg(target_arch = "x86_64")]
mod simd;
#[cfg(test)]
mod tests;

use super::Hit;
use crate::rules::{FAR_REACH, RUN_REACH, RuleSet};
use block::{BLOCK, Bits};
use index::{Index, Word};
use pairs::Pairs;
use runs::Runs;
pub use runs::{end as run_end, is_run_byte};

/// The word of a hit that marks the start of a run.
pub const RUN_WORD: u16 = u16::MAX;
pub use crate::rules::RUN;

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
    /// Words that stand close to runs.
    close: Index,
    /// Words that stand not far from runs.
    far: Index,
}

impl Search {
    /// For every keyword of these rules: the built-in words first, then the user's.
    pub fn new(rules: &RuleSet) -> Self {
        let [base, user] = rules.tables();
        let first = base.words.len();
        let (mut anywhere, mut close, mut far) = (Vec::new(), Vec::new(), Vec::new());
        for (tables, first) in [(base, 0), (user, first)] {
            for (at, row) in tables.words.iter().enumerate() {
                let text = tables.text(row.text).as_bytes();
                let list = match usize::from(row.reach) {
                    0 => &mut anywhere,
                    RUN_REACH => &mut close,
                    _ => &mut far,
                };
                list.push(Word { text, fold: row.fold, number: (first + at) as u16 });
            }
        }
        let (anywhere, windows) = Index::new(&anywhere, true);
        let [close, far] = [close, far].map(|words| Index::new(&words, false).0);
        Search { pairs: Pairs::new(&windows), anywhere, close, far }
    }

    /// All hits, sorted by position and word.
    pub fn hits(&self, bytes: &[u8], hits: &mut Vec<Hit>) {
        hits.clear();
        let mut pass = Pass { search: self, bytes, hits, behind: [0; 2] };
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
        pass.runs(runs.next(0), at + blocks * BLOCK - BLOCK);
        // Three sorted sequences, more or less: a merge sort is quick on them.
        hits.sort();
    }
}

/// One walk over a text.
struct Pass<'p> {
    search: &'p Search,
    bytes: &'p [u8],
    hits: &'p mut Vec<Hit>,
    /// Where the last run that was looked at ended, for either kind of gated words.
    behind: [usize; 2],
}

impl Pass<'_> {
    /// Takes the bits of `blocks` blocks from `at` on.
    fn take(&mut self, runs: &mut Runs, at: usize, bits: &Bits, blocks: usize) {
        for block in 0..blocks {
            let from = at + block * BLOCK;
            let starts = runs.next(bits.token[block]);
            if starts != 0 {
                self.runs(starts, from.wrapping_sub(BLOCK));
            }
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

    /// Enters runs, and looks for the gated words that begin in them or shortly before.
    fn runs(&mut self, mut starts: u64, from: usize) {
        while starts != 0 {
            let start = from + starts.trailing_zeros() as usize;
            starts &= starts - 1;
            self.hits.push(Hit { pos: start as u32, word: RUN_WORD });
            let end = runs::end(self.bytes, start);
            let hits = &mut *self.hits;
            let gates = [(&self.search.close, RUN_REACH), (&self.search.far, FAR_REACH)];
            for ((index, reach), behind) in gates.into_iter().zip(&mut self.behind) {
                for place in start.saturating_sub(reach).max(*behind)..end {
                    index.at(self.bytes, place, &mut |pos, word| hits.push(Hit { pos: pos as u32, word }));
                }
                *behind = end;
            }
        }
    }
}
