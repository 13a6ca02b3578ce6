//! The unit that the engine reads: bytes, where they came from, and which of them are new.

use super::{FileKind, Origin, Span};
use std::cell::Cell;

/// Which bytes of a chunk are new, and so may be reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// All of them (files, history, a new file).
    All,
    /// Only these half-open byte ranges, sorted and disjoint; the rest is context.
    Ranges(Vec<Span>),
}

impl Added {
    /// True where nothing is new: whatever stands there, none of it is to be reported.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Added::Ranges(ranges) if ranges.is_empty())
    }

    /// True where `span` touches a new byte. An empty span never does.
    pub fn touches(&self, span: Span) -> bool {
        match self {
            Added::All => true,
            Added::Ranges(ranges) => {
                let at = ranges.partition_point(|r| r.end <= span.start);
                ranges.get(at).is_some_and(|r| r.overlaps(span))
            }
        }
    }
}

/// Owned bytes with their origin.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// Where the bytes came from.
    pub origin: Origin,
    /// What the path says about the language or format.
    pub kind: FileKind,
    /// The bytes exactly as stored.
    pub bytes: Vec<u8>,
    /// Which of them are new.
    pub added: Added,
}

impl Chunk {
    /// A chunk all of whose bytes are new.
    pub fn whole(origin: Origin, bytes: Vec<u8>) -> Self {
        let kind = FileKind::of(origin.path.as_bytes());
        Chunk { origin, kind, bytes, added: Added::All }
    }
}

/// A 1-based line and byte column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// 1-based line.
    pub line: usize,
    /// 1-based column in bytes.
    pub column: usize,
}

/// Line starts of a text, made once per chunk that has a finding.
#[derive(Debug)]
pub struct LineMap {
    starts: Vec<usize>,
    len: usize,
}

/// Lines of a text found one by one, as a [`LineMap`] of it has them: for a few places of a long text.
#[derive(Clone, Debug)]
pub struct Lines<'t> {
    text: &'t [u8],
    wide: bool,
    /// The line that was asked for last: thousands of places may lie in one that is very long.
    last: Cell<Option<Line<'t>>>,
    /// The last one that was asked for as the line before another, which may be as long.
    above: Cell<Option<Line<'t>>>,
}

impl<'t> Lines<'t> {
    /// The lines of `text`.
    pub fn of(text: &'t [u8]) -> Self {
        Lines { text, wide: is_wide(text), last: Cell::new(None), above: Cell::new(None) }
    }

    /// The line that `offset` lies in.
    pub fn at(&self, offset: usize) -> Line<'t> {
        let known = self.last.get().filter(|line| line.span.range().contains(&offset));
        let line = known.unwrap_or_else(|| self.find(offset));
        self.last.set(Some(line));
        line
    }

    fn find(&self, offset: usize) -> Line<'t> {
        let mut to = offset.min(self.text.len());
        let start = loop {
            let Some(end) = memchr::memrchr(b'\n', &self.text[..to]) else { break 0 };
            match end + line_end(self.text, self.wide, end) {
                start if start <= offset => break start,
                _ => to = end,
            }
        };
        let rest = self.text.get(start..).unwrap_or_default();
        let closed = memchr::memchr(b'\n', rest).map(|n| start + n);
        let end = closed.map_or(self.text.len(), |end| end + line_end(self.text, self.wide, end));
        let inside = &rest[..end - start - usize::from(closed.is_some())];
        Line { span: Span::new(start, end), inside: inside.strip_suffix(b"\r").unwrap_or(inside) }
    }

    /// The line before one.
    pub fn before(&self, line: Line<'_>) -> Option<Line<'t>> {
        let at = line.span.start.checked_sub(1)?;
        let known = self.above.get().filter(|above| above.span.end == line.span.start);
        self.above.set(Some(known.unwrap_or_else(|| self.find(at))));
        self.above.get()
    }
}

/// A line of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'t> {
    /// Where it stands, its line end included.
    pub span: Span,
    /// Its bytes without its line end.
    pub inside: &'t [u8],
}

