//! Judging in three steps that callers can cache between: the verdict on one hit, the encoded text at it, and the
//! candidates of all hits together. A verdict holds in every text that has the bytes of its footprint.

use super::decode::{self, Progress};
use super::scan_state::{Bound, KnownHit};
use super::verdict::{Inner, Inside, Kept};
use super::{Engine, Footprint, Hit, Reading, Verdict, Watch, extra, is_literal, judge, whole};
use crate::model::{Candidate, FileKind, Span};
use std::sync::Arc;

impl Engine {
    /// The verdict on one hit. It depends only on the bytes in [`Footprint`]: it is the same in every text that has these
    /// bytes around the hit, as long as it [counts](Verdict::counts_in) there. `reading` must belong to `bytes`.
    pub fn verdict(
        &self,
        kind: FileKind,
        bytes: &[u8],
        hit: Hit,
        reading: &mut Reading,
    ) -> (Verdict, Footprint) {
        if is_literal(hit) {
            return self.own_verdict(bytes, hit);
        }
        let (mut verdict, mut footprint) = judge::verdict(self, kind, bytes, hit, reading);
        match decode::triage(bytes, hit) {
            Some(more) => footprint = footprint.and(more),
            None => verdict.inside = Inside::Unread,
        }
        (verdict, footprint)
    }

    fn own_verdict(&self, bytes: &[u8], hit: Hit) -> (Verdict, Footprint) {
        let at = hit.pos as usize;
        let literals = self.literals.as_ref();
        let found = literals.and_then(|literals| literals.judge(&self.rules, hit, bytes));
        let end = at + literals.map_or(0, |literals| literals.length(hit));
        let found = found.map(|candidate| Kept::of(at, candidate, bytes)).into_iter().collect();
        (Verdict { pos: at, found, ..Verdict::default() }, Footprint::new(bytes, Some(at), end))
    }

    /// Decodes and judges the text that may be encoded at a hit, unless that was done at this or an earlier hit. Hits
    /// must come in order. If the verdict has changed, returns the bytes that it additionally depends on.
    pub fn open(
        &self,
        kind: FileKind,
        bytes: &[u8],
        hit: Hit,
        verdict: &mut Arc<Verdict>,
        progress: &mut Progress,
    ) -> Option<Footprint> {
        match &verdict.inside {
            Inside::Nothing => return None,
            _ if progress.is_over() || progress.covers(hit) => return None,
            Inside::Text(inner) => {
                let covered = inner.covered.moved(verdict.pos, hit.pos as usize);
                if progress.has_room(covered) {
                    progress.note(hit, covered);
                    return None;
                }
            }
            Inside::Unread => {}
        }
        let opened = progress.open(bytes, hit, 0);
        let mut footprint = opened.footprint;
        let mut own = verdict.at(hit.pos as usize);
        if let Some((view, covered)) = opened.view {
            let keep = |mut candidate: Candidate<'_>| {
                let more = self.near_miss.compare(&self.rules, bytes, &mut candidate);
                footprint = more.map_or(footprint, |more| footprint.and(more));
                Kept::of(hit.pos as usize, candidate, bytes)
            };
            let found = self.judge_view(kind, &view, 1, &Watch::idle()).into_iter().map(keep).collect();
            own.inside = Inside::Text(Arc::new(Inner { covered, found }));
        }
        *verdict = Arc::new(own);
        Some(footprint)
    }

    /// The hits that lead to something, with their verdicts; encoded texts at them are decoded if they have not been.
    /// `known` must be sorted, without unjudged hits.
    pub fn judged<'v>(
        &self,
        kind: FileKind,
        bytes: &[u8],
        known: &mut [KnownHit],
        verdicts: &'v mut [Arc<Verdict>],
    ) -> Vec<(Hit, &'v Arc<Verdict>)> {
        let mut progress = Progress::new(bytes);
        for known in known.iter_mut().filter(|known| known.has_verdicts()) {
            let verdict = &mut verdicts[known.verdict as usize];
            let more = self.open(kind, bytes, known.hit, verdict, &mut progress);
            known.bound = more.map_or(known.bound, |m| known.bound.and(Bound::of(m, known.hit.pos)));
        }
        let positive = known.iter().filter(|known| known.has_verdicts());
        let judged = positive.map(|known| (known.hit, &verdicts[known.verdict as usize]));
        judged.filter(|(_, verdict)| !verdict.is_silent()).collect()
    }

    /// The candidates of [`Engine::judge_with`], from verdicts that were made and opened before. Unless `for_report`,
    /// without what only reports show. Hits without a verdict are negative.
    pub fn conclude<'b>(
        &self,
        kind: FileKind,
        bytes: &'b [u8],
        judged: &[(Hit, &Arc<Verdict>)],
        places: Vec<Span>,
        for_report: bool,
    ) -> Vec<Candidate<'b>> {
        if self.alone {
            return extra::candidates_at(places, &self.rules, bytes);
        }
        let candidate = if for_report { Kept::to_show } else { Kept::candidate };
        let mut candidates = Vec::new();
        let mut last = judge::Last::default();
        for &(hit, verdict) in judged {
            let pos = hit.pos as usize;
            for kept in &verdict.found {
                let (at, secret) = kept.places(verdict.pos, pos);
                if is_literal(hit) || last.admits(kept.rule, at, secret) {
                    candidates.push(candidate(kept, bytes, verdict.pos, pos));
                }
            }
        }
        let mut progress = Progress::new(bytes);
        let mut known = whole::Reported::default();
        for &(hit, verdict) in judged {
            let Inside::Text(inner) = &verdict.inside else { continue };
            if progress.is_over() || progress.covers(hit) {
                continue;
            }
            progress.note(hit, inner.covered.moved(verdict.pos, hit.pos as usize));
            for kept in &inner.found {
                known.add(&mut candidates, candidate(kept, bytes, verdict.pos, hit.pos as usize));
            }
        }
        self.finish(kind, bytes, candidates, places)
    }
}
