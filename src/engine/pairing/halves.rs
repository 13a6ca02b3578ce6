//! AWS: an id and its secret, of which one or both are encoded separately, like the values of a Kubernetes Secret. No
//! matcher sees both at once, and a secret in base64 has no name there.

use super::aws::{IDS, LABEL, name_account};
use crate::engine::checks::{aws, encoding};
use crate::engine::matcher::aws::layout::Layout;
use crate::engine::{dummy, entropy};
use crate::model::{Candidate, Mark, Related, RuleIx, Span};
use crate::rules::RuleSet;
use std::borrow::Cow;

const SECRET: &str = "aws-secret-access-key";
const PAIR: &str = "aws-key-pair";
/// Greatest number of ids in a text: in a dump of many, distance tells nothing.
const MOST: usize = 64;
/// Length of forty characters in base64, with or without a line end behind them, and padding.
const WRITTEN: std::ops::RangeInclusive<usize> = 54..=56;
/// Lowest entropy of a secret beside an id, in bits per character.
const LEAST: f32 = 4.0;

/// A secret that may belong to an id, encoded and decoded.
struct Half {
    place: Span,
    value: Vec<u8>,
}

/// Makes a pair of each id that has none and the nearest secret, if one of them is encoded.
pub fn join<'b>(rules: &RuleSet, text: &'b [u8], candidates: &mut Vec<Candidate<'b>>) {
    let is_id = |c: &&Candidate<'_>| c.dismissed.is_none() && IDS.contains(&rules.id(c.rule));
    let ids: Vec<&Candidate<'b>> = candidates.iter().filter(is_id).take(MOST).collect();
    if ids.is_empty() {
        return;
    }
    let Some(pair) = rules.find(PAIR).filter(|&ix| rules.is_on(ix)) else { return };
    let mut offers: Vec<(usize, usize, Half)> = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        let span = Layout::span_around(text, id.secret);
        let mut halves = written(text, span);
        if is_encoded(id, text) {
            halves.extend(named(rules, candidates, span));
        }
        // Most ids have no secret nearby.
        if halves.is_empty() {
            continue;
        }
        let layout = Layout::around(text, id.secret);
        let near = halves.into_iter().filter(|half| !half.place.overlaps(id.secret));
        offers.extend(near.filter_map(|half| Some((layout.distance(id.secret, half.place)?, at, half))));
    }
    offers.sort_by_key(|(cost, id, half)| (*cost, *id, half.place.start));
    let (mut taken, mut pairs): (Vec<usize>, Vec<Candidate<'b>>) = (Vec::new(), Vec::new());
    for (_, at, half) in offers {
        if !taken.contains(&at) && pairs.iter().all(|pair| pair.secret != half.place) {
            taken.push(at);
            pairs.push(of(rules, pair, ids[at], text, half));
        }
    }
    for pair in pairs {
        // The pair says more than the earlier candidates of its secret.
        candidates.retain(|c| !pair.secret.contains(c.secret));
        candidates.push(pair);
    }
    candidates.sort_by_key(|c| (c.secret.start, c.secret.end, c.rule));
}

/// The secrets in base64 in `span`.
fn written(text: &[u8], span: Span) -> Vec<Half> {
    let half = |place: Span| {
        // A name may stand before it, as in `key=`.
        let run = place.of(text);
        let name = run.iter().rposition(|b| *b != b'=').and_then(|end| memchr::memrchr(b'=', &run[..end]));
        let place = Span::new(place.start + name.map_or(0, |at| at + 1), place.end);
        let value =
            Some(place.of(text)).filter(|run| WRITTEN.contains(&run.len())).and_then(encoding::base64)?;
        let value = value.trim_ascii_end().to_vec();
        let is_secret = aws::secret_key(&value).is_ok()
            && entropy::shannon(&value) >= LEAST
            && dummy::reason(&value).is_none();
        is_secret.then_some(Half { place, value })
    };
    long_runs(text, span).filter_map(half).collect()
}

/// The runs of base64 characters in `span` that are long enough. The last character of a possible run is tested first:
/// if it is none, the next run begins behind it.
fn long_runs(text: &[u8], span: Span) -> impl Iterator<Item = Span> {
    let is_run = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_' | b'=');
    let mut at = span.start;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..span.end)?;
            match rest.get(..*WRITTEN.start())?.iter().rposition(|b| !is_run(b)) {
                Some(other) => at += other + 1,
                None => {
                    let run = Span::new(at, at + rest.iter().take_while(|b| is_run(b)).count());
                    at = run.end + 1;
                    return Some(run);
                }
            }
        }
    })
}

/// The secrets in `span` that were found by their name.
fn named<'c>(
    rules: &'c RuleSet,
    candidates: &'c [Candidate<'_>],
    span: Span,
) -> impl Iterator<Item = Half> + 'c {
    let rule = rules.find(SECRET);
    candidates
        .iter()
        .filter(move |c| Some(c.rule) == rule && c.dismissed.is_none() && span.contains(c.secret))
        .map(|c| Half { place: c.secret, value: c.value.to_vec() })
}

fn is_encoded(candidate: &Candidate<'_>, text: &[u8]) -> bool {
    candidate.value.as_ref() != candidate.secret.of(text)
}

fn of<'b>(rules: &RuleSet, rule: RuleIx, id: &Candidate<'_>, text: &[u8], half: Half) -> Candidate<'b> {
    let info = rules.info(rule);
    // The encoded value includes its padding.
    let padding = text.get(id.secret.end..).unwrap_or_default().iter().take(2).take_while(|b| **b == b'=');
    let id_place = Span::new(id.secret.start, id.secret.end + padding.count());
    let (start, end) = (id_place.start.min(half.place.start), id_place.end.max(half.place.end));
    let mut pair = Candidate {
        whole: Span::new(start, end),
        related: vec![Related { span: id_place, label: Cow::Borrowed(LABEL), secret: false }],
        marks: vec![Mark::proof("key-pair", "its access key id stands beside it")],
        ..Candidate::new(rule, half.place, half.value.into(), info.severity, info.confidence)
    };
    name_account(&mut pair, &id.value);
    pair
}
