//! Rules without a keyword: a bare value of some length and alphabet. Hundreds of rules share a few lengths, so the
//! value is measured once, and only the rules that fit are tried.

mod beside;
mod lane;
mod sieve;
mod signs;

use super::labels::{self, Labels, Read};
use crate::model::RuleIx;
use crate::rules::bytes::Set;
use crate::rules::{RuleSet, has};
use lane::{Lane, Place, Told};
use sieve::{Sieve, Value, Word, sieve};
use signs::{Alphabet, Class, goes_on_mixed, measure};
use std::cell::OnceCell;
use std::sync::OnceLock;

/// Length of a UUID, the only format of several classes that many rules share.
const UUID: usize = 36;
/// Longest run in which rules without a keyword are tried, in bytes.
pub const RUN_LOOK: usize = 4096;
/// Greatest distance, in lines, at which words beside a value are looked up here.
const MOST_LINES: u16 = 4;
/// A sieve that accepts more lengths than this is not entered under each of them.
const WIDEST: usize = 16;

/// All rules without a keyword, indexed by alphabet and length.
#[derive(Debug, Default)]
pub struct Bare {
    sieves: Vec<Sieve>,
    /// For each alphabet and length, the lane of the sieves for exactly that length.
    exact: [Vec<u16>; 3],
    /// The first one is empty and used for all other lengths.
    lanes: Vec<Lane>,
    /// For each alphabet, the sieves that accept very many lengths, and the bytes that values of the plain ones can
    /// begin with.
    wide: [Lane; 3],
    wide_firsts: [Vec<Set>; 3],
    /// The sieve of every labelled rule: rule and position; sorted.
    labelled: Vec<(u16, u16)>,
    /// The words that stand close to labelled values; made when the first is needed.
    labels: OnceLock<Labels>,
    /// Rules that cannot be expressed as a sieve: tried in every mixed run that begins with one of these bytes.
    always: Vec<(u16, Set)>,
    /// For each alphabet, a bit for every length below 128 that a rule accepts; bit 0 for longer ones.
    lengths: [u128; 3],
}

impl Bare {
    /// From the rules of this set that have no keyword.
    pub fn new(rules: &RuleSet) -> Self {
        let mut bare = Bare { lanes: vec![Lane::default()], ..Bare::default() };
        let mut first = 0;
        for tables in rules.tables() {
            // Many rules share a class: each is analysed once.
            let mut classes: Vec<Option<Class>> = vec![None; tables.classes.len()];
            // Rules that are off are left out.
            let on = |local: &&u16| rules.is_on(RuleIx(first + **local));
            for &local in tables.bare.iter().filter(on) {
                match sieve(tables, local, first + local, &mut classes) {
                    Some(sieve) => {
                        let ix = RuleIx(sieve.rule);
                        let near = rules.rule(ix).and_then(|rule| rule.near());
                        let known = near.is_some_and(|row| labels::are_known(row, rules, ix));
                        let longest = tables.rules.get(usize::from(local)).map(|row| row.longest as usize);
                        let word = match near.filter(|_| known) {
                            Some(row) if labels::are_close(row) && (sieve.alone || longest == Some(UUID)) => {
                                Word::Close
                            }
                            Some(row) if row.within <= MOST_LINES && sieve.alone => Word::Lines,
                            _ => Word::Any,
                        };
                        bare.enter(Sieve { word, ..sieve });
                    }
                    None => bare.always.push((first + local, first_of(rules, first + local))),
                }
            }
            first += tables.rules.len() as u16;
        }
        let firsts =
            |lane: &Lane| bare.sieves(&lane.plain).map(|sieve| first_of(rules, sieve.rule)).collect();
        bare.wide_firsts = [0, 1, 2].map(|alphabet| firsts(&bare.wide[alphabet]));
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
        if sieve.word == Word::Close {
            self.labelled.push((sieve.rule, at));
        }
        let known = &self.sieves;
        let enter = |lane: &mut Lane| match sieve.word {
            Word::Any => lane.plain.push(at),
            Word::Lines => lane.lined.push(at),
            Word::Close => {
                let labelled = &mut lane.labelled[usize::from(sieve.alone)];
                // If several ask for the same, one of them is enough to tell that one fits.
                let same = |&at: &u16| known.get(usize::from(at)).is_some_and(|other| other.tells_of(&sieve));
                if !labelled.iter().any(same) {
                    labelled.push(at);
                }
            }
        };
        match sieve.max - sieve.min <= WIDEST {
            true => {
                let exact = &mut self.exact[sieve.alphabet as usize];
                // Runs are cut at this length.
                for length in sieve.min..=sieve.max.min(RUN_LOOK) {
                    exact.resize(exact.len().max(length + 1), 0);
                    if exact[length] == 0 {
                        exact[length] = self.lanes.len() as u16;
                        self.lanes.push(Lane::default());
                    }
                    enter(&mut self.lanes[usize::from(exact[length])]);
                }
            }
            false => enter(&mut self.wide[sieve.alphabet as usize]),
        }
        self.sieves.push(sieve);
    }

