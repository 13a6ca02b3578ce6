//! Texts inside of texts: base64 and hex in long runs, escapes around keywords. Each is decoded where a cheap look says
//! that text comes of it, searched like any other text, and reported where it stands.

mod escape;
mod packed;

use super::search::RUN_WORD;
use super::verdict::shift;
use super::view::View;
use super::{Hit, Looked};
use crate::model::Span;

/// How deep texts lie in texts.
pub const DEPTH: usize = 3;
/// How many bytes are decoded for one text, besides twice its own length: stretches of each kind do not overlap, and what comes
/// of one is hardly ever longer.
const BUDGET: usize = 1 << 20;

/// What of a text has been decoded, and how much may be.
#[derive(Debug)]
pub struct Progress {
    left: usize,
    /// Where the last decoded stretch of each kind ended: what lies in it has been decoded.
    packed_to: usize,
    escape_to: usize,
}

/// What a decoded stretch takes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Covered {
    /// Where it ends.
    pub end: usize,
    /// How many bytes came of it.
    size: usize,
}

/// What lies at a hit.
#[derive(Debug)]
pub struct Opened {
    /// The text, if there is one.
    pub view: Option<(View, Covered)>,
    /// The bytes that say so.
    pub looked: Looked,
}

impl Covered {
    /// The same stretch, where its hit has moved.
    pub fn moved(self, from: usize, to: usize) -> Covered {
        Covered { end: shift(self.end, from, to), ..self }
    }
}

impl Progress {
    /// Of a text of which nothing has been decoded yet.
    pub fn new(text: &[u8]) -> Self {
        Progress { left: BUDGET + 2 * text.len(), packed_to: 0, escape_to: 0 }
    }

    /// True where nothing more is decoded.
    pub fn is_over(&self) -> bool {
        self.left == 0
    }

    /// True where what lies at the hit has been decoded together with something before it.
    pub fn covers(&self, hit: Hit) -> bool {
        (hit.pos as usize) < if hit.word == RUN_WORD { self.packed_to } else { self.escape_to }
    }

    /// True where a stretch is small enough to be decoded to its end.
    pub fn has_room(&self, covered: Covered) -> bool {
        covered.size < self.left
    }

    /// Notes a stretch that was decoded at the hit.
    pub fn note(&mut self, hit: Hit, covered: Covered) {
        let to = if hit.word == RUN_WORD { &mut self.packed_to } else { &mut self.escape_to };
        *to = covered.end;
        self.left = self.left.saturating_sub(covered.size);
    }

    /// Decodes what lies at the hit. Where there was no room for all of it, all of the outer text has its say.
    pub fn open(&mut self, text: &[u8], hit: Hit, depth: usize) -> Opened {
        let at = hit.pos as usize;
        let (found, mut looked) = match hit.word {
            RUN_WORD => packed::view(text, at, self.left),
            _ if depth < DEPTH => escape::view(text, at),
            _ => (None, Looked::new(text, Some(at), at)),
        };
        let view = found.map(|(view, end)| {
            let covered = Covered { end, size: view.bytes.len() };
            if !self.has_room(covered) {
                looked = Looked { span: Span::new(0, text.len()), at_start: true, at_end: true };
            }
            self.note(hit, covered);
            (view, covered)
        });
        Opened { view, looked }
    }
}

/// The texts that lie in `text` at these hits.
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

/// Whether a text may lie at a hit; if not, which bytes say so.
pub fn triage(text: &[u8], hit: Hit) -> Option<Looked> {
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
