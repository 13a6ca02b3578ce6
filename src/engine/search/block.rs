//! A text in blocks of 64 bytes, each turned into two words of bits: which bytes are token characters, and where a
//! keyword may begin. Safe code for every processor; `simd` has the same for AVX2.

use super::pairs::Pairs;

/// Bytes in a block: one for each bit of a word.
pub const BLOCK: usize = 64;
/// Bytes behind a block that its windows look at.
pub const LOOK: usize = 3;
/// Blocks that are turned into bits at a time.
pub const BATCH: usize = 64;

/// The bits of a batch of blocks.
#[derive(Debug)]
pub struct Bits {
    /// Bit `b` of word `w`: byte `64 * w + b` is a token character.
    pub token: [u64; BATCH],
    /// Bit `b` of word `w`: the four bytes from there on may be the window of a keyword.
    pub pass: [u64; BATCH],
}

impl Default for Bits {
    fn default() -> Self {
        Bits { token: [0; BATCH], pass: [0; BATCH] }
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
        out.token[at] = token(head);
        out.pass[at] = pairs.pass(block);
    }
}

/// A bit for every byte that is a token character: flags that the compiler vectorizes, gathered by multiplication.
fn token(block: &[u8; BLOCK]) -> u64 {
    let mut flags = [0u8; BLOCK];
    for (flag, &b) in flags.iter_mut().zip(block) {
        let letter = (b | 0x20).wrapping_sub(b'a') < 26;
        // `/` lies right before the digits.
        let digit = b.wrapping_sub(b'/') < 11;
        *flag = u8::from(letter)
            | u8::from(digit)
            | u8::from(b == b'_')
            | u8::from(b == b'+')
            | u8::from(b == b'-');
    }
    flags.as_chunks::<8>().0.iter().enumerate().fold(0, |bits, (at, part)| {
        let gathered = u64::from_le_bytes(*part).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        bits | gathered << (at * 8)
    })
}
