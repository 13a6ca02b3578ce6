//! Words in the neighbourhood of a secret.

use super::Looked;
use crate::model::Span;
use crate::rules::table::{NearRow, Tables};

/// The bytes within `lines` lines of `place` (0: its own lines), and within `reach` bytes.
pub fn window(text: &[u8], place: Span, lines: usize, reach: usize) -> Span {
    let floor = place.start.saturating_sub(reach).min(text.len());
    let ceiling = place.end.saturating_add(reach).min(text.len());
    let before = text.get(floor..place.start).unwrap_or_default();
    let behind = text.get(place.end.min(ceiling)..ceiling).unwrap_or_default();
    let start = memchr::memrchr_iter(b'\n', before).nth(lines).map_or(floor, |at| floor + at + 1);
    let end = memchr::memchr_iter(b'\n', behind).nth(lines).map_or(ceiling, |at| place.end + at);
    Span::new(start, end)
}

/// The bytes that [`word`] looks at.
pub fn looked(text: &[u8], place: Span, row: &NearRow) -> Looked {
    let around = window(text, place, usize::from(row.within), usize::from(row.reach));
    Looked::new(text, around.start.checked_sub(2), around.end + 2)
}

/// The first of the row's words that stands near `place`.
pub fn word<'r>(text: &[u8], place: Span, row: &NearRow, tables: &'r Tables) -> Option<&'r str> {
    let window = window(text, place, usize::from(row.within), usize::from(row.reach));
    let before = &text[window.start..place.start.max(window.start)];
    let behind = &text[place.end.min(window.end)..window.end];
    tables.list(row.words).find(|word| holds(before, word.as_bytes()) || holds(behind, word.as_bytes()))
}

/// True where `text` holds `word` (in lower case) in any case. A space in the word is any one of `_-. ` or nothing:
/// `acme key` is in `ACME_KEY`, `acme-key`, `acme.key` and `acmeKey`.
pub fn holds(text: &[u8], word: &[u8]) -> bool {
    let Some(&first) = word.first() else { return false };
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), text).any(|at| stands(text, at, word))
}

/// True where `word` stands at `at`, and does not begin in the middle of another one: `ikey` is not in `apikey`.
pub fn stands(text: &[u8], at: usize, word: &[u8]) -> bool {
    begins_word(text, at) && begins(&text[at..], word)
}

/// True where `at` is no letter, or the first one of a word: `k` in `my_key`, `K` in `myKey`.
fn begins_word(text: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|at| text.get(at)) else { return true };
    match text.get(at) {
        Some(b) if b.is_ascii_lowercase() => !before.is_ascii_alphabetic(),
        Some(b) if b.is_ascii_uppercase() => !before.is_ascii_uppercase(),
        _ => true,
    }
}

/// True where `text` begins with `word`.
fn begins(text: &[u8], word: &[u8]) -> bool {
    let mut rest = text;
    for &sign in word {
        match rest.split_first() {
            Some((b'_' | b'-' | b'.' | b' ', more)) if sign == b' ' => rest = more,
            _ if sign == b' ' => {}
            Some((found, more)) if found.eq_ignore_ascii_case(&sign) => rest = more,
            _ => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_lines() {
        let text = b"a\nbb\nccc\ndd\ne";
        assert_eq!(window(text, Span::new(5, 8), 0, 2048), Span::new(5, 8));
        assert_eq!(window(text, Span::new(6, 7), 0, 2048), Span::new(5, 8));
        assert_eq!(window(text, Span::new(6, 7), 1, 2048), Span::new(2, 11));
        assert_eq!(window(text, Span::new(6, 7), 9, 2048), Span::new(0, 13));
        assert_eq!(window(text, Span::new(6, 7), 9, 3), Span::new(3, 10));
    }

    #[test]
    fn words_in_any_case() {
        assert!(holds(b"my Acme key", b"acme"));
        assert!(holds(b"aAcmE", b"acme"));
        assert!(holds(b"MY_ACME", b"acme"));
        assert!(!holds(b"pacme", b"acme") && !holds(b"PACME", b"acme"));
        assert!(!holds(b"acm", b"acme"));
        for text in ["ACME_KEY=", "acme-key", "x.acmeKey", "acme.key"] {
            assert!(holds(text.as_bytes(), b"acme key"), "{text}");
        }
        assert!(!holds(b"acme__key", b"acme key"));
    }
}
