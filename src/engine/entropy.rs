//! How random a value looks.

use crate::rules::bytes::{Set, insert};

/// Shannon entropy in bits per byte.
pub fn shannon(value: &[u8]) -> f32 {
    if value.is_empty() { 0.0 } else { ::entropy::shannon_entropy(value) }
}

/// True if `value` has at least `floor` bits per byte.
pub fn reaches(value: &[u8], floor: f32) -> bool {
    reaching(value, floor).is_some()
}

/// The entropy of `value` in bits per byte, if it is at least `floor`.
pub fn reaching(value: &[u8], floor: f32) -> Option<f32> {
    Randomness::default().reaching(value, floor)
}

/// The entropy of one value, computed once for the many rules that ask for it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Randomness {
    /// An upper bound, in bits per byte.
    most: Option<f32>,
    bits: Option<f32>,
}

impl Randomness {
    /// The entropy in bits per byte, if it is at least `floor`. `value` must be the same in every call.
    pub fn reaching(&mut self, value: &[u8], floor: f32) -> Option<f32> {
        // An upper bound that is quick to compute: all different bytes equally frequent.
        let most = *self.most.get_or_insert_with(|| (distinct(value) as f32).log2() + 1e-3);
        let bits = || *self.bits.get_or_insert_with(|| shannon(value));
        (most >= floor).then(bits).filter(|bits| *bits >= floor)
    }
}

/// Number of different bytes.
pub fn distinct(value: &[u8]) -> u32 {
    let mut seen = Set::default();
    value.iter().for_each(|&b| insert(&mut seen, b));
    seen.iter().map(|word| word.count_ones()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        assert_eq!(shannon(b""), 0.0);
        assert_eq!(shannon(b"aaaa"), 0.0);
        assert!((shannon(b"abcd") - 2.0).abs() < 1e-6);
        assert_eq!(distinct(b"abca\xff"), 4);
        for (text, bits, expected) in [("abcd", 2.0, true), ("abca", 2.0, false), ("", 0.1, false)] {
            assert_eq!(reaches(text.as_bytes(), bits), expected, "{text}");
        }
    }
}
