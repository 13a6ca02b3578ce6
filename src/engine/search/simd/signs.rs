//! The character kinds of `closer`, with vector instructions.

use super::{bits_of, in_range, letter};
use crate::engine::search::closer::{BEFORE, Closer, Signs};
use std::arch::x86_64::*;

/// [`closer::begins`](crate::engine::search::closer::begins) with AVX2; `None` without it.
#[inline]
pub fn signs(block: &Closer) -> Option<Signs> {
    // SAFETY: the processor has AVX2.
    std::arch::is_x86_feature_detected!("avx2").then(|| unsafe { word_and_escape(block) })
}

#[target_feature(enable = "avx2")]
fn word_and_escape(block: &Closer) -> Signs {
    let mut signs = Signs { word: 0, escape: 0 };
    let is = |part: __m256i, sign: u8| _mm256_cmpeq_epi8(part, _mm256_set1_epi8(sign as i8));
    for half in 0..2 {
        let before = load(block, half, BEFORE - 1);
        let word = _mm256_or_si256(letter(before), in_range(before, b'0', 10));
        signs.word |= bits_of(_mm256_or_si256(word, is(before, b'_'))) << (half * 32);
    }
    for (half, from) in [(0, 0), (0, BEFORE), (1, BEFORE)] {
        let part = load(block, half, from);
        let either = _mm256_or_si256(is(part, b'\\'), is(part, b'%'));
        let escape = _mm256_or_si256(either, _mm256_or_si256(is(part, b'='), is(part, 0x1b)));
        signs.escape |= u128::from(bits_of(escape)) << (half * 32 + from);
    }
    signs
}

/// Half a block, from byte `from` on.
#[inline]
#[target_feature(enable = "avx2")]
fn load(block: &Closer, half: usize, from: usize) -> __m256i {
    let part = block[half * 32 + from..].first_chunk::<32>();
    // SAFETY: 32 bytes are there.
    part.map_or(_mm256_setzero_si256(), |part| unsafe { _mm256_loadu_si256(part.as_ptr().cast()) })
}
