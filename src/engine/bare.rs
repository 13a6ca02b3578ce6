//! Rules without a keyword: a bare value of some length and alphabet. Hundreds of them share a few lengths, so the
//! value is measured once, and only rules that its measure fits are tried.

use super::labels::{self, Labels};
use crate::model::RuleIx;
use crate::rules::RuleSet;
use crate::rules::table::{Part, Tables, rows};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Length of a UUID, the one shape of several classes that many rules share.
const UUID: usize = 36;
/// Most lengths that a sieve is entered under one by one.
const WIDEST: usize = 16;

const DIGIT: u8 = 1;
const LOWER_HEX: u8 = 2;
const LOWER: u8 = 4;
const UPPER: u8 = 8;

/// What a rule's first class asks of a value.
#[derive(Clone, Copy, Debug)]
struct Sieve {
    rule: u16,
    alphabet: Alphabet,
    min: usize,
    max: usize,
    /// The kinds of letters that may occur.
    kinds: u8,
    /// True where the class is all there is.
    alone: bool,
    /// True where it asks for a word close by.
    labelled: bool,
}

/// The signs besides letters and digits that do not end a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alphabet {
    /// None.
    Alnum,
    /// `_` and `-`.
    Url,
    /// `+` and `/`.
    Standard,
}

impl Sieve {
    /// True where this one fits the same values as `other`.
    fn tells_of(&self, other: &Sieve) -> bool {
        (self.alphabet, self.min, self.max, self.kinds) == (other.alphabet, other.min, other.max, other.kinds)
    }
}

/// The sieves that some length fits.
#[derive(Debug, Default)]
struct Lane {
    /// Those that ask for no word close by.
    plain: Vec<u16>,
    /// The others are found by their words: here stand such as tell whether any fits, first of forms that go on behind
    /// the first class, then of forms that do not.
    labelled: [Vec<u16>; 2],
}

/// All rules without a keyword.
#[derive(Debug, Default)]
pub struct Bare {
    sieves: Vec<Sieve>,
    /// By alphabet: for every length, the sieves that ask for it.
    exact: [BTreeMap<usize, Lane>; 3],
    /// The sieves that very many lengths fit.
    wide: Lane,
    /// The sieve of every labelled rule; sorted.
    labelled: Vec<(u16, u16)>,
    /// The words that stand close to labelled values; made when the first one is asked for.
    labels: OnceLock<Labels>,
    /// Rules whose pattern is not told in these terms: tried wherever a run is mixed at all.
    always: Vec<u16>,
    /// By alphabet: a bit for every length below 128 that a rule asks for; bit 0 for longer ones.
    lengths: [u128; 3],
}

impl Bare {
    /// The rules of this set that have no keyword.
    pub fn new(rules: &RuleSet) -> Self {
        let mut bare = Bare::default();
        let mut first = 0;
        for tables in rules.tables() {
            // Hundreds of rules share a few classes.
            let mut classes: Vec<Option<Told>> = vec![None; tables.classes.len()];
            for &local in tables.bare.iter() {
                match sieve(tables, local, first + local, &mut classes) {
                    Some(sieve) => {
                        let ix = RuleIx(sieve.rule);
                        let near = rules.rule(ix).and_then(|rule| rule.near());
                        let known = near.is_some_and(|row| labels::are_known(row, rules, ix));
                        let longest = tables.rules.get(usize::from(local)).map(|row| row.longest as usize);
                        let labelled = known && (sieve.alone || longest == Some(UUID));
                        bare.enter(Sieve { labelled, ..sieve });
                    }
                    None => bare.always.push(first + local),
                }
            }
            first += tables.rules.len() as u16;
        }
        bare.labelled.sort_unstable();
        bare
    }

