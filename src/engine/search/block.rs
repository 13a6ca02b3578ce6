//! A text in blocks of 64 bytes, each turned into words of bits: which bytes are token characters and of what kind, and
//! where a keyword may begin. Safe code for every processor; `simd` has the same for AVX2.

use super::pairs::Pairs;

/// Bytes in a block: one for each bit of a word.
pub const BLOCK: usize = 64;
/// Bytes behind a block that its windows look at.
pub const LOOK: usize = 3;
/// Blocks that are turned into bits at a time.
pub const BATCH: usize = 32;

/// What kinds of signs the bytes of a block are: bit `b` speaks of byte `b`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    /// Token characters.
    pub token: u64,
    /// Digits.
    pub digit: u64,
    /// Capital letters.
    pub upper: u64,
    /// Small letters.
    pub lower: u64,
    /// Letters, digits and `_`: behind one of them no word begins.
    pub word: u64,
    /// Signs that an escape may begin with: behind one of them a word may begin, whatever stands before it.
    pub escape: u64,
    /// Line feeds.
    pub line_end: u64,
}

/// Blocks of the batch before that are kept: what is found in a block depends on so many before it.
pub const CARRY: usize = 8;
/// A word of bits for every block that is carried over, for every block of the batch, and an empty one.
pub type Words = [u64; CARRY + BATCH + 1];

/// The bits of a batch of blocks, behind those of the last blocks before it. Word `w` speaks of block `w - CARRY`.
#[derive(Debug)]
pub struct Bits {
    /// See [`Kinds`].
    pub token: Words,
    pub digit: Words,
    pub upper: Words,
    pub lower: Words,
    pub word: Words,
    pub escape: Words,
    pub line_end: Words,
    /// Bit `b` of word `w`: the four bytes from there on may be the window of a keyword. Nothing is carried over.
    pub pass: [u64; BATCH],
}

impl Default for Bits {
    fn default() -> Self {
        let none = [0; CARRY + BATCH + 1];
        Bits {
            token: none,
            digit: none,
            upper: none,
            lower: none,
            word: none,
            escape: none,
            line_end: none,
            pass: [0; BATCH],
        }
    }
}

impl Bits {
    /// Enters what kinds of signs a block of the batch has.
    #[inline]
    pub fn put(&mut self, block: usize, kinds: Kinds) {
        let at = CARRY + block;
        self.token[at] = kinds.token;
        self.digit[at] = kinds.digit;
        self.upper[at] = kinds.upper;
        self.lower[at] = kinds.lower;
        self.word[at] = kinds.word;
        self.escape[at] = kinds.escape;
        self.line_end[at] = kinds.line_end;
    }

    /// Makes the last of `blocks` blocks those before the next batch.
    pub fn carry(&mut self, blocks: usize) {
        self.all().into_iter().for_each(|words| words.copy_within(blocks..blocks + CARRY, 0));
    }

    /// Leaves nothing before the next batch: another text begins.
    pub fn clear(&mut self) {
        self.all().into_iter().for_each(|words| words[..CARRY].fill(0));
    }

    fn all(&mut self) -> [&mut Words; 7] {
        [
            &mut self.token,
            &mut self.digit,
            &mut self.upper,
            &mut self.lower,
            &mut self.word,
            &mut self.escape,
            &mut self.line_end,
        ]
    }
}

/// Turns as many whole blocks at the front of `bytes` into bits as there are, at most [`BATCH`], and returns how many.
/// A block counts as whole where [`LOOK`] more bytes follow it.
pub fn bits(pairs: &Pairs, bytes: &[u8], out: &mut Bits) -> usize {
    let blocks = (bytes.len().saturating_sub(LOOK) / BLOCK).min(BATCH);
    #[cfg(target_arch = "x86_64")]
    if super::simd::bits(pairs, &bytes[..bytes.len().min(blocks * BLOCK + LOOK)], out) {
        return blocks;
    }
    portable(pairs, bytes, blocks, out);
    blocks
}

/// The same in safe code.
pub fn portable(pairs: &Pairs, bytes: &[u8], blocks: usize, out: &mut Bits) {
    for at in 0..blocks {
        let Some(block) = bytes.get(at * BLOCK..(at + 1) * BLOCK + LOOK) else { return };
        let Some((head, _)) = block.split_first_chunk::<BLOCK>() else { return };
        out.put(at, kinds(head));
        out.pass[at] = pairs.pass(block);
    }
}

/// True where a byte is zero.
pub fn has_zero(bytes: &[u8]) -> bool {
    #[cfg(target_arch = "x86_64")]
    let has = super::simd::has_zero(bytes);
    #[cfg(not(target_arch = "x86_64"))]
    let has = memchr::memchr(0, bytes).is_some();
    has
}

/// Flags that the compiler vectorizes, gathered by multiplication.
fn kinds(block: &[u8; BLOCK]) -> Kinds {
    let gather = |test: fn(u8) -> bool| {
        let flags = block.map(|b| u8::from(test(b)));
        flags.as_chunks::<8>().0.iter().enumerate().fold(0, |bits, (at, part)| {
            let gathered = u64::from_le_bytes(*part).wrapping_mul(0x0102_0408_1020_4080) >> 56;
            bits | gathered << (at * 8)
        })
    };
    let digit = gather(|b| b.wrapping_sub(b'0') < 10);
    let upper = gather(|b| b.wrapping_sub(b'A') < 26);
    let lower = gather(|b| b.wrapping_sub(b'a') < 26);
    let word = digit | upper | lower | gather(|b| b == b'_');
    let signs = gather(|b| (b == b'+') | (b == b'-') | (b == b'/'));
    let escape = gather(|b| (b == b'\\') | (b == b'%') | (b == b'=') | (b == 0x1b));
    let line_end = gather(|b| b == b'\n');
    Kinds { token: word | signs, digit, upper, lower, word, escape, line_end }
}
