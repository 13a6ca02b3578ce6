//! Moves a finding from a window of a text to its place in the whole.

use super::Finding;
use crate::model::{Position, Span};

/// The size of the text before a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset {
    bytes: usize,
    /// Whole lines.
    lines: usize,
    /// Bytes before the window in the line that it begins in.
    column: usize,
    /// Bytes of the byte order mark that was put in front of the window.
    mark: usize,
    /// Bytes per column of an editor: 2 in UTF-16, otherwise 1, which is an estimate.
    width: usize,
}

impl Offset {
    /// The start of a text. If it is `wide` (UTF-16), each window but the first begins with a byte order mark of two
    /// bytes.
    pub fn new(wide: bool) -> Self {
        let (mark, width) = if wide { (2, 2) } else { (0, 1) };
        Offset { bytes: 0, lines: 0, column: 0, mark, width }
    }

    /// Moves forward over these bytes.
    pub fn pass(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len();
        self.lines += memchr::memchr_iter(b'\n', bytes).count();
        self.column = match memchr::memrchr(b'\n', bytes) {
            // In little endian, the second byte of the line feed.
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
    /// Moves positions from a window to the whole text. The finding must not begin inside the byte order mark of the
    /// window.
    pub fn shift(&mut self, by: Offset) {
        let whole = |at: usize| at + by.bytes - by.mark();
        self.span = Span::new(whole(self.span.start), whole(self.span.end));
        // This far into a line, the columns before the window are estimated from its bytes.
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
        // Behind the byte order mark of the window.
        assert_eq!(offset.position(Position { line: 1, column: 3 }), Position { line: 2, column: 3 });
        offset.pass(b"\n\0");
        assert_eq!(offset.position(Position { line: 1, column: 3 }), Position { line: 3, column: 1 });
        let mut offset = Offset::new(true);
        offset.pass(b"\0a\0\n\0b");
        assert_eq!((offset.lines, offset.column), (1, 2));
    }
}
