//! The one place of the engine with vector instructions, chosen at run time. It gives the same token bits as the safe
//! code in `block`, and pass bits for at least every true window; a test holds both against each other.

use super::block::{BATCH, BLOCK, Bits, LOOK};
use super::pairs::Pairs;
use std::arch::x86_64::*;

/// Turns the whole blocks of `bytes` into bits; `false` where this processor cannot.
pub fn bits(pairs: &Pairs, bytes: &[u8], out: &mut Bits) -> bool {
    if !std::arch::is_x86_feature_detected!("avx2") {
        return false;
    }
    // SAFETY: the processor has AVX2.
    unsafe { avx2(pairs, bytes, out) };
    true
}

#[target_feature(enable = "avx2")]
fn avx2(pairs: &Pairs, bytes: &[u8], out: &mut Bits) {
    let nibbles = &pairs.nibbles;
    let table = |row: &[u8; 16]| {
        let halves = row.as_chunks::<8>().0;
        let [low, high] = [0, 1].map(|at| i64::from_le_bytes(halves[at]));
        _mm256_set_epi64x(high, low, high, low)
    };
    // [set of buckets][byte of the window]
    let mut low = [[_mm256_setzero_si256(); 4]; 2];
    let mut high = low;
    for set in 0..2 {
        for at in 0..4 {
            low[set][at] = table(&nibbles[set][at][0]);
            high[set][at] = table(&nibbles[set][at][1]);
        }
    }
    let blocks = (bytes.len().saturating_sub(LOOK) / BLOCK).min(BATCH);
    for block in 0..blocks {
        let Some(text) = bytes.get(block * BLOCK..(block + 1) * BLOCK + LOOK) else { return };
        let (mut token, mut pass) = (0, 0);
        for half in 0..2 {
            let mut parts = [_mm256_setzero_si256(); 4];
            for (at, part) in parts.iter_mut().enumerate() {
                // SAFETY: 32 bytes from `half * 32 + at` on lie in `text`: 32 + 3 + 32 = 64 + LOOK.
                *part = unsafe { _mm256_loadu_si256(text.as_ptr().add(half * 32 + at).cast()) };
            }
            token |= u64::from(token_bits(parts[0])) << (half * 32);
            let mut first = _mm256_set1_epi8(-1);
            let mut second = first;
            for (at, &part) in parts.iter().enumerate() {
                let nibble = _mm256_set1_epi8(0x0f);
                let down = _mm256_and_si256(part, nibble);
                let up = _mm256_and_si256(_mm256_srli_epi16::<4>(part), nibble);
                let both = |set: usize| {
                    _mm256_and_si256(
                        _mm256_shuffle_epi8(low[set][at], down),
                        _mm256_shuffle_epi8(high[set][at], up),
                    )
                };
                first = _mm256_and_si256(first, both(0));
                second = _mm256_and_si256(second, both(1));
            }
            let none = _mm256_cmpeq_epi8(_mm256_or_si256(first, second), _mm256_setzero_si256());
            pass |= u64::from(!(_mm256_movemask_epi8(none) as u32)) << (half * 32);
        }
        out.token[block] = token;
        out.pass[block] = pass;
    }
}

#[target_feature(enable = "avx2")]
fn token_bits(part: __m256i) -> u32 {
    let in_range = |value: __m256i, first: u8, count: u8| {
        let from_zero = _mm256_sub_epi8(value, _mm256_set1_epi8(first as i8));
        let last = _mm256_set1_epi8((count - 1) as i8);
        _mm256_cmpeq_epi8(_mm256_min_epu8(from_zero, last), from_zero)
    };
    let is = |b: u8| _mm256_cmpeq_epi8(part, _mm256_set1_epi8(b as i8));
    let letter = in_range(_mm256_or_si256(part, _mm256_set1_epi8(0x20)), b'a', 26);
    let digit = in_range(part, b'/', 11);
    let signs = _mm256_or_si256(_mm256_or_si256(is(b'_'), is(b'+')), is(b'-'));
    _mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(letter, digit), signs)) as u32
}
