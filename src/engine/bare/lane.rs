//! The sieves of one length, and the facts about a place.

use crate::engine::Footprint;
use crate::engine::labels::Read;
use crate::rules::RuleSet;

/// The sieves for one length.
#[derive(Debug, Default)]
pub struct Lane {
    /// Those that ask for no word.
    pub plain: Vec<u16>,
    /// Those that ask for a word some lines around.
    pub lined: Vec<u16>,
    /// Rules that ask for a word close by are found by the word. These sieves only tell whether any of them fits: first
    /// those with more of the pattern behind the class, then those without.
    pub labelled: [Vec<u16>; 2],
}

/// Facts about a place in a run, besides the rules to try there.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// How many letters and digits follow each other there.
    pub word: usize,
    /// The bytes outside the run that were read to choose the rules.
    pub footprint: Option<Footprint>,
}

impl Told {
    pub fn look(&mut self, more: Footprint) {
        self.footprint = Some(self.footprint.map_or(more, |footprint| footprint.and(more)));
    }
}

/// What the rules of one place share.
pub struct Place<'p> {
    pub rules: &'p RuleSet,
    pub read: &'p mut Read,
    pub told: &'p mut Told,
}
