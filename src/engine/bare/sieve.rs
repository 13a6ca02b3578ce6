//! What a rule without a keyword asks of a value, as far as its characters and length tell.

use super::signs::{Alphabet, Class, LETTERS, fits_kinds, kind, tell};
use crate::rules::bytes::{Set, has, insert};
use crate::rules::table::{Form, Part, Tables, rows};

/// What the first class of a rule's pattern asks of a value.
#[derive(Clone, Copy, Debug)]
pub struct Sieve {
    pub rule: u16,
    pub alphabet: Alphabet,
    pub min: usize,
    pub max: usize,
    /// The kinds of letters that may occur.
    pub kinds: u8,
    /// True if the pattern is nothing but the class.
    pub alone: bool,
    /// The word that it asks for.
    pub word: Word,
    /// What follows the class in the pattern.
    pub next: Option<Next>,
}

/// The word that a rule asks for beside a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// None, or one that is not looked up here.
    Any,
    /// One close by.
    Close,
    /// One in the same or nearby lines; the pattern is nothing but the class.
    Lines,
}

/// What follows the first class of a pattern.
#[derive(Clone, Copy, Debug)]
pub struct Next {
    /// The greatest length of the class: the rest begins there, or where the value ends.
    at: usize,
    /// The bytes that the rest can begin with.
    first: Set,
}

/// A bare value, as one alphabet measures it.
pub struct Value<'v> {
    pub text: &'v [u8],
    pub start: usize,
    pub length: usize,
    /// The kinds of letters that occur.
    pub kinds: u8,
    pub alphabet: Alphabet,
    /// True if the run that it begins is mixed; found out when it is first asked.
    pub is_mixed: &'v dyn Fn() -> bool,
}

impl Value<'_> {
    /// True if its characters and length are what a rule asks for.
    #[inline]
    pub fn fits(&self, sieve: &Sieve) -> bool {
        sieve.alphabet == self.alphabet
            && (sieve.min..=sieve.max).contains(&self.length)
            && fits_kinds(self.kinds, sieve.kinds, sieve.alone)
            && (sieve.max < usize::MAX || (self.is_mixed)())
            && sieve.goes_on(self.text, self.start, self.length)
    }
}

impl Sieve {
    /// True if the rest of the pattern can begin behind `length` bytes from `start`, or if that is not known.
    #[inline]
    fn goes_on(&self, text: &[u8], start: usize, length: usize) -> bool {
        self.next
            .as_ref()
            .is_none_or(|next| text.get(start + length.min(next.at)).is_some_and(|&b| has(&next.first, b)))
    }

    /// True if it accepts the same values as `other`.
    pub fn tells_of(&self, other: &Sieve) -> bool {
        (self.alphabet, self.min, self.max, self.kinds) == (other.alphabet, other.min, other.max, other.kinds)
    }
}

/// The sieve for the first class of a rule; `None` if the class cannot be expressed as one.
pub fn sieve(tables: &Tables, local: u16, rule: u16, classes: &mut [Option<Class>]) -> Option<Sieve> {
    let parts = rows(&tables.parts, tables.rules.get(usize::from(local))?.parts);
    let first: &Part = parts.first().filter(|part| part.literal.len == 0)?;
    let class = tables.classes.get(usize::from(first.class))?;
    let (alphabet, kinds) = (*classes.get_mut(usize::from(first.class))?.get_or_insert_with(|| tell(class)))?;
    // If more of the pattern follows, its characters may extend the measured value: then only the shortest length is
    // certain.
    let (min, max) = (first.min as usize, first.max as usize);
    let alone = parts.len() == 1 && matches!(tables.rules.get(usize::from(local))?.form, Form::Shape(_));
    let ends = |part: &Part| {
        let sign = tables.text(part.literal).as_bytes().first().copied();
        alphabet == Alphabet::Alnum && sign.is_some_and(|b| kind(b) == 0)
    };
    let is_told = alone || parts.get(1).is_some_and(ends);
    let is_measured = kinds.whole && (is_told || kinds.of == LETTERS);
    let next = parts.get(1).and_then(|part| next(tables, part, min == max || is_measured, max));
    let (max, kinds) = if is_told { (max, kinds.of) } else { (usize::MAX, u8::MAX) };
    Some(Sieve { rule, alphabet, min, max, kinds, alone, word: Word::Any, next })
}

/// What follows the first class, if it is certain how far the class goes.
fn next(tables: &Tables, part: &Part, is_sure: bool, at: usize) -> Option<Next> {
    let first = match tables.text(part.literal).as_bytes().first() {
        Some(&b) => {
            let mut set = Set::default();
            insert(&mut set, b);
            set
        }
        None if part.min > 0 => *tables.classes.get(usize::from(part.class))?,
        None => return None,
    };
    is_sure.then_some(Next { at, first })
}
