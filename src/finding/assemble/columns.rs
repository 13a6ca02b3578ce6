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
}

/// Offsets closer than this to the start of their line, in bytes, are counted from there.
const NEAR: usize = 4096;

impl<'t> Columns<'t> {
    /// For this text; `lines` is its line map.
    pub fn new(bytes: &'t [u8], lines: &'t LineMap) -> Self {
        Columns { bytes, lines, text: Lines::of(bytes), last: Cell::default() }
    }

    /// The column of the byte at `offset`.
    pub fn at(&self, offset: usize) -> usize {
        let start = offset + 1 - self.lines.position(offset).column;
        let (known, line, units) = self.last.get();
        let is_far = line == start && known.min(offset) - line >= NEAR;
        let units = match offset.checked_sub(known) {
            Some(_) if is_far => units + utf16_units(&self.bytes[known..offset]),
            None if is_far && known - offset <= NEAR => {
                units.saturating_sub(utf16_units(&self.bytes[offset..known]))
            }
            _ => utf16_units(&self.bytes[start..offset]),
        };
        self.last.set((offset, start, units));
        1 + units
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
