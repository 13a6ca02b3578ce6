//! Measures of a value: length, kinds of characters, entropy, how often the kind changes.

use super::feature::{Feature as F, Set};
use crate::engine::checks::encoding::is_uuid;

/// Bytes of a value that are measured at most.
pub const MOST: usize = 256;

/// Counts over a value, made in one pass.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Bytes measured.
    pub len: usize,
    /// a-z
    pub lower: usize,
    /// A-Z
    pub upper: usize,
    /// 0-9
    pub digit: usize,
    /// Hexadecimal digits in either case.
    pub hex: usize,
    /// Blanks.
    pub blank: usize,
    /// Bytes beyond ASCII.
    pub foreign: usize,
    /// Everything else.
    pub punct: usize,
    /// Characters of base64 and its URL form among the punctuation.
    pub base64: usize,
    /// How often the class changes from one character to the next.
    pub changes: usize,
    /// Number of different characters.
    pub distinct: usize,
    /// Shannon entropy in bits per character.
    pub entropy: f32,
}

/// By character: its class, in the order of the counts, and whether it is a hexadecimal digit, or a character of base64 among the
/// punctuation.
static SORTS: [u8; 256] = {
    let mut sorts = [0; 256];
    let mut b = 0;
    while b < 256 {
        let sign = b as u8;
        let class = match sign {
            b'a'..=b'z' => 0,
            b'A'..=b'Z' => 1,
            b'0'..=b'9' => 2,
            b' ' | b'\t' | b'\n' | b'\r' => 3,
            0x80.. => 4,
            _ => 5,
        };
        let hex = if sign.is_ascii_hexdigit() { HEX } else { 0 };
        let base64 = if matches!(sign, b'+' | b'/' | b'=' | b'-' | b'_') { BASE64 } else { 0 };
        sorts[b] = class | hex | base64;
        b += 1;
    }
    sorts
};

/// Room for each number that [`CLASS`] leaves.
const CLASSES: usize = 8;
const CLASS: u8 = 7;
const HEX: u8 = 8;
const BASE64: u8 = 16;

impl Counts {
    /// Measures `value`.
    pub fn of(value: &[u8]) -> Counts {
        let value = &value[..value.len().min(MOST)];
        let (mut classes, mut hex, mut base64, mut changes) = ([0; CLASSES], 0, 0, 0);
        let mut seen = [0u8; 256];
        let mut last = value.first().map_or(0, |&b| SORTS[usize::from(b)] & CLASS);
        for &b in value {
            seen[usize::from(b)] = seen[usize::from(b)].saturating_add(1);
            let sort = SORTS[usize::from(b)];
            let class = sort & CLASS;
            classes[usize::from(class)] += 1;
            hex += usize::from(sort & HEX != 0);
            base64 += usize::from(sort & BASE64 != 0);
            changes += usize::from(class != last);
            last = class;
        }
        let [lower, upper, digit, blank, foreign, punct, ..] = classes;
        let distinct = seen.iter().filter(|n| **n > 0).count();
        let entropy = entropy(value, &seen);
        let len = value.len();
        Counts { len, lower, upper, digit, hex, blank, foreign, punct, base64, changes, distinct, entropy }
    }

    /// Letters of ASCII.
    pub fn letters(&self) -> usize {
        self.lower + self.upper
    }
}

/// Bits per character. Counts are cut at 255, which a value of [`MOST`] bytes only exceeds if it is one repeated character.
fn entropy(value: &[u8], seen: &[u8; 256]) -> f32 {
    let n = value.len() as f32;
    let sum: f32 = value.iter().map(|b| LOG2[usize::from(seen[*b as usize])]).sum();
    if value.is_empty() { 0.0 } else { n.log2() - sum / n }
}

/// Binary logarithms of 0 (as 0) to 255.
static LOG2: [f32; 256] = {
    let mut table = [0.0f32; 256];
    let mut i = 1usize;
    while i < 256 {
        // n = 2^k * (1 + r): the series of atanh converges fast for r below 1
        let k = i.ilog2();
        let x = i as f64 / (1u64 << k) as f64;
        let y = (x - 1.0) / (x + 1.0);
        let (mut term, mut sum, mut d) = (y, 0.0f64, 1.0f64);
        while d < 40.0 {
            sum += term / d;
            term *= y * y;
            d += 2.0;
        }
        table[i] = (k as f64 + 2.0 * sum / std::f64::consts::LN_2) as f32;
        i += 1;
    }
    table
};

