//! Values with a vendor's prefix that are too short, too long, or have a character that the vendor's tokens never have.

use super::formats::{Formats, Prefix};
use super::miss::{SLACK, is_close, refutes};
use super::name::Name;
use super::vendor::is_named;
use crate::engine::form;
use crate::model::{Confidence, RuleIx};
use crate::rules::RuleSet;

impl Formats {
    /// The rule whose prefix the value has, if all rules with that prefix refute it. A prefix that does not identify
    /// its vendor counts if the vendor's name stands before the value and the value misses the format by little.
    pub fn cut_or_extended(&self, rules: &RuleSet, before: &Name<'_>, value: &[u8]) -> Option<RuleIx> {
        if let Some(sure) = self.belied(rules, value) {
            return Some(sure);
        }
        let prefixes: Vec<&Prefix> =
            self.of(value).filter(|prefix| self.is_told(rules, prefix, before, value)).collect();
        let refutes = |prefix: &&Prefix| rules.rule(prefix.rule).is_some_and(|rule| refutes(&rule, value));
        prefixes.iter().all(refutes).then(|| prefixes.last().map(|prefix| prefix.rule)).flatten()
    }

    /// True if the vendor's name stands before the value, or the short prefix needs no name, and the value has about
    /// the length of the vendor's tokens.
    fn is_told(&self, rules: &RuleSet, prefix: &Prefix, before: &Name<'_>, value: &[u8]) -> bool {
        let Some(rule) = rules.rule(prefix.rule) else { return false };
        // Any vendor may begin keys with `sk_` and `pk_`.
        let told = matches!(*prefix.text, [_, b, sign] if b != b'k' && !sign.is_ascii_alphanumeric());
        let short = prefix.free && told && rule.confidence() == Confidence::High && rule.row.longest > 0;
        short && is_close(&rule, value) || is_named(rules, prefix.rule, before)
    }

    /// The rule of the longest prefix that the value has, if that identifies the vendor. A valid token has a finding of
    /// its own, and one that is much longer may have a format that is not known yet.
    fn belied(&self, rules: &RuleSet, value: &[u8]) -> Option<RuleIx> {
        let length = self.of(value).map(|prefix| prefix.text.len()).max()?;
        let (all, of_others): (Vec<&Prefix>, Vec<&Prefix>) =
            self.of(value).partition(|prefix| prefix.text.len() == length);
        let rule = |prefix: &Prefix| rules.rule(prefix.rule);
        let fits = |prefix: &&Prefix| rule(prefix).is_some_and(|rule| form::fits(&rule, value));
        let longest = all.iter().filter_map(|prefix| rule(prefix)).map(|rule| rule.row.longest as usize);
        let known = match longest.clone().min()? {
            0 => !all.iter().any(fits),
            _ => longest.max().is_some_and(|longest| value.len() <= longest + SLACK),
        };
        // People, and other scanners, write tokens in either case.
        let folds = |fold: fn(&[u8]) -> Vec<u8>| {
            let folded = [&value[..length], &fold(&value[length..])].concat();
            all.iter().any(|prefix| rule(prefix).is_some_and(|rule| form::fits(&rule, &folded)))
        };
        let known = known && !folds(<[u8]>::to_ascii_uppercase) && !folds(<[u8]>::to_ascii_lowercase);
        let belied = known
            && all.iter().all(|prefix| prefix.sure)
            && !of_others.iter().any(|prefix| prefix.free && fits(prefix));
        belied.then(|| all.last().map(|prefix| prefix.rule)).flatten()
    }

    /// All known prefixes that `value` begins with.
    pub fn of<'a>(&'a self, value: &'a [u8]) -> impl Iterator<Item = &'a Prefix> {
        let near = value.first_chunk().into_iter().flat_map(|first| self.begun(*first));
        near.filter(|prefix| value.starts_with(&prefix.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_several_prefixes_tells_the_vendor_where_it_is_long() {
        let rules = RuleSet::builtin();
        let formats = Formats::new(&rules);
        let cut = |before: &[u8], value: &str| {
            formats.cut_or_extended(&rules, &Name::of(before), value.as_bytes()).is_some()
        };
        assert!(cut(b"", &["hca", "ik_01k9hqw8tfiwx6h68k5va5412ie"].concat()));
        let short = ["pa", "t.FNeY3UOXRe6xlaiOe-qlmU.4027826f3a29"].concat();
        assert!(!cut(b"", &short), "that may be anybody's");
        assert!(cut(b"HARNESS_TOKEN=", &short));
    }

    #[test]
    fn a_cut_token_is_mistaken() {
        let rules = RuleSet::builtin();
        let formats = Formats::new(&rules);
        let name = |value: String| {
            formats
                .cut_or_extended(&rules, &Name::of(b""), value.as_bytes())
                .map(|ix| rules.info(ix).provider)
        };
        assert_eq!(name(["ghp", "_Ab3dE5gH7"].concat()), Some("GitHub"));
        assert_eq!(name(["ghp", "_", &"Ab3dE5gH7j".repeat(9)].concat()), None, "a form yet unknown");
        assert_eq!(name("g".into()), None);
        let value = ["r8", "_Ab3dE5gH7jK9m"].concat();
        assert_eq!(name(value.clone()), None, "a short prefix tells nothing alone");
        assert!(formats.cut_or_extended(&rules, &Name::of(b"REPLICATE_TOKEN="), value.as_bytes()).is_some());
        assert_eq!(name("Ab3dE5gH7jK9mN1p".into()), None);
    }
}
