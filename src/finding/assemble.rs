//! From candidates to findings, in two steps.
//!
//! [`Assembler::sheet`] does what depends on the bytes alone: positions, masks, frames, markers. [`Assembler::at`] does
//! what depends on the path: rules with `paths`, overlaps, suppression. Files need both at once
//! ([`Assembler::assemble`]). History sees the same secret in a thousand versions of a file. It makes only a [`Sketch`]
//! of each, which tells which secrets it contains, and a sheet of the few that are reported.

mod columns;
mod draft;
mod entry;
mod sketch;
mod suppress;

use super::overlap::{self, Claim, Draft, Rival};
use super::policy::is_own_file;
use super::{Finding, Fingerprint, Policy, marker};
use crate::model::{Added, Candidate, LineMap, Mark, Origin, Place, RuleIx, Span};
use crate::rules::RuleSet;
use columns::Columns;
use entry::{Entry, entry_at};
pub use sketch::Sketch;

/// Characters that are shown of a partner that is no secret (a key id, a user name).
const PARTNER_SHOWN: usize = 4;

/// The secret part of a value is also masked without its public prefix if it is at least this long, in bytes.
pub(super) const SHORTEST_BODY: usize = 8;

/// What the assembler needs to know about the rules of a run.
pub trait RuleFacts: Sync {
    /// True if the rule applies to the file at `path`.
    fn applies(&self, rule: RuleIx, path: &[u8]) -> bool;
    /// True for a generic rule, which yields to any vendor's rule.
    fn is_generic(&self, rule: RuleIx) -> bool;
    /// True for a rule that applies at some paths only, and so is more specific than others there.
    fn is_narrow(&self, _rule: RuleIx) -> bool {
        false
    }
}

impl RuleFacts for RuleSet {
    fn applies(&self, rule: RuleIx, path: &[u8]) -> bool {
        RuleSet::applies(self, rule, path)
    }

    fn is_generic(&self, rule: RuleIx) -> bool {
        RuleSet::is_generic(self, rule)
    }

    fn is_narrow(&self, rule: RuleIx) -> bool {
        self.rule(rule).is_some_and(|rule| rule.row.by_path)
    }
}

/// Makes findings of candidates, by the rules and the policy of a run. Shared by all workers.
#[derive(Clone, Copy)]
pub struct Assembler<'a> {
    rules: &'a dyn RuleFacts,
    policy: &'a Policy,
    frames: bool,
    hidden: Option<Hidden<'a>>,
}

/// A function that returns further places of a text that frames must hide.
pub type Hidden<'a> = &'a (dyn Fn(&[u8]) -> Vec<Span> + Sync);

/// The findings of one text before its path is known. It borrows nothing from the text.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    drafts: Vec<Draft>,
    /// Places of fingerprints in allow files; see [`Assembler::at`].
    entries: Vec<Entry>,
}

impl Sheet {
    /// True if no path can have a finding, reported or suppressed.
    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }
}

impl<'a> Assembler<'a> {
    /// An assembler for these rules and this policy.
    pub fn new(rules: &'a dyn RuleFacts, policy: &'a Policy) -> Self {
        Assembler { rules, policy, frames: true, hidden: None }
    }

    /// The same, but frames also hide the places that `hidden` returns.
    pub fn hiding(self, hidden: Hidden<'a>) -> Self {
        Assembler { hidden: Some(hidden), ..self }
    }

    /// The same without frames and without looking for markers, for callers that print the lines themselves.
    pub fn without_frames(self) -> Self {
        Assembler { frames: false, ..self }
    }

