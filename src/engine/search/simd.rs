//! The one place of the engine with vector instructions, chosen at run time. It gives the same token bits as the safe
//! code in `block`, and pass bits for at least every true window; a test holds both against each other.

use super::block::{BATCH, BLOCK, Bits, Kinds, LOOK};
use super::pairs::{Halves, Pairs, SETS};
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

/// Tables by half bytes in registers: set of buckets, byte of the window, low or high half.
type Tables<const SETS: usize, const LEN: usize> = [[[__m256i; 2]; LEN]; SETS];

#[inline]
#[target_feature(enable = "avx2")]
fn tables<const SETS: usize, const LEN: usize>(halves: &Halves<SETS, LEN>) -> Tables<SETS, LEN> {
    let mut tables = [[[_mm256_setzero_si256(); 2]; LEN]; SETS];
    for (set, halves) in tables.iter_mut().zip(&halves.0) {
        for (byte, [low, high]) in set.iter_mut().zip(halves) {
            *byte = [table(low), table(high)];
        }
    }
    tables
}

/// The low and the high half of every byte.
#[inline]
#[target_feature(enable = "avx2")]
fn half_bytes(part: __m256i) -> [__m256i; 2] {
    let nibble = _mm256_set1_epi8(0x0f);
    [_mm256_and_si256(part, nibble), _mm256_and_si256(_mm256_srli_epi16::<4>(part), nibble)]
}

/// A bit for every place whose bytes, of which the half bytes are given from each place on, are all in one bucket.
#[inline]
#[target_feature(enable = "avx2")]
fn in_one_bucket<const SETS: usize, const LEN: usize>(
    tables: &Tables<SETS, LEN>,
    bytes: &[[__m256i; 2]; LEN],
) -> u32 {
    let mut any = _mm256_setzero_si256();
    for set in tables {
        let mut all = _mm256_set1_epi8(-1);
        for (table, byte) in set.iter().zip(bytes) {
            let both = _mm256_and_si256(
                _mm256_shuffle_epi8(table[0], byte[0]),
                _mm256_shuffle_epi8(table[1], byte[1]),
            );
            all = _mm256_and_si256(all, both);
        }
        any = _mm256_or_si256(any, all);
    }
    !(_mm256_movemask_epi8(_mm256_cmpeq_epi8(any, _mm256_setzero_si256())) as u32)
}

#[target_feature(enable = "avx2")]
fn avx2(pairs: &Pairs, bytes: &[u8], out: &mut Bits) {
    let tables = tables::<SETS, 4>(&pairs.halves);
    let (signs_low, signs_high) = (table(&SIGNS[0]), table(&SIGNS[1]));
    let blocks = (bytes.len().saturating_sub(LOOK) / BLOCK).min(BATCH);
    for block in 0..blocks {
        let Some(text) = bytes.get(block * BLOCK..(block + 1) * BLOCK + LOOK) else { return };
        let (mut kinds, mut pass) = (Kinds::default(), 0);
        for half in 0..2 {
            let mut first = _mm256_setzero_si256();
            let mut parts = [[first; 2]; 4];
            for (at, part) in parts.iter_mut().enumerate() {
                // SAFETY: 32 bytes from `half * 32 + at` on lie in `text`: 32 + 3 + 32 = 64 + LOOK.
                let bytes = unsafe { _mm256_loadu_si256(text.as_ptr().add(half * 32 + at).cast()) };
                *part = half_bytes(bytes);
                first = if at == 0 { bytes } else { first };
            }
            let [down, up] = parts[0];
            let signs =
                _mm256_and_si256(_mm256_shuffle_epi8(signs_low, down), _mm256_shuffle_epi8(signs_high, up));
            add_kinds(first, signs, half * 32, &mut kinds);
            pass |= u64::from(in_one_bucket(&tables, &parts)) << (half * 32);
        }
        out.put(block, kinds);
        out.pass[block] = pass;
    }
}

/// True where a byte is zero: a look at bytes that the search has just been over costs next to nothing.
pub fn has_zero(bytes: &[u8]) -> bool {
    if !std::arch::is_x86_feature_detected!("avx2") {
        return memchr::memchr(0, bytes).is_some();
    }
    // SAFETY: the processor has AVX2.
    unsafe { least(bytes) == 0 }
}

#[target_feature(enable = "avx2")]
fn least(bytes: &[u8]) -> u8 {
    bytes.iter().copied().fold(u8::MAX, u8::min)
}

/// Places that are told at a time.
pub const PLACES: usize = 32;

/// A bit for each of so many places of `text` where a window of three bytes may begin, in whole words; how many words
/// there are. None where this processor cannot.
pub fn places<const SETS: usize>(halves: &Halves<SETS, 3>, text: &[u8], out: &mut [u32]) -> usize {
    if !std::arch::is_x86_feature_detected!("avx2") {
        return 0;
    }
    // SAFETY: the processor has AVX2.
    unsafe { three(halves, text, out) }
}

#[target_feature(enable = "avx2")]
fn three<const SETS: usize>(halves: &Halves<SETS, 3>, text: &[u8], out: &mut [u32]) -> usize {
    let tables = tables(halves);
    let words = (text.len().saturating_sub(2) / PLACES).min(out.len());
    for (word, out) in out.iter_mut().enumerate().take(words) {
        let Some(text) = text.get(word * PLACES..(word + 1) * PLACES + 2) else { return word };
        let mut parts = [[_mm256_setzero_si256(); 2]; 3];
        for (at, part) in parts.iter_mut().enumerate() {
            // SAFETY: 32 bytes from `at` on lie in `text`: 2 + 32 = PLACES + 2.
            *part = half_bytes(unsafe { _mm256_loadu_si256(text.as_ptr().add(at).cast()) });
        }
        *out = in_one_bucket(&tables, &parts);
    }
    words
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
