//! Vendors by the names that values are given to.

use super::common::is_common;
use super::name::Name;
use crate::model::RuleIx;
use crate::rules::{Rule, RuleSet};

/// Shortest word that names a vendor where it stands before a value.
pub const NAMING: usize = 3;

/// The words that a rule asks for.
pub fn words<'r>(rule: &Rule<'r>) -> impl Iterator<Item = &'r str> {
    let tables = rule.tables;
    rule.near().into_iter().flat_map(move |row| tables.list(row.words))
}

/// True where a word that the rule asks for stands in the name, and tells the vendor.
pub fn is_vendor_in(rule: &Rule<'_>, before: &Name<'_>) -> bool {
    words(rule).any(|word| word.len() >= NAMING && before.has(word) && !is_common(word))
}

/// True where the vendor of the rule stands in the name.
pub fn is_named(rules: &RuleSet, rule: RuleIx, before: &Name<'_>) -> bool {
    let provider = rules.rule(rule).map_or("", |rule| rule.provider());
    let provider = provider.split([' ', '.']).next().unwrap_or_default();
    provider.len() >= NAMING && before.has(provider)
}
