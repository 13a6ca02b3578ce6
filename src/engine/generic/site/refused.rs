//! How far the text was read to find that a name has no value: the footprint of that verdict.

use super::locate::is_symbol;
use super::name::close;
use super::{FARTHEST, QUOTE, blank, call, listed, markup, separated, skip_lines};
use crate::engine::generic::bytes::{line_start, skip_blanks};
use crate::model::Span;

/// How far the text was read, if the next character already shows that [`site::of`](super::of) finds nothing.
pub fn refused_at_once(text: &[u8], name: Span) -> Option<usize> {
    let (p, quoted) = close(text, name.end);
    // For a name in quotes, more of the text matters.
    if quoted {
        return None;
    }
    let refused = match *text.get(p)? {
        b',' | b';' | b'\n' | b'\r' if separated::is_one(text, name) => return None,
        b',' if call::constant(text, name, p).or_else(|| call::tuple(text, name, p)).is_some() => {
            return None;
        }
        // A symbol of Ruby may have its value behind the comma.
        b',' if is_symbol(text, name) => return None,
        // An option may have its argument in the item below.
        b'\n' | b'\r' if is_dashed(text, name) => return None,
        b',' | b';' | b'\n' | b'\r' => {
            return markup::sibling(text, p).is_none().then(|| markup::refused_to(text, p));
        }
        b'.' => p == name.end && text.get(p + 1) != Some(&b'='),
        b'-' => text.get(p + 1) != Some(&b'>'),
        b => !MAY_SEPARATE[usize::from(b)],
    };
    refused.then_some(p + 2)
}

/// How many bytes before a name were read to refuse it like that: for columns and arguments, the beginning of the line
/// matters.
pub fn refused_from(text: &[u8], name: Span) -> usize {
    let (p, _) = close(text, name.end);
    match text.get(p) {
        Some(b',' | b';' | b'\t' | b'\r' | b'\n') => {
            name.start - line_start(text, name.start, separated::LONGEST) + 2
        }
        _ => 1,
    }
}

/// The characters that may stand between a name and its value, as the arms of [`site::of`](super::of) have them.
static MAY_SEPARATE: [bool; 256] = {
    let (mut may, signs) = ([false; 256], b"=:!+%|?.<{-(>[,; \t\n\r");
    let mut at = 0;
    while at < signs.len() {
        may[signs[at] as usize] = true;
        at += 1;
    }
    may
};

/// How far [`site::find`](super::find) read behind a name without a value: in most cases to a character that is no separator.
pub fn refused_to(text: &[u8], name: Span) -> usize {
    if separated::is_one(text, name) {
        return name.end + 2 * FARTHEST;
    }
    let (p, quoted) = close(text, name.end);
    match text.get(p) {
        Some(b'\n' | b'\r') if is_dashed(text, name) => markup::refused_to(text, p).max(p + listed::REACH),
        Some(b'\n' | b'\r') => markup::refused_to(text, p),
        // A quote may stand behind the comma.
        Some(b',' | b';') if quoted => markup::refused_to(text, p).max(skip_lines(text, p + 1) + QUOTE),
        Some(b',' | b';') => markup::refused_to(text, p),
        Some(b) if !quoted && (b.is_ascii_alphanumeric() || matches!(b, b')' | b']' | b'}' | b'/')) => p + 4,
        Some(b' ' | b'\t') if !quoted && markup::is_element(text, name) => name.end + FARTHEST,
        Some(b' ' | b'\t') if !quoted => {
            let q = skip_blanks(text, p, 40);
            match text.get(q) {
                Some(b) if b.is_ascii_alphanumeric() => {
                    blank::refused_to(text, q).max(markup::refused_to(text, p))
                }
                _ => name.end + FARTHEST,
            }
        }
        _ => name.end + FARTHEST,
    }
}

/// `--name`: an option.
fn is_dashed(text: &[u8], name: Span) -> bool {
    text[..name.start].ends_with(b"-")
}