    /// The lane of the sieves for exactly this length.
    fn exact(&self, alphabet: Alphabet, length: usize) -> &Lane {
        const NONE: &Lane =
            &Lane { plain: Vec::new(), lined: Vec::new(), labelled: [Vec::new(), Vec::new()] };
        let lane = self.exact[alphabet as usize].get(length).copied().unwrap_or_default();
        self.lanes.get(usize::from(lane)).unwrap_or(NONE)
    }

    /// The sieve of a rule that asks for a word close by.
    fn labelled(&self, rule: u16) -> Option<&Sieve> {
        let at = self.labelled.binary_search_by_key(&rule, |&(rule, _)| rule).ok()?;
        self.sieves.get(usize::from(self.labelled[at].1))
    }

    fn labels(&self, rules: &RuleSet) -> &Labels {
        let labelled = self.sieves.iter().filter(|sieve| sieve.word != Word::Any).map(|sieve| sieve.rule);
        self.labels.get_or_init(|| Labels::new(rules, labelled))
    }

    /// Calls `visit` with each rule that may accept a value at `start`, in a run that ends at `end`.
    #[inline(never)]
    pub fn at(
        &self,
        rules: &RuleSet,
        text: &[u8],
        (start, end): (usize, usize),
        read: &mut Read,
        mut visit: impl FnMut(u16),
    ) -> Told {
        let run = text.get(start..end).unwrap_or_default();
        let word = measure(run, (0, 0), Alphabet::Alnum);
        let mut told = Told { word: word.0, footprint: None };
        let Some(&opens) = run.first() else { return told };
        let rest_is_mixed = OnceCell::new();
        let is_mixed = || *rest_is_mixed.get_or_init(|| goes_on_mixed(run, word));
        let always = self.always.iter().filter(|(_, first)| has(first, opens) && is_mixed());
        always.for_each(|&(rule, _)| visit(rule));
        for alphabet in [Alphabet::Alnum, Alphabet::Url, Alphabet::Standard] {
            let (length, kinds) = measure(run, word, alphabet);
            let bit = if length < 128 { length } else { 0 };
            if self.lengths[alphabet as usize] >> bit & 1 == 0 {
                continue;
            }
            let value = Value { text, start, length, kinds, alphabet, is_mixed: &is_mixed };
            let exact = self.exact(alphabet, length);
            let wide = &self.wide[alphabet as usize];
            self.sieves(&exact.plain).filter(|sieve| value.fits(sieve)).for_each(|sieve| visit(sieve.rule));
            let tried = self.sieves(&wide.plain).zip(&self.wide_firsts[alphabet as usize]);
            let tried = tried.filter(|(sieve, first)| value.fits(sieve) && has(first, opens));
            tried.for_each(|(sieve, _)| visit(sieve.rule));
            let mut place = Place { rules, read: &mut *read, told: &mut told };
            self.by_lines(&value, [exact, wide], &mut place, &mut visit);
            self.by_labels(&value, [exact, wide], &mut place, &mut visit);
        }
        told
    }

    fn sieves(&self, list: &[u16]) -> impl Iterator<Item = &Sieve> {
        list.iter().filter_map(|&at| self.sieves.get(usize::from(at)))
    }
}

/// The bytes that a value of the rule can begin with; all, if that is not known.
fn first_of(rules: &RuleSet, rule: u16) -> Set {
    rules.rule(RuleIx(rule)).and_then(|rule| rule.first()).copied().unwrap_or([u64::MAX; 4])
}
