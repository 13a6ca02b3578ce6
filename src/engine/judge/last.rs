//! What each rule found last in a text.

use crate::model::{RuleIx, Span};

/// Where each rule matched last: what it finds inside of that is a part of the same secret.
#[derive(Debug, Default)]
pub struct Last(Vec<(RuleIx, Span)>);

impl Last {
    fn of(&self, rule: RuleIx) -> Span {
        self.0.iter().find(|(ix, _)| *ix == rule).map_or(Span::default(), |(_, span)| *span)
    }

    /// True if the rule need not be tried at `at`.
    pub fn covers(&self, rule: RuleIx, at: usize) -> bool {
        let last = self.of(rule);
        last.start <= at && at < last.end
    }

    /// True if the rule found this secret just before.
    pub fn knows(&self, rule: RuleIx, secret: Span) -> bool {
        !secret.is_empty() && self.of(rule) == secret
    }

    pub fn note(&mut self, rule: RuleIx, secret: Span) {
        match self.0.iter_mut().find(|(ix, _)| *ix == rule) {
            Some(slot) => slot.1 = secret,
            None => self.0.push((rule, secret)),
        }
    }

    /// Notes what the rule, tried at `at`, has found; false where that is known already.
    pub fn admits(&mut self, rule: RuleIx, at: usize, secret: Span) -> bool {
        let is_new = !self.covers(rule, at) && !self.knows(rule, secret);
        if is_new {
            self.note(rule, secret);
        }
        is_new
    }
}
