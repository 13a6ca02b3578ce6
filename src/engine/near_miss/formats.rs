//! The formats of all rules, indexed by what identifies them: a prefix, a word beside the value, or a keyword in its
//! name.

use super::common_words::is_common;
use super::miss::{alphabet, lengths};
use super::prefilter::Prefilter;
use super::vendor::{vendor, words};
use super::vendor_rules::VendorRules;
use crate::engine::labels::{self, Labels};
use crate::model::{self, Confidence, RuleIx};
use crate::rules::table::{Form, rows};
use crate::rules::{Rule, RuleSet};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

/// Shortest prefix that identifies a vendor.
pub const LEAST: usize = 4;
/// The same for a rule with several prefixes.
const LEAST_OF_MANY: usize = 6;
/// Shortest token whose length says something.
pub const SHORTEST: usize = 20;
/// A vendor with more rules than this may have formats that are not known yet, so its name alone proves nothing.
const FEW: usize = 4;
/// Shortest run behind a keyword that is a token and not a word.
const SHORTEST_RUN: usize = 12;

#[derive(Debug, Default)]
pub struct Formats {
    /// Public prefixes, sorted by their lower case form, then as they are.
    prefixes: Vec<Prefix>,
    /// The words of all labelled rules.
    pub labels: Labels,
    /// The labelled rules, in order of their numbers.
    pub labelled: Vec<Labelled>,
    /// The names of vendors with few rules.
    pub vendors: Prefilter,
    /// Rules for a run behind a keyword that names the vendor.
    pub keyed: Vec<Keyed>,
    /// A prefilter for their keywords.
    pub heads: Prefilter,
    /// All rules by the names of their vendors, made when the first value needs it.
    named: OnceLock<VendorRules>,
}

#[derive(Debug)]
pub struct Prefix {
    pub text: Box<[u8]>,
    /// Its first eight bytes in lower case, as a number with the same order.
    head: u64,
    pub rule: RuleIx,
    /// True if the prefix identifies the vendor and the format is certain.
    pub sure: bool,
    /// True if a value of this format needs nothing but the prefix to be found.
    pub free: bool,
}

/// A rule for a value beside a word.
#[derive(Debug)]
pub struct Labelled {
    pub rule: RuleIx,
    /// Lengths of values that may be a near miss.
    pub lengths: RangeInclusive<usize>,
    /// The characters of its values.
    pub alphabet: [u64; 4],
    /// True if one of its words is too short to be looked up.
    pub short: bool,
    /// The vendor, if it has few rules and is identified by its name; otherwise empty.
    pub vendor: Box<str>,
}

/// A rule for a run behind a keyword.
#[derive(Debug)]
pub struct Keyed {
    pub rule: RuleIx,
    /// Shortest run, in bytes.
    pub least: usize,
}

impl Formats {
    /// From these rules.
    pub fn new(rules: &RuleSet) -> Self {
        let mut formats = Formats::default();
        for rule in rules.iter().filter_map(|ix| rules.rule(ix)) {
            formats.enter(rules, &rule);
        }
        let mut rules_of: HashMap<&str, usize, model::Keyed> =
            HashMap::with_capacity_and_hasher(rules.len(), model::Keyed::default());
        for rule in rules.iter().filter_map(|ix| rules.rule(ix)) {
            *rules_of.entry(rule.provider()).or_default() += 1;
        }
        for (number, labelled) in formats.labelled.iter_mut().enumerate() {
            let rule = rules.rule(labelled.rule);
            let few = rule.filter(|rule| rules_of.get(rule.provider()).is_some_and(|&count| count <= FEW));
            labelled.vendor = few.map(|rule| vendor(&rule).to_ascii_lowercase().into()).unwrap_or_default();
            formats.vendors.enter(&labelled.vendor, number);
        }
        formats.vendors.sort();
        formats.heads.sort();
        formats.prefixes.sort_by(Prefix::order);
        formats.labels = Labels::new(rules, formats.labelled.iter().map(|labelled| labelled.rule.0));
        formats
    }

