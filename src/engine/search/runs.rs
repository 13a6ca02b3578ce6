//! Runs of token characters: where twenty or more stand in a row, and where those of twelve or more mix.

use super::block::{BATCH, Bits, CARRY, Words};
use crate::engine::boundary;
use crate::rules::gate::{self, FAR_REACH, MIX_LOOK, RUN, RUN_REACH, SHORT_RUN};

/// How many bytes a mixing byte may lie behind the start of a keyword that is gated by it.
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

/// What is found in a word of 64 bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Found {
    /// Where a run of [`RUN`] or more begins.
    pub starts: u64,
    /// Where a word may begin in such a run, or in the [`RUN_REACH`] bytes before it.
    pub fronts: u64,
    /// Mixing bytes in runs of [`SHORT_RUN`] or more.
    pub mixing: u64,
}

/// Bits of each block: where [`SHORT_RUN`] or [`RUN`] token characters in a row begin. The end of the last block is not
/// yet known.
#[derive(Debug)]
pub struct Runs {
    short: Words,
    long: Words,
}

impl Default for Runs {
    fn default() -> Self {
        Runs { short: [0; CARRY + BATCH + 1], long: [0; CARRY + BATCH + 1] }
    }
}

impl Runs {
    /// Looks at a batch of so many blocks.
    pub fn read(&mut self, bits: &Bits, blocks: usize) {
        // Two, four, eight, twelve and twenty in a row: a word at a time, so that the compiler takes several at once.
        let mut two = [0; CARRY + BATCH + 1];
        let (mut four, mut eight) = (two, two);
        let words = CARRY - 2..CARRY + blocks;
        let in_a_row = |from: &Words, and: &Words, step: u32, out: &mut Words| {
            for at in words.clone() {
                out[at] = from[at] & (and[at] >> step | and[at + 1] << (64 - step));
            }
        };
        in_a_row(&bits.token, &bits.token, 1, &mut two);
        in_a_row(&two, &two, 2, &mut four);
        in_a_row(&four, &four, 4, &mut eight);
        const { assert!(SHORT_RUN == 12 && RUN == 20) };
        in_a_row(&eight, &four, 8, &mut self.short);
        in_a_row(&self.short, &eight, 12, &mut self.long);
    }

    /// True where something is found in the block of word `at`.
    #[inline]
    pub fn may_be_at(&self, bits: &Bits, at: usize) -> bool {
        let near_long =
            self.long[at] | self.long[at - 1] >> (64 - LEAD) | self.long[at + 1] << (64 - RUN_REACH);
        let near_short = self.short[at] | self.short[at - 1] >> (64 - SHORT_RUN + 1);
        near_long != 0 || near_short != 0 && mixable(bits, at) != 0
    }

    /// What is in the block of word `at`.
    pub fn found(&self, bits: &Bits, at: usize) -> Found {
        // The word with bits of the one before below it.
        let with_before = |words: &Words| u128::from(words[at]) << 64 | u128::from(words[at - 1]);
        let short = with_before(&self.short);
        let two = short | short << 1;
        let four = two | two << 2;
        let within = ((four | four << 4 | four << 8) >> 64) as u64;
        let mixing = within & mixable(bits, at);
        let starts = self.long[at] & !behind(&bits.token, at);
        // The same with so many bits as decide, and the first of the next word above it.
        let long = (with_before(&self.long) >> (64 - LEAD)) | u128::from(self.long[at + 1]) << (64 + LEAD);
        const { assert!(RUN == LEAD + 1 && RUN_REACH == 16 && LEAD + 64 + RUN_REACH <= 128) };
        let fronts = if long == 0 { 0 } else { (near(long) >> LEAD) as u64 & begins(bits, at) };
        Found { starts, fronts, mixing }
    }
}

/// Which bytes mix where they stand in a run: digits, and letters behind one of the other case.
#[inline]
fn mixable(bits: &Bits, at: usize) -> u64 {
    bits.digit[at] | bits.upper[at] & behind(&bits.lower, at) | bits.lower[at] & behind(&bits.upper, at)
}

/// What stands behind a byte whose bit is set.
#[inline]
fn behind(words: &Words, at: usize) -> u64 {
    words[at] << 1 | words[at - 1] >> 63
}

/// True where a byte of the run mixes that begins at bit `start` of word `at`, the block of which begins at `from`.
pub fn is_mixed(bits: &Bits, at: usize, start: u32, text: &[u8], from: usize) -> bool {
    let part = |at: usize, start: u32| {
        let len = (bits.token[at] >> start).trailing_ones();
        let run = if len == 0 { 0 } else { u64::MAX >> (64 - len) << start };
        (mixable(bits, at) & run != 0, start + len == 64)
    };
    let (mixed, goes_on) = part(at, start);
    let (more, further) = if goes_on { part(at + 1, 0) } else { (false, false) };
    mixed || more || further && mixes(text, from + start as usize)
}

/// True where a byte of the run at `start` mixes: a digit, or a letter behind one of the other case. No more than its
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

/// Where a word may begin: behind what is no part of one, or shortly behind what an escape may begin with.
fn begins(bits: &Bits, at: usize) -> u64 {
    const { assert!(boundary::REACH == 8) };
    let escape = u128::from(bits.escape[at - 1] >> 56) | u128::from(bits.escape[at]) << 8;
    let two = escape | escape << 1;
    let four = two | two << 2;
    let escaped = ((four | four << 4) >> 7) as u64;
    !behind(&bits.word, at) | escaped
}
