//! `near = { rule = "..." }`: pairs a candidate with the nearest candidate of its partner rule within the given number
//! of lines. If the partner is required and missing, the candidate is dropped.

use crate::engine::near;
use crate::model::{Candidate, Mark, Related, RuleIx, Span};
use crate::rules::{RuleSet, confidence};
use std::borrow::Cow;

/// Applies every `near.rule`.
pub fn apply<'b>(rules: &RuleSet, text: &'b [u8], candidates: &mut Vec<Candidate<'b>>) {
    let places: Vec<(RuleIx, Span, bool)> =
        candidates.iter().map(|c| (c.rule, c.secret, c.dismissed.is_none())).collect();
    candidates.retain_mut(|candidate| {
        let Some(rule) = rules.rule(candidate.rule) else { return true };
        let Some(row) = rule.near().filter(|row| row.rule.len > 0) else { return true };
        let partner = rules.find(rule.tables.text(row.rule));
        let window = near::window(text, candidate.whole, usize::from(row.within), usize::from(row.reach));
        let distance = |span: &Span| span.start.abs_diff(candidate.secret.start);
        // Sorted by place.
        let first = places.partition_point(|(_, span, _)| span.start < window.start);
        let met = places[first..]
            .iter()
            .take_while(|(_, span, _)| span.start <= window.end)
            .filter(|(ix, span, live)| Some(*ix) == partner && *live && window.contains(*span))
            .map(|(_, span, _)| *span)
            .min_by_key(distance);
        let Some(span) = met else { return !row.required };
        if row.confidence < 3 {
            candidate.confidence = candidate.confidence.max(confidence(row.confidence));
        }
        let name = partner.map_or("its partner", |ix| rules.info(ix).name);
        candidate.related.push(Related { span, label: Cow::Owned(name.to_string()), secret: true });
        candidate.marks.push(Mark::proof("partner", format!("{name} stands near")));
        true
    });
}