    fn enter(&mut self, sieve: Sieve) {
        let lengths = &mut self.lengths[sieve.alphabet as usize];
        for length in sieve.min..=sieve.max.min(128) {
            *lengths |= 1 << (length % 128);
        }
        if sieve.max > 128 {
            *lengths |= 1;
        }
        let at = self.sieves.len() as u16;
        if sieve.labelled {
            self.labelled.push((sieve.rule, at));
        }
        let known = &self.sieves;
        let enter = |lane: &mut Lane| match sieve.labelled {
            false => lane.plain.push(at),
            true => {
                let labelled = &mut lane.labelled[usize::from(sieve.alone)];
                // One of those that ask for the same tells of all.
                let same = |&at: &u16| known.get(usize::from(at)).is_some_and(|other| other.tells_of(&sieve));
                if !labelled.iter().any(same) {
                    labelled.push(at);
                }
            }
        };
        match sieve.max - sieve.min <= WIDEST {
            true => {
                let exact = &mut self.exact[sieve.alphabet as usize];
                (sieve.min..=sieve.max).for_each(|length| enter(exact.entry(length).or_default()));
            }
            false => enter(&mut self.wide),
        }
        self.sieves.push(sieve);
    }

    /// The sieve of a rule that asks for a word close by.
    fn labelled(&self, rule: u16) -> Option<&Sieve> {
        let at = self.labelled.binary_search_by_key(&rule, |&(rule, _)| rule).ok()?;
        self.sieves.get(usize::from(self.labelled[at].1))
    }

    fn labels(&self, rules: &RuleSet) -> &Labels {
        let labelled = self.sieves.iter().filter(|sieve| sieve.labelled).map(|sieve| sieve.rule);
        self.labels.get_or_init(|| Labels::new(rules, labelled))
    }

    /// Hands out the rules that may hold a value from `start` on, in a run that ends at `end`. Says how many bytes to
    /// either side of the run were looked at for that.
    pub fn at(
        &self,
        rules: &RuleSet,
        text: &[u8],
        start: usize,
        end: usize,
        mut visit: impl FnMut(u16),
    ) -> usize {
        let mut looked = 0;
        let Some(run) = text.get(start..end) else { return looked };
        let mut kinds = 0;
        let rest_is_mixed = run.iter().any(|&b| {
            kinds |= kind(b);
            is_mixed(kinds)
        });
        if rest_is_mixed {
            self.always.iter().for_each(|&rule| visit(rule));
        }
        let word = measure(run, (0, 0), Alphabet::Alnum);
        for alphabet in [Alphabet::Alnum, Alphabet::Url, Alphabet::Standard] {
            let (length, kinds) = measure(run, word, alphabet);
            let bit = if length < 128 { length } else { 0 };
            if self.lengths[alphabet as usize] >> bit & 1 == 0 {
                continue;
            }
            let fits = |sieve: &&Sieve| {
                sieve.alphabet == alphabet
                    && (rest_is_mixed || sieve.max < usize::MAX)
                    && (sieve.min..=sieve.max).contains(&length)
                    && fits_kinds(kinds, sieve.kinds, sieve.alone)
            };
            let exact = self.exact[alphabet as usize].get(&length);
            for lane in exact.into_iter().chain([&self.wide]) {
                self.sieves(&lane.plain).filter(fits).for_each(|sieve| visit(sieve.rule));
            }
            // Hundreds of rules ask for a word: the words that are there tell which of them to try.
            for alone in [false, true] {
                let asks =
                    |lane: &Lane| self.sieves(&lane.labelled[usize::from(alone)]).any(|sieve| fits(&sieve));
                if exact.is_some_and(asks) || asks(&self.wide) {
                    let end = start + if alone { length } else { UUID };
                    // A value of fixed length may go on behind its run.
                    looked = UUID + labels::REACH;
                    let around = self.labels(rules).around(rules, text, start, end);
                    let sieves = around.into_iter().filter_map(|rule| self.labelled(rule));
                    sieves
                        .filter(|sieve| sieve.alone == alone)
                        .filter(fits)
                        .for_each(|sieve| visit(sieve.rule));
                }
            }
        }
        looked
    }

    fn sieves(&self, list: &[u16]) -> impl Iterator<Item = &Sieve> {
        list.iter().filter_map(|&at| self.sieves.get(usize::from(at)))
    }
}

/// True where a value of these kinds of letters may be one of a form that asks for those. A value that is all of it has
/// a digit where it may.
fn fits_kinds(kinds: u8, asked: u8, alone: bool) -> bool {
    kinds & !asked == 0 && ((kinds | !asked) & DIGIT != 0 || !alone)
}

