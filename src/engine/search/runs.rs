//! Runs of token characters: where twenty or more follow each other, and the mixing bytes of runs of twelve or more.

use super::block::{BATCH, BLOCK, Bits, CARRY, Words};
use super::closer::{begins, closer};
use crate::rules::gate::{self, FAR_REACH, MIX_LINES, MIX_LOOK, RUN, RUN_REACH, SHORT_RUN};
use std::ops::Range;

/// The greatest distance from the start of a gated keyword to the mixing byte that it needs.
pub const MIX_REACH: usize = FAR_REACH + MIX_LOOK;

/// True for the characters that runs are made of.
#[inline(always)]
pub const fn is_run_byte(b: u8) -> bool {
    RUN_BYTES[b as usize]
}

static RUN_BYTES: [bool; 256] = {
    let mut is = [false; 256];
    let mut b = 0;
    while b < 256 {
        is[b] = (b as u8).is_ascii_alphanumeric() || matches!(b as u8, b'_' | b'+' | b'/' | b'-');
        b += 1;
    }
    is
};

/// What is found in a block.
#[derive(Clone, Copy, Debug, Default)]
pub struct Found {
    /// Where a run of [`RUN`] or more begins.
    pub starts: u64,
    /// Where a word may begin in such a run, or in the [`RUN_REACH`] bytes before it.
    pub word_starts: u64,
    /// Mixing bytes in runs of [`SHORT_RUN`] or more.
    pub mixing: u64,
}

/// Bits of each block: where [`SHORT_RUN`] or [`RUN`] token characters in a row begin. The end of the last block is not
/// yet known.
#[derive(Debug)]
pub struct Runs {
    short: Words,
    long: Words,
    /// Mixing bytes in runs of [`SHORT_RUN`] or more.
    mixing: Words,
}

impl Default for Runs {
    fn default() -> Self {
        let none = [0; CARRY + BATCH + 1];
        Runs { short: none, long: none, mixing: none }
    }
}

impl Runs {
    /// Finds the runs in a batch of `blocks` blocks. Bit `b` of the result: something may be found in the block of word `b`, from
    /// the last block of the batch before to the last but one of this batch.
    #[inline(always)]
    pub fn read(&mut self, bits: &Bits, blocks: usize) -> u64 {
        // Two, four, eight, twelve and twenty in a row.
        let mut two = [0; CARRY + BATCH + 1];
        let (mut four, mut eight) = (two, two);
        let words = CARRY - 2..CARRY + blocks;
        in_a_row(&bits.token, &bits.token, 1, &mut two, &words);
        in_a_row(&two, &two, 2, &mut four, &words);
        in_a_row(&four, &four, 4, &mut eight, &words);
        const { assert!(SHORT_RUN == 12 && RUN == 20) };
        in_a_row(&eight, &four, 8, &mut self.short, &words);
        in_a_row(&self.short, &eight, 12, &mut self.long, &words);
        // All bytes of the short runs: twelve from each start on.
        let words = CARRY - 1..CARRY + blocks - 1;
        let mut within = [0; CARRY + BATCH + 1];
        let before = self.short[CARRY - 2];
        two[CARRY - 2] = before | before << 1;
        four[CARRY - 2] = two[CARRY - 2] | two[CARRY - 2] << 2;
        from_there(&self.short, &self.short, 1, &mut two, &words);
        from_there(&two, &two, 2, &mut four, &words);
        from_there(&four, &four, 4, &mut eight, &words);
        from_there(&four, &eight, 8, &mut within, &words);
        let mut some = 0;
        for at in words {
            self.mixing[at] = within[at] & bits.mix[at];
            some |= u64::from(self.mixing[at] | self.near_long(at) != 0) << at;
        }
        const { assert!(CARRY + BATCH <= 64) };
        some
    }

    /// Not zero if a byte of the block of word `at` is in a long run, or close before one.
    #[inline]
    fn near_long(&self, at: usize) -> u64 {
        self.long[at] | self.long[at - 1] >> (64 - LEAD) | self.long[at + 1] << (64 - RUN_REACH)
    }

