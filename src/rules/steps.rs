//! Lays out a pattern as steps when rules are compiled, so that scans need not parse it. Shared with `rules/build.rs`.

use super::bytes::{self, ANY, Set};
use super::layout::Builder;
use super::table::{List, Text};
use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};

/// An assertion about a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The start of the text.
    Start,
    /// Its end.
    End,
    /// The start of a line.
    LineStart,
    /// The end of one.
    LineEnd,
    /// A word begins or ends here.
    WordEdge,
    /// No word begins or ends here.
    NoWordEdge,
}

/// How often a step is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// Fewest times.
    pub min: u32,
    /// Most times; `u32::MAX` if there is no bound.
    pub max: u32,
    /// True if more repetitions are tried first.
    pub greedy: bool,
}

/// A pattern, or a part of one, for [`program`](super::program).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// These bytes.
    Literal(Text),
    /// A byte of a row of `Tables::classes`, repeated.
    Run(u16, Times),
    /// A step that is never empty, repeated.
    Repeat(u32, Times),
    /// An assertion.
    Look(Side),
    /// A step that matches the secret.
    Secret(u32),
    /// These steps in sequence.
    All(List),
    /// One of these branches.
    Any(List),
    /// A row of `Tables::classes` with the bytes that the step can begin with, and the step.
    Branch(u16, u32),
}

impl Builder {
    /// Lays out the program of a pattern. Returns the row of its steps plus one; 0 if it uses something that only an
    /// automaton supports.
    pub fn program(&mut self, hir: &Hir) -> u32 {
        self.branch(hir).map_or(0, |branch| self.rows(&[branch]).at + 1)
    }

    /// Adds consecutive steps.
    fn rows(&mut self, steps: &[Step]) -> List {
        let at = self.tables.steps.len() as u32;
        self.tables.steps.to_mut().extend_from_slice(steps);
        List { at, len: steps.len() as u32 }
    }

    fn branch(&mut self, hir: &Hir) -> Option<Step> {
        let step = self.row(hir)?;
        Some(Step::Branch(self.class(&first(hir)), step))
    }

    fn row(&mut self, hir: &Hir) -> Option<u32> {
        let step = self.step(hir)?;
        Some(self.rows(&[step]).at)
    }

    fn step(&mut self, hir: &Hir) -> Option<Step> {
        match hir.kind() {
            HirKind::Empty => Some(Step::All(List::default())),
            HirKind::Literal(literal) => Some(Step::Literal(self.text(str::from_utf8(&literal.0).ok()?))),
            HirKind::Class(_) => {
                Some(Step::Run(self.class(&set(hir)?), Times { min: 1, max: 1, greedy: true }))
            }
            HirKind::Look(look) => side(*look).map(Step::Look),
            HirKind::Repetition(Repetition { min, max, greedy, sub }) => {
                let times = Times { min: *min, max: max.unwrap_or(u32::MAX), greedy: *greedy };
                match set(sub) {
                    Some(set) => Some(Step::Run(self.class(&set), times)),
                    None if sub.properties().minimum_len().is_some_and(|len| len > 0) => {
                        self.row(sub).map(|step| Step::Repeat(step, times))
                    }
                    None => None,
                }
            }
            HirKind::Capture(group) if group.name.as_deref() == Some("secret") => {
                self.row(&group.sub).map(Step::Secret)
            }
            HirKind::Capture(group) => self.step(&group.sub),
            HirKind::Concat(parts) => {
                let steps: Option<Vec<Step>> = parts.iter().map(|part| self.step(part)).collect();
                steps.map(|steps| Step::All(self.rows(&steps)))
            }
            HirKind::Alternation(parts) => {
                let steps: Option<Vec<Step>> = parts.iter().map(|part| self.branch(part)).collect();
                steps.map(|steps| Step::Any(self.rows(&steps)))
            }
        }
    }
}

/// The bytes that a match can begin with; all, if it may be empty.
fn first(hir: &Hir) -> Set {
    match hir.properties().minimum_len() {
        None | Some(0) => ANY,
        Some(_) => bytes::first(hir),
    }
}

/// Only the assertions that byte-oriented rules need.
fn side(look: Look) -> Option<Side> {
    match look {
        Look::Start => Some(Side::Start),
        Look::End => Some(Side::End),
        Look::StartLF => Some(Side::LineStart),
        Look::EndLF => Some(Side::LineEnd),
        Look::WordAscii => Some(Side::WordEdge),
        Look::WordAsciiNegate => Some(Side::NoWordEdge),
        _ => None,
    }
}

/// The byte set of a pattern that matches one byte.
fn set(hir: &Hir) -> Option<Set> {
    match hir.kind() {
        HirKind::Class(Class::Bytes(_)) => Some(bytes::front(hir).0),
        // Characters that an alternation lists one by one.
        HirKind::Class(Class::Unicode(class)) => {
            Some(bytes::front(&Hir::class(Class::Bytes(class.to_byte_class()?))).0)
        }
        HirKind::Literal(literal) if literal.0.len() == 1 => Some(bytes::front(hir).0),
        _ => None,
    }
}
