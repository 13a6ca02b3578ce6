//! What a rule without a keyword asks of a value, as far as its signs and length tell.

use super::signs::{Alphabet, Class, LETTERS, kind, tell};
use crate::rules::bytes::Set;
use crate::rules::has;
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
    /// The word that it asks for.
    pub word: Word,
    /// What stands behind the class.
    pub next: Option<Next>,
}

/// The word that a rule asks for beside a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// None, or one that is not looked up.
    Any,
    /// One close by.
    Close,
    /// One in the same lines or the next, of a value that is all of the form.
    Lines,
}

/// What stands behind the first class of a rule that is not all there is.
#[derive(Clone, Copy, Debug)]
pub struct Next {
    /// So far the class goes at most: there what follows begins, or where the measure ends.
    at: usize,
    /// The bytes that it begins with.
    first: Set,
}

impl Sieve {
    /// True where what is to stand behind the class begins behind `length` bytes of the text from `start` on, or where
    /// that is not known.
    #[inline]
    pub fn goes_on(&self, text: &[u8], start: usize, length: usize) -> bool {
        self.next
            .as_ref()
            .is_none_or(|next| text.get(start + length.min(next.at)).is_some_and(|&b| has(&next.first, b)))
    }

    /// True where this one fits the same values as `other`.
    pub fn tells_of(&self, other: &Sieve) -> bool {
        (self.alphabet, self.min, self.max, self.kinds) == (other.alphabet, other.min, other.max, other.kinds)
    }
}

/// What the first class of a rule asks for; `None` where it is not told in these terms.
pub fn sieve(tables: &Tables, local: u16, rule: u16, classes: &mut [Option<Class>]) -> Option<Sieve> {
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
    let is_told = alone || parts.get(1).is_some_and(ends);
    let is_measured = kinds.whole && (is_told || kinds.of == LETTERS);
    let next = parts.get(1).and_then(|part| next(tables, part, min == max || is_measured, max));
    let (max, kinds) = if is_told { (max, kinds.of) } else { (usize::MAX, u8::MAX) };
    Some(Sieve { rule, alphabet, min, max, kinds, alone, word: Word::Any, next })
}

/// What stands behind the first class, where it is sure how far that goes: it goes as far as it can.
fn next(tables: &Tables, part: &Part, is_sure: bool, at: usize) -> Option<Next> {
    let first = match tables.text(part.literal).as_bytes().first() {
        Some(&b) => {
            let mut set = Set::default();
            set[usize::from(b >> 6)] |= 1 << (b & 63);
            set
        }
        None if part.min > 0 => *tables.classes.get(usize::from(part.class))?,
        None => return None,
    };
    is_sure.then_some(Next { at, first })
}
