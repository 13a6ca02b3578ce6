//! What stands around a value: its line, and two lines to either side.

mod often;
mod texts;

use super::bytes::{contains_ci, line_end, line_start, lines, lines_back};
use super::feature::{Feature as F, Set};
use super::quote::Quote;
use super::value::Value;
use crate::engine::phrases::Phrases;
use crate::model::{FileKind, Span};
pub use often::{OFTEN, Often};
use texts::{comment, is_for_people, is_text, text_of, without_digits};

/// How far the neighbourhood reaches at most, to either side.
const REACH: usize = 600;
/// How far, and for how many lines, texts of a catalogue are searched to either side.
const WIDE: usize = 1800;
const LINES: usize = 20;

/// Words of examples and of tests.
static EXAMPLE: Phrases = Phrases::new(&[b"example", b"e.g.", b"placeholder", b"i.e."]);
static ASSERT: Phrases = Phrases::new(&[b"assert", b"expect(", b"should"]);
/// Words that stand near credentials.
static USER: Phrases = Phrases::new(&[b"user", b"login", b"email", b"client_id", b"clientid", b"account"]);
static HOST: Phrases = Phrases::new(&[b"host", b"server", b"://", b"endpoint", b"jdbc", b"port"]);

/// The neighbourhood of a value.
pub struct Around<'t> {
    text: &'t [u8],
    /// The line itself.
    pub line: Span,
    /// Two lines before to two lines behind.
    pub near: Span,
}

