//! The characters of a bare value: how far those of an alphabet reach, and which kinds of letters are among them.

use crate::rules::has;

pub const DIGIT: u8 = 1;
pub const LOWER_HEX: u8 = 2;
pub const LOWER: u8 = 4;
pub const UPPER: u8 = 8;

/// The characters besides letters and digits that belong to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// None.
    Alnum,
    /// `_` and `-`.
    Url,
    /// `+` and `/`.
    Standard,
}

/// True if a value with these kinds of letters fits a pattern that asks for those. If the pattern is nothing but a
/// class (`alone`), the value must have a digit if the class has digits.
pub fn fits_kinds(kinds: u8, asked: u8, alone: bool) -> bool {
    kinds & !asked == 0 && ((kinds | !asked) & DIGIT != 0 || !alone)
}

/// True for digits, or letters of both cases: random values of sixteen characters and more have them, names in snake
/// case and paths do not. A value without anything around it must have a digit, because names in camel case have both
/// cases.
pub fn is_mixed(kinds: u8) -> bool {
    kinds & DIGIT != 0 || kinds & UPPER != 0 && kinds & (LOWER | LOWER_HEX) != 0
}

/// The additional characters of [`Alphabet::Url`] and [`Alphabet::Standard`].
const URL: u8 = 16;
const STANDARD: u8 = 32;

/// The kinds of letters and digits.
pub const LETTERS: u8 = DIGIT | LOWER_HEX | LOWER | UPPER;

/// The kind of every byte; 0 for those in no alphabet.
static KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut b = 0;
    while b < 256 {
        kinds[b] = match b as u8 {
            b'0'..=b'9' => DIGIT,
            b'a'..=b'f' => LOWER_HEX,
            b'g'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'_' | b'-' => URL,
            b'+' | b'/' => STANDARD,
            _ => 0,
        };
        b += 1;
    }
    kinds
};

/// The kind of a letter or digit; 0 for other bytes.
#[inline(always)]
pub fn kind(b: u8) -> u8 {
    KINDS[usize::from(b)] & LETTERS
}

/// Length of the prefix in an alphabet, and the kinds of letters in it.
pub type Measure = (usize, u8);

/// Measures the prefix of `run` in an alphabet. `known` is a measure of its start that is already known.
#[inline]
pub fn measure(run: &[u8], known: Measure, alphabet: Alphabet) -> Measure {
    let signs = match alphabet {
        Alphabet::Alnum => LETTERS,
        Alphabet::Url => LETTERS | URL,
        Alphabet::Standard => LETTERS | STANDARD,
    };
    let (mut length, mut kinds) = known;
    while let Some(&b) = run.get(length) {
        let kind = KINDS[usize::from(b)];
        if kind & signs == 0 {
            break;
        }
        kinds |= kind;
        length += 1;
    }
    (length, kinds & LETTERS)
}

/// True if the rest of the run, together with the measured part, is [mixed](is_mixed).
pub fn goes_on_mixed(run: &[u8], (length, mut kinds): Measure) -> bool {
    is_mixed(kinds)
        || run.get(length..).unwrap_or_default().iter().any(|&b| {
            kinds |= kind(b);
            is_mixed(kinds)
        })
}

/// A class as alphabet and kinds, if it can be expressed so.
pub type Class = Option<(Alphabet, Kinds)>;

/// The kinds of letters of a class.
#[derive(Clone, Copy, Debug)]
pub struct Kinds {
    pub of: u8,
    /// True if it has all letters of these kinds and all characters of its alphabet.
    pub whole: bool,
}

pub fn tell(class: &[u64; 4]) -> Class {
    let mut kinds = 0;
    for b in (0..=255).filter(|&b| has(class, b)) {
        match KINDS[usize::from(b)] {
            0 => return None,
            kind => kinds |= kind,
        }
    }
    let alphabet = match (kinds & URL != 0, kinds & STANDARD != 0) {
        (false, false) => Alphabet::Alnum,
        (true, false) => Alphabet::Url,
        (false, true) => Alphabet::Standard,
        (true, true) => return None,
    };
    let whole = (0..=255).all(|b| has(class, b) == (KINDS[usize::from(b)] & kinds != 0));
    Some((alphabet, Kinds { of: kinds & LETTERS, whole }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures() {
        assert_eq!(measure(b"0a9f-1", (0, 0), Alphabet::Alnum), (4, DIGIT | LOWER_HEX));
        assert_eq!(
            measure(b"0aZ_f-1+", (3, DIGIT | LOWER_HEX | UPPER), Alphabet::Url),
            (7, DIGIT | LOWER_HEX | UPPER)
        );
        assert_eq!(measure(b"xy+/z", (0, 0), Alphabet::Standard), (5, LOWER));
    }
}