    /// Both steps: the findings of a text at one path, sorted by place, including suppressed ones.
    pub fn assemble(
        &self,
        origin: &Origin,
        bytes: &[u8],
        added: &Added,
        candidates: &[Candidate<'_>],
    ) -> Vec<Finding> {
        self.at(&self.sheet(bytes, added, candidates), origin)
    }

    /// The same for candidates that can be consumed. `over` is asked before each candidate; once it is true, the rest
    /// is skipped.
    pub fn assemble_until(
        &self,
        origin: &Origin,
        bytes: &[u8],
        added: &Added,
        mut candidates: Vec<Candidate<'_>>,
        over: &dyn Fn() -> bool,
    ) -> Vec<Finding> {
        // Marks are the largest part of a candidate, and frames do not need them: move them instead of cloning.
        let mut all: Vec<Vec<Mark>> = candidates.iter_mut().map(|c| std::mem::take(&mut c.marks)).collect();
        let marks = |at: usize| all.get_mut(at).map(std::mem::take).unwrap_or_default();
        let Sheet { drafts, entries } = self.sheet_until(bytes, added, &candidates, |_| true, marks, over);
        drop(candidates);
        let counts = self.counting(&entries, origin);
        self.settle(drafts.into_iter().filter(|d| counts(&d.claim())).collect(), origin)
    }

    /// The first step: decides which candidates count (new, and with enough confidence) and how they are shown.
    pub fn sheet(&self, bytes: &[u8], added: &Added, candidates: &[Candidate<'_>]) -> Sheet {
        self.sheet_for(bytes, added, candidates, |_| true)
    }

    /// As [`Assembler::sheet`], but with frames only for the secrets that `framed` accepts.
    pub fn sheet_for(
        &self,
        bytes: &[u8],
        added: &Added,
        candidates: &[Candidate<'_>],
        framed: impl Fn(&Fingerprint) -> bool,
    ) -> Sheet {
        let marks = |at: usize| candidates[at].marks.clone();
        self.sheet_until(bytes, added, candidates, framed, marks, &|| false)
    }

    /// The same, with the marks taken from `marks`, and stopping once `over` is true.
    fn sheet_until(
        &self,
        bytes: &[u8],
        added: &Added,
        candidates: &[Candidate<'_>],
        framed: impl Fn(&Fingerprint) -> bool,
        mut marks: impl FnMut(usize) -> Vec<Mark>,
        over: &dyn Fn() -> bool,
    ) -> Sheet {
        let sure: Vec<(usize, &Candidate<'_>)> =
            candidates.iter().enumerate().filter(|(_, c)| c.confidence >= self.policy.threshold).collect();
        if sure.is_empty() {
            return Sheet::default();
        }
        let lines = LineMap::new(bytes);
        // A new marker above an old secret changes its state: the finding is reported as suppressed, not ignored.
        let columns = Columns::new(bytes, &lines);
        let newly_marked = |c: &Candidate<'_>| {
            marker::marking_line(&columns.text, c.secret).is_some_and(|line| added.touches(line))
        };
        let wanted = sure.into_iter().take_while(|_| !over());
        let counting: Vec<_> = wanted.filter(|(_, c)| is_new(c, added) || newly_marked(c)).collect();
        if counting.is_empty() {
            return Sheet::default();
        }
        let framer = self.frames.then(|| self.framer(bytes, &lines, candidates, counting.len()));
        let draft = |(at, c)| self.draft(c, marks(at), bytes, &columns, framer.as_ref(), &framed);
        let drafts: Vec<Draft> = counting.into_iter().take_while(|_| !over()).map(draft).collect();
        let entries = drafts.iter().filter_map(|d| entry_at(&columns.text, d.finding.span)).collect();
        Sheet { drafts, entries }
    }

    /// Which claims count at a path: those of rules that apply there, without those inside entries of our own files.
    fn counting<'s>(&'s self, entries: &'s [Entry], origin: &'s Origin) -> impl Fn(&Claim) -> bool + 's {
        let own = is_own_file(&origin.path) && !matches!(origin.place, Place::Stdin | Place::Message);
        // A fingerprint is a long hex number, often beside the name of a vendor, and the reason behind it is prose.
        move |c| {
            let in_entry =
                own && entries.iter().any(|e| e.id.contains(c.span) || c.generic && e.line.overlaps(c.span));
            self.rules.applies(c.rule, origin.path.as_bytes()) && !in_entry
        }
    }

    /// The second step: the findings of a sheet at a path.
    pub fn at(&self, sheet: &Sheet, origin: &Origin) -> Vec<Finding> {
        let counts = self.counting(&sheet.entries, origin);
        self.settle(sheet.drafts.iter().filter(|d| counts(&d.claim())).cloned().collect(), origin)
    }

    /// Makes findings of the drafts that count at a path.
    fn settle(&self, drafts: Vec<Draft>, origin: &Origin) -> Vec<Finding> {
        let excluded = self.policy.excludes(&origin.path);
        overlap::resolve(drafts)
            .into_iter()
            .map(|draft| {
                let mut finding = draft.finding;
                finding.origin = origin.clone();
                self.suppress(&mut finding, excluded);
                if finding.suppressed.is_none() {
                    finding.suppressed = draft.line.and_then(|line| self.allowed(origin, &line));
                }
                finding
            })
            .collect()
    }
}

/// True if any part of the candidate is new: the secret, its context, or a partner.
fn is_new(c: &Candidate<'_>, added: &Added) -> bool {
    added.touches(c.secret) || added.touches(c.whole) || c.related.iter().any(|r| added.touches(r.span))
}

#[cfg(test)]
mod tests;
