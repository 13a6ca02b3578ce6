//! The engine: pure, no files, no git, no clock, no globals.
//!
//! Two calls, because history needs them apart: [`Engine::hits`] finds context-free, length-bounded hits, and
//! [`Engine::judge`] turns them into candidates. A hit depends on at most [`FOOTPRINT_BEFORE`] bytes before its
//! position and [`FOOTPRINT`] from there on, and on nothing else (no path, no anchor), so a hit inside a range that a delta copies can be inherited.
//! So can the verdict on it: [`Engine::verdict`] says which bytes it depends on, and [`Engine::conclude`] makes of the
//! verdicts on all hits of a text what `judge` does.
//!
//! Texts in UTF-16 have no hits as they stand: [`Engine::scan`] decodes them first. Who calls `hits` and `judge` apart
//! asks [`encoding::of`] and hands such a text to `scan`.

mod again;
mod almost;
mod apart;
mod bare;
pub mod boundary;
pub mod checks;
mod decode;
pub mod dummy;
pub mod encoding;
pub mod entropy;
pub mod extra;
mod form;
pub mod generic;
pub mod heritage;
mod judge;
mod labels;
pub mod literals;
pub mod matcher;
pub mod near;
mod notebook;
mod overlap;
pub mod pairing;
pub mod phrases;
mod scan;
pub mod search;
mod verdict;
mod view;
mod watch;

use crate::model::{Candidate, Chunk, Confidence, FileKind, Origin, Place, RepoPath, Span};
use crate::rules::RuleSet;
pub use decode::Progress;
use encoding::Encoding;
use extra::Extra;
pub use form::Looked;
use literals::Literals;
pub use scan::Scratch;
use search::{RUN_WORD, Search};
use std::sync::{Arc, OnceLock};
pub use verdict::Verdict;
use view::View;
pub use watch::Watch;

/// How many bytes from `Hit::pos` on decide whether the hit is there: a keyword may be searched only before a mixed value.
pub const FOOTPRINT: usize = 320;
/// How many bytes before `Hit::pos` decide: the run of token characters that it lies in, and an escape.
pub const FOOTPRINT_BEFORE: usize = 64;

/// A place worth judging.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Byte offset.
    pub pos: u32,
    /// Which keyword, or the start of a run of token characters.
    pub word: u16,
}

/// The search machine for one rule set. Shared by all workers.
#[derive(Debug)]
pub struct Engine {
    rules: Arc<RuleSet>,
    search: Search,
    bare: bare::Bare,
    almost: almost::Almost,
    literals: Option<Literals>,
    extra: Option<Box<dyn Extra>>,
    /// Nothing but `extra` is asked.
    alone: bool,
    /// An engine of the rules that are off because others were chosen.
    unchosen: OnceLock<Option<Box<Engine>>>,
}

impl Engine {
    /// An engine for these rules.
    pub fn new(rules: Arc<RuleSet>) -> Self {
        let search = Search::new(&rules);
        let bare = bare::Bare::new(&rules);
        let almost = almost::Almost::default();
        Engine {
            rules,
            search,
            bare,
            almost,
            literals: None,
            extra: None,
            alone: false,
            unchosen: OnceLock::new(),
        }
    }

    /// The same engine, also searching for these values as they stand (the user's own credentials).
    pub fn with_literals(self, values: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Engine { literals: Literals::new(values), ..self }
    }

    /// The same engine, also asking this finder about every text.
    pub fn with_extra(self, extra: Box<dyn Extra>) -> Self {
        Engine { extra: Some(extra), ..self }
    }

    /// An engine that asks nothing but this finder: no rule of the catalogue speaks.
    pub fn with_extra_alone(self, extra: Box<dyn Extra>) -> Self {
        Engine { extra: Some(extra), alone: true, ..self }
    }

    /// The finder that was brought along.
    pub fn extra(&self) -> Option<&dyn Extra> {
        self.extra.as_deref()
    }

    /// True where nothing but that finder speaks.
    pub fn extra_is_alone(&self) -> bool {
        self.alone
    }

    /// Where the secrets stand of rules that were not chosen: nobody is told of them, but no line that is shown may show
    /// them.
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

    /// The rules it searches for.
    pub fn rules(&self) -> &Arc<RuleSet> {
        &self.rules
    }

    /// All hits of `bytes`, sorted by position and word. `bytes` is at most 4 GiB - 1 long.
    pub fn hits(&self, bytes: &[u8], hits: &mut Vec<Hit>) {
        if self.alone {
            return hits.clear();
        }
        self.search.hits(bytes, hits);
        if let Some(literals) = &self.literals {
            literals.hits(bytes, hits);
            hits.sort_unstable();
        }
    }

    /// Exactly those hits of [`Engine::hits`] whose position lies in `window`, from no more bytes around it than they
    /// depend on: what a delta child searches of the bytes that it does not copy.
    pub fn hits_in(&self, bytes: &[u8], window: Span, hits: &mut Vec<Hit>) {
        let end = window.end.min(bytes.len());
        let from = window.start.min(end).saturating_sub(FOOTPRINT_BEFORE);
        let to = end.saturating_add(FOOTPRINT).min(bytes.len());
        self.hits(&bytes[from..to], hits);
        hits.retain_mut(|hit| {
            hit.pos += from as u32;
            (window.start..end).contains(&(hit.pos as usize))
        });
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
        self.judge_watched(kind, bytes, hits, &Watch::idle())
    }

