//! Vendors by the names that values are given to.

use super::common::is_common;
use super::name::Name;
use crate::engine::generic::words;
use crate::model::RuleIx;
use crate::rules::{Rule, RuleSet};

/// Shortest word that names a vendor where it stands before a value.
pub const NAMING: usize = 3;
/// Shortest one that does so without the word behind it that says what the vendor does.
const TELLING: usize = 5;

/// The words that a rule asks for.
pub fn words<'r>(rule: &Rule<'r>) -> impl Iterator<Item = &'r str> {
    let tables = rule.tables;
    rule.near().into_iter().flat_map(move |row| tables.list(row.words))
}

/// True where a word that the rule asks for stands in the name, and tells the vendor.
pub fn is_vendor_in(rule: &Rule<'_>, before: &Name<'_>) -> bool {
    words(rule).any(|word| word.len() >= NAMING && before.has(word) && !is_common(word))
}

/// The vendor of the rule, as people write it into names.
pub fn vendor<'r>(rule: &Rule<'r>) -> &'r str {
    const KINDS: [&str; 9] = [" Cloud", " AI", " API", " Labs", " CRM", " CI", " Networks", " Pro", " SMS"];
    let full = rule.provider().split([',', '(', '/']).next().unwrap_or_default().trim_ascii();
    let plain = KINDS.iter().find_map(|kind| full.strip_suffix(kind)).filter(|plain| plain.len() >= TELLING);
    plain.unwrap_or(full)
}

/// True where the vendor of the rule stands in the name with all its words.
pub fn is_named_fully(rule: &Rule<'_>, before: &Name<'_>) -> bool {
    is_told(vendor(rule), before)
}

/// True where the vendor stands in the name with all its words: `New Relic` in `NEWRELIC_KEY`, not in `new Key`. One that is
/// an ordinary word has to be a part of the very name: `HERE_KEY`, not `put it here: KEY`.
pub fn is_told(vendor: &str, before: &Name<'_>) -> bool {
    let is_ordinary = || words::coverage(vendor.as_bytes()).is_some_and(|covered| covered >= 1.0);
    vendor.len() >= NAMING
        && before.has_whole(vendor)
        && !is_common(vendor)
        && (!is_ordinary() || before.is_named(vendor))
}

/// True where the first word of the vendor's name stands in the name.
pub fn is_named(rules: &RuleSet, rule: RuleIx, before: &Name<'_>) -> bool {
    let provider = rules.rule(rule).map_or("", |rule| rule.provider());
    let provider = provider.split([' ', '.']).next().unwrap_or_default();
    provider.len() >= NAMING && before.has(provider)
}
