//! The one place of the engine with vector instructions, chosen at run time. It gives the same token bits as the safe
//! code in `block`, and pass bits for at least every true window; a test holds both against each other.

use super::block::{BATCH, BLOCK, Bits, Kinds, LOOK};
use super::pairs::{Pairs, SETS};
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

/// By low and by high half byte: the bits of the signs that have it. `_`, joints (`+ - /`), the line feed, and four
/// that an escape may begin with (`\ % =` and ESC), for no two of them share both halves with a third sign.
const SIGNS: [[u8; 16]; 2] = {
    let signs =
        [(b'_', 0), (b'+', 1), (b'-', 1), (b'/', 1), (b'\n', 2), (b'\\', 3), (b'%', 4), (b'=', 5), (0x1b, 6)];
    let mut tables = [[0; 16]; 2];
    let mut at = 0;
    while at < signs.len() {
        let (sign, bit) = signs[at];
        tables[0][(sign & 15) as usize] |= 1 << bit;
        tables[1][(sign >> 4) as usize] |= 1 << bit;
        at += 1;
    }
    tables
};
const ESCAPES: u8 = 0b0111_1000;

/// A table of sixteen bytes, in both halves.
#[inline]
#[target_feature(enable = "avx2")]
fn table(row: &[u8; 16]) -> __m256i {
    let (low, high) = (u128::from_le_bytes(*row) as i64, (u128::from_le_bytes(*row) >> 64) as i64);
    _mm256_set_epi64x(high, low, high, low)
}

#[target_feature(enable = "avx2")]
fn avx2(pairs: &Pairs, bytes: &[u8], out: &mut Bits) {
    let nibbles = &pairs.nibbles;
    // [set of buckets][byte of the window]
    let mut low = [[_mm256_setzero_si256(); 4]; SETS];
    let mut high = low;
    for set in 0..SETS {
        for at in 0..4 {
            low[set][at] = table(&nibbles[set][at][0]);
            high[set][at] = table(&nibbles[set][at][1]);
        }
    }
    let (signs_low, signs_high) = (table(&SIGNS[0]), table(&SIGNS[1]));
    let blocks = (bytes.len().saturating_sub(LOOK) / BLOCK).min(BATCH);
    for block in 0..blocks {
        let Some(text) = bytes.get(block * BLOCK..(block + 1) * BLOCK + LOOK) else { return };
        let (mut kinds, mut pass) = (Kinds::default(), 0);
        for half in 0..2 {
            let mut parts = [_mm256_setzero_si256(); 4];
            for (at, part) in parts.iter_mut().enumerate() {
                // SAFETY: 32 bytes from `half * 32 + at` on lie in `text`: 32 + 3 + 32 = 64 + LOOK.
                *part = unsafe { _mm256_loadu_si256(text.as_ptr().add(half * 32 + at).cast()) };
            }
            let nibble = _mm256_set1_epi8(0x0f);
            let mut buckets = [_mm256_set1_epi8(-1); SETS];
            for at in 0..4 {
                let down = _mm256_and_si256(parts[at], nibble);
                let up = _mm256_and_si256(_mm256_srli_epi16::<4>(parts[at]), nibble);
                if at == 0 {
                    let signs = _mm256_and_si256(
                        _mm256_shuffle_epi8(signs_low, down),
                        _mm256_shuffle_epi8(signs_high, up),
                    );
                    add_kinds(parts[0], signs, half * 32, &mut kinds);
                }
                for set in 0..SETS {
                    let both = _mm256_and_si256(
                        _mm256_shuffle_epi8(low[set][at], down),
                        _mm256_shuffle_epi8(high[set][at], up),
                    );
                    buckets[set] = _mm256_and_si256(buckets[set], both);
                }
            }
            let mut any = buckets[0];
            for more in &buckets[1..] {
                any = _mm256_or_si256(any, *more);
            }
            let none = _mm256_cmpeq_epi8(any, _mm256_setzero_si256());
            pass |= u64::from(!(_mm256_movemask_epi8(none) as u32)) << (half * 32);
        }
        out.put(block, kinds);
        out.pass[block] = pass;
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn add_kinds(part: __m256i, signs: __m256i, shift: usize, kinds: &mut Kinds) {
    let digit = bits_of(in_range(part, b'0', 10)) << shift;
    let upper = bits_of(in_range(part, b'A', 26)) << shift;
    let lower = bits_of(in_range(part, b'a', 26)) << shift;
    // The highest bit of a byte is what `bits_of` takes.
    let word = digit | upper | lower | bits_of(_mm256_slli_epi16::<7>(signs)) << shift;
    let joint = bits_of(_mm256_slli_epi16::<6>(signs)) << shift;
    let escapes = _mm256_and_si256(signs, _mm256_set1_epi8(ESCAPES as i8));
    let none = bits_of(_mm256_cmpeq_epi8(escapes, _mm256_setzero_si256()));
    kinds.token |= word | joint;
    kinds.word |= word;
    kinds.escape |= (none ^ 0xffff_ffff) << shift;
    kinds.digit |= digit;
    kinds.upper |= upper;
    kinds.lower |= lower;
    kinds.line_end |= bits_of(_mm256_slli_epi16::<5>(signs)) << shift;
}

#[inline]
#[target_feature(enable = "avx2")]
fn in_range(part: __m256i, first: u8, count: u8) -> __m256i {
    let from_zero = _mm256_sub_epi8(part, _mm256_set1_epi8(first as i8));
    _mm256_cmpeq_epi8(_mm256_min_epu8(from_zero, _mm256_set1_epi8((count - 1) as i8)), from_zero)
}

#[inline]
#[target_feature(enable = "avx2")]
fn bits_of(mask: __m256i) -> u64 {
    u64::from(_mm256_movemask_epi8(mask) as u32)
}
