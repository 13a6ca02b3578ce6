//! Runs of token characters: where twenty or more stand in a row, and where those of twelve or more mix.

use super::block::Kinds;
use crate::rules::gate::{self, FAR_REACH, MIX_LOOK, RUN, SHORT_RUN};

/// How many bytes a mixing byte may lie behind the start of a keyword that is gated by it.
pub const MIX_REACH: usize = FAR_REACH + MIX_LOOK;

/// True for the characters that runs are made of.
#[inline]
pub const fn is_run_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'/' | b'-')
}

/// End of the run that `at` lies in.
#[inline]
pub fn end(text: &[u8], at: usize) -> usize {
    text.get(at..).unwrap_or_default().iter().position(|&b| !is_run_byte(b)).map_or(text.len(), |n| at + n)
}

/// True where a byte of the run from `start` to `end` mixes: a digit, or a letter behind one of the other case.
/// No more than its first bytes are looked at.
pub fn mixes(text: &[u8], start: usize, end: usize) -> bool {
    let run = text.get(start..end.min(start + MIX_REACH)).unwrap_or_default();
    let changes = |pair: &[u8]| pair[1].is_ascii_digit() || gate::is_case_change(pair[0], pair[1]);
    run.first().is_some_and(u8::is_ascii_digit) || run.windows(2).any(changes)
}

/// What is found in a word of 64 bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Found {
    /// Where a run of [`RUN`] or more begins.
    pub starts: u64,
    /// Mixing bytes in runs of [`SHORT_RUN`] or more.
    pub mixing: u64,
}

/// Finds runs in words of 64 bits, one word behind the one it is given.
#[derive(Debug, Default)]
pub struct Runs {
    before: Kinds,
    word: Kinds,
}

impl Runs {
    /// Takes the next word; says what is in the word before it.
    #[inline]
    pub fn next(&mut self, next: Kinds) -> Found {
        let (before, word) = (self.before, self.word);
        self.before = word;
        self.word = next;
        // The word with 16 bits of the one before below it, and 48 of the next above.
        let all =
            u128::from(before.token >> 48) | u128::from(word.token) << 16 | u128::from(next.token) << 80;
        let two = all & all >> 1;
        let four = two & two >> 2;
        let eight = four & four >> 4;
        const { assert!(RUN == 20 && SHORT_RUN == 12) };
        let short = eight & four >> 8;
        if short == 0 {
            return Found::default();
        }
        let long = (eight & eight >> 8 & four >> 16) >> 16;
        let starts = long as u64 & !(word.token << 1 | before.token >> 63);
        let two = short | short << 1;
        let four = two | two << 2;
        let within = (four | four << 4 | four << 8) >> 16;
        let up = word.upper & (word.lower << 1 | before.lower >> 63);
        let down = word.lower & (word.upper << 1 | before.upper >> 63);
        Found { starts, mixing: within as u64 & (word.digit | up | down) }
    }
}
