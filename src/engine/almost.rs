//! Values that a name promises and that look like a vendor's token, but are not: cut short, mistyped, made up. A
//! generic rule holds them by their name; the vendor's own shape says that nobody was ever given such a token. So
//! they are worth a look in an audit, and no more.
//!
//! Told from the value and its surroundings alone, never from hits, so that history and plain files agree.

mod beside;
mod common;
mod cut;
mod heads;
mod known;
mod miss;
mod name;
mod other;
mod vendor;

use self::known::Known;
use self::name::Name;
use super::{Looked, labels};
use crate::model::{Candidate, Confidence, Mark};
use crate::rules::RuleSet;
use std::borrow::Cow;
use std::sync::OnceLock;

/// The rule for values that are called passwords.
const PASSWORD: &str = "generic-password";

/// The shapes of all formats, made when the first value is asked about.
#[derive(Debug, Default)]
pub struct Almost {
    known: OnceLock<Known>,
}

impl Almost {
    /// Lowers a generic candidate whose value is nearly a vendor's token, and is none; raises one that is, and whose name
    /// says whose. Says which bytes around it say so.
    pub fn compare(&self, rules: &RuleSet, text: &[u8], candidate: &mut Candidate<'_>) -> Option<Looked> {
        if candidate.dismissed.is_some() || !rules.is_generic(candidate.rule) {
            return None;
        }
        let known = self.known.get_or_init(|| Known::new(rules));
        let place = candidate.secret;
        // The labels and the name before the value.
        const { assert!(name::REACH <= labels::REACH) };
        let mut looked = Looked::new(text, place.start.checked_sub(labels::REACH + 1), place.end + 1);
        // A password is what somebody chose, whatever tokens the vendor issues.
        let issued = rules.info(candidate.rule).id != PASSWORD;
        if candidate.confidence == Confidence::Low {
            if issued && let Some(ix) = known.promised(rules, text, place, &candidate.value) {
                candidate.confidence = Confidence::Medium;
                mark(candidate, true, format!("as a {} is, whose name it bears", rules.info(ix).name));
            }
            return Some(looked);
        }
        let before = &Name::before(text, place);
        let mut mistaken = known.cut(rules, before, &candidate.value);
        mistaken = mistaken.or_else(|| known.recased(rules, before, &candidate.value));
        if issued && mistaken.is_none() {
            mistaken = known.mislabelled(rules, text, before, candidate, &mut looked);
        }
        if issued && mistaken.is_none() {
            mistaken = known.unfinished(rules, before, &candidate.value);
        }
        if issued && mistaken.is_none() {
            mistaken = known.overlong(rules, text, before, place);
        }
        if issued && mistaken.is_none() {
            mistaken = known.foreign_uuid(rules, before, &candidate.value);
        }
        if let Some(ix) = mistaken {
            candidate.confidence = Confidence::Low;
            mark(candidate, false, format!("nearly a {}, but for its length or signs", rules.info(ix).name));
        }
        Some(looked)
    }
}

fn mark(candidate: &mut Candidate<'_>, passed: bool, detail: String) {
    let (name, detail) = (Cow::Borrowed("vendor-shape"), Cow::Owned(detail));
    candidate.marks.push(Mark { name, passed, points: 0.0, detail });
}
