//! Finding hits: keywords, and the starts of runs of token characters.
//!
//! A text is turned into bit masks in batches (`block`, `simd`): which bytes are token characters, and where four bytes of a
//! keyword may begin. The first mask gives the runs (`runs`). Keywords that provably occur only near a run, or near a mixed
//! one, are searched only there (`closer`, `stretch`); all others wherever the filter of four bytes passes (`pairs`). Each
//! place is then compared in full (`index`).

mod block;
mod closer;
mod index;
mod pairs;
mod places;
mod runs;
#[cfg(target_arch = "x86_64")]
mod simd;
mod stretch;
#[cfg(test)]
mod tests;

use super::Hit;
use crate::rules::RuleSet;
pub use crate::rules::gate::RUN;
use crate::rules::gate::{FRONT, MIXED};
use crate::rules::window;
use block::{BLOCK, Bits, CARRY, Kinds};
use index::{Index, Word};
use pairs::Pairs;
use places::Places;
use runs::Runs;
pub use runs::is_run_byte;
use std::cell::RefCell;
use stretch::Stretch;

/// The word of a hit that marks the start of a run.
pub const RUN_WORD: u16 = u16::MAX;

/// True if this processor has the vector code.
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
    /// The filter in front of `anywhere`.
    pairs: Pairs,
    /// Keywords that are searched everywhere.
    anywhere: Index,
    /// Keywords that are searched close to runs, where a word begins.
    front: Index,
    /// Keywords that are searched before the mixing bytes of short runs.
    mixed: Stretch,
}

impl Search {
    /// For every keyword of these rules: the built-in words first, then the user's.
    pub fn new(rules: &RuleSet) -> Self {
        let [base, user] = rules.tables();
        let first = base.words.len();
        let (mut anywhere, mut front, mut mixed) = (Vec::new(), Vec::new(), Vec::new());
        let (mut windows, mut gated) = (Vec::new(), Vec::new());
        for (tables, first) in [(base, 0), (user, first)] {
            for (at, row) in tables.words.iter().enumerate() {
                let text = tables.text(row.text).as_bytes();
                let number = (first + at) as u16;
                let word = Word { text, fold: row.fold, offset: row.offset, window: 4, number };
                if row.gates == 0 {
                    anywhere.push(word);
                    windows.push((window::at(text, usize::from(row.offset)), row.bucket));
                }
                if row.gates & FRONT != 0 {
                    front.push(Word { offset: 0, ..word });
                }
                if row.gates & MIXED != 0 {
                    mixed.push(Word { window: window::GATED, ..word });
                    gated.push((window::gated_at(text, usize::from(row.offset)), row.bucket));
                }
            }
        }
        let [anywhere, front] = [anywhere, front].map(|words| Index::new(&words));
        Search { pairs: Pairs::new(&windows), anywhere, front, mixed: Stretch::new(&mixed, &gated) }
    }

    /// All hits, sorted by position and word. True if a byte behind the first `known` is zero; perhaps also where one
    /// shortly before is.
    pub fn hits(&self, bytes: &[u8], known: usize, hits: &mut Vec<Hit>) -> bool {
        hits.clear();
        let zero = BUFFERS.with_borrow_mut(|buffers| self.fastest_pass(bytes, known, hits, buffers));
        // Several sorted sequences: a merge sort is fast on them. A keyword with two gates is found twice.
        hits.sort();
        hits.dedup();
        zero
    }

    fn fastest_pass(&self, bytes: &[u8], known: usize, hits: &mut Vec<Hit>, buffers: &mut Buffers) -> bool {
        #[cfg(target_arch = "x86_64")]
        if let Some(zero) = simd::pass(self, bytes, known, hits, buffers) {
            return zero;
        }
        self.pass(bytes, known, hits, buffers)
    }

