//! The signs of a bare value: how far those of an alphabet go, and which kinds of letters are among them.

pub const DIGIT: u8 = 1;
pub const LOWER_HEX: u8 = 2;
pub const LOWER: u8 = 4;
pub const UPPER: u8 = 8;

/// The signs besides letters and digits that do not end a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// None.
    Alnum,
    /// `_` and `-`.
    Url,
    /// `+` and `/`.
    Standard,
}

/// True where a value of these kinds of letters may be one of a form that asks for those. A value that is all of it has
/// a digit where it may.
pub fn fits_kinds(kinds: u8, asked: u8, alone: bool) -> bool {
    kinds & !asked == 0 && ((kinds | !asked) & DIGIT != 0 || !alone)
}

/// True for digits, or letters of both cases: random values of sixteen signs and more have them, and names in snake
/// case and paths have not. Where a value stands for itself alone, a digit is asked for: names in camel case have none.
pub fn is_mixed(kinds: u8) -> bool {
    kinds & DIGIT != 0 || kinds & UPPER != 0 && kinds & (LOWER | LOWER_HEX) != 0
}

/// The kind of every sign; 0 for what is neither a letter nor a digit.
static KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut b = 0;
    while b < 256 {
        kinds[b] = match b as u8 {
            b'0'..=b'9' => DIGIT,
            b'a'..=b'f' => LOWER_HEX,
            b'g'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            _ => 0,
        };
        b += 1;
    }
    kinds
};

#[inline(always)]
pub fn kind(b: u8) -> u8 {
    KINDS[usize::from(b)]
}

/// How far the signs of an alphabet go, and the kinds of them; so much as `known` says of it is known.
pub fn measure(run: &[u8], known: (usize, u8), alphabet: Alphabet) -> (usize, u8) {
    let (from, mut kinds) = known;
    for (at, &b) in run.iter().enumerate().skip(from) {
        let kind = kind(b);
        let goes_on = kind != 0
            || match alphabet {
                Alphabet::Alnum => false,
                Alphabet::Url => matches!(b, b'_' | b'-'),
                Alphabet::Standard => matches!(b, b'+' | b'/'),
            };
        if !goes_on {
            return (at, kinds);
        }
        kinds |= kind;
    }
    (run.len(), kinds)
}

/// A class in these terms, where it can be told so.
pub type Told = Option<(Alphabet, u8)>;

pub fn tell(class: &[u64; 4]) -> Told {
    let has = |b: u8| class[usize::from(b >> 6)] >> (b & 63) & 1 == 1;
    let mut kinds = 0;
    for b in (0..=255).filter(|&b| has(b)) {
        match kind(b) {
            0 if !matches!(b, b'_' | b'-' | b'+' | b'/') => return None,
            kind => kinds |= kind,
        }
    }
    match (has(b'_') || has(b'-'), has(b'+') || has(b'/')) {
        (false, false) => Some((Alphabet::Alnum, kinds)),
        (true, false) => Some((Alphabet::Url, kinds)),
        (false, true) => Some((Alphabet::Standard, kinds)),
        (true, true) => None,
    }
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
