//! The only vector instructions of the engine (AVX2, detected at run time). The token bits are those of the portable code in
//! `block`; the filter passes at least every true window. A test compares both.

use super::block::{BATCH, BLOCK, Bits, Kinds, LOOK};
use super::pairs::{Halves, Pairs, SETS};
use super::runs::is_run_byte;
use super::{Buffers, Hit, Search};
use std::arch::x86_64::*;

mod signs;

pub use signs::signs;

/// Runs a walk that is compiled for AVX2 and the bit instructions, so that it is inlined with them. `None` without AVX2.
pub fn pass(
    search: &Search,
    bytes: &[u8],
    known: usize,
    hits: &mut Vec<Hit>,
    buffers: &mut Buffers,
) -> Option<bool> {
    use std::arch::is_x86_feature_detected as has;
    let all = has!("avx2") && has!("bmi1") && has!("bmi2") && has!("lzcnt") && has!("popcnt");
    // SAFETY: the processor has these features.
    all.then(|| unsafe { featured(search, bytes, known, hits, buffers) })
}

#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn featured(search: &Search, bytes: &[u8], known: usize, hits: &mut Vec<Hit>, buffers: &mut Buffers) -> bool {
    search.pass(bytes, known, hits, buffers)
}

/// Turns the whole blocks of `bytes` into bits; `false` where this processor cannot.
pub fn bits(pairs: &Pairs, bytes: &[u8], out: &mut Bits) -> bool {
    if !std::arch::is_x86_feature_detected!("avx2") {
        return false;
    }
    // SAFETY: the processor has AVX2.
    unsafe { avx2(pairs, bytes, out) };
    true
}

/// Token characters by low and by high nibble: a byte is one if both tables share a bit for it.
const TOKEN: [[u8; 16]; 2] = {
    let mut tables = [[0; 16]; 2];
    let mut b = 0u8;
    while b < 0x80 {
        if is_run_byte(b) {
            let bit = match (b, b >> 4) {
                (b'_', _) => 1 << 6,
                // The letters up to `o` stand under both cases alike, those from `p` on with other characters behind them.
                (_, 4 | 6) => 1,
                (_, high) => 1 << high,
            };
            tables[0][(b & 15) as usize] |= bit;
            tables[1][(b >> 4) as usize] |= bit;
        }
        b += 1;
    }
    tables
};
/// Of these bits, those of letters, and how far that of digits is from the highest.
const LETTERS: u8 = 1 | 1 << 5 | 1 << 7;
const DIGIT: i32 = 4;

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

/// The low and the high nibble of every byte.
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
            all = _mm256_and_si256(all, in_buckets(table, byte));
        }
        any = _mm256_or_si256(any, all);
    }
    !(_mm256_movemask_epi8(_mm256_cmpeq_epi8(any, _mm256_setzero_si256())) as u32)
}

#[target_feature(enable = "avx2")]
fn avx2(pairs: &Pairs, bytes: &[u8], out: &mut Bits) {
    let tables = tables::<SETS, 4>(&pairs.halves);
    let token = [table(&TOKEN[0]), table(&TOKEN[1])];
    let blocks = (bytes.len().saturating_sub(LOOK) / BLOCK).min(BATCH);
    for block in 0..blocks {
        let Some(text) = bytes.get(block * BLOCK..(block + 1) * BLOCK + LOOK) else { return };
        // SAFETY: 32 bytes from `half * 32 + at` on lie in `text`: 32 + 3 + 32 = 64 + LOOK.
        let part =
            |half: usize, at: usize| unsafe { _mm256_loadu_si256(text.as_ptr().add(half * 32 + at).cast()) };
        // Both halves of the block together, so that each table is loaded once: by set of buckets, the buckets that all
        // bytes of the window are in.
        let first = [part(0, 0), part(1, 0)].map(|part| half_bytes(part));
        let mut all = [[_mm256_setzero_si256(); 2]; SETS];
        for (all, tables) in all.iter_mut().zip(&tables) {
            *all = [in_buckets(&tables[0], &first[0]), in_buckets(&tables[0], &first[1])];
        }
        for at in 1..=LOOK {
            let next = [part(0, at), part(1, at)].map(|part| half_bytes(part));
            for (all, tables) in all.iter_mut().zip(&tables) {
                all[0] = _mm256_and_si256(all[0], in_buckets(&tables[at], &next[0]));
                all[1] = _mm256_and_si256(all[1], in_buckets(&tables[at], &next[1]));
            }
        }
        let mut kinds = Kinds::default();
        for (half, first) in first.iter().enumerate() {
            let (here, signs, shift) = (part(half, 0), in_buckets(&token, first), half * 32);
            kinds.token |= some(signs) << shift;
            kinds.line_end |= bits_of(_mm256_cmpeq_epi8(here, _mm256_set1_epi8(b'\n' as i8))) << shift;
            // The highest bit of a byte is what `bits_of` takes.
            kinds.digit |= bits_of(_mm256_slli_epi16::<DIGIT>(signs)) << shift;
            kinds.letter |= some(_mm256_and_si256(signs, _mm256_set1_epi8(LETTERS as i8))) << shift;
            kinds.small |= bits_of(_mm256_slli_epi16::<2>(here)) << shift;
        }
        let any = |half: usize| {
            let any = all.iter().fold(_mm256_setzero_si256(), |any, all| _mm256_or_si256(any, all[half]));
            some(any) << (half * 32)
        };
        out.put(block, kinds);
        out.pass[block] = any(0) | any(1);
    }
}

/// The buckets that bytes are in.
#[inline]
#[target_feature(enable = "avx2")]
fn in_buckets(table: &[__m256i; 2], halves: &[__m256i; 2]) -> __m256i {
    _mm256_and_si256(_mm256_shuffle_epi8(table[0], halves[0]), _mm256_shuffle_epi8(table[1], halves[1]))
}

/// A bit for every byte that is not zero.
#[inline]
#[target_feature(enable = "avx2")]
fn some(bytes: __m256i) -> u64 {
    bits_of(_mm256_cmpeq_epi8(bytes, _mm256_setzero_si256())) ^ 0xffff_ffff
}

/// True if a byte is zero: a look at bytes that the search has just been over costs next to nothing.
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
/// there are. None if this processor cannot.
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
fn letter(part: __m256i) -> __m256i {
    in_range(_mm256_or_si256(part, _mm256_set1_epi8(0x20)), b'a', 26)
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
