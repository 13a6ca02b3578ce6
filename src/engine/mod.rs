//! The engine: pure, no files, no git, no clock, no globals.
//!
//! Two calls, because history needs them apart: [`Engine::hits`] finds context-free, length-bounded hits, and
//! [`Engine::judge`] turns them into candidates. A hit depends on at most [`FOOTPRINT`] bytes to either side of its
//! position and on nothing else (no path, no anchor), so a hit inside a range that a delta copies can be inherited.

pub mod boundary;
pub mod checks;
pub mod dummy;
pub mod entropy;
mod form;
pub mod generic;
mod judge;
pub mod literals;
pub mod matcher;
pub mod near;
mod overlap;
pub mod pairing;
pub mod search;

use crate::model::{Candidate, Chunk, FileKind, Span};
use crate::rules::RuleSet;
pub use form::Looked;
use literals::Literals;
use search::{RUN_WORD, Search};
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

/// What a first look at a hit says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Triage {
    /// Nothing can come of it, and these bytes alone say so.
    Dead(Looked),
    /// It has to be judged.
    Live,
}

/// Buffers of one worker, reused from chunk to chunk.
#[derive(Debug, Default)]
pub struct Scratch {
    hits: Vec<Hit>,
}

/// The search machine for one rule set. Shared by all workers.
#[derive(Debug)]
pub struct Engine {
    rules: Arc<RuleSet>,
    search: Search,
    literals: Option<Literals>,
}

impl Engine {
    /// An engine for these rules.
    pub fn new(rules: Arc<RuleSet>) -> Self {
        let search = Search::new(&rules);
        Engine { rules, search, literals: None }
    }

    /// The same engine, also searching for these values as they stand (the user's own credentials).
    pub fn with_literals(self, values: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Engine { literals: Literals::new(values), ..self }
    }

    /// The rules it searches for.
    pub fn rules(&self) -> &Arc<RuleSet> {
        &self.rules
    }

    /// All hits of `bytes`, sorted by position and word. `bytes` is at most 4 GiB - 1 long.
    pub fn hits(&self, bytes: &[u8], hits: &mut Vec<Hit>) {
        self.search.hits(bytes, hits);
        if let Some(literals) = &self.literals {
            literals.hits(bytes, hits);
            hits.sort_unstable();
        }
    }

    /// Exactly those hits of [`Engine::hits`] whose position lies in `window`, from at most [`FOOTPRINT`] bytes around
    /// it: what a delta child searches of the bytes that it does not copy.
    pub fn hits_in(&self, bytes: &[u8], window: Span, hits: &mut Vec<Hit>) {
        let end = window.end.min(bytes.len());
        let from = window.start.min(end).saturating_sub(FOOTPRINT);
        let to = end.saturating_add(FOOTPRINT).min(bytes.len());
        self.hits(&bytes[from..to], hits);
        hits.retain_mut(|hit| {
            hit.pos += from as u32;
            (window.start..end).contains(&(hit.pos as usize))
        });
    }

    /// Whether anything can come of a hit, cheaply. A dead hit makes no candidate, and none more likely, in any text
    /// that has the bytes it depends on ([`Looked::survives_in`]) around the same place; so it need not be judged
    /// there again. Judging the live hits of a text gives the same candidates as judging all of them.
    pub fn triage(&self, kind: FileKind, bytes: &[u8], hit: Hit) -> Triage {
        if (literals::FIRST_WORD..RUN_WORD).contains(&hit.word) {
            return Triage::Live;
        }
        match judge::triage(&self.rules, bytes, kind, hit) {
            Some(looked) => Triage::Dead(looked),
            None => Triage::Live,
        }
    }

    /// Judges hits found in exactly these bytes. Candidates come sorted by place; those a filter holds for no
    /// secret are among them, with the reason in `dismissed`. Rules with `paths` are judged as if the path matched:
    /// the caller applies [`RuleSet::applies`] per path.
    pub fn judge<'b>(
        &self,
        kind: FileKind,
        bytes: &'b [u8],
        hits: &[Hit],
        scratch: &mut Scratch,
    ) -> Vec<Candidate<'b>> {
        let mut candidates = self.judge_all(kind, bytes, hits, scratch);
        overlap::resolve(&self.rules, &mut candidates);
        candidates
    }

    /// As [`Engine::judge`], with every candidate of every rule, those included whose bytes another rule holds better.
    pub fn judge_all<'b>(
        &self,
        kind: FileKind,
        bytes: &'b [u8],
        hits: &[Hit],
        _scratch: &mut Scratch,
    ) -> Vec<Candidate<'b>> {
        let mut judge = judge::Judge::new(&self.rules, bytes, kind);
        let own = |hit: &&Hit| (literals::FIRST_WORD..RUN_WORD).contains(&hit.word);
        hits.iter().filter(|hit| !own(hit)).for_each(|hit| judge.hit(*hit));
        let mut candidates = judge.finish();
        if let Some(literals) = &self.literals {
            candidates
                .extend(hits.iter().filter(own).filter_map(|hit| literals.judge(&self.rules, *hit, bytes)));
        }
        candidates.sort_by_key(|c| (c.secret.start, c.secret.end, c.rule));
        pairing::apply(&self.rules, bytes, &mut candidates);
        candidates
    }

    /// Both at once, encodings (UTF-16) included: positions are in the original bytes.
    pub fn scan<'b>(&self, chunk: &'b Chunk, scratch: &mut Scratch) -> Vec<Candidate<'b>> {
        let mut candidates = self.scan_all(chunk, scratch);
        overlap::resolve(&self.rules, &mut candidates);
        candidates
    }

    /// As [`Engine::scan`], with every candidate of every rule.
    pub fn scan_all<'b>(&self, chunk: &'b Chunk, scratch: &mut Scratch) -> Vec<Candidate<'b>> {
        let mut hits = std::mem::take(&mut scratch.hits);
        self.hits(&chunk.bytes, &mut hits);
        let candidates = self.judge_all(chunk.kind, &chunk.bytes, &hits, scratch);
        scratch.hits = hits;
        candidates
    }
}
