//! Values whose format differs from that of the vendor in their name: a prefix in the other case, or a UUID although
//! the vendor issues none.

use super::context::would_take;
use super::formats::{Formats, Prefix};
use super::miss::fits_length;
use super::name::Name;
use super::vendor::{NAMING, is_named};
use crate::engine::checks::encoding::is_uuid;
use crate::engine::form;
use crate::model::RuleIx;
use crate::rules::{Rule, RuleSet};

/// Longest prefix, in bytes.
const LONGEST_PREFIX: usize = 48;
/// Length of a UUID.
const UUID: usize = 36;

impl Formats {
    /// The rule whose prefix the value has in another case, with about its length: `GHP_..`, `akia..`. A prefix that
    /// does not identify its vendor counts together with the vendor's name.
    pub fn recased(&self, rules: &RuleSet, before: &Name<'_>, value: &[u8]) -> Option<RuleIx> {
        let head = &value[..value.len().min(LONGEST_PREFIX)];
        let tells = |prefix: &Prefix| {
            prefix.sure || prefix.text.len() >= NAMING && is_named(rules, prefix.rule, before)
        };
        // True if it is a whole token except for the case.
        let is_whole = |prefix: &Prefix, rule: &Rule<'_>| {
            let rest = value.get(prefix.text.len()..).unwrap_or_default();
            prefix.free && form::fits(rule, &[&prefix.text, rest].concat())
        };
        let is_head = |prefix: &&Prefix| {
            head.get(..prefix.text.len()).is_some_and(|head| head.eq_ignore_ascii_case(&prefix.text))
        };
        let mut found = self
            .begun(*head.first_chunk()?)
            .filter(is_head)
            .filter(|prefix| !value.starts_with(&prefix.text))
            .filter(|prefix| {
                let Some(rule) = rules.rule(prefix.rule) else { return false };
                tells(prefix) && self.of(value).next().is_none() && fits_length(&rule, value)
                    || prefix.text.len() >= NAMING && is_whole(prefix, &rule)
            });
        found.next().map(|prefix| prefix.rule)
    }

    /// The rule of a vendor in the name of a UUID that issues no UUIDs.
    pub fn foreign_uuid(&self, rules: &RuleSet, before: &Name<'_>, value: &[u8]) -> Option<RuleIx> {
        if !is_uuid(value) {
            return None;
        }
        let named = self.named(rules);
        let told = named.told(rules, before);
        let is_labelled = |ix: &RuleIx| self.labelled.binary_search_by_key(&ix.0, |one| one.rule.0).is_ok();
        let all = || told.by_word.iter().copied().filter(is_labelled).chain(told.by_vendor.iter().copied());
        let first = all().next()?;
        let issued = all()
            .flat_map(|ix| named.of_vendor(rules, ix))
            .any(|rule| rule.row.longest as usize == UUID || would_take(&rule, value));
        if issued { None } else { Some(first) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_in_the_other_case_is_mistaken() {
        let rules = RuleSet::builtin();
        let formats = Formats::new(&rules);
        let name = |value: String| {
            formats.recased(&rules, &Name::of(b""), value.as_bytes()).map(|ix| rules.info(ix).provider)
        };
        let body = "Ab3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1bC2";
        assert_eq!(name(["GHP", "_", body].concat()), Some("GitHub"));
        assert_eq!(name(["ghp", "_", body].concat()), None, "that is the prefix");
        assert_eq!(name(["GHP", "_", &body.repeat(3)].concat()), None, "far too long");
        assert_eq!(name(body.into()), None);
    }

    #[test]
    fn a_uuid_of_a_vendor_that_issues_none_is_mistaken() {
        let rules = RuleSet::builtin();
        let formats = Formats::new(&rules);
        let uuid = b"3f0c9a52-7be1-4d6a-9c11-5e8f20d7b4aa";
        let name = |before: &str| {
            formats.foreign_uuid(&rules, &Name::of(before.as_bytes()), uuid).map(|ix| rules.info(ix).provider)
        };
        assert_eq!(name("DATADOG_API_KEY="), Some("Datadog"));
        assert_eq!(name("HEROKU_API_KEY="), None, "Heroku's keys were UUIDs");
        assert_eq!(name("API_KEY="), None);
    }
}
