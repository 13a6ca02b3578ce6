//! The name that a value is given to, asked for hundreds of words.

use crate::engine::near;
use crate::model::Span;

/// How far before a value its name begins.
pub const REACH: usize = 48;

/// What stands before a value in its line, as far as its name reaches.
pub struct Name<'t> {
    text: &'t [u8],
    /// A bit for every two letters that stand side by side in it: most words begin with none of those.
    pairs: [u64; 16],
}

impl<'t> Name<'t> {
    /// The name before the value at `place`.
    pub fn before(text: &'t [u8], place: Span) -> Self {
        let around = near::window(text, place, 0, REACH);
        Name::of(text.get(around.start..place.start).unwrap_or_default())
    }

    /// These bytes.
    pub fn of(text: &'t [u8]) -> Self {
        let mut pairs = [0; 16];
        for (first, second) in text.iter().zip(text.iter().skip(1)) {
            let bit = bit([*first, *second]);
            pairs[bit / 64] |= 1 << (bit % 64);
        }
        Name { text, pairs }
    }

    /// Its bytes.
    pub fn bytes(&self) -> &'t [u8] {
        self.text
    }

    /// True where the word stands in it, in whatever case; see [`near::holds`].
    pub fn has(&self, word: &str) -> bool {
        let may = match word.as_bytes() {
            // Behind the first letter a gap may stand.
            [_, b' ' | b'*', ..] | [_] | [] => true,
            [a, b, ..] => {
                let bit = bit([*a, *b]);
                self.pairs[bit / 64] >> (bit % 64) & 1 == 1
            }
        };
        may && match word.bytes().any(|b| b.is_ascii_uppercase()) {
            true => near::holds(self.text, word.to_ascii_lowercase().as_bytes()),
            false => near::holds(self.text, word.as_bytes()),
        }
    }
}

/// The same for both cases of a letter.
fn bit(pair: [u8; 2]) -> usize {
    let pair = u16::from_le_bytes(pair) | 0x2020;
    (pair.wrapping_mul(0x9E3B) >> 6) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_the_words_that_stand_in_it() {
        let name = Name::of(b"ACME_PROD_API_KEY = ");
        for word in ["acme", "Acme", "api", "acme*key", "api key", "key"] {
            assert!(name.has(word), "{word}");
            assert!(near::holds(name.text, word.to_ascii_lowercase().as_bytes()), "{word}");
        }
        for word in ["cme", "acne", "apikeys", "x", "prodigy"] {
            assert!(!name.has(word), "{word}");
        }
        assert!(Name::of(b"a_b=").has("a b") && Name::of(b"x").has("x") && !Name::of(b"").has("x"));
    }
}
