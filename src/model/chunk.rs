//! The unit that the engine reads: bytes, where they came from, and which of them are new.

use super::{FileKind, Origin, Span};

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

impl LineMap {
    /// Lines end at `\n`; a `\r` before it belongs to the line, and so does the second byte of a line end in UTF-16,
    /// little endian.
    pub fn new(text: &[u8]) -> Self {
        let wide = text.starts_with(&[0xff, 0xfe]) || matches!(text, [a, 0, b, 0, ..] if *a != 0 && *b != 0);
        let width =
            |at: usize| if wide && at.is_multiple_of(2) && text.get(at + 1) == Some(&0) { 2 } else { 1 };
        let starts =
            std::iter::once(0).chain(memchr::memchr_iter(b'\n', text).map(|at| at + width(at))).collect();
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
    fn added_ranges() {
        let added = Added::Ranges(vec![Span::new(5, 10), Span::new(20, 30)]);
        assert!(added.touches(Span::new(0, 6)));
        assert!(!added.touches(Span::new(10, 20)));
        assert!(added.touches(Span::new(29, 40)));
        assert!(Added::All.touches(Span::new(0, 1)));
        assert!(Added::Ranges(Vec::new()).is_nothing() && !added.is_nothing() && !Added::All.is_nothing());
    }
}
