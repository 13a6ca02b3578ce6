//! A pattern followed step by step as it is written, which needs no automaton: most are tried at a handful of places, and
//! building one for each costs more than all of its answers. It tries what a backtracking engine tries, in that order,
//! and gives up after a fixed number of steps, so that the time is linear whatever the pattern.

mod walk;

use super::bytes::Set;
use super::steps::Step;
use super::table::Tables;
use crate::model::Span;
use walk::walk;

/// A pattern that can be followed: a view into the tables that it is written in (`steps`).
#[derive(Clone, Copy, Debug)]
pub struct Program<'r> {
    tables: &'r Tables,
    step: &'r Step,
    /// What a match can begin with.
    first: &'r Set,
}

/// A match, and the secret where the pattern says which part that is.
pub type Match = (Span, Option<Span>);

/// It took too many steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

impl<'r> Program<'r> {
    /// The program that a rule's row names; `None` where it has none.
    pub fn of(tables: &'r Tables, row: u32) -> Option<Program<'r>> {
        match tables.steps.get(row.checked_sub(1)? as usize)? {
            Step::Branch(first, step) => Some(Program {
                tables,
                step: tables.steps.get(*step as usize)?,
                first: tables.classes.get(usize::from(*first))?,
            }),
            _ => None,
        }
    }

    /// What a match can begin with.
    pub fn first(&self) -> &'r Set {
        self.first
    }

    /// The match that begins at `start`, of `text` up to `to`.
    pub fn at(&self, text: &[u8], start: usize, to: usize) -> Result<Option<Match>, TooLong> {
        let to = to.min(text.len());
        match text[..to].get(start) {
            Some(b) if !has(self.first, *b) => Ok(None),
            _ => walk(self.tables, self.step, text, start, to),
        }
    }
}

/// True where a set has the byte.
pub fn has(set: &Set, b: u8) -> bool {
    set[usize::from(b >> 6)] >> (b & 63) & 1 == 1
}
