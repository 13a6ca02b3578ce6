//! Rules may ask for a word near a value (`near.words`): finds it in the lines around.

mod initials;
mod word;

use super::Footprint;
use crate::model::Span;
use crate::rules::table::{NearRow, Tables};
use initials::Initials;
pub use word::{GAP, begins, begins_word, holds, stands};

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

/// The footprint of [`word()`].
pub fn footprint(text: &[u8], place: Span, row: &NearRow) -> Footprint {
    let around = window(text, place, usize::from(row.within), usize::from(row.reach));
    Footprint::new(text, around.start.checked_sub(2), around.end + 2)
}

/// The first of the row's words that stands near `place`.
pub fn word<'r>(text: &[u8], place: Span, row: &NearRow, tables: &'r Tables) -> Option<&'r str> {
    Around::of(text, place, row).word(text, row, tables)
}

/// The surroundings of a place, read once for all rules that ask for the same lines.
#[derive(Clone, Copy, Debug)]
pub struct Around {
    place: Span,
    within: u16,
    reach: u16,
    before: (Span, Initials),
    behind: (Span, Initials),
}

impl Around {
    /// The surroundings of `place`, as far as the row asks for.
    pub fn of(text: &[u8], place: Span, row: &NearRow) -> Around {
        let window = window(text, place, usize::from(row.within), usize::from(row.reach));
        let before = Span::new(window.start, place.start.max(window.start));
        let behind = Span::new(place.end.min(window.end), window.end);
        let [before, behind] = [before, behind].map(|part| (part, Initials::of(part.of(text))));
        Around { place, within: row.within, reach: row.reach, before, behind }
    }

    /// True if [`Around::of`] would read the same.
    pub fn is_of(&self, place: Span, row: &NearRow) -> bool {
        (self.place, self.within, self.reach) == (place, row.within, row.reach)
    }

    /// The first of the row's words that stands there.
    pub fn word<'r>(&self, text: &[u8], row: &NearRow, tables: &'r Tables) -> Option<&'r str> {
        let word = tables.list(row.words).find(|word| {
            let word = word.as_bytes();
            let parts = [&self.before, &self.behind];
            parts.iter().any(|(part, initials)| initials.have(word) && holds(part.of(text), word))
        })?;
        (!row.required || !is_picture(text, self.place)).then_some(word)
    }
}

/// How far before a value its name is read. Less than the reach of every rule that asks for a word, so that the footprint
/// covers it.
const NAME: usize = 24;

/// `"md5_image": "9b3e07c5.."`: the hash of a file, not a key of the service that keeps it.
fn is_picture(text: &[u8], value: Span) -> bool {
    const ENDS: [&[u8]; 5] = [b"image", b"picture", b"md5", b"etag", b"thumbnail"];
    let hex = |value: &[u8]| matches!(value.len(), 32 | 40 | 64) && value.iter().all(u8::is_ascii_hexdigit);
    hex(value.of(text)) && {
        let between = |b: &u8| matches!(b, b' ' | b'"' | b'\'' | b':' | b'=');
        let head = &text[value.start.saturating_sub(NAME)..value.start];
        let name = &head[..head.len() - head.iter().rev().take_while(|b| between(b)).count()];
        name.len() < head.len()
            && ENDS.iter().any(|end| name[name.len().saturating_sub(end.len())..].eq_ignore_ascii_case(end))
    }
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
}
