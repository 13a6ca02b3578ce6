//! Values that a name promises and that look like a vendor's token, but are not: cut short, mistyped, made up. A
//! generic rule holds them by their name; the vendor's own shape says that nobody was ever given such a token. So
//! they are worth a look in an audit, and no more.
//!
//! Told from the value and its surroundings alone, never from hits, so that history and plain files agree.

mod common;
mod miss;
mod name;
mod other;

use self::common::is_common;
use self::miss::{FOREIGN, LABELLED_SLACK, Miss, alphabet, holds, lengths, missed, refutes, signs};
use self::name::Name;
use super::labels::{self, Labels};
use super::{Looked, near};
use crate::model::{Candidate, Confidence, Mark, RuleIx};
use crate::rules::table::{Form, rows};
use crate::rules::{Rule, RuleSet};
use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

/// The rule for values that are called passwords.
const PASSWORD: &str = "generic-password";
/// Shortest prefix that names a vendor beyond doubt.
const LEAST: usize = 4;
/// The same where it is one of several.
const LEAST_OF_MANY: usize = 6;
/// Shortest word that names a vendor where it stands before a value.
const NAMING: usize = 3;
/// Shortest token whose length says something.
const SHORTEST: usize = 20;

/// The shapes of all formats, made when the first value is asked about.
#[derive(Debug, Default)]
pub struct Almost {
    known: OnceLock<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// Public prefixes, sorted.
    prefixes: Vec<Prefix>,
    /// The same in lower case, with their places in `prefixes`; sorted. Made when first asked for.
    folded: OnceLock<Vec<(Box<[u8]>, usize)>>,
    /// The words of the rules for shapes beside a word.
    labels: Labels,
    /// These rules, in their order.
    labelled: Vec<Labelled>,
    /// Rules for long runs behind a keyword that names the vendor.
    keyed: Vec<Keyed>,
}

#[derive(Debug)]
struct Prefix {
    text: Box<[u8]>,
    rule: RuleIx,
    /// True where the prefix alone tells whose token it is, and its shape is known for sure.
    sure: bool,
}

/// A rule for a shape beside a word.
#[derive(Debug)]
struct Labelled {
    rule: RuleIx,
    /// The lengths that may be a miss.
    lengths: RangeInclusive<usize>,
    /// The signs of its values.
    alphabet: [u64; 4],
    /// True where it has a word that is too short to be looked up.
    short: bool,
}

/// A rule for a long run behind a keyword.
#[derive(Debug)]
struct Keyed {
    rule: RuleIx,
    /// The least length of the run.
    least: usize,
}

impl Almost {
    /// Lowers a generic candidate whose value is nearly a vendor's token, and is none. Says which bytes around it say so.
    pub fn lower(&self, rules: &RuleSet, text: &[u8], candidate: &mut Candidate<'_>) -> Option<Looked> {
        let held = candidate.dismissed.is_none() && candidate.confidence > Confidence::Low;
        if !held || !rules.is_generic(candidate.rule) {
            return None;
        }
        let known = self.known.get_or_init(|| Known::new(rules));
        let place = candidate.secret;
        // The labels and the name before the value.
        const { assert!(name::REACH <= labels::REACH) };
        let mut looked = Looked::new(text, place.start.checked_sub(labels::REACH + 1), place.end + 1);
        let before = &Name::before(text, place);
        // A password is what somebody chose, whatever tokens the vendor issues.
        let issued = rules.info(candidate.rule).id != PASSWORD;
        let mut mistaken = known.cut(rules, before, &candidate.value);
        mistaken = mistaken.or_else(|| known.recased(rules, before, &candidate.value));
        if issued && mistaken.is_none() {
            mistaken = known.mislabelled(rules, text, before, candidate, &mut looked);
        }
        if issued && mistaken.is_none() {
            mistaken = known.unfinished(rules, before, &candidate.value);
        }
        if issued && mistaken.is_none() {
            mistaken = known.foreign_uuid(rules, before, &candidate.value);
        }
        if let Some(ix) = mistaken {
            candidate.confidence = Confidence::Low;
            candidate.marks.push(Mark {
                name: Cow::Borrowed("vendor-shape"),
                passed: false,
                points: 0.0,
                detail: Cow::Owned(format!("nearly a {}, but for its length or signs", rules.info(ix).name)),
            });
        }
        Some(looked)
    }
}