    /// What is found in the block of word `at`, which begins at `from`.
    #[inline(always)]
    pub fn found(&self, bits: &Bits, at: usize, text: &[u8], from: usize) -> Found {
        let mut found = Found { mixing: self.mixing[at], ..Found::default() };
        if self.near_long(at) != 0 {
            found.starts = self.long[at] & !(bits.token[at] << 1 | bits.token[at - 1] >> 63);
            // The word with so many bits of the one before as decide, and the first of the next word above it.
            let long = u128::from(self.long[at - 1] >> (64 - LEAD))
                | u128::from(self.long[at]) << LEAD
                | u128::from(self.long[at + 1]) << (64 + LEAD);
            const { assert!(RUN == LEAD + 1 && RUN_REACH == 16 && LEAD + 64 + RUN_REACH <= 128) };
            found.word_starts = (near(long) >> LEAD) as u64 & closer(text, from, begins);
        }
        found
    }
}

/// Of these words the bits behind which, `step` further on, a bit of `and` is set, too. (The compiler takes several words at
/// once where it sees how many there are.)
#[inline(always)]
fn in_a_row(from: &Words, and: &Words, step: u32, out: &mut Words, words: &Range<usize>) {
    let (from, and) = (&from[words.clone()], &and[words.start..words.end + 1]);
    let out = &mut out[words.clone()];
    let len = out.len();
    let (from, and) = (&from[..len], &and[..len + 1]);
    for at in 0..len {
        out[at] = from[at] & (and[at] >> step | and[at + 1] << (64 - step));
    }
}

/// In these words the bits of `or`, and those `step` behind a bit of `from`.
#[inline(always)]
fn from_there(from: &Words, or: &Words, step: u32, out: &mut Words, words: &Range<usize>) {
    let (from, or) = (&from[words.start - 1..words.end], &or[words.clone()]);
    let out = &mut out[words.clone()];
    let len = out.len();
    let (from, or) = (&from[..len + 1], &or[..len]);
    for at in 0..len {
        out[at] = or[at] | from[at + 1] << step | from[at] >> (64 - step);
    }
}

/// True if a byte of the run mixes that begins at bit `start` of word `at`, the block of which begins at `from`.
#[inline(always)]
pub fn is_mixed(bits: &Bits, at: usize, start: u32, text: &[u8], from: usize) -> bool {
    let run = |at: usize, start: u32| {
        let len = (bits.token[at] >> start).trailing_ones();
        let run = if len == 0 { 0 } else { u64::MAX >> (64 - len) << start };
        (run, start + len == 64)
    };
    let (bytes, goes_on) = run(at, start);
    if bits.mix[at] & bytes != 0 {
        return true;
    }
    let (bytes, further) = if goes_on { run(at + 1, 0) } else { (0, false) };
    bits.mix[at + 1] & bytes != 0 || further && mixes(text, from + start as usize)
}

/// True if a byte of the run at `start` mixes: a digit, or a letter behind one of the other case. No more than its
/// first bytes are looked at.
fn mixes(text: &[u8], start: usize) -> bool {
    let run = text.get(start..text.len().min(start + MIX_REACH)).unwrap_or_default();
    let mut before = b'_';
    for &b in run.iter().take_while(|&&b| is_run_byte(b)) {
        if b.is_ascii_digit() || gate::is_case_change(before, b) {
            return true;
        }
        before = b;
    }
    false
}

/// Where the stretch before `first` begins that may hold its keywords: as many bytes, and as many lines, as may lie
/// between. `first` lies in the block of word `at`, which begins at `from`.
pub fn lines_before(bits: &Bits, at: usize, first: usize, from: usize) -> usize {
    const { assert!((CARRY - 1) * BLOCK >= MIX_REACH) };
    let floor = first.saturating_sub(MIX_REACH);
    let mut left = MIX_LINES;
    for back in 0..CARRY {
        let Some(start) = from.checked_sub(back * BLOCK) else { break };
        let mut ends = bits.line_end[at - back];
        while ends != 0 {
            let end = ends.ilog2();
            let place = start + end as usize;
            ends ^= 1 << end;
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

/// How many bits of the word before are looked at: a run that reaches into a word may have begun so far before it.
const LEAD: usize = RUN - 1;

/// The bytes of the long runs of which these bits tell the starts of [`RUN`] token characters, and those before them.
fn near(long: u128) -> u128 {
    let two = long | long << 1;
    let four = two | two << 2;
    let eight = four | four << 4;
    let run = eight | eight << 8 | four << 16;
    let two = long | long >> 1;
    let four = two | two >> 2;
    let eight = four | four >> 4;
    run | eight | eight >> 8 | long >> 16
}
