//! Near misses: values under a telling name that look like a vendor's token but cannot be one, because they are cut
//! short, mistyped or made up. The name alone makes them a generic finding, but the vendor's format says that this
//! token was never issued. They get low confidence: worth a look in an audit.
//!
//! Decided by the value and its surroundings alone, never by hits, so that history and files agree.

mod altered;
mod common_words;
mod context;
mod formats;
mod miss;
mod name;
mod other_form;
mod prefilter;
mod prefixed;
mod vendor;
mod vendor_rules;

use self::formats::Formats;
use self::name::Name;
use super::{Footprint, dummy, labels};
use crate::model::{Candidate, Confidence, Mark, RuleIx, Span};
use crate::rules::RuleSet;
use std::borrow::Cow;
use std::sync::OnceLock;

/// The rule for values called passwords, which people choose.
const PASSWORD: &str = "generic-password";

/// The rule for values called tokens, which services issue. A value called a key may be either.
const TOKEN: &str = "generic-token";

/// The formats of all rules, prepared when the first value is compared.
#[derive(Debug, Default)]
pub struct NearMiss {
    formats: OnceLock<Formats>,
}

impl NearMiss {
    /// Lowers the confidence of a generic candidate whose value is a near miss, and raises that of one that fits the
    /// format of the vendor in its name. Returns the bytes around it that this depends on.
    pub fn compare(&self, rules: &RuleSet, text: &[u8], candidate: &mut Candidate<'_>) -> Option<Footprint> {
        if candidate.dismissed.is_some() || !rules.is_generic(candidate.rule) {
            return None;
        }
        let formats = self.formats.get_or_init(|| Formats::new(rules));
        let place = candidate.secret;
        // The labels and the name before the value.
        const { assert!(name::REACH <= labels::REACH) };
        let mut footprint = Footprint::new(text, place.start.checked_sub(labels::REACH + 1), place.end + 1);
        // A password was chosen by a person, so it need not have the format of the vendor's tokens.
        let issued = rules.info(candidate.rule).id != PASSWORD;
        if candidate.confidence == Confidence::Low {
            if issued && let Some(ix) = formats.promised(rules, text, place, &candidate.value) {
                candidate.confidence = Confidence::Medium;
                mark(candidate, true, format!("as a {} is, whose name it bears", rules.info(ix).name));
            }
            return Some(footprint);
        }
        if let Some(ix) = mistaken(formats, rules, text, candidate, &mut footprint) {
            candidate.confidence = Confidence::Low;
            mark(
                candidate,
                false,
                format!("nearly a {}: its length or characters differ", rules.info(ix).name),
            );
        } else if issued && let Some(reason) = dummy::reason(&candidate.value) {
            candidate.confidence = Confidence::Low;
            mark(candidate, false, reason.into());
        } else if rules.info(candidate.rule).id == TOKEN && altered::is_unissued(&candidate.value) {
            candidate.confidence = Confidence::Low;
            mark(
                candidate,
                false,
                "it contains a character or two that issued tokens hardly ever have".into(),
            );
        }
        Some(footprint)
    }
}

/// The rule whose format the value nearly has.
fn mistaken(
    formats: &Formats,
    rules: &RuleSet,
    text: &[u8],
    candidate: &Candidate<'_>,
    footprint: &mut Footprint,
) -> Option<RuleIx> {
    let mut place = candidate.secret;
    let before = &Name::before(text, place);
    // Without a backslash at the end, from a continued line or an escaped quote.
    let value = candidate.value.strip_suffix(b"\\").unwrap_or(&candidate.value);
    place.end -= candidate.value.len() - value.len();
    let valued = Valued { place, value };
    let by_prefix =
        formats.cut_or_extended(rules, before, value).or_else(|| formats.recased(rules, before, value));
    if by_prefix.is_some() || rules.info(candidate.rule).id == PASSWORD {
        return by_prefix;
    }
    let missed = formats
        .mislabelled(rules, text, before, valued, footprint)
        .or_else(|| formats.unfinished(rules, before, value))
        .or_else(|| formats.overlong(rules, text, before, valued))
        .or_else(|| formats.foreign_uuid(rules, before, value))
        .or_else(|| formats.altered(rules, before, value))
        .or_else(|| formats.glued(rules, before, value))?;
    // The value may be of another format of the same vendor.
    let provider = rules.rule(missed)?.provider();
    let mut of_vendor =
        rules.iter().filter_map(|ix| rules.rule(ix)).filter(|rule| rule.provider() == provider);
    (!of_vendor.any(|rule| context::would_take(&rule, value))).then_some(missed)
}

/// A value and its place.
#[derive(Clone, Copy)]
struct Valued<'v> {
    place: Span,
    value: &'v [u8],
}

fn mark(candidate: &mut Candidate<'_>, passed: bool, detail: String) {
    let (name, detail) = (Cow::Borrowed("vendor-shape"), Cow::Owned(detail));
    candidate.marks.push(Mark { name, passed, points: 0.0, detail });
}
