//! The sieves of one length, and what is told of a place besides them.

use crate::engine::Looked;

/// The sieves that some length fits.
#[derive(Debug, Default)]
pub struct Lane {
    /// Those that ask for no word close by.
    pub plain: Vec<u16>,
    /// Those that ask for one some lines around.
    pub lined: Vec<u16>,
    /// The others are found by their words: here stand such as tell whether any fits, first of forms that go on behind
    /// the first class, then of forms that do not.
    pub labelled: [Vec<u16>; 2],
}

/// What is told of a place in a run besides the rules to try there.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// How many letters and digits stand in a row there.
    pub word: usize,
    /// The bytes besides the run that were looked at to choose among the rules.
    pub looked: Option<Looked>,
}

impl Told {
    pub fn look(&mut self, more: Looked) {
        self.looked = Some(self.looked.map_or(more, |looked| looked.and(more)));
    }
}
