//! How random a value looks.

/// Shannon entropy in bits a byte.
pub fn shannon(value: &[u8]) -> f32 {
    if value.is_empty() { 0.0 } else { ::entropy::shannon_entropy(value) }
}

/// True where `value` has at least so many bits a byte.
pub fn reaches(value: &[u8], floor: f32) -> bool {
    reaching(value, floor).is_some()
}

/// How many bits a byte `value` has, where they are at least so many.
pub fn reaching(value: &[u8], floor: f32) -> Option<f32> {
    Randomness::default().reaching(value, floor)
}

/// How random a value is, as far as it was asked: many rules ask it of one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Randomness {
    /// No more bits a byte than these.
    most: Option<f32>,
    bits: Option<f32>,
}

impl Randomness {
    /// How many bits a byte the value has, where they are at least so many. It is always the same value.
    pub fn reaching(&mut self, value: &[u8], floor: f32) -> Option<f32> {
        // No value has more than one of as many different bytes, each as frequent as any other: that is soon counted.
        let most = *self.most.get_or_insert_with(|| (distinct(value) as f32).log2() + 1e-3);
        let bits = || *self.bits.get_or_insert_with(|| shannon(value));
        (most >= floor).then(bits).filter(|bits| *bits >= floor)
    }
}

/// Number of different bytes.
pub fn distinct(value: &[u8]) -> u32 {
    let mut seen = [0u64; 4];
    value.iter().for_each(|&b| seen[usize::from(b >> 6)] |= 1 << (b & 63));
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
        assert!(reaches(b"abcd", 2.0) && !reaches(b"abca", 2.0) && !reaches(b"", 0.1));
    }
}
