//! Steps over all candidates of a text, after each was judged by itself: pairs of AWS keys, partners, signed URLs.

mod aws;
mod halves;
mod partner;
mod signed;
mod span_set;

use crate::model::Candidate;
use crate::rules::RuleSet;

pub use aws::name_ids;

/// A step over all candidates of a text, sorted by place. It may change their confidence, join them and remove some.
pub type Step = for<'b> fn(rules: &RuleSet, text: &'b [u8], candidates: &mut Vec<Candidate<'b>>);

/// The steps, in order.
pub static STEPS: &[Step] = &[partner::apply, aws::apply, signed::apply];

/// Runs all steps.
pub fn apply<'b>(rules: &RuleSet, text: &'b [u8], candidates: &mut Vec<Candidate<'b>>) {
    if !candidates.is_empty() {
        STEPS.iter().for_each(|step| step(rules, text, candidates));
    }
}