impl Known {
    fn new(rules: &RuleSet) -> Self {
        let mut known = Known::default();
        for rule in rules.iter().filter_map(|ix| rules.rule(ix)) {
            known.enter(rules, &rule);
        }
        known.prefixes.sort_by(|a, b| a.text.cmp(&b.text));
        known.labels = Labels::new(rules, known.labelled.iter().map(|labelled| labelled.rule.0));
        known
    }

    fn enter(&mut self, rules: &RuleSet, rule: &Rule<'_>) {
        let vendor = !rules.is_generic(rule.ix);
        let labelled = rule.near().is_some_and(|near| near.required && near.words.len > 0);
        let long = |least: u32| least as usize >= SHORTEST;
        if vendor && labelled && matches!(rule.row.form, Form::Shape(_)) && long(rule.row.shortest) {
            self.labelled.push(Labelled::of(rule));
        }
        let literal = head(rule);
        if literal.is_none() && !opens(rule) {
            if vendor && !labelled && long(rule.row.front_min) {
                self.keyed.push(Keyed { rule: rule.ix, least: rule.row.front_min as usize });
            }
            return;
        }
        let free = rule.near().is_none_or(|near| !near.required) && !rule.row.by_path;
        let least = if literal.is_some() { LEAST } else { LEAST_OF_MANY };
        for word in rules.keywords(rule.ix) {
            if literal.is_none_or(|literal| word.starts_with(literal) || literal.starts_with(word)) {
                let sure =
                    free && rule.confidence() == Confidence::High && word.len() >= least && !is_common(word);
                let text = word.as_bytes().into();
                self.prefixes.push(Prefix { text, rule: rule.ix, sure: sure && !word.contains("://") });
            }
        }
    }

    /// The rule whose prefix the value has, where every rule with such a prefix refutes it by a little. A prefix that
    /// does not tell its vendor alone does so together with the vendor's name.
    fn cut(&self, rules: &RuleSet, before: &Name<'_>, value: &[u8]) -> Option<RuleIx> {
        let named: Vec<&Prefix> =
            self.of(value).filter(|prefix| is_named(rules, prefix.rule, before)).collect();
        let prefixes = match named.is_empty() {
            true if self.of(value).all(|prefix| prefix.sure) => self.of(value).collect(),
            _ => named,
        };
        let refutes = |prefix: &&Prefix| rules.rule(prefix.rule).is_some_and(|rule| refutes(&rule, value));
        prefixes.iter().all(refutes).then(|| prefixes.last().map(|prefix| prefix.rule)).flatten()
    }

    /// All prefixes that `value` begins with.
    fn of<'a>(&'a self, value: &'a [u8]) -> impl Iterator<Item = &'a Prefix> {
        let first = value.get(..2).unwrap_or_default();
        let from = self.prefixes.partition_point(|prefix| &*prefix.text < first);
        let near = self.prefixes[from..].iter().take_while(move |prefix| prefix.text.starts_with(first));
        near.filter(|prefix| value.starts_with(&prefix.text))
    }

    /// The rule whose word stands beside the value, and whose length or alphabet it misses.
    fn mislabelled(
        &self,
        rules: &RuleSet,
        text: &[u8],
        before: &Name<'_>,
        candidate: &Candidate<'_>,
        looked: &mut Looked,
    ) -> Option<RuleIx> {
        let (value, place) = (&*candidate.value, candidate.secret);
        // A label behind the value is a comment at most, and half of the reading.
        let around = self.labels.around(rules, text, place.start, text.len());
        let of_rule = |ix: u16| {
            let at = self.labelled.binary_search_by_key(&ix, |labelled| labelled.rule.0).ok()?;
            self.labelled.get(at)
        };
        let near_by = around.into_iter().filter_map(of_rule);
        let tried = near_by.chain(self.labelled.iter().filter(|labelled| labelled.short));
        let mut misses =
            tried.filter(|labelled| labelled.lengths.contains(&value.len())).filter(|labelled| {
                let Some(rule) = rules.rule(labelled.rule) else { return false };
                let Some(row) = rule.near() else { return false };
                match missed(&rule, &labelled.alphabet, value) {
                    None => false,
                    Some(Miss::Little) => {
                        *looked = looked.and(near::looked(text, place, row));
                        near::word(text, place, row, rule.tables).is_some()
                    }
                    Some(Miss::Much) => is_vendor_in(&rule, before),
                }
            });
        misses.next().map(|labelled| labelled.rule)
    }

