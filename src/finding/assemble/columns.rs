//! Columns in UTF-16 code units, for the formats that editors and code scanning read.

use crate::model::{LineMap, Lines};
use std::cell::Cell;

/// Columns of one text as editors count them: 1-based, in UTF-16 code units.
pub struct Columns<'t> {
    bytes: &'t [u8],
    pub lines: &'t LineMap,
    /// The same text, for searches that go line by line.
    pub text: Lines<'t>,
    /// The last offset asked for, the start of its line, and the code units between them. A minified file can have
    /// thousands of findings in one line: each column is counted from the one before, not from the start of the line.
    last: Cell<(usize, usize, usize)>,
    /// Length of the byte order mark, which no editor counts.
    mark: usize,
    /// The mark says that the text is UTF-16.
    is_wide: bool,
}

/// Offsets closer than this to the start of their line, in bytes, are counted from there.
const NEAR: usize = 4096;

impl<'t> Columns<'t> {
    /// For this text; `lines` is its line map.
    pub fn new(bytes: &'t [u8], lines: &'t LineMap) -> Self {
        let (mark, is_wide) = match bytes {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => (2, true),
            [0xef, 0xbb, 0xbf, ..] => (3, false),
            _ => (0, false),
        };
        Columns { bytes, lines, text: Lines::of(bytes), last: Cell::default(), mark, is_wide }
    }

    /// The column of the byte at `offset`.
    pub fn at(&self, offset: usize) -> usize {
        let start = offset + 1 - self.lines.position(offset).column;
        let (known, line, units) = self.last.get();
        let is_far = line == start && known.min(offset) - line >= NEAR;
        let units = match offset.checked_sub(known) {
            Some(_) if is_far => units + self.units(known, offset),
            None if is_far && known - offset <= NEAR => units.saturating_sub(self.units(offset, known)),
            _ => self.units(start, offset),
        };
        self.last.set((offset, start, units));
        1 + units
    }

    /// The code units between two offsets.
    fn units(&self, from: usize, to: usize) -> usize {
        let text = &self.bytes[from.max(self.mark).min(to)..to];
        // A line of UTF-16 may begin with the second byte of its line end.
        if self.is_wide { text.len() / 2 } else { utf16_units(text) }
    }
}

/// How many UTF-16 code units a text has: UTF-8, UTF-16 itself (every other byte a NUL), or else Latin-1.
pub(super) fn utf16_units(text: &[u8]) -> usize {
    // Nobody counts columns beyond a megabyte, and a minified file can have a thousand findings there.
    const LONGEST_COUNTED: usize = 1 << 20;
    if text.len() > LONGEST_COUNTED {
        return text.len();
    }
    let nuls = memchr::memchr_iter(0, text).count();
    match std::str::from_utf8(text) {
        _ if nuls * 3 > text.len() => text.len().div_ceil(2),
        Ok(text) => text.chars().map(char::len_utf16).sum(),
        Err(_) => text.len(),
    }
}
