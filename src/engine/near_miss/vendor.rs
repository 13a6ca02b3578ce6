//! Recognises vendors in the names of values.

use super::common_words::is_common;
use super::name::Name;
use crate::engine::generic::words;
use crate::model::RuleIx;
use crate::rules::{Rule, RuleSet};

/// Shortest word that names a vendor before a value.
pub const NAMING: usize = 3;
/// Shortest one that does so without a further word about what the vendor does.
const TELLING: usize = 5;

/// The words that a rule asks for.
pub fn words<'r>(rule: &Rule<'r>) -> impl Iterator<Item = &'r str> {
    let tables = rule.tables;
    rule.near().into_iter().flat_map(move |row| tables.list(row.words))
}

/// True if the name contains a word that the rule asks for and that identifies the vendor.
pub fn is_vendor_in(rule: &Rule<'_>, before: &Name<'_>) -> bool {
    words(rule).any(|word| word.len() >= NAMING && before.has(word) && !is_common(word))
}

/// The vendor of the rule, as people write it in names.
pub fn vendor<'r>(rule: &Rule<'r>) -> &'r str {
    const KINDS: [&str; 9] = [" Cloud", " AI", " API", " Labs", " CRM", " CI", " Networks", " Pro", " SMS"];
    let full = rule.provider().split([',', '(', '/']).next().unwrap_or_default().trim_ascii();
    let plain = KINDS.iter().find_map(|kind| full.strip_suffix(kind)).filter(|plain| plain.len() >= TELLING);
    plain.unwrap_or(full)
}

/// True if the name contains the rule's vendor with all its words.
pub fn is_named_fully(rule: &Rule<'_>, before: &Name<'_>) -> bool {
    is_told(vendor(rule), before)
}

/// True if the name contains the vendor with all its words: `New Relic` in `NEWRELIC_KEY`, not in `new Key`. A vendor
/// whose name is an ordinary word must be part of the identifier: `HERE_KEY`, not `put it here: KEY`.
pub fn is_told(vendor: &str, before: &Name<'_>) -> bool {
    let is_ordinary = || words::coverage(vendor.as_bytes()).is_some_and(|covered| covered >= 1.0);
    vendor.len() >= NAMING
        && before.has_whole(vendor)
        && !is_common(vendor)
        && (!is_ordinary() || before.is_named(vendor))
}

/// True if the name contains the first word of the vendor's name.
pub fn is_named(rules: &RuleSet, rule: RuleIx, before: &Name<'_>) -> bool {
    let provider = rules.rule(rule).map_or("", |rule| rule.provider());
    let provider = provider.split([' ', '.']).next().unwrap_or_default();
    provider.len() >= NAMING && before.has(provider)
}
