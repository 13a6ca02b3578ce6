//! A chunk scanned as it came: hits and verdicts at once, whatever its encoding, version by version where it has some.

use super::again::{self, Version};
use super::encoding::{self, Encoding};
use super::heritage::Heritage;
use super::{Engine, Hit, Watch, overlap};
use crate::model::{Candidate, Chunk, FileKind};

/// Buffers of one worker, reused from chunk to chunk.
#[derive(Debug, Default)]
pub struct Scratch {
    hits: Vec<Hit>,
    /// What [`Scratch::keep`] was given last.
    version: Option<Version>,
    /// What the last text hands down, where it was judged for that.
    state: Option<Heritage>,
    /// True where the next text is another version of this one.
    goes_on: bool,
}

impl Scratch {
    /// Says whether the text that is scanned next will be [kept](Scratch::keep) for another version.
    pub fn expect(&mut self, version: bool) {
        self.goes_on = version;
    }

    /// Keeps the text that was scanned last: the next one is another version of it. Gives an older one's memory back.
    pub fn keep(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        let Some(state) = self.state.take() else { return bytes };
        self.version.replace(Version { bytes, state }).map_or_else(Vec::new, |old| old.bytes)
    }

    /// The next text has nothing to do with the last one.
    pub fn forget(&mut self) {
        (self.version, self.state) = (None, None);
    }
}

impl Engine {
    /// Both at once, encodings (UTF-16) included: positions are in the original bytes.
    pub fn scan<'b>(&self, chunk: &'b Chunk, scratch: &mut Scratch) -> Vec<Candidate<'b>> {
        let mut candidates = self.scan_all(chunk, scratch);
        overlap::resolve(&self.rules, &mut candidates);
        candidates
    }

    /// As [`Engine::scan`], with every candidate of every rule.
    pub fn scan_all<'b>(&self, chunk: &'b Chunk, scratch: &mut Scratch) -> Vec<Candidate<'b>> {
        self.scan_watched(chunk, scratch, &Watch::idle())
    }

    /// The same, which ends with nothing where the watch does not wait for it.
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
            Encoding::Plain | Encoding::Binary if scratch.goes_on || scratch.version.is_some() => {
                return self.scan_version(chunk.kind, &chunk.bytes, scratch, watch);
            }
            Encoding::Plain | Encoding::Binary => {
                return self.scan_bytes(chunk.kind, &chunk.bytes, scratch, watch);
            }
        };
        let found = self.scan_bytes(chunk.kind, &view.bytes, scratch, watch);
        let mut found: Vec<_> = found.into_iter().map(|candidate| view.back(candidate)).collect();
        if is_wide && encoding::holds_narrow(&chunk.bytes) {
            found.extend(self.scan_bytes(chunk.kind, &chunk.bytes, scratch, watch));
            found.sort_by_key(|c| (c.secret.start, c.secret.end, c.rule));
        }
        found
    }

    fn scan_bytes<'b>(
        &self,
        kind: FileKind,
        bytes: &'b [u8],
        scratch: &mut Scratch,
        watch: &Watch<'_>,
    ) -> Vec<Candidate<'b>> {
        let mut hits = std::mem::take(&mut scratch.hits);
        self.hits(bytes, &mut hits);
        let candidates = self.judge_watched(kind, bytes, &hits, watch);
        scratch.hits = hits;
        candidates
    }

    /// The same for a text that has a version before it, or behind it.
    fn scan_version<'b>(
        &self,
        kind: FileKind,
        bytes: &'b [u8],
        scratch: &mut Scratch,
        watch: &Watch<'_>,
    ) -> Vec<Candidate<'b>> {
        let mut hits = std::mem::take(&mut scratch.hits);
        let (candidates, state) = again::judge(self, kind, bytes, scratch.version.as_ref(), &mut hits, watch);
        // A text that was left half judged has nothing to hand down.
        (scratch.hits, scratch.state) = (hits, (!watch.stopped()).then_some(state));
        candidates
    }
}
