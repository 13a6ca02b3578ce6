//! What candidates say about each other, after all of a text are judged and before they are returned.

mod aws;
mod halves;
mod held;
mod partner;
mod signed;

use crate::model::Candidate;
use crate::rules::RuleSet;

pub use aws::name_ids;

/// A step over all candidates of a text, sorted by place. It may raise, lower, join and remove candidates.
pub type Step = for<'b> fn(rules: &RuleSet, text: &'b [u8], candidates: &mut Vec<Candidate<'b>>);

/// The steps, in order.
pub static STEPS: &[Step] = &[partner::apply, aws::apply, signed::apply];

/// Runs all steps.
pub fn apply<'b>(rules: &RuleSet, text: &'b [u8], candidates: &mut Vec<Candidate<'b>>) {
    if !candidates.is_empty() {
        STEPS.iter().for_each(|step| step(rules, text, candidates));
    }
}
