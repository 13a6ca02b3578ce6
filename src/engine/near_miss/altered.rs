//! Values with a character inside that the vendor's tokens never have, and tokens with letters put before them.

use super::formats::{Formats, Prefix};
use super::name::Name;
use super::vendor::{is_named_fully, is_vendor_in};
use crate::engine::form;
use crate::model::{Confidence, RuleIx};
use crate::rules::{Rule, RuleSet, has};

/// Characters that people put into passwords, and hardly any vendor into tokens.
const CHOSEN: &[u8] = b"!#$^*%?&@[]()";
/// More of them than this are an alphabet, not a mistake.
const FEW: usize = 2;
/// Shortest value that was issued by a service.
const ISSUED: usize = 16;
/// Shortest value that proves this without further evidence.
const LONG: usize = 24;
/// Most bytes in front of a glued token.
const GLUED: usize = 4;
/// Shortest prefix that is searched for there.
const LEAST: usize = 4;

/// True for a value that no vendor identifies, that is too long to be chosen by a person, and that has an odd
/// character.
pub fn is_unissued(value: &[u8]) -> bool {
    value.len() >= LONG && !value.iter().any(|b| matches!(b, b'&' | b'%')) && is_odd(value)
}

/// True for letters, digits and joining characters, with one or two characters inside that people put into passwords.
fn is_odd(value: &[u8]) -> bool {
    let inner = value.get(1..value.len().saturating_sub(1)).unwrap_or_default();
    let count = inner.iter().filter(|b| CHOSEN.contains(b)).count();
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"_-./+=:~".contains(b) || CHOSEN.contains(b);
    (1..=FEW).contains(&count) && value.len() >= ISSUED && value.iter().all(plain)
}

impl Formats {
    /// The rule of the vendor in the name of the value, if the value has a character that none of the vendor's tokens
    /// has.
    pub fn altered(&self, rules: &RuleSet, before: &Name<'_>, value: &[u8]) -> Option<RuleIx> {
        if !is_odd(value) {
            return None;
        }
        let inner = value.get(1..value.len() - 1)?;
        let odd = |b: &&u8| CHOSEN.contains(b);
        let named = self.named(rules);
        let told = named.told(rules, before);
        let first = told.by_vendor.into_iter().chain(told.by_word).min()?;
        let has_odd = |rule: &Rule<'_>| {
            let class = rule.tables.classes.get(usize::from(rule.row.front));
            class.is_some_and(|class| inner.iter().filter(odd).any(|&b| has(class, b)))
        };
        let usual = named.of_vendor(rules, first).any(|rule| has_odd(&rule));
        (!usual).then_some(first)
    }

    /// The rule that accepts the value without its first few letters. A prefix that does not identify its vendor counts
    /// together with the vendor's name.
    pub fn glued(&self, rules: &RuleSet, before: &Name<'_>, value: &[u8]) -> Option<RuleIx> {
        let tells = |prefix: &&Prefix, rule: &Rule<'_>| {
            let alone = prefix.free && prefix.text.len() >= LEAST && rule.confidence() == Confidence::High;
            alone || is_named_fully(rule, before) || is_vendor_in(rule, before)
        };
        (1..=GLUED.min(value.len())).find_map(|at| {
            let (lead, token) = value.split_at(at);
            let takes = |prefix: &&Prefix| {
                let rule = rules.rule(prefix.rule);
                rule.is_some_and(|rule| form::fits(&rule, token) && tells(prefix, &rule))
            };
            let glued = lead.iter().all(u8::is_ascii_alphanumeric);
            glued.then(|| self.of(token).find(takes)).flatten().map(|prefix| prefix.rule)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_that_no_token_of_the_vendor_has() {
        let rules = RuleSet::builtin();
        let formats = Formats::new(&rules);
        let marred = |before: &str, value: &str| {
            formats.altered(&rules, &Name::of(before.as_bytes()), value.as_bytes()).is_some()
        };
        let value = "8c46157c0c25bf71!824bc07ba7f1c73";
        assert!(marred("DEEPGRAM_KEY=", value) && marred("# deepgram\nkey: ", value));
        assert!(!marred("API_KEY=", value), "nobody's");
        assert!(is_unissued(value.as_bytes()) && !is_unissued(value.replace('!', "f").as_bytes()));
        assert!(!is_unissued(b"sUm!merOf2019") && !is_unissued(b"q7Lw2ZxCv4q7Lw2ZxCv4&a=b"));
        assert!(!marred("DEEPGRAM_KEY=", &value.replace('!', "f")));
        assert!(!marred("DEEPGRAM_KEY=", "8!c4#157*0c25bf71!824bc0"), "an alphabet of its own");
        assert!(!marred("DEEPGRAM_KEY=", "Summer2019!"), "somebody chose that");
    }

    #[test]
    fn a_token_behind_other_letters() {
        let rules = RuleSet::builtin();
        let formats = Formats::new(&rules);
        let named = |before: &str, value: String| {
            let before = Name::of(before.as_bytes());
            formats.glued(&rules, &before, value.as_bytes()).map(|ix| rules.info(ix).provider)
        };
        let glued = |value: String| named("", value);
        let token = |lead: &str| [lead, "AIz", "aSyC4nQ8wZx2Lk9Rv7Tb3Yp6Md1Hs5JfGcXe"].concat();
        assert_eq!(glued(token("my")), Some("Google Cloud"));
        assert_eq!(glued(token("")), None, "that is one");
        assert_eq!(glued(token("my-")), None, "there it begins");
        assert_eq!(glued(["my", "AIz"].concat()), None);
        let short = || ["my", "r8", "_Ab3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1bC2d"].concat();
        assert_eq!(named("REPLICATE_TOKEN=", short()), Some("Replicate"));
        assert_eq!(named("TOKEN=", short()), None, "that may be anybody's");
    }
}
