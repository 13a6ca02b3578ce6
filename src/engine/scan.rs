//! Scans a chunk: decodes it if necessary, finds hits, judges them, and reuses the results of an older version of it.

use super::encoding::{self, Encoding};
use super::incremental::{self, Version};
use super::scan_state::ScanState;
use super::{Engine, Hit, Watch, overlap};
use crate::model::{Candidate, Chunk, FileKind, common_lines};

/// Buffers of one worker, reused from chunk to chunk.
#[derive(Debug, Default)]
pub struct Scratch {
    hits: Vec<Hit>,
    /// The text that was kept last.
    version: Option<Version>,
    /// What the last text passes on to its next version, if it was judged for that.
    state: Option<ScanState>,
    /// True if the text being scanned will be kept for another version.
    goes_on: bool,
}

impl Scratch {
    /// Tells whether the text that is scanned next will be [kept](Scratch::keep) for another version.
    pub fn expect(&mut self, version: bool) {
        self.goes_on = version;
    }

    /// Keeps the text that was scanned last, because the next one is another version of it. Returns a buffer for reuse.
    pub fn keep(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        let Some(state) = self.state.take() else { return bytes };
        self.version.replace(Version { bytes, state }).map_or_else(Vec::new, |old| old.bytes)
    }

    /// Forgets the last text: the next one is unrelated.
    pub fn forget(&mut self) {
        (self.version, self.state) = (None, None);
    }
}

impl Engine {
    /// Finds and judges all hits of a chunk in any encoding. Positions are in the original bytes.
    pub fn scan<'b>(&self, chunk: &'b Chunk, scratch: &mut Scratch) -> Vec<Candidate<'b>> {
        let mut candidates = self.scan_all(chunk, scratch);
        overlap::resolve(&self.rules, &mut candidates);
        candidates
    }

    /// As [`Engine::scan`], with every candidate of every rule.
    pub fn scan_all<'b>(&self, chunk: &'b Chunk, scratch: &mut Scratch) -> Vec<Candidate<'b>> {
        self.scan_watched(chunk, scratch, &Watch::idle())
    }

    /// The same; returns nothing once the watch is over.
    pub fn scan_watched<'b>(
        &self,
        chunk: &'b Chunk,
        scratch: &mut Scratch,
        watch: &Watch<'_>,
    ) -> Vec<Candidate<'b>> {
        scratch.state = None;
        let written = encoding::of(&chunk.bytes);
        let is_wide = matches!(written, Encoding::Utf16Le | Encoding::Utf16Be);
        let view = match written {
            Encoding::Utf16Le => encoding::utf16(&chunk.bytes, false),
            Encoding::Utf16Be => encoding::utf16(&chunk.bytes, true),
            Encoding::Mixed => encoding::narrowed(&chunk.bytes),
            Encoding::Plain | Encoding::Binary => {
                let is_version = scratch.goes_on || scratch.version.is_some();
                let search = if is_version { Engine::scan_version } else { Engine::scan_bytes };
                let is_text = written == Encoding::Plain;
                match search(self, chunk.kind, &chunk.bytes, is_text, scratch, watch) {
                    Some(found) => return found,
                    None => encoding::narrowed(&chunk.bytes),
                }
            }
        };
        let found = self.scan_bytes(chunk.kind, &view.bytes, false, scratch, watch).unwrap_or_default();
        let mut found: Vec<_> = found.into_iter().map(|candidate| view.back(candidate)).collect();
        if is_wide && encoding::holds_narrow(&chunk.bytes) {
            found
                .extend(self.scan_bytes(chunk.kind, &chunk.bytes, false, scratch, watch).unwrap_or_default());
            found.sort_by_key(|c| (c.secret.start, c.secret.end, c.rule));
        }
        found
    }

    /// `None` if `is_text` but the text turns out to contain two-byte characters: then it must be decoded first.
    fn scan_bytes<'b>(
        &self,
        kind: FileKind,
        bytes: &'b [u8],
        is_text: bool,
        scratch: &mut Scratch,
        watch: &Watch<'_>,
    ) -> Option<Vec<Candidate<'b>>> {
        let mut hits = std::mem::take(&mut scratch.hits);
        let is_wide = self.hits(bytes, &mut hits) && is_text && encoding::holds_wide(bytes);
        let candidates = (!is_wide).then(|| self.judge_watched(kind, bytes, &hits, watch));
        scratch.hits = hits;
        candidates
    }

    /// The same for a text with an older version, or with a newer one to come.
    fn scan_version<'b>(
        &self,
        kind: FileKind,
        bytes: &'b [u8],
        is_text: bool,
        scratch: &mut Scratch,
        watch: &Watch<'_>,
    ) -> Option<Vec<Candidate<'b>>> {
        let mut hits = std::mem::take(&mut scratch.hits);
        // Only a version that was text itself is known to have no two-byte characters in what both share.
        let before = scratch.version.as_ref().filter(|before| before.state.is_text || !is_text);
        let common = before.map_or_else(Vec::new, |before| common_lines(&before.bytes, bytes));
        let is_wide = incremental::hits(self, before, bytes, &common, &mut hits)
            && is_text
            && encoding::holds_wide(bytes);
        let judged = (!is_wide).then(|| incremental::judge(self, kind, bytes, before, &common, &hits, watch));
        scratch.hits = hits;
        let (candidates, mut state) = judged?;
        state.is_text = is_text;
        // A text that was only half judged passes nothing on.
        scratch.state = (!watch.stopped()).then_some(state);
        Some(candidates)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Origin, Place, Span};
    use crate::rules::RuleSet;
    use std::sync::Arc;

    #[test]
    fn lines_of_two_bytes_are_found_in_the_middle_of_a_large_text() {
        let engine = Engine::new(Arc::new(RuleSet::builtin()));
        let key = ["sk_live", "_9hQ2mV7bT4nK1zR8wY5cJ3hL"].concat();
        let wide: Vec<u8> = format!("key={key}\r\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let lines = |n: usize| b"MODE=production, and so on\n".repeat(n);
        let before = [lines(400), b"a stray zero \0\n".to_vec(), lines(9)].concat();
        let text = |behind: usize| [before.clone(), wide.clone(), lines(behind)].concat();
        let chunk = |bytes| Chunk::whole(Origin { path: "a.txt".into(), place: Place::File }, bytes);
        let place = Span::new(before.len() + 8, before.len() + 8 + 2 * key.len());
        let found = |chunk: &Chunk, scratch: &mut Scratch| -> Vec<Span> {
            engine.scan(chunk, scratch).iter().map(|c| c.secret).collect()
        };
        for behind in [0, 1, 700, 3000] {
            assert_eq!(found(&chunk(text(behind)), &mut Scratch::default()), [place], "{behind}");
        }
        // As the next version of a text without that line, and of one that begins as no text does.
        for front in [b"".as_slice(), &[0; 1000]] {
            let old = chunk([front, &text(700)[..before.len()], &lines(700)].concat());
            let old = if front.is_empty() { old } else { chunk([front, &text(700)].concat()) };
            let mut scratch = Scratch::default();
            scratch.expect(true);
            assert!(found(&old, &mut scratch).is_empty());
            scratch.keep(old.bytes);
            assert_eq!(found(&chunk(text(700)), &mut scratch), [place]);
        }
    }
}
