//! From an id that a person types to a fingerprint.

use super::{Finding, Fingerprint};
use crate::error::{Error, Result};
use crate::model::RuleIx;
use std::collections::BTreeMap;

/// Fewer digits are too ambiguous.
const FEWEST: usize = 6;

/// A fingerprint that was named, and the rule of its finding if there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// Which value.
    pub fingerprint: Fingerprint,
    /// The rule that found it; `None` for a whole fingerprint that none of the findings has.
    pub rule: Option<RuleIx>,
}

/// The fingerprint that `id` names among findings: the whole of it, with or without `ss1-`, or its first digits (at
/// least 6; messages show 8). A whole fingerprint need not be among the findings.
pub fn resolve<'f>(id: &str, findings: impl IntoIterator<Item = &'f Finding>) -> Result<Named> {
    let typed = id.trim().to_ascii_lowercase();
    let digits = typed.strip_prefix("ss1-").unwrap_or(&typed);
    if digits.is_empty() || digits.len() > 32 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Error::Usage(format!(
            "\"{}\" is no id of a finding: copy the digits that the message shows, or the whole fingerprint",
            id.escape_debug()
        )));
    }
    if digits.len() < FEWEST {
        return Err(Error::Usage(format!(
            "{digits} is too short to name a finding: give at least {FEWEST} digits"
        )));
    }
    let matching: BTreeMap<Fingerprint, RuleIx> = findings
        .into_iter()
        .filter(|f| f.fingerprint.to_string()[4..].starts_with(digits))
        .map(|f| (f.fingerprint, f.rule))
        .collect();
    match (matching.len(), matching.first_key_value()) {
        (1, Some((&fingerprint, &rule))) => Ok(Named { fingerprint, rule: Some(rule) }),
        (0, _) => match format!("ss1-{digits}").parse() {
            Ok(fingerprint) => Ok(Named { fingerprint, rule: None }),
            Err(()) => Err(Error::Usage(format!(
                "no finding here begins with {digits}: copy the id that a report shows, or give the whole fingerprint (ss1- and 32 \
                 digits)"
            ))),
        },
        _ => {
            let ids: Vec<String> = matching.keys().map(Fingerprint::to_string).collect();
            Err(Error::Usage(format!(
                "{digits} names several findings; give more digits: {}",
                ids.join(", ")
            )))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::testing;
    use crate::model::Span;

    #[test]
    fn names_by_prefix() {
        let findings = [
            testing::finding("one", "a", Span::new(0, 3)),
            testing::finding("two", "a", Span::new(4, 7)),
            testing::finding("one", "b", Span::new(0, 3)),
        ];
        let id = findings[0].fingerprint;
        for typed in
            [id.short(), id.to_string(), id.to_string().to_uppercase(), id.to_string()[4..10].to_owned()]
        {
            assert_eq!(resolve(&typed, &findings).expect(&typed).fingerprint, id);
        }
        let unseen = Fingerprint::of(b"unseen");
        assert_eq!(resolve(&unseen.to_string(), &findings).expect("whole").rule, None);
        for (typed, words) in [
            (&id.short()[..5], "too short"),
            ("xyzxyz", "is no id"),
            ("", "is no id"),
            (&unseen.short(), "no finding here begins"),
        ] {
            assert!(resolve(typed, &findings).expect_err(typed).to_string().contains(words), "{typed}");
        }
    }

    #[test]
    fn says_what_is_ambiguous() {
        let mut findings =
            [testing::finding("one", "a", Span::new(0, 3)), testing::finding("two", "a", Span::new(4, 7))];
        findings[0].fingerprint = format!("ss1-aaaaaa0{}", "0".repeat(25)).parse().expect("32 digits");
        findings[1].fingerprint = format!("ss1-aaaaaa1{}", "0".repeat(25)).parse().expect("32 digits");
        let error = resolve("aaaaaa", &findings).expect_err("two").to_string();
        assert!(error.contains("aaaaaa0") && error.contains("aaaaaa1"), "{error}");
    }
}
