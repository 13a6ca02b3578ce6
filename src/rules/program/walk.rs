//! Runs a program by backtracking, until a match is found or too many steps were taken.

mod ahead;

use super::{Match, TooLong};
use crate::model::Span;
use crate::rules::bytes::{Set, has};
use crate::rules::steps::{Side, Step, Times};
use crate::rules::table::{Tables, rows};
use ahead::may_begin;
use regex_automata::util::look::{Look, LookMatcher};

/// Greatest number of steps; beyond it the automaton takes over.
const STEPS: u32 = 8192;
/// Bytes that count as one step.
const LOOK: u32 = 32;
/// Deepest recursion, which fits on the stack of a thread.
const DEPTH: u32 = 400;

/// The match of `step` that begins at `start` and ends at `to` or before.
pub fn walk(
    tables: &Tables,
    step: &Step,
    text: &[u8],
    start: usize,
    to: usize,
) -> Result<Option<Match>, TooLong> {
    let (whole, text) = (text, &text[..to]);
    let mut walk = Walk { tables, whole, text, steps: 0, depth: 0, end: 0, secret: None };
    match walk.go(step, start, &Then::End) {
        true => Ok(Some((Span::new(start, walk.end), walk.secret))),
        false if walk.steps > STEPS => Err(TooLong),
        false => Ok(None),
    }
}

/// What follows a part.
enum Then<'p> {
    /// Nothing: the match is complete.
    End,
    /// These steps in sequence.
    All(&'p [Step], &'p Then<'p>),
    /// The end of a secret that began at this offset.
    Secret(usize, &'p Then<'p>),
    /// The same step again: its number, how often, and how often it was done.
    Again(u32, Times, u32, &'p Then<'p>),
}

struct Walk<'t> {
    tables: &'t Tables,
    /// The whole text, because a look-ahead may go beyond the end of the search.
    whole: &'t [u8],
    text: &'t [u8],
    steps: u32,
    depth: u32,
    end: usize,
    secret: Option<Span>,
}

impl<'t> Walk<'t> {
    /// Counts a step. False if there were too many.
    fn step(&mut self) -> bool {
        self.steps += 1;
        if self.depth > DEPTH {
            self.steps = STEPS + 1;
        }
        self.steps <= STEPS
    }

    /// True if the step matches at `at`, and everything that follows it.
    fn go(&mut self, step: &Step, at: usize, then: &Then<'_>) -> bool {
        if !self.step() {
            return false;
        }
        self.depth += 1;
        let tables = self.tables;
        let matches = match *step {
            Step::Literal(literal) => {
                let literal = tables.text(literal).as_bytes();
                self.text.get(at..).is_some_and(|rest| rest.starts_with(literal))
                    && self.follow(then, at + literal.len())
            }
            Step::Run(class, times) => self.run(self.class(class), times, at, then),
            Step::Look(side) => {
                LookMatcher::new().matches(look(side), self.whole, at) && self.follow(then, at)
            }
            Step::Repeat(step, times) => self.repeat(step, times, 0, at, then),
            Step::Secret(step) => self.go_row(step, at, &Then::Secret(at, then)),
            Step::All(list) => self.follow(&Then::All(rows(&tables.steps, list), then), at),
            Step::Any(list) => {
                let next = self.text.get(at).copied();
                rows(&tables.steps, list).iter().any(|branch| match *branch {
                    Step::Branch(first, step) => {
                        next.is_none_or(|b| has(self.class(first), b)) && self.go_row(step, at, then)
                    }
                    _ => false,
                })
            }
            Step::Branch(_, step) => self.go_row(step, at, then),
        };
        self.depth -= 1;
        matches
    }

    fn go_row(&mut self, row: u32, at: usize, then: &Then<'_>) -> bool {
        let tables = self.tables;
        tables.steps.get(row as usize).is_some_and(|step| self.go(step, at, then))
    }

    fn follow(&mut self, then: &Then<'_>, at: usize) -> bool {
        match then {
            Then::End => {
                self.end = at;
                true
            }
            Then::All(steps, then) => match steps.split_first() {
                None => self.follow(then, at),
                Some((step, [])) => self.go(step, at, then),
                Some((step, rest)) => self.go(step, at, &Then::All(rest, then)),
            },
            Then::Secret(start, then) => {
                let before = self.secret.replace(Span::new(*start, at));
                let matches = self.follow(then, at);
                if !matches {
                    self.secret = before;
                }
                matches
            }
            Then::Again(step, times, done, then) => {
                self.step() && self.repeat(*step, *times, *done, at, then)
            }
        }
    }

    fn class(&self, row: u16) -> &'t Set {
        const NONE: &Set = &[0; 4];
        self.tables.classes.get(usize::from(row)).unwrap_or(NONE)
    }

    fn run(&mut self, set: &Set, times: Times, at: usize, then: &Then<'_>) -> bool {
        let Some(rest) = self.text.get(at..) else { return false };
        let (min, max) = (times.min as usize, times.max as usize);
        // A letter of a case-insensitive word.
        if (min, max) == (1, 1) {
            return rest.first().is_some_and(|&b| has(set, b)) && self.step() && self.follow(then, at + 1);
        }
        let fits = |rest: &[u8]| rest.iter().position(|b| !has(set, *b)).unwrap_or(rest.len());
        if times.greedy {
            let most = fits(&rest[..rest.len().min(max)]);
            // Long runs cost more than one step.
            self.steps += most as u32 / LOOK;
            let ahead = if most > min { self.ahead(then) } else { None };
            return (min..=most)
                .rev()
                .any(|len| self.step() && may_begin(&ahead, rest.get(len)) && self.follow(then, at + len));
        }
        if rest.len() < min || fits(&rest[..min]) < min {
            return false;
        }
        let ahead = if max > min { self.ahead(then) } else { None };
        let mut len = min;
        loop {
            if !self.step() {
                return false;
            }
            if may_begin(&ahead, rest.get(len)) && self.follow(then, at + len) {
                return true;
            }
            if len >= max || !rest.get(len).is_some_and(|b| has(set, *b)) {
                return false;
            }
            len += 1;
        }
    }

    fn repeat(&mut self, step: u32, times: Times, done: u32, at: usize, then: &Then<'_>) -> bool {
        self.depth += 1;
        let Times { min, max, greedy } = times;
        let more =
            |walk: &mut Self| done < max && walk.go_row(step, at, &Then::Again(step, times, done + 1, then));
        let matches = match greedy {
            _ if done < min => more(self),
            true => more(self) || self.follow(then, at),
            false => self.follow(then, at) || more(self),
        };
        self.depth -= 1;
        matches
    }
}

/// The same in the terms of the regex library.
fn look(side: Side) -> Look {
    match side {
        Side::Start => Look::Start,
        Side::End => Look::End,
        Side::LineStart => Look::StartLF,
        Side::LineEnd => Look::EndLF,
        Side::WordEdge => Look::WordAscii,
        Side::NoWordEdge => Look::WordAsciiNegate,
    }
}
