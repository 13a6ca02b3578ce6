//! Moves a finding from a window of a text to its place in the whole.

use super::Finding;
use crate::model::{Position, Span};

/// What lies before a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset {
    bytes: usize,
    /// Whole lines.
    lines: usize,
    /// Bytes of the line that the window begins in.
    column: usize,
    /// Bytes of a byte order mark that the window was given.
    mark: usize,
    /// How many bytes a column of an editor takes.
    width: usize,
}

impl Offset {
    /// The start of a text. In UTF-16 each window behind the first begins with a byte order mark of two bytes.
    pub fn new(wide: bool) -> Self {
        let (mark, width) = if wide { (2, 2) } else { (0, 1) };
        Offset { bytes: 0, lines: 0, column: 0, mark, width }
    }

    /// Moves on over these bytes.
    pub fn pass(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len();
        self.lines += memchr::memchr_iter(b'\n', bytes).count();
        self.column = match memchr::memrchr(b'\n', bytes) {
            // The second byte of a line end in little endian.
            Some(at) if self.width == 2 && at.is_multiple_of(2) => bytes.len().saturating_sub(at + 2),
            Some(at) => bytes.len() - at - 1,
            None => self.column + bytes.len(),
        };
    }

    fn mark(self) -> usize {
        if self.bytes > 0 { self.mark } else { 0 }
    }

    fn position(self, at: Position) -> Position {
        let column = if at.line == 1 { at.column + self.column - self.mark() } else { at.column };
        Position { line: at.line + self.lines, column }
    }
}

impl Finding {
    /// From places in a window to places in the whole text; what begins within the mark of the window is none.
    pub fn shift(&mut self, by: Offset) {
        let whole = |at: usize| at + by.bytes - by.mark();
        self.span = Span::new(whole(self.span.start), whole(self.span.end));
        // Behind so much of one line nobody counts characters.
        let count = |at: Position, column: usize| match at.line {
            1 => column + by.column / by.width - by.mark() / by.width,
            _ => column,
        };
        self.columns = (count(self.start, self.columns.0), count(self.end, self.columns.1));
        self.start = by.position(self.start);
        self.end = by.position(self.end);
        for related in &mut self.related {
            related.start = by.position(related.start);
            related.end = by.position(related.end);
        }
        for line in &mut self.frame.lines {
            line.number += by.lines;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_go_on_where_the_last_window_ended() {
        let mut offset = Offset::new(false);
        offset.pass(b"one\ntw");
        assert_eq!((offset.bytes, offset.lines, offset.column), (6, 1, 2));
        offset.pass(b"o, and");
        assert_eq!((offset.bytes, offset.lines, offset.column), (12, 1, 8));
        assert_eq!(offset.position(Position { line: 1, column: 3 }), Position { line: 2, column: 11 });
        assert_eq!(offset.position(Position { line: 2, column: 3 }), Position { line: 3, column: 3 });
    }

    #[test]
    fn characters_of_two_bytes() {
        let mut offset = Offset::new(true);
        assert_eq!(offset.position(Position { line: 1, column: 3 }), Position { line: 1, column: 3 });
        offset.pass(b"a\0\n\0b\0");
        assert_eq!((offset.lines, offset.column), (1, 2));
        // Behind the mark of the window.
        assert_eq!(offset.position(Position { line: 1, column: 3 }), Position { line: 2, column: 3 });
        offset.pass(b"\n\0");
        assert_eq!(offset.position(Position { line: 1, column: 3 }), Position { line: 3, column: 1 });
        let mut offset = Offset::new(true);
        offset.pass(b"\0a\0\n\0b");
        assert_eq!((offset.lines, offset.column), (1, 2));
    }
}
