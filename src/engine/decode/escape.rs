//! Decodes escapes around a keyword: `%2F`, `\u002F`, `\x2f`, `\/`, `&#47;`, `&quot;`.

use crate::engine::Footprint;
use crate::engine::view::View;
use crate::model::Span;

/// How far before and behind a keyword escapes are decoded, in bytes.
const BEFORE: usize = 48;
const BEHIND: usize = 256;

/// A range without escapes. Hits come in order, so each byte is examined once.
#[derive(Debug, Default)]
pub struct Clean(Span);

impl Clean {
    /// True if there is no escape near enough to the keyword at `at` for [`view`].
    pub fn is_around(&mut self, text: &[u8], at: usize) -> bool {
        let (from, to) = (at.saturating_sub(BEFORE), text.len().min(at + BEHIND));
        let known = &mut self.0;
        if !(known.start..=known.end).contains(&from) {
            *known = Span::new(from, from);
        }
        if known.end < to {
            let rest = text.get(known.end..to).unwrap_or_default();
            let escape = |found: &usize| one(&text[known.end + found..]).is_some();
            let next = signs(rest).find(escape);
            known.end = next.map_or(to, |found| known.end + found);
        }
        known.end >= to
    }
}

/// The text around the keyword at `at` with its escapes decoded, and where it ends; `None` if there are no escapes.
/// Also the bytes that this depends on.
pub fn view(text: &[u8], at: usize) -> (Option<(View, usize)>, Footprint) {
    let (place, footprint) = neighbourhood(text, at);
    (has_escape(place.of(text)).then(|| (undo(text, place), place.end)), footprint)
}

/// The bytes that prove that there is no escape near the keyword at `at`; `None` if there may be one.
pub fn triage(text: &[u8], at: usize) -> Option<Footprint> {
    let (place, footprint) = neighbourhood(text, at);
    (!has_escape(place.of(text))).then_some(footprint)
}

/// The part of the keyword's line in which escapes are decoded, and the same with its line ends.
fn neighbourhood(text: &[u8], at: usize) -> (Span, Footprint) {
    let floor = at.saturating_sub(BEFORE);
    let before = memchr::memrchr(b'\n', &text[floor..at]).map(|n| floor + n);
    let rest = &text[at..text.len().min(at + BEHIND)];
    let behind = memchr::memchr(b'\n', rest).map(|n| at + n);
    let place = Span::new(before.map_or(floor, |n| n + 1), behind.unwrap_or(at + rest.len()));
    let footprint = Footprint::new(
        text,
        before.or_else(|| at.checked_sub(BEFORE)),
        behind.map_or(at + BEHIND, |end| end + 1),
    );
    (place, footprint)
}

fn has_escape(stretch: &[u8]) -> bool {
    signs(stretch).any(|found| one(&stretch[found..]).is_some())
}

/// Where an escape may begin.
fn signs(stretch: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memchr3_iter(b'%', b'\\', b'&', stretch)
}

fn undo(text: &[u8], place: Span) -> View {
    let mut view = View::new("escapes");
    let mut from = place.start;
    while from < place.end {
        let (byte, width) = one(&text[from..place.end]).unwrap_or((text[from], 1));
        view.step(from, width, 1);
        view.bytes.push(byte);
        from += width;
    }
    view
}

/// The printable character that an escape at the front of `text` encodes, and the escape's length. Escaped line ends
/// and quotes are left alone: rules treat those as boundaries.
fn one(text: &[u8]) -> Option<(u8, usize)> {
    let hex = |digits: &[u8]| {
        digits.iter().try_fold(0u32, |value, &d| Some(value * 16 + (d as char).to_digit(16)?))
    };
    let (value, width) = match text {
        [b'%', a, b, ..] => (hex(&[*a, *b])?, 3),
        [b'\\', b'u', a, b, c, d, ..] => (hex(&[*a, *b, *c, *d])?, 6),
        [b'\\', b'x', a, b, ..] => (hex(&[*a, *b])?, 4),
        [b'\\', b'/', ..] => (u32::from(b'/'), 2),
        [b'&', b'#', b'x', a, b, b';', ..] => (hex(&[*a, *b])?, 6),
        [b'&', b'#', a, b, b';', ..] => ((*a as char).to_digit(10)? * 10 + (*b as char).to_digit(10)?, 5),
        [b'&', b'q', b'u', b'o', b't', b';', ..] => (u32::from(b'"'), 6),
        [b'&', b'a', b'm', b'p', b';', ..] => (u32::from(b'&'), 5),
        _ => return None,
    };
    u8::try_from(value).ok().filter(|b| (0x20..0x7f).contains(b)).map(|b| (b, width))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        for (text, plain) in [
            ("x\nkey%3Dab%2Fcd%2B", "key=ab/cd+"),
            ("key=\"ab\\u002Fcd\\/\"", "key=\"ab/cd/\""),
            ("key&#61;ab&#x2f; &quot;", "key=ab/ \""),
            ("key=\\x41b", "key=Ab"),
        ] {
            let at = text.find("key").expect("it is there");
            let (view, end) = view(text.as_bytes(), at).0.expect(text);
            assert_eq!((view.bytes.as_slice(), end), (plain.as_bytes(), text.len()));
            assert_eq!(view.original(Span::new(0, plain.len())), Span::new(at, text.len()));
        }
        assert!(view(b"key = \"a\\n 100% sure %d\"", 0).0.is_none());
    }
}
