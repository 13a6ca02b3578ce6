//! Look-ahead: what can follow a part, judging by the next byte, which rules out most ends of a run.

use super::{Then, Walk};
use crate::rules::bytes::{ANY, Set, has, insert, join};
use crate::rules::steps::Step;
use crate::rules::table::rows;

impl Walk<'_> {
    /// The bytes that the following steps can begin with; `None` if they may be empty, or if it is not known.
    pub fn ahead(&self, then: &Then<'_>) -> Option<Set> {
        let (mut set, mut then) = (Set::default(), then);
        loop {
            match then {
                Then::End | Then::Again(..) => return None,
                Then::Secret(_, rest) => then = rest,
                Then::All(steps, rest) => {
                    for step in *steps {
                        if self.begins(step, &mut set)? {
                            return Some(set);
                        }
                    }
                    then = rest;
                }
            }
        }
    }

    /// Adds the bytes that a step can begin with. True if the step is never empty; `None` if the bytes are not known.
    fn begins(&self, step: &Step, set: &mut Set) -> Option<bool> {
        let row = |row: u32| self.tables.steps.get(row as usize);
        match *step {
            Step::Literal(literal) => {
                let &first = self.tables.text(literal).as_bytes().first()?;
                insert(set, first);
                Some(true)
            }
            Step::Run(class, times) => {
                join(set, self.class(class));
                Some(times.min > 0)
            }
            Step::Look(_) => Some(false),
            Step::Repeat(step, times) => Some(self.begins(row(step)?, set)? && times.min > 0),
            Step::Secret(step) => self.begins(row(step)?, set),
            Step::All(list) => {
                for step in rows(&self.tables.steps, list) {
                    if self.begins(step, set)? {
                        return Some(true);
                    }
                }
                Some(false)
            }
            Step::Any(list) => {
                for branch in rows(&self.tables.steps, list) {
                    self.begins(branch, set)?;
                }
                Some(true)
            }
            Step::Branch(first, _) => {
                let first = self.class(first);
                // The step may be empty.
                (*first != ANY).then(|| join(set, first))?;
                Some(true)
            }
        }
    }
}

/// True if the next byte is one of those, or nothing is known about them.
#[inline]
pub fn may_begin(ahead: &Option<Set>, next: Option<&u8>) -> bool {
    ahead.as_ref().is_none_or(|set| next.is_some_and(|&b| has(set, b)))
}