    #[inline(always)]
    fn pass(&self, bytes: &[u8], known: usize, hits: &mut Vec<Hit>, buffers: &mut Buffers) -> bool {
        let Buffers { bits, runs, places, word_starts } = buffers;
        bits.clear();
        let mut pass = Pass { search: self, bytes, hits, places, word_starts, mixed_to: 0 };
        let (mut at, mut zero) = (0, false);
        loop {
            let blocks = block::bits(&self.pairs, &bytes[at..], bits);
            if blocks == 0 {
                break;
            }
            pass.take(bits, runs, at, blocks);
            let end = at + blocks * BLOCK;
            zero = zero || end > known && block::has_zero(&bytes[at..end]);
            at = end;
        }
        // The rest is shorter than a block with its look-ahead: it is copied into two blocks of zeros.
        zero = zero || bytes.len() > known && memchr::memchr(0, &bytes[at..]).is_some();
        let mut tail = [0; 2 * BLOCK + block::LOOK];
        tail[..bytes.len() - at].copy_from_slice(&bytes[at..]);
        let blocks = block::bits(&self.pairs, &tail, bits);
        // Behind the end of the text there are zeros, which are in no keyword.
        for (block, pass) in bits.pass[..blocks].iter_mut().enumerate() {
            let left = (bytes.len() - at).saturating_sub(block * BLOCK);
            *pass &= if left < BLOCK { (1 << left) - 1 } else { u64::MAX };
        }
        pass.take(bits, runs, at, blocks);
        // Runs are known one block later.
        bits.put(0, Kinds::default());
        runs.read(bits, 1);
        pass.found(bits, runs, CARRY - 1, at + blocks * BLOCK - BLOCK);
        pass.look();
        zero
    }
}

thread_local! {
    /// Histories consist of short texts, so the buffers of a walk are kept per thread.
    static BUFFERS: RefCell<Buffers> = RefCell::default();
}

/// The buffers of a walk.
#[derive(Debug, Default)]
struct Buffers {
    bits: Bits,
    runs: Runs,
    /// Places that wait to be compared: windows of keywords from anywhere, and starts of words close to runs.
    places: Places,
    word_starts: Places,
}

/// One walk over a text.
struct Pass<'p> {
    search: &'p Search,
    bytes: &'p [u8],
    hits: &'p mut Vec<Hit>,
    places: &'p mut Places,
    word_starts: &'p mut Places,
    /// How far the keywords before mixed values have been searched.
    mixed_to: usize,
}

impl Pass<'_> {
    /// Handles the bits of `blocks` blocks from `at` on.
    #[inline(always)]
    fn take(&mut self, bits: &mut Bits, runs: &mut Runs, at: usize, blocks: usize) {
        let mut near = runs.read(bits, blocks);
        // Runs are known one block later; before the first block there is nothing.
        if at == 0 {
            near &= !(1 << (CARRY - 1));
        }
        while near != 0 {
            let word = near.trailing_zeros() as usize;
            near &= near - 1;
            self.found(bits, runs, word, at + word * BLOCK - CARRY * BLOCK);
        }
        for (block, &pass) in bits.pass[..blocks].iter().enumerate() {
            let from = at + block * BLOCK;
            self.places.add(from, pass);
        }
        self.look();
        bits.carry(blocks);
    }

    /// Compares the places that wait.
    #[inline(always)]
    fn look(&mut self) {
        let hits = &mut *self.hits;
        let mut enter = |pos, word| hits.push(Hit { pos: pos as u32, word });
        self.search.anywhere.each(self.bytes, self.places, &mut enter);
        self.search.front.each(self.bytes, self.word_starts, &mut enter);
    }

    /// Adds the hits of the block of word `at`, which begins at `from`, and searches gated keywords there and shortly before.
    #[inline(always)]
    fn found(&mut self, bits: &Bits, runs: &Runs, at: usize, from: usize) {
        let found = runs.found(bits, at, self.bytes, from);
        let (mut starts, mut mixing) = (found.starts, found.mixing);
        while starts != 0 {
            let start = starts.trailing_zeros();
            starts &= starts - 1;
            if runs::is_mixed(bits, at, start, self.bytes, from) {
                self.hits.push(Hit { pos: from as u32 + start, word: RUN_WORD });
            }
        }
        self.word_starts.add(from, found.word_starts);
        let hits = &mut *self.hits;
        let mut enter = |pos, word| hits.push(Hit { pos: pos as u32, word });
        while mixing != 0 {
            let first = mixing.trailing_zeros();
            // The mixing bytes of a line share one stretch.
            let ends = bits.line_end[at] >> first;
            let line = if ends == 0 { u64::MAX } else { (1 << (first + ends.trailing_zeros())) - 1 };
            let last = (mixing & line).ilog2();
            mixing &= !line;
            let (first, last) = (from + first as usize, from + last as usize);
            let places = runs::lines_before(bits, at, first, from).max(self.mixed_to)..last + 1;
            self.search.mixed.within(self.bytes, places, &mut enter);
            self.mixed_to = last + 1;
        }
    }
}
