//! The rules of the vendors that a name mentions. There are hundreds of vendors and thousands of words, so they are
//! looked up by their first letters.

use super::name::Name;
use super::prefilter::Prefilter;
use super::vendor::{is_told, is_vendor_in, vendor, words};
use crate::model::{Keyed, RuleIx};
use crate::rules::{Rule, RuleSet};
use std::collections::HashMap;

/// All rules of vendors, by the vendors' names and by the rules' words.
#[derive(Debug, Default)]
pub struct VendorRules {
    /// The rules of each vendor.
    vendors: Vec<Vec<RuleIx>>,
    /// The index of a rule's vendor.
    vendor_of: HashMap<RuleIx, usize, Keyed>,
    names: Footprint,
    words: Footprint,
}

/// Words to look up, by their numbers.
#[derive(Debug, Default)]
struct Footprint {
    heads: Prefilter,
    /// Numbers of the words that cannot be looked up and are tried each time.
    others: Vec<usize>,
}

/// The rules that a name mentions, in order of their numbers.
#[derive(Debug, Default)]
pub struct Mentioned {
    /// The name contains their vendor's name.
    pub by_vendor: Vec<RuleIx>,
    /// The name contains a word that they ask for.
    pub by_word: Vec<RuleIx>,
}

impl VendorRules {
    /// From these rules.
    pub fn new(rules: &RuleSet) -> VendorRules {
        let mut named = VendorRules::default();
        let mut number_of: HashMap<&str, usize, Keyed> = HashMap::default();
        let issued = rules.iter().filter(|ix| !rules.is_generic(*ix)).filter_map(|ix| rules.rule(ix));
        for rule in issued {
            let number = *number_of.entry(rule.provider()).or_insert(named.vendors.len());
            if number == named.vendors.len() {
                named.names.enter(vendor(&rule), number);
                named.vendors.push(Vec::new());
            }
            named.vendors[number].push(rule.ix);
            named.vendor_of.insert(rule.ix, number);
            words(&rule).for_each(|word| named.words.enter(word, usize::from(rule.ix.0)));
        }
        named.names.heads.sort();
        named.words.heads.sort();
        named
    }

    /// The rules that a name mentions.
    pub fn told(&self, rules: &RuleSet, before: &Name<'_>) -> Mentioned {
        let vendors = self.names.numbers(before).into_iter().filter_map(|number| self.vendors.get(number));
        let is_named = |of: &&Vec<RuleIx>| {
            let rule = of.first().and_then(|ix| rules.rule(*ix));
            rule.is_some_and(|rule| is_told(vendor(&rule), before))
        };
        let mut by_vendor: Vec<RuleIx> = vendors.filter(is_named).flatten().copied().collect();
        by_vendor.sort_unstable();
        let by_word = self.words.numbers(before).into_iter().map(|number| RuleIx(number as u16));
        let stands = |ix: &RuleIx| rules.rule(*ix).is_some_and(|rule| is_vendor_in(&rule, before));
        Mentioned { by_vendor, by_word: by_word.filter(stands).collect() }
    }

    /// All rules of the same vendor.
    pub fn of_vendor<'r>(&'r self, rules: &'r RuleSet, rule: RuleIx) -> impl Iterator<Item = Rule<'r>> {
        let number = self.vendor_of.get(&rule);
        let all = number.and_then(|number| self.vendors.get(*number)).into_iter().flatten();
        all.filter_map(|ix| rules.rule(*ix))
    }
}

impl Footprint {
    fn enter(&mut self, word: &str, number: usize) {
        // The first letters of some words may include a gap.
        let plain = word.len() >= 3 && !word.bytes().take(3).any(|b| matches!(b, b' ' | b'*' | b'='));
        match plain {
            true => self.heads.enter(word, number),
            false => self.others.push(number),
        }
    }

    /// The numbers of the words that may occur in the name, ascending.
    fn numbers(&self, name: &Name<'_>) -> Vec<usize> {
        let mut numbers = self.heads.in_text(name.bytes());
        numbers.extend(&self.others);
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::super::vendor::is_named_fully;
    use super::*;

    #[test]
    fn a_name_speaks_of_the_rules_that_stand_in_it() {
        let rules = RuleSet::builtin();
        let named = VendorRules::new(&rules);
        let names: [&[u8]; 7] = [
            b"DATADOG_API_KEY=",
            b"\"new_relic\": \"",
            b"# deepgram\nkey: ",
            b"API_KEY=",
            b"put it here: KEY=",
            b"const myStripeKey = '",
            b"",
        ];
        for name in names {
            let before = Name::of(name);
            let told = named.told(&rules, &before);
            let issued = || rules.iter().filter(|ix| !rules.is_generic(*ix)).filter_map(|ix| rules.rule(ix));
            let by_vendor: Vec<RuleIx> =
                issued().filter(|rule| is_named_fully(rule, &before)).map(|rule| rule.ix).collect();
            let by_word: Vec<RuleIx> =
                issued().filter(|rule| is_vendor_in(rule, &before)).map(|rule| rule.ix).collect();
            assert_eq!(told.by_vendor, by_vendor, "{}", name.escape_ascii());
            assert_eq!(told.by_word, by_word, "{}", name.escape_ascii());
        }
    }

    #[test]
    fn rules_of_a_vendor_are_its_own() {
        let rules = RuleSet::builtin();
        let named = VendorRules::new(&rules);
        let first = named.told(&rules, &Name::of(b"DATADOG_API_KEY=")).by_vendor[0];
        let all: Vec<&str> = named.of_vendor(&rules, first).map(|rule| rule.provider()).collect();
        assert!(all.len() > 1 && all.iter().all(|provider| *provider == "Datadog"));
    }
}
