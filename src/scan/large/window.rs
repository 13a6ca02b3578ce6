//! A window of a stream: what is read of it at a time, and what passes from one to the next.

use super::Windows;
use crate::engine::encoding::{self, Encoding};
use crate::finding::{Finding, Offset};
use std::io::Read;

/// The part of a stream that is searched at a time.
pub struct Window {
    layout: Windows,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Findings that begin before this place of the window are another window's; 0 in the first one.
    from: usize,
    /// Where in the stream it begins.
    offset: Offset,
    /// The byte order mark that later windows get.
    mark: &'static [u8],
}

/// What was read of a stream at a time.
pub struct Step {
    pub bytes: u64,
    /// Line ends among the bytes.
    pub lines: u64,
    /// True if there is no more, or nothing more can be read.
    pub is_last: bool,
    /// Why nothing more can be read.
    pub error: Option<String>,
}

impl Window {
    /// An empty window, before the first read.
    pub fn new(layout: Windows) -> Window {
        let bytes = Vec::with_capacity(layout.size);
        Window { layout, bytes, from: 0, offset: Offset::new(false), mark: &[] }
    }

    fn is_first(&self) -> bool {
        self.from == 0
    }

    /// Reads until the window is full.
    pub fn read(&mut self, stream: &mut dyn Read) -> Step {
        let old = self.bytes.len();
        let room = (self.layout.size - old) as u64;
        // What came before an error stands in the window all the same.
        let error = stream.take(room).read_to_end(&mut self.bytes).err().map(|e| e.to_string());
        if self.is_first() {
            self.mark = byte_order_mark(encoding::of(&self.bytes));
            self.offset = Offset::new(!self.mark.is_empty());
        }
        let new = &self.bytes[old..];
        let bytes = new.len() as u64;
        let lines = memchr::memchr_iter(b'\n', new).count() as u64;
        Step { bytes, lines, is_last: error.is_some() || bytes < room, error }
    }

    /// How many bytes of the window before are this one's to judge.
    pub fn inherited(&self) -> u64 {
        if self.is_first() { 0 } else { self.layout.overlap as u64 / 2 }
    }

    /// Those of the findings in the window that belong to it, at their places in the stream.
    pub fn keep(&self, mut here: Vec<Finding>, is_last: bool, is_cut: bool) -> Vec<Finding> {
        let end = self.bytes.len();
        let to = if is_last { end } else { end - self.layout.overlap / 2 };
        here.retain(|finding| (self.from..to).contains(&finding.span.start));
        if is_cut {
            // A value that reaches to the cut may go on behind it: half of it is another value.
            here.retain(|finding| finding.span.end < end);
        }
        here.iter_mut().for_each(|finding| finding.shift(self.offset));
        here
    }

    /// Drops all but what the next window shares with this one.
    pub fn slide(&mut self) {
        let keep = self.bytes.len() - self.layout.overlap;
        // Of a later window the first bytes are a mark that is not in the text.
        let front = if self.is_first() { 0 } else { self.mark.len() };
        self.offset.pass(&self.bytes[front..keep]);
        self.bytes.splice(..keep, self.mark.iter().copied());
        self.from = self.mark.len() + self.layout.overlap / 2;
    }
}

/// What windows of a text in UTF-16 begin with, so that each is read as the first one is.
fn byte_order_mark(encoding: Encoding) -> &'static [u8] {
    match encoding {
        Encoding::Utf16Le => &[0xff, 0xfe],
        Encoding::Utf16Be => &[0xfe, 0xff],
        Encoding::Plain | Encoding::Mixed | Encoding::Binary => &[],
    }
}
