//! Everyday stand-ins: values that people write where a secret would go, and words that say so.

use super::bytes::{contains_ci, is_one_of};
use super::feature::{Feature as F, Set};
use super::text::Counts;

/// Whole values that are no secret, or one that everybody knows.
static WEAK: &[&str] = &include!("weak.in");

/// Words that say: put yours here.
static PLACEHOLDER: &[&str] = &[
    "your",
    "example",
    "placeholder",
    "changeme",
    "change_me",
    "change-me",
    "changeit",
    "replace",
    "insert",
    "xxxx",
    "dummy",
    "redacted",
    "enter_",
    "enter-",
    "enter ",
    "put_",
    "todo",
    "fixme",
    "<",
    "sample",
    "fill",
    "here",
    "notreal",
    "not-real",
    "not_real",
    "fake",
    "masked",
    "hidden",
    "removed",
    "omitted",
    "suppress",
    "default",
    "mock",
    "...",
    "\u{2026}",
    "invalid",
    "wrong",
    "incorrect",
    "undefined",
    "unknown",
];

const KEYBOARD: &[&str] = &["qwert", "werty", "asdf", "zxcv", "qazwsx", "1q2w", "yxcv", "qwer"];

/// Sets the features of stand-ins, placeholders, runs and repeats.
pub fn features(value: &[u8], c: &Counts, set: &mut Set) {
    let plain = value.trim_ascii_end();
    set.put_if(is_one_of(plain, WEAK), F::WeakWord);
    if !set.has(F::WeakWord) {
        set.put_if(made_of_weak_words(plain), F::WeakWords);
    }
    if value.len() <= 128 {
        set.put_if(PLACEHOLDER.iter().any(|w| contains_ci(value, w.as_bytes())), F::Placeholder);
        set.put_if(KEYBOARD.iter().any(|w| contains_ci(value, w.as_bytes())), F::Keyboard);
    }
    set.put_if(sequence(value), F::Sequence);
    set.put_if(repeats(value, c), F::Repeat);
}

/// True for an everyday stand-in, or a chain of them with a few digits and signs: `password123`, `my_test-key`.
pub fn is_stand_in(value: &[u8]) -> bool {
    let plain = value.trim_ascii_end();
    let has = |is: fn(&u8) -> bool| plain.iter().any(is);
    // `Welcome_77`: a poor password, but one that somebody may have
    let mixed = has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit) && has(u8::is_ascii_punctuation);
    is_one_of(plain, WEAK) || !mixed && made_of_weak_words(plain)
}

/// Every part of letters is a weak word, with at most four digits and signs between: `test-secret-1`, `foobar123`.
fn made_of_weak_words(value: &[u8]) -> bool {
    let mut letters = 0;
    let mut parts = value.split(|b| !b.is_ascii_alphabetic()).filter(|p| !p.is_empty());
    let all = value.len() <= 48
        && parts.all(|part| {
            letters += part.len();
            is_one_of(part, WEAK) || joined(part, 3)
        });
    all && letters > 0 && value.len() - letters <= 6
}

/// `part` is a chain of weak words.
fn joined(part: &[u8], depth: usize) -> bool {
    part.is_empty()
        || depth > 0
            && WEAK.iter().any(|w| {
                w.len() >= 3
                    && w.len() <= part.len()
                    && part[..w.len()].eq_ignore_ascii_case(w.as_bytes())
                    && joined(&part[w.len()..], depth - 1)
            })
}

/// Four signs or more in a row that count up or down, and most of the value.
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

/// One piece again and again, or few signs for its length.
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
