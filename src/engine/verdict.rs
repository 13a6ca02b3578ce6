//! The verdict on one hit, independent of the text in which it was judged.
//!
//! A verdict depends only on the bytes in its [`Footprint`](super::Footprint). A hit with the same bytes around it, in another
//! version of a file, has the same verdict, so verdicts can be cached. What the hits of a text say about each other is left
//! to [`Engine::conclude`](super::Engine::conclude).

use super::decode::Covered;
use super::generic::Often;
use crate::model::{Candidate, Confidence, Mark, Related, RuleIx, Severity, Span};
use std::borrow::Cow;
use std::sync::Arc;

/// The verdict on one hit, for one kind of file.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// The position of the hit when it was judged; the places below belong to that position.
    pub(super) pos: usize,
    /// What its rules found, in the order in which they were tried.
    pub(super) found: Vec<Kept>,
    /// The text that is encoded at the hit.
    pub(super) inside: Inside,
    /// How often its values occurred in the text; if that changes, the verdict may change.
    pub(super) often: Vec<Often>,
}

/// The text that is encoded at a hit.
#[derive(Clone, Debug, Default)]
pub(super) enum Inside {
    /// There is none.
    #[default]
    Nothing,
    /// There may be one, not decoded yet.
    Unread,
    /// It was decoded and judged.
    Text(Arc<Inner>),
}

/// A decoded text.
#[derive(Debug)]
pub(super) struct Inner {
    /// The stretch of the outer text that it was decoded from.
    pub covered: Covered,
    /// What was found in it.
    pub found: Vec<Kept>,
}

/// A candidate without its text.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// Where its rule was tried.
    pub at: usize,
    pub rule: RuleIx,
    secret: Span,
    whole: Span,
    /// The value, if it is not the bytes of the secret (escapes resolved, say).
    value: Option<Box<[u8]>>,
    public_prefix: usize,
    severity: Severity,
    confidence: Confidence,
    dismissed: Option<Cow<'static, str>>,
    shown: Arc<Shown>,
}

/// The parts of a candidate that only reports show.
#[derive(Debug)]
struct Shown {
    related: Vec<Related>,
    marks: Vec<Mark>,
    aws_account: Option<u64>,
    note: Option<Cow<'static, str>>,
    ends: Option<u64>,
}

impl Shown {
    fn at(&self, from: usize, to: usize) -> Shown {
        let related = |r: &Related| Related { span: moved(r.span, from, to), ..r.clone() };
        Shown {
            related: self.related.iter().map(related).collect(),
            marks: self.marks.clone(),
            aws_account: self.aws_account,
            note: self.note.clone(),
            ends: self.ends,
        }
    }
}

impl Verdict {
    /// True if the hit has no finding, in any text that has the bytes of the footprint.
    pub fn is_negative(&self) -> bool {
        self.found.is_empty() && self.often.is_empty() && matches!(self.inside, Inside::Nothing)
    }

    /// True if it has no candidate.
    pub fn is_silent(&self) -> bool {
        self.found.is_empty() && matches!(self.inside, Inside::Nothing)
    }

    /// True if it depends on more than the bytes of its footprint.
    pub fn is_bound(&self) -> bool {
        !self.often.is_empty() || !matches!(self.inside, Inside::Nothing)
    }

    /// True if the verdict also holds for a hit at `pos` in this text: its values occur as often there.
    pub fn counts_in(&self, text: &[u8], pos: usize) -> bool {
        let stands = |often: &Often| {
            let here = |span: Span| moved(span, self.pos, pos);
            Often::of(text, here(often.value), here(often.line)).class == often.class
        };
        self.often.iter().all(stands)
    }

    /// The same verdict for a hit at another position.
    pub(super) fn at(&self, pos: usize) -> Verdict {
        let kept = |kept: &Kept| Kept {
            at: shift(kept.at, self.pos, pos),
            secret: moved(kept.secret, self.pos, pos),
            whole: moved(kept.whole, self.pos, pos),
            shown: Arc::new(kept.shown.at(self.pos, pos)),
            ..kept.clone()
        };
        let often = |o: &Often| Often {
            value: moved(o.value, self.pos, pos),
            line: moved(o.line, self.pos, pos),
            class: o.class,
        };
        Verdict {
            pos,
            found: self.found.iter().map(kept).collect(),
            inside: Inside::Nothing,
            often: self.often.iter().map(often).collect(),
        }
    }
}

impl Kept {
    /// From the candidate that a rule found when tried at `at`.
    pub fn of(at: usize, candidate: Candidate<'_>, text: &[u8]) -> Self {
        let same = *candidate.value == *candidate.secret.of(text);
        Kept {
            at,
            rule: candidate.rule,
            secret: candidate.secret,
            whole: candidate.whole,
            value: (!same).then(|| candidate.value.into_owned().into_boxed_slice()),
            public_prefix: candidate.public_prefix,
            severity: candidate.severity,
            confidence: candidate.confidence,
            dismissed: candidate.dismissed,
            shown: Arc::new(Shown {
                related: candidate.related,
                marks: candidate.marks,
                aws_account: candidate.aws_account,
                note: candidate.note,
                ends: candidate.ends,
            }),
        }
    }

    /// Where the rule was tried, and the span of the secret, after the hit has moved.
    pub fn places(&self, from: usize, to: usize) -> (usize, Span) {
        (shift(self.at, from, to), moved(self.secret, from, to))
    }

    /// The candidate in a text where the hit has moved, with all that reports show.
    pub fn to_show<'c>(&self, text: &'c [u8], from: usize, to: usize) -> Candidate<'c> {
        let Shown { related, marks, aws_account, note, ends } = self.shown.at(from, to);
        Candidate { related, marks, aws_account, note, ends, ..self.candidate(text, from, to) }
    }

    /// The same without what only reports show.
    pub fn candidate<'c>(&self, text: &'c [u8], from: usize, to: usize) -> Candidate<'c> {
        let secret = moved(self.secret, from, to);
        let value = match &self.value {
            Some(value) => Cow::Owned(value.to_vec()),
            None => Cow::Borrowed(secret.of(text)),
        };
        Candidate {
            whole: moved(self.whole, from, to),
            public_prefix: self.public_prefix,
            dismissed: self.dismissed.clone(),
            ..Candidate::new(self.rule, secret, value, self.severity, self.confidence)
        }
    }
}

/// `at` moved by the distance from `from` to `to`.
pub(super) fn shift(at: usize, from: usize, to: usize) -> usize {
    at.wrapping_sub(from).wrapping_add(to)
}

fn moved(span: Span, from: usize, to: usize) -> Span {
    Span { start: shift(span.start, from, to), end: shift(span.end, from, to) }
}

#[cfg(test)]
mod tests;
