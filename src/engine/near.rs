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
        let is_asked_for =
            |end: &[u8]| tables.list(row.words).any(|word| ends_with_letters(word.as_bytes(), end));
        (!row.required || !is_other(text, self.place, is_asked_for)).then_some(word)
    }
}

/// How far before a value its name is read. Less than the reach of every rule that asks for a word, so that the footprint
/// covers it.
const NAME: usize = 24;

/// The end of the name right before a value: `api_key` of `"api_key": "` and of `api_key = '`.
fn name_before(text: &[u8], value: Span) -> &[u8] {
    let between = |b: &u8| matches!(b, b' ' | b'"' | b'\'' | b':' | b'=');
    let head = &text[value.start.saturating_sub(NAME)..value.start];
    let name = &head[..head.len() - head.iter().rev().take_while(|b| between(b)).count()];
    if name.len() < head.len() { name } else { b"" }
}

/// True if the value is called something else than a secret: the hash of a picture that the service keeps, or the public one
/// of a pair (`ACME_CLIENT_ID`, `acme.siteKey`), unless the rule is about that.
fn is_other(text: &[u8], value: Span, is_asked_for: impl Fn(&[u8]) -> bool) -> bool {
    const PICTURES: [&[u8]; 5] = [b"image", b"picture", b"md5", b"etag", b"thumbnail"];
    const PUBLIC: [&[u8]; 7] =
        [b"clientid", b"appid", b"applicationid", b"sitekey", b"publickey", b"publishablekey", b"keypublic"];
    let hex = |value: &[u8]| matches!(value.len(), 32 | 40 | 64) && value.iter().all(u8::is_ascii_hexdigit);
    let name = name_before(text, value);
    let ends = |end: &&[u8]| ends_with_letters(name, end);
    PUBLIC.iter().any(|end| ends(end) && !is_asked_for(end))
        || hex(value.of(text)) && PICTURES.iter().any(ends)
}

/// True if the letters at the end of a name are these, whatever their case and whatever parts its words.
fn ends_with_letters(name: &[u8], letters: &[u8]) -> bool {
    let mut own = name.iter().rev().filter(|b| !matches!(b, b'_' | b'-' | b'.' | b' '));
    letters.iter().rev().all(|letter| own.next().is_some_and(|b| b.eq_ignore_ascii_case(letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_tell_of_something_else() {
        let is = |text: &str| {
            let start = text.find('9').unwrap_or_default();
            is_other(text.as_bytes(), Span::new(start, start + 32), |_| false)
        };
        let hex = "9b3e07c5d1f24a6880e7c1a9f3b5d2e4";
        for name in
            ["md5_image\": \"", "CLIENT_ID=", "siteKey: '", "appId = ", "API_KEY_PUBLIC=", "client id "]
        {
            assert!(is(&format!("{name}{hex}")), "{name}");
        }
        for name in ["CLIENT_SECRET=", "key: '", "idclient: ", ""] {
            assert!(!is(&format!("{name}{hex}")), "{name}");
        }
    }

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
