//! Runs of token characters: where twenty or more stand in a row.

use super::RUN;

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

/// Finds run starts in words of 64 bits, one word behind the one it is given.
#[derive(Debug, Default)]
pub struct Runs {
    word: u64,
    /// The bit before `word`.
    before: u64,
}

impl Runs {
    /// Takes the next word; gives the bits of the word before it at which a run of [`RUN`] or more begins.
    #[inline]
    pub fn next(&mut self, word: u64) -> u64 {
        let both = u128::from(word) << 64 | u128::from(self.word);
        let two = both & both >> 1;
        let four = two & two >> 2;
        let eight = four & four >> 4;
        let sixteen = eight & eight >> 8;
        const { assert!(RUN == 20) };
        let long = sixteen & four >> 16;
        let starts = long as u64 & !(self.word << 1 | self.before);
        self.before = self.word >> 63;
        self.word = word;
        starts
    }
}