    /// The rules by the names of their vendors.
    pub fn named(&self, rules: &RuleSet) -> &VendorRules {
        self.named.get_or_init(|| VendorRules::new(rules))
    }

    /// The prefixes that begin with these two letters, in any case.
    pub fn begun(&self, first: [u8; 2]) -> impl Iterator<Item = &Prefix> {
        let first = folded(&first) >> 48;
        let from = self.prefixes.partition_point(|prefix| prefix.head >> 48 < first);
        self.prefixes[from..].iter().take_while(move |prefix| prefix.head >> 48 == first)
    }

    fn enter(&mut self, rules: &RuleSet, rule: &Rule<'_>) {
        let issued = !rules.is_generic(rule.ix);
        let labelled = rule.near().is_some_and(|near| near.required && near.words.len > 0);
        let long = |least: u32| least as usize >= SHORTEST;
        if issued && labelled && matches!(rule.row.form, Form::Shape(_)) && long(rule.row.shortest) {
            self.labelled.push(Labelled::of(rule));
        }
        let literal = head(rule);
        if literal.is_none() && !opens(rule) {
            if issued && !labelled && rule.row.front_min as usize >= SHORTEST_RUN {
                for word in rules.keywords(rule.ix) {
                    self.heads.enter(word, self.keyed.len());
                }
                self.keyed.push(Keyed { rule: rule.ix, least: rule.row.front_min as usize });
            }
            return;
        }
        let free = rule.near().is_none_or(|near| !near.required) && !rule.row.by_path;
        let least = if literal.is_some() { LEAST } else { LEAST_OF_MANY };
        for word in rules.keywords(rule.ix) {
            if literal.is_none_or(|literal| word.starts_with(literal) || literal.starts_with(word)) {
                let telling = match rule.confidence() {
                    Confidence::High => word.len() >= least,
                    _ => word.len() >= LEAST_OF_MANY,
                };
                let sure = free && telling && !is_common(word) && !is_json(word);
                let text = word.as_bytes();
                let sure = sure && !word.contains("://");
                self.prefixes.push(Prefix {
                    text: text.into(),
                    head: folded(text),
                    rule: rule.ix,
                    sure,
                    free,
                });
            }
        }
    }
}

impl Prefix {
    fn order(&self, other: &Prefix) -> Ordering {
        self.head.cmp(&other.head).then_with(|| {
            fn lower(prefix: &Prefix) -> impl Iterator<Item = u8> {
                prefix.text.iter().map(u8::to_ascii_lowercase)
            }
            lower(self).cmp(lower(other)).then_with(|| self.text.cmp(&other.text))
        })
    }
}

/// The first eight bytes in lower case, as a number.
fn folded(text: &[u8]) -> u64 {
    let mut head = [0; 8];
    head.iter_mut().zip(text).for_each(|(to, b)| *to = b.to_ascii_lowercase());
    u64::from_be_bytes(head)
}

impl Labelled {
    fn of(rule: &Rule<'_>) -> Self {
        let short = words(rule).any(|word| !labels::is_looked_up(word));
        Labelled {
            rule: rule.ix,
            lengths: lengths(rule),
            alphabet: alphabet(rule),
            short,
            vendor: Box::default(),
        }
    }
}

/// True for a prefix that any JSON in base64 has.
fn is_json(word: &str) -> bool {
    word.starts_with("eyJ") || word.starts_with("ZXlK")
}

/// The literal that all values of the rule begin with.
fn head<'r>(rule: &Rule<'r>) -> Option<&'r str> {
    if matches!(rule.row.form, Form::Matcher(_)) || rule.row.ignore_case {
        return None;
    }
    let first = rows(&rule.tables.parts, rule.row.parts).first()?;
    (first.secret && first.literal.len > 0).then(|| rule.tables.text(first.literal))
}

/// True if values of the rule begin with one of several literals and have a known length.
fn opens(rule: &Rule<'_>) -> bool {
    rule.row.opens && !rule.row.ignore_case && rule.row.shortest as usize >= SHORTEST
}
