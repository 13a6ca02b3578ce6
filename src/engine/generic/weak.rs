//! Everyday stand-ins: values that people write where a secret would go, and words that say so.

use super::feature::{Feature as F, Set};
use super::text::Counts;
use crate::engine::phrases::{Lexicon, Phrases};

/// Whole values that are no secret, or one that everybody knows.
static WEAK: Lexicon<1024> = Lexicon::new(&include!("weak.in"));

/// Words that say: put yours here.
static PLACEHOLDER: Phrases = Phrases::new(&[
    b"your",
    b"example",
    b"placeholder",
    b"changeme",
    b"change_me",
    b"change-me",
    b"changeit",
    b"replace",
    b"insert",
    b"xxxx",
    b"dummy",
    b"redacted",
    b"enter_",
    b"enter-",
    b"enter ",
    b"put_",
    b"todo",
    b"fixme",
    b"sample",
    b"fill",
    b"here",
    b"notreal",
    b"not-real",
    b"not_real",
    b"fake",
    b"masked",
    b"hidden",
    b"removed",
    b"omitted",
    b"suppress",
    b"default",
    b"mock",
    b"...",
    "\u{2026}".as_bytes(),
    b"invalid",
    b"wrong",
    b"incorrect",
    b"undefined",
    b"unknown",
]);

static KEYBOARD: Phrases =
    Phrases::new(&[b"qwert", b"werty", b"asdf", b"zxcv", b"qazwsx", b"1q2w", b"yxcv", b"qwer"]);

/// Sets the features of stand-ins, placeholders, runs and repeats.
pub fn features(value: &[u8], c: &Counts, set: &mut Set) {
    let plain = value.trim_ascii_end();
    set.put_if(WEAK.has(plain), F::WeakWord);
    if !set.has(F::WeakWord) {
        set.put_if(made_of_weak_words(plain), F::WeakWords);
    }
    if value.len() <= 128 {
        set.put_if(value.contains(&b'<') || PLACEHOLDER.stand_in_any_case(value), F::Placeholder);
        set.put_if(KEYBOARD.stand_in_any_case(value), F::Keyboard);
    }
    set.put_if(sequence(value), F::Sequence);
    set.put_if(repeats(value, c), F::Repeat);
}

/// True for an everyday stand-in, or a chain of them with a few digits and punctuation: `password123`, `my_test-key`.
pub fn is_stand_in(value: &[u8]) -> bool {
    let plain = value.trim_ascii_end();
    let has = |is: fn(&u8) -> bool| plain.iter().any(is);
    // `Welcome_77`: a poor password, but one that somebody may have
    let mixed = has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit) && has(u8::is_ascii_punctuation);
    WEAK.has(plain) || !mixed && made_of_weak_words(plain)
}

/// Every run of letters is a weak word, with at most four digits and punctuation between: `test-secret-1`, `foobar123`.
fn made_of_weak_words(value: &[u8]) -> bool {
    let mut letters = 0;
    let mut parts = value.split(|b| !b.is_ascii_alphabetic()).filter(|p| !p.is_empty());
    let all = value.len() <= 48
        && parts.all(|part| {
            letters += part.len();
            WEAK.has(part) || joined(part, 3)
        });
    all && letters > 0 && value.len() - letters <= 6
}

/// `part` is a chain of weak words.
fn joined(part: &[u8], depth: usize) -> bool {
    part.is_empty() || depth > 0 && WEAK.heads(part).any(|len| len >= 3 && joined(&part[len..], depth - 1))
}

/// Characters that count up or down, four or more in a row, are most of the value.
fn sequence(value: &[u8]) -> bool {
    let (mut up, mut down, mut best) = (1usize, 1usize, 1usize);
    for w in value.windows(2).take(256) {
        let word = w[0].is_ascii_alphanumeric() && w[1].is_ascii_alphanumeric();
        // 9 is followed by 0 on a keyboard
        up = if word && (w[1] == w[0].wrapping_add(1) || w == b"90") { up + 1 } else { 1 };
        down = if word && w[0] == w[1].wrapping_add(1) { down + 1 } else { 1 };
        best = best.max(up).max(down);
    }
    best >= 4 && best * 2 >= value.len().min(12) || hex_sequence(value)
}

/// `000102030405`: bytes in hexadecimal that count up or down by one.
fn hex_sequence(value: &[u8]) -> bool {
    let (pairs, rest) = value.as_chunks::<2>();
    if pairs.len() < 6 || !rest.is_empty() || !value.iter().all(u8::is_ascii_hexdigit) {
        return false;
    }
    let byte =
        |p: &[u8; 2]| std::str::from_utf8(p).ok().and_then(|t| u8::from_str_radix(t, 16).ok()).unwrap_or(0);
    let steps = pairs.windows(2).filter(|w| {
        let (a, b) = (byte(&w[0]), byte(&w[1]));
        b == a.wrapping_add(1) || a == b.wrapping_add(1)
    });
    steps.count() * 4 >= (pairs.len() - 1) * 3
}

/// One piece repeated, or few different characters for its length.
fn repeats(value: &[u8], c: &Counts) -> bool {
    let n = value.len();
    if n >= 6 && c.distinct <= 3 || n >= 16 && c.distinct <= 5 {
        return true;
    }
    (1..=n / 2).filter(|p| n.is_multiple_of(*p) || n >= 12).take(16).any(|p| {
        n >= 2 * p
            && n >= 4
            && (p > 3 || n >= 3 * p || n >= 8)
            && value.iter().zip(&value[p..]).all(|(a, b)| a == b)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_ins() {
        let of = |value: &str| {
            let mut set = Set::default();
            features(value.as_bytes(), &Counts::of(value.as_bytes()), &mut set);
            set
        };
        assert!(of("Secret").has(F::WeakWord));
        assert!(of("test-secret-1").has(F::WeakWords));
        assert!(of("foobar").has(F::WeakWords) || of("foobar").has(F::WeakWord));
        assert!(of("123456789").has(F::Sequence));
        assert!(of("abcabcabc").has(F::Repeat));
        assert!(of("your-key").has(F::Placeholder));
        let strong = of("kV9x2mQp71Lw");
        assert!(strong.iter().count() == 0, "{:?}", strong.iter().collect::<Vec<_>>());
    }
}
