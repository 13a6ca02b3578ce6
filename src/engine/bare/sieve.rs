//! What a rule without a keyword asks of a value, as far as its signs and length tell.

use super::signs::{Alphabet, Told, kind, tell};
use crate::rules::table::{Form, Part, Tables, rows};

/// What a rule's first class asks of a value.
#[derive(Clone, Copy, Debug)]
pub struct Sieve {
    pub rule: u16,
    pub alphabet: Alphabet,
    pub min: usize,
    pub max: usize,
    /// The kinds of letters that may occur.
    pub kinds: u8,
    /// True where the class is all there is.
    pub alone: bool,
    /// True where it asks for a word close by.
    pub labelled: bool,
}

impl Sieve {
    /// True where this one fits the same values as `other`.
    pub fn tells_of(&self, other: &Sieve) -> bool {
        (self.alphabet, self.min, self.max, self.kinds) == (other.alphabet, other.min, other.max, other.kinds)
    }
}

/// What the first class of a rule asks for; `None` where it is not told in these terms.
pub fn sieve(tables: &Tables, local: u16, rule: u16, classes: &mut [Option<Told>]) -> Option<Sieve> {
    let parts = rows(&tables.parts, tables.rules.get(usize::from(local))?.parts);
    let first: &Part = parts.first().filter(|part| part.literal.len == 0)?;
    let class = tables.classes.get(usize::from(first.class))?;
    let (alphabet, kinds) = (*classes.get_mut(usize::from(first.class))?.get_or_insert_with(|| tell(class)))?;
    // Where more of the pattern follows, its signs may go on with the measure: then only the least length is sure.
    let (min, max) = (first.min as usize, first.max as usize);
    let alone = parts.len() == 1 && matches!(tables.rules.get(usize::from(local))?.form, Form::Shape(_));
    let ends = |part: &Part| {
        let sign = tables.text(part.literal).as_bytes().first().copied();
        alphabet == Alphabet::Alnum && sign.is_some_and(|b| kind(b) == 0)
    };
    match alone || parts.get(1).is_some_and(ends) {
        true => Some(Sieve { rule, alphabet, min, max, kinds, alone, labelled: false }),
        false => Some(Sieve { rule, alphabet, min, max: usize::MAX, kinds: u8::MAX, alone, labelled: false }),
    }
}
