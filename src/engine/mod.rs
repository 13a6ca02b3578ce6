//! The engine: pure, no files, no git, no clock, no globals.
//!
//! Two calls, because history needs them apart: [`Engine::hits`] finds context-free, length-bounded hits, and
//! [`Engine::judge`] turns them into candidates. A hit depends on at most [`FOOTPRINT`] bytes to either side of its
//! position and on nothing else (no path, no anchor), so a hit inside a range that a delta copies can be inherited.

pub mod checks;

use crate::model::{Candidate, Chunk, FileKind};
use crate::rules::RuleSet;
use std::sync::Arc;

/// How many bytes before and behind `Hit::pos` decide whether the hit is there.
pub const FOOTPRINT: usize = 64;

/// A place worth judging.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Byte offset.
    pub pos: u32,
    /// Which keyword, or the start of a run of token characters.
    pub word: u16,
}

/// Buffers of one worker, reused from chunk to chunk.
#[derive(Debug, Default)]
pub struct Scratch {}

/// The search machine for one rule set. Shared by all workers.
#[derive(Debug)]
pub struct Engine {
    rules: Arc<RuleSet>,
}

impl Engine {
    /// An engine for these rules.
    pub fn new(rules: Arc<RuleSet>) -> Self {
        Engine { rules }
    }

    /// The rules it searches for.
    pub fn rules(&self) -> &Arc<RuleSet> {
        &self.rules
    }

    /// All hits of `bytes`, sorted by position and word. `bytes` is at most 4 GiB - 1 long.
    pub fn hits(&self, _bytes: &[u8], _hits: &mut Vec<Hit>) {}

    /// Judges hits found in exactly these bytes. Candidates come sorted by place; those a filter holds for no
    /// secret are among them, with the reason in `dismissed`. Rules with `paths` are judged as if the path matched:
    /// the caller applies [`RuleSet`] path globs per path.
    pub fn judge<'b>(
        &self,
        _kind: FileKind,
        _bytes: &'b [u8],
        _hits: &[Hit],
        _scratch: &mut Scratch,
    ) -> Vec<Candidate<'b>> {
        Vec::new()
    }

    /// Both at once, encodings (UTF-16) included: positions are in the original bytes.
    pub fn scan<'b>(&self, chunk: &'b Chunk, scratch: &mut Scratch) -> Vec<Candidate<'b>> {
        let mut hits = Vec::new();
        self.hits(&chunk.bytes, &mut hits);
        self.judge(chunk.kind, &chunk.bytes, &hits, scratch)
    }
}
