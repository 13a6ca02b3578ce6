//! Turns blocks of 64 bytes into bit masks: which bytes are token characters, and where a keyword may begin. Portable safe
//! code; `simd` has the same for AVX2.

use super::pairs::Pairs;
use super::runs::is_run_byte;

/// Bytes in a block: one for each bit of a word.
pub const BLOCK: usize = 64;
/// Bytes behind a block that its windows look at.
pub const LOOK: usize = 3;
/// Blocks in a batch.
pub const BATCH: usize = 32;

/// The kinds of the bytes of a block: bit `b` is for byte `b`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    /// Token characters.
    pub token: u64,
    /// Line feeds.
    pub line_end: u64,
    /// Digits.
    pub digit: u64,
    /// Letters.
    pub letter: u64,
    /// Bytes with the bit that tells small letters from capital ones.
    pub small: u64,
}

/// Blocks carried over from the last batch: what is found in a block depends on this many before it.
pub const CARRY: usize = 8;
/// A word of bits for every block that is carried over, for every block of the batch, and an empty one.
pub type Words = [u64; CARRY + BATCH + 1];

/// The bits of a batch, after those of the blocks carried over. Word `w` is for block `w - CARRY`.
#[derive(Debug)]
pub struct Bits {
    /// See [`Kinds`].
    pub token: Words,
    pub line_end: Words,
    /// Mixing bytes: digits, and letters right after one of the other case.
    pub mix: Words,
    /// The last block's letters, and bytes with the bit of small ones.
    last: [u64; 2],
    /// Where the window of a keyword may begin. Nothing is carried over.
    pub pass: [u64; BATCH],
}

impl Default for Bits {
    fn default() -> Self {
        let none = [0; CARRY + BATCH + 1];
        Bits { token: none, line_end: none, mix: none, last: [0; 2], pass: [0; BATCH] }
    }
}

impl Bits {
    /// Sets the kinds of the bytes of a block.
    #[inline]
    pub fn put(&mut self, block: usize, kinds: Kinds) {
        let at = CARRY + block;
        self.token[at] = kinds.token;
        self.line_end[at] = kinds.line_end;
        let behind = |bits: u64, last: u64| bits << 1 | last >> 63;
        let (letter, small) = (kinds.letter, kinds.small);
        let differs = small ^ behind(small, self.last[1]);
        self.mix[at] = kinds.digit | letter & behind(letter, self.last[0]) & differs;
        self.last = [letter, small];
    }

    /// Carries the last of `blocks` blocks over to the next batch.
    pub fn carry(&mut self, blocks: usize) {
        self.all().into_iter().for_each(|words| words.copy_within(blocks..blocks + CARRY, 0));
    }

    /// Carries nothing over: another text begins.
    pub fn clear(&mut self) {
        self.all().into_iter().for_each(|words| words[..CARRY].fill(0));
        self.last = [0; 2];
    }

    fn all(&mut self) -> [&mut Words; 3] {
        [&mut self.token, &mut self.line_end, &mut self.mix]
    }
}

/// Turns the whole blocks at the front of `bytes`, at most [`BATCH`], into bits, and returns their number. A block counts as
/// whole if [`LOOK`] more bytes follow it.
#[inline(always)]
pub fn bits(pairs: &Pairs, bytes: &[u8], out: &mut Bits) -> usize {
    let blocks = (bytes.len().saturating_sub(LOOK) / BLOCK).min(BATCH);
    #[cfg(target_arch = "x86_64")]
    if super::simd::bits(pairs, &bytes[..bytes.len().min(blocks * BLOCK + LOOK)], out) {
        return blocks;
    }
    portable(pairs, bytes, blocks, out);
    blocks
}

/// The same in portable code.
pub fn portable(pairs: &Pairs, bytes: &[u8], blocks: usize, out: &mut Bits) {
    for at in 0..blocks {
        let Some(block) = bytes.get(at * BLOCK..(at + 1) * BLOCK + LOOK) else { return };
        let Some((head, _)) = block.split_first_chunk::<BLOCK>() else { return };
        out.put(at, kinds(head));
        out.pass[at] = pairs.pass(block);
    }
}

/// True if a byte is zero.
pub fn has_zero(bytes: &[u8]) -> bool {
    #[cfg(target_arch = "x86_64")]
    let has = super::simd::has_zero(bytes);
    #[cfg(not(target_arch = "x86_64"))]
    let has = memchr::memchr(0, bytes).is_some();
    has
}

fn kinds(block: &[u8; BLOCK]) -> Kinds {
    Kinds {
        token: gather(block, is_run_byte),
        line_end: gather(block, |b| b == b'\n'),
        digit: gather(block, |b| b.is_ascii_digit()),
        letter: gather(block, |b| b.is_ascii_alphabetic()),
        small: gather(block, |b| b & 0x20 != 0),
    }
}

/// Flags that the compiler vectorizes, gathered by multiplication.
pub fn gather(block: &[u8; BLOCK], test: impl Fn(u8) -> bool) -> u64 {
    let flags = block.map(|b| u8::from(test(b)));
    flags.as_chunks::<8>().0.iter().enumerate().fold(0, |bits, (at, part)| {
        let gathered = u64::from_le_bytes(*part).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        bits | gathered << (at * 8)
    })
}
