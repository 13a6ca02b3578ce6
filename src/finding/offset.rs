//! Moves a finding from a window of a text to its place in the whole.

use super::Finding;
use crate::model::{Position, Span};

/// What lies before a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offset {
    bytes: usize,
    /// Whole lines.
    lines: usize,
    /// Bytes of the line that the window begins in.
    column: usize,
}

impl Offset {
    /// Moves on over these bytes.
    pub fn pass(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len();
        self.lines += memchr::memchr_iter(b'\n', bytes).count();
        self.column = match memchr::memrchr(b'\n', bytes) {
            Some(at) => bytes.len() - at - 1,
            None => self.column + bytes.len(),
        };
    }

    fn position(self, at: Position) -> Position {
        let column = if at.line == 1 { at.column + self.column } else { at.column };
        Position { line: at.line + self.lines, column }
    }
}

impl Finding {
    /// From places in a window to places in the whole text.
    pub fn shift(&mut self, by: Offset) {
        self.span = Span::new(self.span.start + by.bytes, self.span.end + by.bytes);
        // What lies before counts in bytes: behind so much of one line nobody counts characters.
        let count = |at: Position, column: usize| if at.line == 1 { column + by.column } else { column };
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
        let mut offset = Offset::default();
        offset.pass(b"one\ntw");
        assert_eq!(offset, Offset { bytes: 6, lines: 1, column: 2 });
        offset.pass(b"o, and");
        assert_eq!(offset, Offset { bytes: 12, lines: 1, column: 8 });
        assert_eq!(offset.position(Position { line: 1, column: 3 }), Position { line: 2, column: 11 });
        assert_eq!(offset.position(Position { line: 2, column: 3 }), Position { line: 3, column: 3 });
    }
}
