//! Values that are known to be dummies everywhere: they say so, repeat one character, or count up.

use crate::engine::entropy;
use crate::engine::generic::asks_in_another_language;
use crate::engine::phrases::Phrases;

/// Words that occur in no random value by chance, but in every documentation.
static WORDS: Phrases = Phrases::new(&[
    b"example",
    b"placeholder",
    b"changeme",
    b"change_me",
    b"change-me",
    b"redacted",
    b"your_",
    b"your-",
    b"yourtoken",
    b"yourkey",
    b"insert",
    b"dummy",
    b"replace",
    b"notreal",
    b"not_real",
    b"not-real",
    b"not-a-real",
    b"fakekey",
    b"faketoken",
    b"fakesecret",
    b"deadbeef",
    b"todo_",
    b"foobar",
    b"invalid",
    b"xxxxx",
    b"00000000",
    b"*****",
    b".....",
]);

/// The word that occurs in no random value, however long it is.
const EXAMPLE: &[u8] = b"EXAMPLE";

/// Shorter values say nothing about themselves.
const SHORTEST: usize = 6;
/// How many bytes of a value are examined.
const LOOK: usize = 512;
/// Shortest value that has the length of issued tokens and does not count up by chance.
const ISSUED: usize = 16;

/// Why `body` (the secret without its public prefix) is a dummy, in words; `None` if it may be real.
pub fn reason(body: &[u8]) -> Option<&'static str> {
    says(body).or_else(|| counts(body))
}

/// The same, only for values that say so themselves or repeat one character.
pub fn says(body: &[u8]) -> Option<&'static str> {
    if body.len() < SHORTEST {
        return None;
    }
    let mut lower = [0u8; LOOK];
    let lower = in_lower_case(body, &mut lower);
    // In capitals among other characters, this is how AWS's documentation marks its longest tokens.
    if body.windows(EXAMPLE.len()).any(|word| word == EXAMPLE) {
        return Some("it says that it is a dummy");
    }
    // Long values contain short words by chance: there, a word must be a part between separators.
    if let Some(word) = WORDS.first_in(lower)
        && word.len() * 24 >= lower.len()
    {
        return Some("it says that it is a dummy");
    }
    if asks_in_another_language(body) {
        return Some("it is a placeholder in another language");
    }
    (entropy::distinct(body) <= 2 && body.len() >= 8).then_some("it repeats one character")
}

/// The same, only for values that count up or down.
pub fn counts(body: &[u8]) -> Option<&'static str> {
    let mut lower = [0u8; LOOK];
    let lower = in_lower_case(body, &mut lower);
    (body.len() >= SHORTEST && counting(lower) * 2 >= lower.len()).then_some("it counts up")
}

/// True for a value that counts, but has the length and mix of characters of an issued one. If everything else fits a
/// vendor's format, it may be a token that was partly replaced, and is worth a look.
pub fn has_form(body: &[u8]) -> bool {
    body.len() >= ISSUED && body.iter().any(u8::is_ascii_digit) && body.iter().any(u8::is_ascii_alphabetic)
}

/// The first bytes of `body` in lower case.
fn in_lower_case<'l>(body: &[u8], lower: &'l mut [u8; LOOK]) -> &'l [u8] {
    let head = &body[..body.len().min(LOOK)];
    let lower = &mut lower[..head.len()];
    lower.copy_from_slice(head);
    lower.make_ascii_lowercase();
    lower
}

/// How many bytes are in stretches of six or more that count up or down by one, or repeat a character.
fn counting(text: &[u8]) -> usize {
    let (mut total, mut length, mut step) = (0, 1, 0i16);
    for pair in text.windows(2) {
        let next = match pair {
            [b'9', b'0' | b'a'] | [b'z', b'0'] => 1,
            _ => i16::from(pair[1]) - i16::from(pair[0]),
        };
        if next == step && next.abs() <= 1 {
            length += 1;
        } else {
            if length >= 6 {
                total += length;
            }
            length = if next.abs() <= 1 { 2 } else { 1 };
            step = next;
        }
    }
    if length >= 6 { total + length } else { total }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dummies() {
        for text in [
            "IOSFODNN7EXAMPLE",
            "XXXXXXXXXXXXXXXX",
            "1234567890ABCDEF",
            "abcdefghijklmnop0123456789",
            "iNValIdinVa77kQ2x",
            "0000000000",
        ] {
            assert!(reason(text.as_bytes()).is_some(), "{text}");
        }
        let long = "kD93jf02mXp1Q4ZJ2RPT7YWKXMHB".repeat(12);
        assert!(reason([&long, "EXAMPLE", &long].concat().as_bytes()).is_some());
        assert_eq!(reason([&long, "eXample", &long].concat().as_bytes()), None, "by chance");
        assert!(
            has_form(b"1234567890abcdef1234567890abcdef")
                && says(b"1234567890abcdef1234567890abcdef").is_none()
        );
        for text in ["1234567890123456", "abcdef12345", "abcdefghijklmnopqrstuvw"] {
            assert!(!has_form(text.as_bytes()), "{text}");
        }
        for text in ["Q4ZJ2RPT7YWKXMHB", "hunter2hunter", "kD93jf02mXp1", "b1946ac92492d2347c6235b4d2611184"]
        {
            assert_eq!(reason(text.as_bytes()), None, "{text}");
        }
    }
}