/// True for digits, or letters of both cases: random values of sixteen signs and more have them, and names in snake
/// case and paths have not. Where a value stands for itself alone, a digit is asked for: names in camel case have none.
fn is_mixed(kinds: u8) -> bool {
    kinds & DIGIT != 0 || kinds & UPPER != 0 && kinds & (LOWER | LOWER_HEX) != 0
}

fn kind(b: u8) -> u8 {
    match b {
        b'0'..=b'9' => DIGIT,
        b'a'..=b'f' => LOWER_HEX,
        b'g'..=b'z' => LOWER,
        b'A'..=b'Z' => UPPER,
        _ => 0,
    }
}

/// How far the signs of an alphabet go, and the kinds of them; so much as `known` says of it is known.
fn measure(run: &[u8], known: (usize, u8), alphabet: Alphabet) -> (usize, u8) {
    let (from, mut kinds) = known;
    for (at, &b) in run.iter().enumerate().skip(from) {
        let kind = kind(b);
        let goes_on = kind != 0
            || match alphabet {
                Alphabet::Alnum => false,
                Alphabet::Url => matches!(b, b'_' | b'-'),
                Alphabet::Standard => matches!(b, b'+' | b'/'),
            };
        if !goes_on {
            return (at, kinds);
        }
        kinds |= kind;
    }
    (run.len(), kinds)
}

/// A class in these terms, where it can be told so.
type Told = Option<(Alphabet, u8)>;

fn tell(class: &[u64; 4]) -> Told {
    let has = |b: u8| class[usize::from(b >> 6)] >> (b & 63) & 1 == 1;
    let mut kinds = 0;
    for b in (0..=255).filter(|&b| has(b)) {
        match kind(b) {
            0 if !matches!(b, b'_' | b'-' | b'+' | b'/') => return None,
            kind => kinds |= kind,
        }
    }
    match (has(b'_') || has(b'-'), has(b'+') || has(b'/')) {
        (false, false) => Some((Alphabet::Alnum, kinds)),
        (true, false) => Some((Alphabet::Url, kinds)),
        (false, true) => Some((Alphabet::Standard, kinds)),
        (true, true) => None,
    }
}

/// What the first class of a rule asks for; `None` where it is not told in these terms.
fn sieve(tables: &Tables, local: u16, rule: u16, classes: &mut [Option<Told>]) -> Option<Sieve> {
    let parts = rows(&tables.parts, tables.rules.get(usize::from(local))?.parts);
    let first: &Part = parts.first().filter(|part| part.literal.len == 0)?;
    let class = tables.classes.get(usize::from(first.class))?;
    let (alphabet, kinds) = (*classes.get_mut(usize::from(first.class))?.get_or_insert_with(|| tell(class)))?;
    // Where more of the pattern follows, its signs may go on with the measure: then only the least length is sure.
    let (min, max) = (first.min as usize, first.max as usize);
    let alone = parts.len() == 1
        && matches!(tables.rules.get(usize::from(local))?.form, crate::rules::table::Form::Shape(_));
    let ends = |part: &Part| {
        let sign = tables.text(part.literal).as_bytes().first().copied();
        alphabet == Alphabet::Alnum && sign.is_some_and(|b| kind(b) == 0)
    };
    match alone || parts.get(1).is_some_and(ends) {
        true => Some(Sieve { rule, alphabet, min, max, kinds, alone, labelled: false }),
        false => Some(Sieve { rule, alphabet, min, max: usize::MAX, kinds: u8::MAX, alone, labelled: false }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures() {
        assert_eq!(measure(b"0a9f-1", (0, 0), Alphabet::Alnum), (4, DIGIT | LOWER_HEX));
        assert_eq!(
            measure(b"0aZ_f-1+", (3, DIGIT | LOWER_HEX | UPPER), Alphabet::Url),
            (7, DIGIT | LOWER_HEX | UPPER)
        );
        assert_eq!(measure(b"xy+/z", (0, 0), Alphabet::Standard), (5, LOWER));
    }
}
