//! The engine: finds secrets in bytes. Pure functions, without files, git, clock or globals.
//!
//! It has two calls, because history needs them separately: [`Engine::hits`] finds hits, which do not depend on distant
//! context, and [`Engine::judge`] turns them into candidates. A hit depends on at most [`FOOTPRINT_BEFORE`] bytes
//! before its position and [`FOOTPRINT`] bytes from there on, and on nothing else (no path, no anchor), so a hit inside
//! a range that a delta copies can be inherited. So can the verdict on it: [`Engine::verdict`] tells which bytes it
//! depends on, and [`Engine::conclude`] turns the verdicts on all hits of a text into what `judge` returns.
//!
//! Texts in UTF-16 must be decoded first, which [`Engine::scan`] does. Callers of `hits` and `judge` ask
//! [`encoding::of`] and hand such texts to `scan`.

mod bare;
pub mod boundary;
pub mod checks;
mod decode;
pub mod dummy;
pub mod encoding;
pub mod entropy;
pub mod extra;
mod footprint;
mod form;
pub mod generic;
mod incremental;
mod judge;
mod labels;
pub mod literals;
pub mod matcher;
pub mod near;
mod near_miss;
mod notebook;
mod overlap;
pub mod pairing;
mod per_hit;
pub mod phrases;
mod scan;
pub mod scan_state;
pub mod search;
mod verdict;
mod view;
mod watch;
mod whole;

use crate::model::{Chunk, Origin, Place, RepoPath, Span};
use crate::rules::RuleSet;
pub use decode::Progress;
use extra::Extra;
pub use footprint::Footprint;
pub use judge::Reading;
use literals::Literals;
pub use scan::Scratch;
use search::Search;
use std::sync::{Arc, OnceLock};
pub use verdict::Verdict;
pub use watch::Watch;
use whole::is_literal;

/// How many bytes from `Hit::pos` on decide whether there is a hit: some keywords are only searched near a mixed value.
pub const FOOTPRINT: usize = 320;
/// How many bytes before `Hit::pos` decide: the run of token characters that it is in, and an escape.
pub const FOOTPRINT_BEFORE: usize = 64;

/// A place to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Byte offset.
    pub pos: u32,
    /// The number of the keyword, or the mark for the start of a run of token characters.
    pub word: u16,
}

/// The search engine for one rule set. Shared by all workers.
#[derive(Debug)]
pub struct Engine {
    rules: Arc<RuleSet>,
    search: Search,
    bare: bare::Bare,
    near_miss: near_miss::NearMiss,
    literals: Option<Literals>,
    extra: Option<Box<dyn Extra>>,
    /// Only `extra` is asked.
    alone: bool,
    /// An engine for the rules that are off because others were chosen.
    unchosen: OnceLock<Option<Box<Engine>>>,
}

impl Engine {
    /// An engine for these rules.
    pub fn new(rules: Arc<RuleSet>) -> Self {
        let search = Search::new(&rules);
        let bare = bare::Bare::new(&rules);
        let near_miss = near_miss::NearMiss::default();
        Engine {
            rules,
            search,
            bare,
            near_miss,
            literals: None,
            extra: None,
            alone: false,
            unchosen: OnceLock::new(),
        }
    }

    /// The same engine, which also searches for these values (the user's own credentials).
    pub fn with_literals(self, values: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Engine { literals: Literals::new(values), ..self }
    }

    /// The same engine, which also asks this finder about every text.
    pub fn with_extra(self, extra: Box<dyn Extra>) -> Self {
        Engine { extra: Some(extra), ..self }
    }

    /// An engine that only asks this finder: no rule of the catalogue is used.
    pub fn with_extra_alone(self, extra: Box<dyn Extra>) -> Self {
        Engine { extra: Some(extra), alone: true, ..self }
    }

    /// The custom finder.
    pub fn extra(&self) -> Option<&dyn Extra> {
        self.extra.as_deref()
    }

    /// True if only that finder is asked.
    pub fn extra_is_alone(&self) -> bool {
        self.alone
    }

    /// The secrets of rules that were not chosen. They are not reported, but no line that is shown may contain them.
    pub fn unspoken(&self, bytes: &[u8]) -> Vec<Span> {
        let make = || self.rules.unchosen().map(|rules| Box::new(Engine::new(Arc::new(rules))));
        let Some(engine) = self.unchosen.get_or_init(make) else { return Vec::new() };
        let chunk = Chunk::whole(Origin { path: RepoPath::default(), place: Place::Message }, bytes.to_vec());
        let found = engine.scan_all(&chunk, &mut Scratch::default());
        found
            .iter()
            .filter(|candidate| candidate.dismissed.is_none())
            .map(|candidate| candidate.secret)
            .collect()
    }

    /// The rules that it searches for.
    pub fn rules(&self) -> &Arc<RuleSet> {
        &self.rules
    }

    /// All hits of `bytes`, sorted by position and word. `bytes` is at most 4 GiB - 1 long. True if there is a zero
    /// byte beyond the sample of [`encoding::of`]: if the sample is text, there may be two-byte characters further on
    /// ([`encoding::holds_wide`]).
    pub fn hits(&self, bytes: &[u8], hits: &mut Vec<Hit>) -> bool {
        self.hits_behind(bytes, encoding::SAMPLE, hits)
    }

    fn hits_behind(&self, bytes: &[u8], known: usize, hits: &mut Vec<Hit>) -> bool {
        if self.alone {
            hits.clear();
            return memchr::memchr(0, bytes).is_some();
        }
        let zero = self.search.hits(bytes, known, hits);
        if let Some(literals) = &self.literals {
            literals.hits(bytes, hits);
            hits.sort_unstable();
        }
        zero
    }

    /// Exactly those [`Engine::hits`] whose position is in `window`. Reads only the bytes that they depend on: used for
    /// the bytes that a delta does not copy. True if one of the bytes is zero.
    pub fn hits_in(&self, bytes: &[u8], window: Span, hits: &mut Vec<Hit>) -> bool {
        let end = window.end.min(bytes.len());
        let from = window.start.min(end).saturating_sub(FOOTPRINT_BEFORE);
        let to = end.saturating_add(FOOTPRINT).min(bytes.len());
        let zero = self.hits_behind(&bytes[from..to], encoding::SAMPLE.saturating_sub(from), hits);
        hits.retain_mut(|hit| {
            hit.pos += from as u32;
            (window.start..end).contains(&(hit.pos as usize))
        });
        zero
    }
}