    /// The rule whose keyword stands in the name of the value, and whose run the value is too short for, or has not
    /// the signs of.
    fn unfinished(&self, rules: &RuleSet, before: &Name<'_>, value: &[u8]) -> Option<RuleIx> {
        let close = |keyed: &&Keyed| (keyed.least / 2..=keyed.least + LABELLED_SLACK).contains(&value.len());
        let signs = signs(value);
        let mut found = self.keyed.iter().filter(close).filter(|keyed| {
            let Some(rule) = rules.rule(keyed.rule) else { return false };
            let Some(class) = rule.tables.classes.get(usize::from(rule.row.front)) else { return false };
            // Signs that differ are fewer than all: most values have too many of them already.
            let differing: u32 =
                signs.iter().zip(class).map(|(has, class)| (has & !class).count_ones()).sum();
            let misses = match value.len() < keyed.least {
                true => differing == 0,
                false => {
                    (1..=FOREIGN).contains(&(differing as usize))
                        && value.iter().filter(|&&b| !holds(class, b)).count() <= FOREIGN
                }
            };
            misses && rule.keywords().any(|word| before.has(word) && is_name(word))
        });
        found.next().map(|keyed| keyed.rule)
    }
}

impl Labelled {
    fn of(rule: &Rule<'_>) -> Self {
        let short = words(rule).any(|word| !labels::is_looked_up(word));
        Labelled { rule: rule.ix, lengths: lengths(rule), alphabet: alphabet(rule), short }
    }
}

/// The words that a rule asks for.
fn words<'r>(rule: &Rule<'r>) -> impl Iterator<Item = &'r str> {
    let tables = rule.tables;
    rule.near().into_iter().flat_map(move |row| tables.list(row.words))
}

/// True where a word that the rule asks for stands in the name, and tells the vendor.
fn is_vendor_in(rule: &Rule<'_>, before: &Name<'_>) -> bool {
    words(rule).any(|word| word.len() >= NAMING && before.has(word) && !is_common(word))
}

/// True for a keyword that may be a part of a name, and tells whose.
fn is_name(word: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'=');
    word.len() >= LEAST && word.bytes().all(plain) && !is_common(word)
}

/// True where the vendor of the rule stands in the name.
fn is_named(rules: &RuleSet, rule: RuleIx, before: &Name<'_>) -> bool {
    let provider = rules.rule(rule).map_or("", |rule| rule.provider());
    let provider = provider.split([' ', '.']).next().unwrap_or_default();
    provider.len() >= NAMING && before.has(provider)
}

/// The literal that every value of the rule begins with.
fn head<'r>(rule: &Rule<'r>) -> Option<&'r str> {
    if matches!(rule.row.form, Form::Matcher(_)) || rule.row.ignore_case {
        return None;
    }
    let first = rows(&rule.tables.parts, rule.row.parts).first()?;
    (first.secret && first.literal.len > 0).then(|| rule.tables.text(first.literal))
}

/// True where the values of the rule begin with one of several literals, and are told by their length.
fn opens(rule: &Rule<'_>) -> bool {
    rule.row.opens && !rule.row.ignore_case && rule.row.shortest as usize >= SHORTEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_several_prefixes_tells_the_vendor_where_it_is_long() {
        let rules = RuleSet::builtin();
        let known = Known::new(&rules);
        let cut =
            |before: &[u8], value: &str| known.cut(&rules, &Name::of(before), value.as_bytes()).is_some();
        assert!(cut(b"", &["hca", "ik_01k9hqw8tfiwx6h68k5va5412ie"].concat()));
        let short = ["pa", "t.FNeY3UOXRe6xlaiOe-qlmU.4027826f3a29"].concat();
        assert!(!cut(b"", &short), "that may be anybody's");
        assert!(cut(b"HARNESS_TOKEN=", &short));
    }

    #[test]
    fn a_cut_token_is_mistaken() {
        let rules = RuleSet::builtin();
        let known = Known::new(&rules);
        let name = |value: String| {
            known.cut(&rules, &Name::of(b""), value.as_bytes()).map(|ix| rules.info(ix).provider)
        };
        assert_eq!(name(["ghp", "_Ab3dE5gH7"].concat()), Some("GitHub"));
        assert_eq!(name(["ghp", "_", &"Ab3dE5gH7j".repeat(9)].concat()), None, "a form yet unknown");
        assert_eq!(name("g".into()), None);
        let value = ["r8", "_Ab3dE5gH7jK9m"].concat();
        assert_eq!(name(value.clone()), None, "a short prefix tells nothing alone");
        assert!(known.cut(&rules, &Name::of(b"REPLICATE_TOKEN="), value.as_bytes()).is_some());
        assert_eq!(name("Ab3dE5gH7jK9mN1p".into()), None);
    }
}
