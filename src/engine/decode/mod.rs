//! Texts inside texts: base64 and hex in long runs, and escapes around keywords. A stretch is decoded if a quick look
//! says that the result is text; it is then searched like any other text, and findings are reported at its place.

mod escape;
mod packed;

use super::search::RUN_WORD;
use super::verdict::shift;
use super::view::View;
use super::{Footprint, Hit};
use crate::model::Span;

/// How deep texts can be nested.
pub const DEPTH: usize = 3;
/// How many bytes are decoded for one text, in addition to twice its length. Stretches of one kind do not overlap, and
/// a decoded text is hardly ever longer than its stretch.
const BUDGET: usize = 1 << 20;

/// What was decoded of a text so far, and how much more may be.
#[derive(Debug)]
pub struct Progress {
    left: usize,
    /// The end of the last decoded stretch of each kind: hits before it are done.
    packed_to: usize,
    escape_to: usize,
}

/// The size of a decoded stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Covered {
    /// Where it ends.
    pub end: usize,
    /// How many bytes were decoded from it.
    size: usize,
}

/// The encoded text at a hit.
#[derive(Debug)]
pub struct Opened {
    /// The decoded text, if there is one.
    pub view: Option<(View, Covered)>,
    /// The bytes that this depends on.
    pub footprint: Footprint,
}

impl Covered {
    /// The same stretch after its hit has moved.
    pub fn moved(self, from: usize, to: usize) -> Covered {
        Covered { end: shift(self.end, from, to), ..self }
    }
}

impl Progress {
    /// For a text of which nothing was decoded yet.
    pub fn new(text: &[u8]) -> Self {
        Progress { left: BUDGET + 2 * text.len(), packed_to: 0, escape_to: 0 }
    }

    /// True if the budget is used up.
    pub fn is_over(&self) -> bool {
        self.left == 0
    }

    /// True if the text at the hit was decoded together with something before it.
    pub fn covers(&self, hit: Hit) -> bool {
        (hit.pos as usize) < if hit.word == RUN_WORD { self.packed_to } else { self.escape_to }
    }

    /// True if a stretch fits into the budget.
    pub fn has_room(&self, covered: Covered) -> bool {
        covered.size < self.left
    }

    /// Notes a stretch that was decoded at the hit.
    pub fn note(&mut self, hit: Hit, covered: Covered) {
        let to = if hit.word == RUN_WORD { &mut self.packed_to } else { &mut self.escape_to };
        *to = covered.end;
        self.left = self.left.saturating_sub(covered.size);
    }

    /// Decodes the text at the hit. If the budget did not suffice, the result depends on the whole outer text.
    pub fn open(&mut self, text: &[u8], hit: Hit, depth: usize) -> Opened {
        let at = hit.pos as usize;
        let (found, mut footprint) = match hit.word {
            RUN_WORD => packed::view(text, at, self.left),
            _ if depth < DEPTH => escape::view(text, at),
            _ => (None, Footprint::new(text, Some(at), at)),
        };
        let view = found.map(|(view, end)| {
            let covered = Covered { end, size: view.bytes.len() };
            if !self.has_room(covered) {
                footprint = Footprint { span: Span::new(0, text.len()), at_start: true, at_end: true };
            }
            self.note(hit, covered);
            (view, covered)
        });
        Opened { view, footprint }
    }
}

/// The texts that are encoded in `text` at these hits.
pub fn views(text: &[u8], hits: &[Hit], depth: usize) -> Vec<View> {
    let mut progress = Progress::new(text);
    let mut clean = escape::Clean::default();
    let mut views = Vec::new();
    for &hit in hits {
        if progress.is_over() {
            break;
        }
        let is_plain = hit.word != RUN_WORD && clean.is_around(text, hit.pos as usize);
        if !is_plain && !progress.covers(hit) {
            views.extend(progress.open(text, hit, depth).view.map(|(view, _)| view));
        }
    }
    views
}

/// The bytes that prove that there is no encoded text at a hit; `None` if there may be one.
pub fn triage(text: &[u8], hit: Hit) -> Option<Footprint> {
    let at = hit.pos as usize;
    if hit.word == RUN_WORD { packed::triage(text, at) } else { escape::triage(text, at) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_a_text_that_is_nothing_else_is_decoded() {
        let line = "6e6f7468696e67206275742061206665772077616c6c7320616e6420776f726473\n";
        let text = line.repeat((4 << 20) / line.len());
        let mut progress = Progress::new(text.as_bytes());
        for pos in (0..text.len()).step_by(line.len()) {
            let hit = Hit { pos: pos as u32, word: RUN_WORD };
            assert!(!progress.is_over(), "{pos}");
            if !progress.covers(hit) {
                progress.open(text.as_bytes(), hit, 0).view.expect("a text");
            }
        }
    }
}