impl<'t> Around<'t> {
    /// The neighbourhood of the value at `at`, whose name begins at `name`.
    pub fn of(text: &'t [u8], name: usize, at: Span) -> Around<'t> {
        let line = Span { start: line_start(text, name, REACH), end: line_end(text, at.end, REACH) };
        let mut start = line.start;
        let mut end = line.end;
        for _ in 0..2 {
            let from = line.start.saturating_sub(REACH);
            if start > from {
                start = line_start(text, start - 1, start - 1 - from);
            }
            let to = text.len().min(line.end + REACH);
            if end < to {
                end = line_end(text, (end + 1 + usize::from(text[end] == b'\r')).min(to), to - end);
            }
        }
        Around { text, line, near: Span { start, end: end.max(line.end) } }
    }

    /// The line is of an HTTP exchange or a page: a digest or OAuth header, a script with its nonce.
    pub fn exchange(&self) -> bool {
        const SIGNS: [&[u8]; 11] = [
            b"realm", b"digest", b"cnonce", b"qop", b"oauth", b"uri=", b"<script", b"<link", b"<style",
            b"opaque=", b"stale=",
        ];
        let line = self.line.of(self.text);
        SIGNS.iter().any(|sign| contains_ci(line, sign))
            || contains_ci(self.near.of(self.text), b"authorization")
    }

    /// Three lines of the neighbourhood or more hold a UUID: a list of what they identify, whatever its items are called.
    pub fn lists_uuids(&self) -> bool {
        let uuid = |word: &[u8]| word.len() == 36 && word.iter().filter(|b| **b == b'-').count() == 4;
        let holds = |line: &&[u8]| line.split(|b| !b.is_ascii_hexdigit() && *b != b'-').any(uuid);
        lines(self.near.of(self.text)).filter(holds).count() >= 3
    }

    /// Sets the features of the surroundings.
    pub fn features(&self, name: Span, kind: FileKind, set: &mut Set) {
        let line = self.line.of(self.text);
        let before = &self.text[self.line.start..name.start.max(self.line.start)];
        set.put_if(comment(before, kind), F::Comment);
        set.put_if(line.len() > 300, F::LongLine);
        let short = &line[..line.len().min(400)];
        set.put_if(EXAMPLE.stand_in_any_case(short), F::ExampleLine);
        set.put_if(ASSERT.stand_in_any_case(short), F::AssertLine);
        let near = self.near.of(self.text);
        set.put_if(USER.stand_in_any_case(near), F::UserNear);
        set.put_if(HOST.stand_in_any_case(near), F::HostNear);
    }

    /// Sets the features that look further and can only lower a verdict. Returns how far it read, and how often the value occurs
    /// in the text.
    pub fn lowering(&self, v: &Value, value: &[u8], kind: FileKind, set: &mut Set) -> (Span, Option<Often>) {
        // A word that occurs again is a name; a random value that does is a copy.
        let is_random = set.has(F::Random24) || set.has(F::Random16);
        set.put_if(!is_random && self.again(v, value), F::ValueNear);
        set.put_if(self.prose(), F::ProseNear);
        let (texts, looked) = self.texts();
        set.put_if(texts, F::TextsNear);
        set.put_if(value.len() >= 6 && self.alike(value), F::AlikeNear);
        if value.len() < 3 {
            return (looked, None);
        }
        let often = Often::of(self.text, v.span, self.line);
        let is_word = value.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_');
        if v.quote == Quote::None && is_word && !value[0].is_ascii_digit() && kind == FileKind::Source {
            set.put_if(often.class >= 1, F::UsedElsewhere);
        }
        set.put_if(!is_random && often.class >= 2, F::ValueOften);
        (looked, Some(often))
    }

    /// True in a catalogue of messages: most names within some twenty lines to either side have texts for people. Also how far
    /// it read: nearest lines first, as long as the rest may change the answer.
    fn texts(&self) -> (bool, Span) {
        let from = self.line.start.saturating_sub(WIDE);
        let to = self.text.len().min(self.line.end + WIDE);
        let mut before = lines_back(&self.text[from..self.line.start]).take(LINES);
        let mut behind = lines(&self.text[self.line.end..to]).skip(1).take(LINES);
        let mut looked = self.line;
        let are_most = |texts: usize, pairs: usize| texts >= 5 && texts * 10 >= pairs * 7;
        let (mut pairs, mut texts, mut left) = (0, 0, 2 * LINES);
        while left > 0 {
            let (above, below) = (before.next(), behind.next());
            looked.start = above.map_or(from, |line| looked.start.saturating_sub(line.len() + 1).max(from));
            looked.end = below.map_or(to, |line| (looked.end + line.len() + 2).min(to));
            for line in above.into_iter().chain(below).filter(|line| line.len() <= 600) {
                let value = text_of(line);
                pairs += usize::from(value.is_some());
                texts += usize::from(value.is_some_and(is_for_people));
            }
            left -= 2;
            if !are_most(texts + left, pairs + left) {
                return (false, looked);
            }
        }
        (are_most(texts, pairs), looked)
    }

    /// A neighbouring line has a value that is this one but for its digits.
    fn alike(&self, value: &[u8]) -> bool {
        if !value.iter().any(u8::is_ascii_digit)
            || value.iter().filter(|b| b.is_ascii_alphabetic()).count() < 4
        {
            return false;
        }
        let same = |other: &[u8]| {
            other.len().abs_diff(value.len()) <= 2
                && other != value
                && without_digits(other).eq(without_digits(value))
        };
        lines(self.near.of(self.text)).filter(|line| line.len() <= 400).filter_map(text_of).any(same)
    }

    /// The same value as a whole word once more in the neighbourhood.
    fn again(&self, v: &Value, value: &[u8]) -> bool {
        if value.len() < 3 {
            return false;
        }
        let near = self.near.of(self.text);
        memchr::memmem::find_iter(near, value).any(|i| {
            let at = self.near.start + i;
            let end = at + value.len();
            at != v.span.start
                && (end <= v.span.start || at >= v.span.end)
                && !at.checked_sub(1).is_some_and(|b| self.text[b].is_ascii_alphanumeric())
                && !self.text.get(end).is_some_and(u8::is_ascii_alphanumeric)
        })
    }

    /// Neighbouring lines hold texts for people: quoted or behind a separator, of several words or beyond ASCII.
    fn prose(&self) -> bool {
        let near = self.near.of(self.text);
        let own = self.line.start - self.near.start;
        let mut texts = 0;
        let mut at = 0;
        for line in lines(near) {
            let start = at;
            at += line.len() + 1;
            if start == own || line.len() > 400 {
                continue;
            }
            texts += usize::from(is_text(line));
        }
        texts >= 2
    }
}
