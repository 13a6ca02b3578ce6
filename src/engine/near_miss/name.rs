//! The name that a value is assigned to, which is searched for hundreds of words.

use super::common_words::{self, is_common};
use crate::engine::near;
use crate::model::Span;

/// How far before a value its name is searched, in bytes.
pub const REACH: usize = 48;

/// The text before a value, as far as its name may reach.
pub struct Name<'t> {
    text: &'t [u8],
    /// A bit for every pair of adjacent letters in it: most words begin with a pair that is missing.
    pairs: [u64; 16],
}

impl<'t> Name<'t> {
    /// The name before the value at `place`: the text before it in its line. If that says nothing by itself (`token: `)
    /// and the line before is a heading, that line as well.
    pub fn before(text: &'t [u8], place: Span) -> Self {
        let lines = |count: usize| {
            let around = near::window(text, place, count, REACH);
            text.get(around.start..place.start).unwrap_or_default()
        };
        let own = lines(0);
        let says_nothing = std::str::from_utf8(own).is_ok_and(is_common);
        let both = if says_nothing { lines(1) } else { own };
        let heading = both.get(..both.len() - own.len()).unwrap_or_default();
        Name::of(if is_heading(heading) { both } else { own })
    }

    /// For these bytes.
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

    /// True if the word occurs in it as a whole, not as the start of a longer word.
    pub fn has_whole(&self, word: &str) -> bool {
        // A word with a gap in it is long enough not to be the start of another.
        self.has(word) && (word.contains(' ') || self.ends(word).any(|end| ends_word(self.text, end)))
    }

    /// True if the word is part of a name, not of a sentence: `HERE` in `HERE_KEY` and in `here = `.
    pub fn is_named(&self, word: &str) -> bool {
        let joins =
            |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'=' | b':' | b'"' | b'\'');
        let named = |end: usize| match self.text.get(end..) {
            Some([b' ', b'=' | b':', ..]) => true,
            Some([b, ..]) => joins(b) && ends_word(self.text, end),
            _ => false,
        };
        word.contains(' ') || self.ends(word).any(named)
    }

    /// Where a word without a gap ends in it.
    fn ends(&self, word: &str) -> impl Iterator<Item = usize> {
        let lower = word.to_ascii_lowercase();
        let first = lower.bytes().next().unwrap_or_default();
        memchr::memchr2_iter(first, first.to_ascii_uppercase(), self.text)
            .filter(move |&at| near::stands(self.text, at, lower.as_bytes()))
            .map(move |at| at + word.len())
    }

    /// True if the word occurs in it, in any case; see [`near::holds`].
    pub fn has(&self, word: &str) -> bool {
        let may = match word.as_bytes() {
            // A gap may follow the first letter, so the pair is unknown.
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

/// True if the word that ends at `end` is not the start of a longer one: `Expo` in `expo_token` and `expoToken`, but
/// not in `export`.
fn ends_word(text: &[u8], end: usize) -> bool {
    let Some(behind) = text.get(end) else { return true };
    let last = end.checked_sub(1).and_then(|at| text.get(at));
    !behind.is_ascii_alphabetic()
        || behind.is_ascii_uppercase() && last.is_some_and(u8::is_ascii_lowercase)
        || common_words::begins_common(&text[end..])
}

/// True for a line that names what follows and has no value itself: a comment, a parent in YAML or JSON, a tag.
fn is_heading(line: &[u8]) -> bool {
    const COMMENTS: [&[u8]; 5] = [b"#", b"//", b"--", b"*", b"<!--"];
    let line = line.trim_ascii();
    COMMENTS.iter().any(|sign| line.starts_with(sign))
        || line.ends_with(b":")
        || line.ends_with(b"{")
        || line.ends_with(b">")
}

/// The bit of a pair, ignoring case.
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
        for text in ["expo_token=", "EXPO=", "expoToken", "my_expo", "EXPOTOKEN", "expokey"] {
            assert!(Name::of(text.as_bytes()).has_whole("Expo"), "{text}");
        }
        assert!(!Name::of(b"export KEY=").has_whole("Expo") && Name::of(b"NEWRELIC=").has_whole("New Relic"));
        for text in ["HERE_KEY=", "here = ", "\"here\": ", "hereToken"] {
            assert!(Name::of(text.as_bytes()).is_named("HERE"), "{text}");
        }
        assert!(
            !Name::of(b"put it here: there KEY=").is_named("there")
                && !Name::of(b"go here\nKEY=").is_named("HERE")
        );
        for (text, word, expected) in [("a_b=", "a b", true), ("x", "x", true), ("", "x", false)] {
            assert_eq!(Name::of(text.as_bytes()).has(word), expected, "{text}");
        }
    }
}
