//! Judges a whole text: each of its hits, the texts that are encoded in it, then all candidates together.

use super::encoding::{self, Encoding};
use super::search::RUN_WORD;
use super::view::View;
use super::{
    Engine, Hit, Scratch, Watch, decode, extra, generic, judge, literals, notebook, overlap, pairing,
};
use crate::model::{Candidate, Confidence, FileKind, RuleIx, Span};
use std::collections::HashSet;

impl Engine {
    /// Judges hits found in exactly these bytes. Candidates are sorted by place; those that a filter
    /// rejected are among them, with the reason in `dismissed`. Rules with `paths` are judged as if the path matched:
    /// the caller applies [`RuleSet::applies`](crate::rules::RuleSet::applies) per path.
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

    /// As [`Engine::judge`], with the candidates of all rules, even if they overlap a better one.
    pub fn judge_all<'b>(
        &self,
        kind: FileKind,
        bytes: &'b [u8],
        hits: &[Hit],
        _scratch: &mut Scratch,
    ) -> Vec<Candidate<'b>> {
        self.judge_watched(kind, bytes, hits, &Watch::idle())
    }

    /// The same; returns nothing once the watch is over.
    pub(super) fn judge_watched<'b>(
        &self,
        kind: FileKind,
        bytes: &'b [u8],
        hits: &[Hit],
        watch: &Watch<'_>,
    ) -> Vec<Candidate<'b>> {
        let places = self.extra.as_ref().map_or_else(Vec::new, |extra| extra.find(bytes));
        self.judge_places(kind, bytes, hits, places, watch)
    }

    /// As [`Engine::judge_all`], for callers that already know the places of the custom finder.
    pub fn judge_with<'b>(
        &self,
        kind: FileKind,
        bytes: &'b [u8],
        hits: &[Hit],
        places: Vec<Span>,
    ) -> Vec<Candidate<'b>> {
        self.judge_places(kind, bytes, hits, places, &Watch::idle())
    }

    pub(super) fn judge_places<'b>(
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
        for candidate in candidates.iter_mut().take_while(|_| !watch.is_over()) {
            self.near_miss.compare(&self.rules, bytes, candidate);
        }
        if watch.stopped() {
            return Vec::new();
        }
        self.finish(kind, bytes, candidates, places)
    }

    /// The last steps, over all candidates of a text: binary data keeps only the surest, the places of the custom finder join,
    /// then pairing, crowds and the cells of notebooks.
    pub(super) fn finish<'b>(
        &self,
        kind: FileKind,
        bytes: &'b [u8],
        mut candidates: Vec<Candidate<'b>>,
        places: Vec<Span>,
    ) -> Vec<Candidate<'b>> {
        if candidates.is_empty() && places.is_empty() {
            return candidates;
        }
        if encoding::of(bytes) == Encoding::Binary {
            // In binary data, every short pattern occurs by chance.
            candidates.retain(|c| c.confidence == Confidence::High && !self.rules.is_generic(c.rule));
        }
        for mut candidate in extra::candidates_at(places, &self.rules, bytes) {
            self.near_miss.compare(&self.rules, bytes, &mut candidate);
            candidates.push(candidate);
        }
        candidates.sort_by_key(|c| (c.secret.start, c.secret.end, c.rule));
        pairing::apply(&self.rules, bytes, &mut candidates);
        generic::crowd::lower(&self.rules, bytes, &mut candidates);
        if kind == FileKind::Notebook {
            notebook::name_cells(bytes, &mut candidates);
        }
        candidates
    }

    /// Judges the hits of a text, and the texts that are encoded in it.
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
            let mut known = Reported::default();
            for view in decode::views(bytes, hits, depth) {
                if watch.stopped() {
                    break;
                }
                let found = self.judge_view(kind, &view, depth + 1, watch);
                found.into_iter().for_each(|candidate| known.add(&mut candidates, candidate));
            }
        }
        candidates
    }

    pub(super) fn judge_view<'b>(
        &self,
        kind: FileKind,
        view: &View,
        depth: usize,
        watch: &Watch<'_>,
    ) -> Vec<Candidate<'b>> {
        let wide = match encoding::of(&view.bytes) {
            Encoding::Utf16Le => encoding::utf16(&view.bytes, false),
            Encoding::Utf16Be => encoding::utf16(&view.bytes, true),
            Encoding::Mixed => encoding::narrowed(&view.bytes),
            Encoding::Plain | Encoding::Binary => {
                let mut hits = Vec::new();
                self.hits(&view.bytes, &mut hits);
                let mut found = self.judge_deep(kind, &view.bytes, &hits, depth, watch);
                pairing::name_ids(&self.rules, &view.bytes, &mut found);
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
pub fn is_literal(hit: Hit) -> bool {
    (literals::FIRST_WORD..RUN_WORD).contains(&hit.word)
}

/// The candidates that a text already has. A few are compared one by one, many by a hash set.
#[derive(Default)]
pub struct Reported(HashSet<(RuleIx, Span)>);

/// More candidates than this go into the hash set.
const FEW: usize = 32;

impl Reported {
    /// Adds a candidate of a decoded text, unless it is known already. Nothing else may add to `candidates`.
    pub fn add<'b>(&mut self, candidates: &mut Vec<Candidate<'b>>, candidate: Candidate<'b>) {
        let name = |c: &Candidate<'_>| (c.rule, c.secret);
        let is_new = if candidates.len() <= FEW {
            candidates.iter().all(|c| name(c) != name(&candidate))
        } else {
            if self.0.is_empty() {
                self.0.extend(candidates.iter().map(name));
            }
            self.0.insert(name(&candidate))
        };
        if is_new {
            candidates.push(candidate);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Severity;

    fn candidate(rule: u16, at: usize) -> Candidate<'static> {
        let secret = Span::new(at, at + 4);
        Candidate::new(RuleIx(rule), secret, b"zyxw".into(), Severity::High, Confidence::High)
    }

    #[test]
    fn what_is_known_is_added_once_among_few_and_many() {
        for count in [3, FEW, FEW + 1, 500] {
            // Some were there before anything was added.
            let mut candidates: Vec<_> = (0..count / 2).map(|at| candidate(1, at)).collect();
            let mut known = Reported::default();
            for at in (0..count).chain(0..count) {
                known.add(&mut candidates, candidate(1, at));
            }
            assert_eq!(candidates.len(), count);
            known.add(&mut candidates, candidate(2, 0));
            assert_eq!(candidates.len(), count + 1);
        }
    }
}
