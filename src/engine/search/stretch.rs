//! Keywords that are searched only in short stretches: before the mixing bytes of short runs. Their windows have three bytes; on
//! processors with AVX2 a filter by nibbles leaves a fifth of the places.

use super::index::{Index, Word, four_at};
use super::pairs::Halves;
use crate::rules::window::{GATED_BUCKETS, Window};
use std::ops::Range;

/// How many words of places are asked for at a time: most stretches are no longer.
#[cfg(target_arch = "x86_64")]
const WORDS: usize = 12;

/// The searcher for stretches.
#[derive(Debug)]
pub struct Stretch {
    index: Index,
    #[cfg_attr(not(target_arch = "x86_64"), expect(dead_code, reason = "for vector code"))]
    halves: Halves<{ GATED_BUCKETS / 8 }, 3>,
}

impl Stretch {
    /// For these words, with their windows and the buckets of those.
    pub fn new(words: &[Word<'_>], windows: &[(Window, u8)]) -> Self {
        Stretch { index: Index::new(words), halves: Halves::new(windows) }
    }

    /// Calls back with start and number of every keyword that begins in a stretch.
    #[inline(always)]
    pub fn within(&self, text: &[u8], starts: Range<usize>, out: &mut impl FnMut(usize, u16)) {
        let mut out = |start, number| {
            if starts.contains(&start) {
                out(start, number);
            }
        };
        let end = (starts.end + self.index.reach).min(text.len());
        let mut look = |at| {
            let four = four_at(text, at);
            if self.index.may_be(four) {
                self.index.window(four, text, at, &mut out);
            }
        };
        #[cfg_attr(not(target_arch = "x86_64"), expect(unused_mut, reason = "for vector code"))]
        let mut at = starts.start;
        #[cfg(target_arch = "x86_64")]
        while at < end {
            use super::simd::{PLACES, places};
            let mut bits = [0; WORDS];
            // The last word goes on behind the end.
            let to = text.len().min(end + PLACES + 1);
            let words = places(&self.halves, &text[at..to], &mut bits);
            for bits in &mut bits[..words] {
                while *bits != 0 {
                    let place = at + bits.trailing_zeros() as usize;
                    *bits &= *bits - 1;
                    if place < end {
                        look(place);
                    }
                }
                at += PLACES;
            }
            if words == 0 {
                break;
            }
        }
        (at..end).for_each(look);
    }
}
