//! A rule of a run: a view into the tables.

use super::bytes::Set;
use super::pattern::{Automaton, Pattern};
use super::program::Program;
use super::table::{AboutRow, Form, NearRow, RuleRow, Tables, rows};
use crate::model::{Confidence, RuleIx, Severity};

/// The texts about a rule for people: views into the static catalogue or a user's rule.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct RuleInfo<'r> {
    pub id: &'r str,
    pub name: &'r str,
    pub provider: &'r str,
    pub severity: Severity,
    pub confidence: Confidence,
    pub advice: &'r str,
    pub revoke: &'r str,
    pub references: Vec<&'r str>,
}

/// A rule as the engine uses it.
#[derive(Clone, Copy, Debug)]
pub struct Rule<'r> {
    /// Its index in the set.
    pub ix: RuleIx,
    /// The tables that contain it.
    pub tables: &'r Tables,
    /// Its row in the tables.
    pub row: &'r RuleRow,
    pub(super) about: &'r AboutRow,
    pub(super) automaton: &'r Automaton,
}

impl<'r> Rule<'r> {
    /// Its id.
    pub fn id(&self) -> &'r str {
        self.tables.text(self.row.id)
    }

    /// The vendor whose secrets it finds.
    pub fn provider(&self) -> &'r str {
        self.tables.text(self.about.provider)
    }

    /// Severity as written.
    pub fn severity(&self) -> Severity {
        match self.row.severity {
            0 => Severity::Low,
            1 => Severity::Medium,
            2 => Severity::High,
            _ => Severity::Critical,
        }
    }

    /// Confidence as written.
    pub fn confidence(&self) -> Confidence {
        confidence(self.row.confidence)
    }

    /// Its keywords as they are searched.
    pub fn keywords(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        self.tables.list(self.about.keywords)
    }

    /// The context that it uses.
    pub fn near(&self) -> Option<&'r NearRow> {
        self.tables.nears.get(usize::from(self.row.near).checked_sub(1)?)
    }

    /// The regular expression, if it has one.
    pub fn pattern(&self) -> Option<&'r str> {
        match self.row.form {
            Form::Regex(text) | Form::Shape(text) => Some(self.tables.text(text)),
            Form::Matcher(_) => None,
        }
    }

    /// The same, ready to match.
    pub fn matcher(&self) -> Option<Pattern<'r>> {
        Some(Pattern {
            text: self.pattern()?,
            ignore_case: self.row.ignore_case,
            longest: self.row.longest as usize,
            program: Program::of(self.tables, self.row.program),
            automaton: self.automaton,
        })
    }

    /// The bytes that a match can begin with, if known.
    pub fn first(&self) -> Option<&'r Set> {
        match self.row.form {
            Form::Shape(_) => {
                let first =
                    rows(&self.tables.parts, self.row.parts).first().filter(|part| part.literal.len == 0)?;
                self.tables.classes.get(usize::from(first.class))
            }
            Form::Regex(_) => Program::of(self.tables, self.row.program).map(|program| program.first()),
            Form::Matcher(_) => None,
        }
    }

    /// Length of the literal at the start of `value` that every value of this rule begins with, in bytes.
    pub fn public_prefix(&self, value: &[u8]) -> usize {
        let known = self.tables.list(self.about.keywords);
        let fits = |word: &&str| value.get(..word.len()).is_some_and(|head| head == word.as_bytes());
        match self.row.form {
            Form::Matcher(_) => 0,
            _ => known.filter(fits).map(str::len).max().filter(|len| len * 2 <= value.len()).unwrap_or(0),
        }
    }
}

/// The confidence with this number.
pub fn confidence(number: u8) -> Confidence {
    match number {
        0 => Confidence::Low,
        1 => Confidence::Medium,
        _ => Confidence::High,
    }
}
