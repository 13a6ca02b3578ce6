//! The name around a word, and what closes it.

use super::LONGEST_NAME;
use crate::engine::generic::bytes::is_name;
use crate::model::Span;

/// A name that a word belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Named {
    /// The name, without quotes and dashes.
    pub name: Span,
    /// The run of name characters that it is taken from.
    pub raw: Span,
    /// True if dashes of an option stand before it.
    pub dashes: bool,
}

/// The whole name around `pos`.
pub fn widen(text: &[u8], pos: usize) -> Option<Named> {
    let from = pos.saturating_sub(LONGEST_NAME);
    let mut start = pos;
    while start > from && is_name(text[start - 1]) {
        start -= 1;
    }
    let to = text.len().min(pos + LONGEST_NAME);
    let mut end = pos;
    while end < to && is_name(text[end]) {
        end += 1;
    }
    if end - start > LONGEST_NAME || end == to && to < text.len() {
        return None;
    }
    let raw = Span { start, end };
    let dashes =
        text[start] == b'-' && text.get(start + 1).is_some_and(|b| *b == b'-' || b.is_ascii_alphabetic());
    while start < pos && !text[start].is_ascii_alphanumeric() && text[start] != b'_' {
        start += 1;
    }
    while end > pos && matches!(text[end - 1], b'-' | b'.' | b'$') {
        end -= 1;
    }
    (end > start).then_some(Named { name: Span { start, end }, raw, dashes })
}

/// Skips what may close a name: quotes (escaped or not), brackets, emphasis.
pub fn close(text: &[u8], mut p: usize) -> (usize, bool) {
    let mut quoted = false;
    for _ in 0..4 {
        match text.get(p) {
            Some(b'"' | b'\'' | b'`') => quoted = true,
            Some(b'\\') if matches!(text.get(p + 1), Some(b'"' | b'\'' | b'\\')) => {
                p += 1;
                p += run(text, p, |b| b == b'\\');
                quoted = true;
            }
            Some(b'&') if text[p..].starts_with(b"&quot;") => {
                p += 5;
                quoted = true;
            }
            Some(b']' | b')' | b'}' | b'*') => {}
            _ => break,
        }
        p += 1;
    }
    (p, quoted)
}

/// Most quotes and backslashes in a row that are passed over.
const MOST_SIGNS: usize = 16;

/// How many equal characters follow each other at `at`.
pub fn run(text: &[u8], at: usize, is: fn(u8) -> bool) -> usize {
    text.get(at..).unwrap_or_default().iter().take(MOST_SIGNS).take_while(|b| is(**b)).count()
}

/// True if a quote of any kind stands at `at`, string prefixes before it included.
pub fn is_quote(text: &[u8], at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let quote = |b: Option<&u8>| matches!(b, Some(b'"' | b'\'' | b'`'));
    quote(rest.first())
        || rest.first() == Some(&b'\\') && quote(rest.get(run(rest, 0, |b| b == b'\\')))
        || rest.starts_with(b"&quot;")
        || rest.starts_with("\u{201c}".as_bytes())
        || matches!(rest.first(), Some(b'b' | b'r' | b'u' | b'f' | b'L' | b'@' | b'$' | b'B' | b'R'))
            && quote(rest.get(1))
}
