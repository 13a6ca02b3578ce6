//! A pattern as a backtracking program, which needs no automaton: most patterns are tried at a handful of places, and
//! building automata for them would cost more than it saves. It gives up after a fixed number of steps, so that time is
//! linear for every pattern.

mod walk;

use super::bytes::{Set, has};
use super::steps::Step;
use super::table::Tables;
use crate::model::Span;
use walk::walk;

/// A program: a view into the tables of steps that contain it (`steps`).
#[derive(Clone, Copy, Debug)]
pub struct Program<'r> {
    tables: &'r Tables,
    step: &'r Step,
    /// The bytes that a match can begin with.
    first: &'r Set,
}

/// A match, and the secret in it if the pattern has a group for it.
pub type Match = (Span, Option<Span>);

/// The program took too many steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

impl<'r> Program<'r> {
    /// The program of a rule's row; `None` if it has none.
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

    /// The bytes that a match can begin with.
    pub fn first(&self) -> &'r Set {
        self.first
    }

    /// The match that begins at `start` and ends at `to` or before.
    pub fn at(&self, text: &[u8], start: usize, to: usize) -> Result<Option<Match>, TooLong> {
        let to = to.min(text.len());
        match text[..to].get(start) {
            Some(b) if !has(self.first, *b) => Ok(None),
            _ => walk(self.tables, self.step, text, start, to),
        }
    }
}
