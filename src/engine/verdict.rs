//! What comes of one hit, told apart from the text that it was judged in.
//!
//! A verdict depends on the bytes around its hit alone, and says on which ([`Footprint`](super::Footprint)): wherever they stand around a hit
//! again, in another version of a file, the verdict is the same and need not be made again. What hits of a text say about
//! each other is left to [`Engine::conclude`](super::Engine::conclude).

use super::decode::Covered;
use super::generic::Often;
use crate::model::{Candidate, Confidence, Mark, Related, RuleIx, Severity, Span};
use std::borrow::Cow;
use std::sync::Arc;

/// The verdict on one hit, for one kind of file.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Where the hit stood when it was judged: all places below are meant from there.
    pub(super) pos: usize,
    /// What its rules found, in the order in which they are tried.
    pub(super) found: Vec<Kept>,
    /// The text that lies in the text there.
    pub(super) inside: Inside,
    /// How often values stood in the text: where that changes, so may the verdict.
    pub(super) often: Vec<Often>,
}

/// A text in the text at a hit.
#[derive(Clone, Debug, Default)]
pub(super) enum Inside {
    /// There is none.
    #[default]
    Nothing,
    /// There may be one; what stands before it was read together with it so far.
    Unread,
    /// It was read.
    Text(Arc<Inner>),
}

/// A text in a text, read.
#[derive(Debug)]
pub(super) struct Inner {
    /// What of the outer text it takes up.
    pub covered: Covered,
    /// What is found in it.
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
    /// The value where it is not the bytes of the secret.
    value: Option<Box<[u8]>>,
    public_prefix: usize,
    severity: Severity,
    confidence: Confidence,
    dismissed: Option<Cow<'static, str>>,
    shown: Arc<Shown>,
}

/// What only a report shows of a candidate.
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

    /// True where it has no candidate.
    pub fn is_silent(&self) -> bool {
        self.found.is_empty() && matches!(self.inside, Inside::Nothing)
    }

    /// True where the bytes around the hit are not all that it depends on.
    pub fn is_bound(&self) -> bool {
        !self.often.is_empty() || !matches!(self.inside, Inside::Nothing)
    }

    /// True where the hit, standing at `pos` in this text now, has its values around as often as before.
    pub fn counts_in(&self, text: &[u8], pos: usize) -> bool {
        let stands = |often: &Often| {
            let here = |span: Span| moved(span, self.pos, pos);
            Often::of(text, here(often.value), here(often.line)).class == often.class
        };
        self.often.iter().all(stands)
    }

    /// The same verdict on a hit at another place.
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
    /// Of a candidate that its rule found when tried at `at`.
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

    /// Where the rule was tried, and the secret, for a hit that has moved.
    pub fn places(&self, from: usize, to: usize) -> (usize, Span) {
        (shift(self.at, from, to), moved(self.secret, from, to))
    }

    /// The candidate again, in a text where the hit has moved, with all that a report shows of it.
    pub fn to_show<'c>(&self, text: &'c [u8], from: usize, to: usize) -> Candidate<'c> {
        let Shown { related, marks, aws_account, note, ends } = self.shown.at(from, to);
        Candidate { related, marks, aws_account, note, ends, ..self.candidate(text, from, to) }
    }

    /// The same without that.
    pub fn candidate<'c>(&self, text: &'c [u8], from: usize, to: usize) -> Candidate<'c> {
        let secret = moved(self.secret, from, to);
        Candidate {
            rule: self.rule,
            secret,
            whole: moved(self.whole, from, to),
            value: match &self.value {
                Some(value) => Cow::Owned(value.to_vec()),
                None => Cow::Borrowed(secret.of(text)),
            },
            public_prefix: self.public_prefix,
            severity: self.severity,
            confidence: self.confidence,
            related: Vec::new(),
            marks: Vec::new(),
            aws_account: None,
            note: None,
            ends: None,
            dismissed: self.dismissed.clone(),
        }
    }
}

/// Where `at` is once what stood at `from` stands at `to`.
pub(super) fn shift(at: usize, from: usize, to: usize) -> usize {
    at.wrapping_sub(from).wrapping_add(to)
}

fn moved(span: Span, from: usize, to: usize) -> Span {
    Span { start: shift(span.start, from, to), end: shift(span.end, from, to) }
}

#[cfg(test)]
mod tests;