    /// The same, which ends with nothing where the watch does not wait for it.
    fn judge_watched<'b>(
        &self,
        kind: FileKind,
        bytes: &'b [u8],
        hits: &[Hit],
        watch: &Watch<'_>,
    ) -> Vec<Candidate<'b>> {
        let places = self.extra.as_ref().map_or_else(Vec::new, |extra| extra.find(bytes));
        self.judge_places(kind, bytes, hits, places, watch)
    }

    /// As [`Engine::judge_all`], for who knows already what the finder finds in these bytes.
    pub fn judge_with<'b>(
        &self,
        kind: FileKind,
        bytes: &'b [u8],
        hits: &[Hit],
        places: Vec<Span>,
    ) -> Vec<Candidate<'b>> {
        self.judge_places(kind, bytes, hits, places, &Watch::idle())
    }

    fn judge_places<'b>(
        &self,
        kind: FileKind,
        bytes: &'b [u8],
        hits: &[Hit],
        places: Vec<Span>,
        watch: &Watch<'_>,
    ) -> Vec<Candidate<'b>> {
        if self.alone {
            return extra::candidates_at(places, &self.rules, bytes);
        }
        let mut candidates = self.judge_deep(kind, bytes, hits, 0, watch);
        if watch.stopped() {
            return Vec::new();
        }
        for candidate in &mut candidates {
            self.almost.lower(&self.rules, bytes, candidate);
        }
        self.finish(kind, bytes, candidates, places)
    }

    /// What the text as a whole, and its candidates together, say about each of them.
    fn finish<'b>(
        &self,
        kind: FileKind,
        bytes: &'b [u8],
        mut candidates: Vec<Candidate<'b>>,
        places: Vec<Span>,
    ) -> Vec<Candidate<'b>> {
        if encoding::of(bytes) == Encoding::Binary {
            // Bytes that are no text hold every short pattern by chance.
            candidates.retain(|c| c.confidence == Confidence::High && !self.rules.is_generic(c.rule));
        }
        for mut candidate in extra::candidates_at(places, &self.rules, bytes) {
            self.almost.lower(&self.rules, bytes, &mut candidate);
            candidates.push(candidate);
        }
        candidates.sort_by_key(|c| (c.secret.start, c.secret.end, c.rule));
        pairing::apply(&self.rules, bytes, &mut candidates);
        if kind == FileKind::Notebook {
            notebook::name_cells(bytes, &mut candidates);
        }
        candidates
    }

    /// Judges the hits of a text, and the texts that lie in it.
    fn judge_deep<'b>(
        &self,
        kind: FileKind,
        bytes: &'b [u8],
        hits: &[Hit],
        depth: usize,
        watch: &Watch<'_>,
    ) -> Vec<Candidate<'b>> {
        let mut judge = judge::Judge::new(&self.rules, &self.bare, bytes, kind);
        let own = |hit: &&Hit| is_literal(**hit);
        let others = hits.iter().filter(|hit| !own(hit));
        others.take_while(|_| !watch.is_over()).for_each(|hit| judge.hit(*hit));
        let mut candidates = judge.finish();
        if let Some(literals) = &self.literals {
            candidates
                .extend(hits.iter().filter(own).filter_map(|hit| literals.judge(&self.rules, *hit, bytes)));
        }
        if depth < decode::DEPTH {
            for view in decode::views(bytes, hits, depth) {
                if watch.stopped() {
                    break;
                }
                let found = self.judge_view(kind, &view, depth + 1, watch);
                found.into_iter().for_each(|candidate| add(&mut candidates, candidate));
            }
        }
        candidates
    }

    fn judge_view<'b>(
        &self,
        kind: FileKind,
        view: &View,
        depth: usize,
        watch: &Watch<'_>,
    ) -> Vec<Candidate<'b>> {
        let wide = match encoding::of(&view.bytes) {
            Encoding::Utf16Le => encoding::utf16(&view.bytes, false),
            Encoding::Utf16Be => encoding::utf16(&view.bytes, true),
            Encoding::Plain | Encoding::Binary => {
                let mut hits = Vec::new();
                self.hits(&view.bytes, &mut hits);
                let found = self.judge_deep(kind, &view.bytes, &hits, depth, watch);
                return found.into_iter().map(|candidate| view.back(candidate)).collect();
            }
        };
        if depth > decode::DEPTH {
            return Vec::new();
        }
        let found = self.judge_view(kind, &wide, depth + 1, watch);
        found.into_iter().map(|candidate: Candidate<'b>| view.back(candidate)).collect()
    }
}

/// True for a hit of a value that came with the run.
fn is_literal(hit: Hit) -> bool {
    (literals::FIRST_WORD..RUN_WORD).contains(&hit.word)
}

/// Adds what was found in a text in the text, where it is not known yet.
fn add<'b>(candidates: &mut Vec<Candidate<'b>>, candidate: Candidate<'b>) {
    let known = |c: &Candidate<'_>| c.rule == candidate.rule && c.secret == candidate.secret;
    if !candidates.iter().any(known) {
        candidates.push(candidate);
    }
}