/// Sets the features of length, shape, entropy and change.
pub fn features(value: &[u8], c: &Counts, set: &mut Set) {
    set.put(match value.len() {
        0..=3 => F::Len3,
        4..=5 => F::Len5,
        6..=7 => F::Len7,
        8..=11 => F::Len11,
        12..=15 => F::Len15,
        16..=19 => F::Len19,
        20..=31 => F::Len31,
        32..=47 => F::Len47,
        48..=79 => F::Len79,
        _ => F::Len80,
    });
    set.put(shape(value, c));
    set.put_if(c.digit > 0, F::HasDigit);
    set.put_if(c.punct > 0, F::HasPunct);
    set.put_if(c.upper > 0 && c.lower > 0 && c.digit > 0 && c.punct > c.base64 && c.blank == 0, F::Strong);
    set.put(match c.entropy {
        e if e < 1.6 => F::Bits16,
        e if e < 2.0 => F::Bits20,
        e if e < 2.4 => F::Bits24,
        e if e < 2.8 => F::Bits28,
        e if e < 3.2 => F::Bits32,
        e if e < 3.6 => F::Bits36,
        e if e < 4.0 => F::Bits40,
        e if e < 4.5 => F::Bits45,
        e if e < 5.0 => F::Bits50,
        _ => F::Bits99,
    });
    set.put(match c.changes * 100 / c.len.max(1) {
        _ if c.changes == 0 => F::Change0,
        0..=10 => F::Change10,
        11..=25 => F::Change25,
        26..=40 => F::Change40,
        _ => F::Change99,
    });
}

fn shape(value: &[u8], c: &Counts) -> F {
    let n = c.len;
    if c.foreign > 0 {
        F::ShapeForeign
    } else if c.digit == n
        || c.digit + c.punct == n && c.punct == 1 && matches!(value.first(), Some(b'-' | b'+'))
    {
        F::ShapeNumber
    } else if is_uuid(value) {
        F::ShapeUuid
    } else if c.hex == n && n >= 8 && c.digit > 0 && (c.upper == 0 || c.lower == 0) {
        if matches!(value.len(), 32 | 40 | 56 | 64 | 96 | 128) { F::ShapeHash } else { F::ShapeHex }
    } else if c.blank > 0 {
        F::ShapeSpaces
    } else if c.lower == n {
        F::ShapeLower
    } else if c.upper == n {
        F::ShapeUpper
    } else if c.letters() == n {
        F::ShapeMixed
    } else if c.lower + c.digit == n {
        F::ShapeLowerDigit
    } else if c.upper + c.digit == n {
        F::ShapeUpperDigit
    } else if c.letters() + c.digit == n {
        F::ShapeAlnum
    } else if c.punct == c.base64 && n >= 16 && c.lower > 0 && c.upper > 0 && c.digit > 0 {
        F::ShapeBase64
    } else if c.digit == 0 {
        F::ShapeSymbols
    } else if c.lower > 0 && c.upper > 0 {
        F::ShapeSymbolsAll
    } else {
        F::ShapeSymbolsDigit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures() {
        let c = Counts::of(b"aB3-aB3-");
        assert_eq!((c.lower, c.upper, c.digit, c.punct, c.distinct, c.changes), (2, 2, 2, 2, 4, 7));
        assert!((c.entropy - 2.0).abs() < 1e-4);
        assert!((LOG2[255] - 255f32.log2()).abs() < 1e-5 && (LOG2[3] - 3f32.log2()).abs() < 1e-5);
    }

    #[test]
    fn shapes() {
        let shape = |v: &str| super::shape(v.as_bytes(), &Counts::of(v.as_bytes()));
        assert_eq!(shape("12345"), F::ShapeNumber);
        assert_eq!(shape("deadbeef01"), F::ShapeHex);
        assert_eq!(shape(&"ab12".repeat(8)), F::ShapeHash);
        assert_eq!(shape("123e4567-e89b-12d3-a456-426614174000"), F::ShapeUuid);
        assert_eq!(shape("Summer2019!"), F::ShapeSymbolsAll);
        assert_eq!(shape("p\u{e4}ss"), F::ShapeForeign);
    }
}
