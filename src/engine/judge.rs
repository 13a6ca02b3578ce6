//! Judges the hits of a text: the rules that each hit leads to, whether they match there, and how good the match is.

mod last;
mod leads;
mod weigh;

use super::bare::Bare;
use super::form::{self, Place, Tried};
use super::labels::Read;
use super::search::RUN_WORD;
use super::verdict::{Kept, Verdict};
use super::{Engine, Footprint, Hit, near};
use crate::model::{Candidate, FileKind};
use crate::rules::table::Use;
use crate::rules::{LONGEST_KEYWORD, Rule, RuleSet};
pub use last::Last;
use weigh::CHECKSUM;
pub(super) use weigh::{Seen, weigh};

/// What has been read around the hits of one text so far. Hits come in order, and neighbours share most of it.
#[derive(Debug, Default)]
pub struct Reading {
    labels: Read,
    seen: Seen,
}

/// Judges the hits of one text.
pub struct Judge<'e, 'b> {
    rules: &'e RuleSet,
    bare: &'e Bare,
    text: &'b [u8],
    kind: FileKind,
    read: Read,
    tries: Tries<'b>,
}

/// What was found in the text so far, and what the next tries need of it: where each rule matched last, and the measures of
/// the current value.
#[derive(Default)]
struct Tries<'b> {
    last: Last,
    seen: Seen,
    found: Vec<Candidate<'b>>,
}

impl<'e, 'b> Judge<'e, 'b> {
    /// A judge for one text.
    pub fn new(rules: &'e RuleSet, bare: &'e Bare, text: &'b [u8], kind: FileKind) -> Self {
        Judge { rules, bare, text, kind, read: Read::default(), tries: Tries::default() }
    }

    /// Judges one hit.
    pub fn hit(&mut self, hit: Hit) {
        let Judge { rules, bare, text, kind, .. } = *self;
        leads::visit_rules(rules, bare, text, kind, hit, &mut self.read, |rule, used, at, word| {
            self.tries.rule_at(&rule, used, Place { text, at, word, kind })
        });
    }

    /// The candidates, in the order found.
    pub fn finish(self) -> Vec<Candidate<'b>> {
        self.tries.found
    }
}

impl<'b> Tries<'b> {
    fn rule_at(&mut self, rule: &Rule<'_>, used: &Use, place: Place<'b>) {
        if self.last.covers(rule.ix, place.at) {
            return;
        }
        let Tried { caught, more, .. } = form::catch(rule, used, place);
        for caught in caught.into_iter().chain(more) {
            if self.last.knows(rule.ix, caught.secret) {
                continue;
            }
            if let Some(candidate) = weigh(rule, caught, place.text, &mut self.seen) {
                self.last.note(rule.ix, candidate.secret);
                self.found.push(candidate);
            }
        }
    }
}

/// The verdict on one hit by itself, and its footprint.
pub fn verdict(
    engine: &Engine,
    kind: FileKind,
    text: &[u8],
    hit: Hit,
    reading: &mut Reading,
) -> (Verdict, Footprint) {
    let at = hit.pos as usize;
    let mut footprint = match hit.word {
        RUN_WORD => Footprint::new(text, at.checked_sub(1), leads::run_look(text, at) + 1),
        _ => Footprint::new(text, at.checked_sub(1), at + LONGEST_KEYWORD + 1),
    };
    let mut verdict = Verdict { pos: at, ..Verdict::default() };
    let (rules, Reading { labels, seen }) = (&engine.rules, reading);
    let around = leads::visit_rules(rules, &engine.bare, text, kind, hit, labels, |rule, used, at, word| {
        let tried = form::catch(&rule, used, Place { text, at, word, kind });
        footprint = footprint.and(tried.footprint);
        verdict.often.extend(tried.often);
        for caught in tried.caught.into_iter().chain(tried.more) {
            if let Some(row) = rule.near().filter(|row| row.words.len > 0) {
                footprint = footprint.and(near::footprint(text, caught.secret, row));
            }
            let secret = caught.secret;
            footprint = footprint.and(Footprint::new(text, secret.start.checked_sub(CHECKSUM), secret.end));
            if let Some(mut candidate) = weigh(&rule, caught, text, seen) {
                let more = engine.near_miss.compare(rules, text, &mut candidate);
                footprint = more.map_or(footprint, |more| footprint.and(more));
                verdict.found.push(Kept::of(at, candidate, text));
            }
        }
    });
    // Words around a bare value decide which rules are tried.
    let footprint = around.map_or(footprint, |around| footprint.and(around));
    (verdict, footprint)
}
