//! Where a word may begin in a block, for the few blocks in or close to a long run. Portable code; `simd` has the same
//! for AVX2.

use super::block::{BLOCK, gather};
use crate::engine::boundary;

/// Bytes before a block that are read with it.
pub const BEFORE: usize = boundary::REACH;

/// A block with the bytes before it; zeros where the text has none.
pub type Closer = [u8; BEFORE + BLOCK];

/// Hands `look` the block that begins at `from`, with the bytes before it.
#[inline]
pub fn closer<T>(text: &[u8], from: usize, look: impl FnOnce(&Closer) -> T) -> T {
    let inside = from.checked_sub(BEFORE).and_then(|start| text.get(start..));
    match inside.and_then(|rest| rest.first_chunk()) {
        Some(block) => look(block),
        None => look(&at_an_end(text, from)),
    }
}

#[cold]
fn at_an_end(text: &[u8], from: usize) -> Closer {
    let mut block = [0; BEFORE + BLOCK];
    let (start, lead) = (from.saturating_sub(BEFORE), BEFORE.saturating_sub(from));
    let part = text.get(start..).unwrap_or_default();
    let part = &part[..part.len().min(block.len() - lead)];
    block[lead..lead + part.len()].copy_from_slice(part);
    block
}

/// Where a word may begin: after a character that is in no word, or shortly after one that may begin an escape.
#[inline]
pub fn begins(block: &Closer) -> u64 {
    #[cfg(target_arch = "x86_64")]
    let signs = super::simd::signs(block);
    #[cfg(not(target_arch = "x86_64"))]
    let signs = None;
    let Signs { word, escape } = signs.unwrap_or_else(|| portable_signs(block));
    // The bits of the bytes before the block are the lowest.
    let two = escape | escape << 1;
    let four = two | two << 2;
    const { assert!(BEFORE == 8) };
    let escaped = ((four | four << 4) >> (BEFORE - 1)) as u64;
    !word | escaped
}

/// Two kinds of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signs {
    /// Bit `b`: the byte before byte `b` of the block is a letter, a digit or `_`.
    pub word: u64,
    /// Bit `b`: byte `b` is one that an escape may begin with, counted from the first byte before the block.
    pub escape: u128,
}

/// The same in portable code.
pub fn portable_signs(block: &Closer) -> Signs {
    let part = |from: usize| block[from..].first_chunk::<BLOCK>().copied().unwrap_or([0; BLOCK]);
    let lead = block[..BEFORE].iter().enumerate();
    let lead = lead.fold(0, |bits, (at, &b)| bits | u128::from(boundary::may_escape(b)) << at);
    Signs {
        word: gather(&part(BEFORE - 1), boundary::is_word),
        escape: lead | u128::from(gather(&part(BEFORE), boundary::may_escape)) << BEFORE,
    }
}
