//! A text in blocks of 64 bytes, each turned into words of bits: which bytes are token characters and of what kind, and
//! where a keyword may begin. Safe code for every processor; `simd` has the same for AVX2.

use super::pairs::Pairs;

/// Bytes in a block: one for each bit of a word.
pub const BLOCK: usize = 64;
/// Bytes behind a block that its windows look at.
pub const LOOK: usize = 3;
/// Blocks that are turned into bits at a time.
pub const BATCH: usize = 64;

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
    /// Line feeds.
    pub line_end: u64,
}

/// The bits of a batch of blocks.
#[derive(Debug)]
pub struct Bits {
    /// By block.
    pub kinds: [Kinds; BATCH],
    /// Bit `b` of word `w`: the four bytes from there on may be the window of a keyword.
    pub pass: [u64; BATCH],
}

impl Default for Bits {
    fn default() -> Self {
        Bits { kinds: [Kinds::default(); BATCH], pass: [0; BATCH] }
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
        out.kinds[at] = kinds(head);
        out.pass[at] = pairs.pass(block);
    }
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
    let signs = gather(|b| (b == b'_') | (b == b'+') | (b == b'-') | (b == b'/'));
    let line_end = gather(|b| b == b'\n');
    Kinds { token: digit | upper | lower | signs, digit, upper, lower, line_end }
}