/// True for a text in UTF-16, little endian, as far as line ends are concerned.
fn is_wide(text: &[u8]) -> bool {
    text.starts_with(&[0xff, 0xfe]) || matches!(text, [a, 0, b, 0, ..] if *a != 0 && *b != 0)
}

/// How many bytes the line end at `at` has.
fn line_end(text: &[u8], wide: bool, at: usize) -> usize {
    if wide && at.is_multiple_of(2) && text.get(at + 1) == Some(&0) { 2 } else { 1 }
}

impl LineMap {
    /// Lines end at `\n`; a `\r` before it belongs to the line, and so does the second byte of a line end in UTF-16,
    /// little endian.
    pub fn new(text: &[u8]) -> Self {
        let wide = is_wide(text);
        let begins = memchr::memchr_iter(b'\n', text).map(|at| at + line_end(text, wide, at));
        let starts = std::iter::once(0).chain(begins).collect();
        LineMap { starts, len: text.len() }
    }

    /// The position of a byte offset; one past the end is allowed.
    pub fn position(&self, offset: usize) -> Position {
        let line = self.starts.partition_point(|&s| s <= offset);
        let start = self.starts[line - 1];
        Position { line, column: offset - start + 1 }
    }

    /// Number of lines (a final newline opens no further line that counts).
    pub fn count(&self) -> usize {
        match self.starts.last() {
            Some(&last) if last == self.len && self.len > 0 => self.starts.len() - 1,
            _ => self.starts.len(),
        }
    }

    /// The bytes of a 1-based line without its line end.
    pub fn line<'t>(&self, text: &'t [u8], line: usize) -> &'t [u8] {
        let Some(&start) = line.checked_sub(1).and_then(|i| self.starts.get(i)) else { return b"" };
        let end = self.starts.get(line).map_or(text.len(), |&next| next - 1);
        let bytes = text.get(start..end).unwrap_or_default();
        bytes.strip_suffix(b"\r").unwrap_or(bytes)
    }

    /// The span of a 1-based line, line end included.
    pub fn span(&self, line: usize) -> Span {
        let start = line.checked_sub(1).and_then(|i| self.starts.get(i)).copied().unwrap_or(self.len);
        Span::new(start, self.starts.get(line).copied().unwrap_or(self.len))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_and_lines() {
        let text = b"ab\r\ncd\n\nlast";
        let map = LineMap::new(text);
        assert_eq!(map.position(0), Position { line: 1, column: 1 });
        assert_eq!(map.position(5), Position { line: 2, column: 2 });
        assert_eq!(map.position(text.len()), Position { line: 4, column: 5 });
        assert_eq!(map.line(text, 1), b"ab");
        assert_eq!(map.line(text, 3), b"");
        assert_eq!(map.line(text, 9), b"");
        assert_eq!(map.count(), 4);
        assert_eq!(LineMap::new(b"x\n").count(), 1);
    }

    #[test]
    fn lines_one_by_one_are_those_of_the_map() {
        for text in [
            &b"ab\r\ncd\n\nlast"[..],
            b"\nx\n",
            b"",
            b"a\0\n\0b\0\n\0",
            b"\xff\xfea\0\n\0\r\0\n\0\n",
            b"a\0b\0\n\n\0\0\n",
        ] {
            let (map, lines) = (LineMap::new(text), Lines::of(text));
            for offset in 0..=text.len() {
                let number = map.position(offset).line;
                let one = |n: usize| Line { span: map.span(n), inside: map.line(text, n) };
                let line = lines.at(offset);
                assert_eq!(line, one(number), "{offset} of {text:?}");
                assert_eq!(lines.before(line), (number > 1).then(|| one(number - 1)), "{offset} of {text:?}");
            }
        }
    }

    #[test]
    fn added_ranges() {
        let added = Added::Ranges(vec![Span::new(5, 10), Span::new(20, 30)]);
        assert!(added.touches(Span::new(0, 6)));
        assert!(!added.touches(Span::new(10, 20)));
        assert!(added.touches(Span::new(29, 40)));
        assert!(Added::All.touches(Span::new(0, 1)));
        for (added, expected) in [(Added::Ranges(Vec::new()), true), (added, false), (Added::All, false)] {
            assert_eq!(added.is_nothing(), expected, "{added:?}");
        }
    }
}
