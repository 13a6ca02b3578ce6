//! From a match to a candidate: checks, entropy, words nearby and dummies decide its confidence, or reject it.

use crate::engine::entropy::Randomness;
use crate::engine::matcher::Catch;
use crate::engine::near::Around;
use crate::engine::{checks, dummy, near};
use crate::model::{Candidate, Confidence, Mark, Span};
use crate::rules::table::{Form, NearRow};
use crate::rules::{Rule, confidence};
use std::borrow::Cow;

/// What was measured of the current value and its surroundings: shared by all rules that match it.
#[derive(Debug, Default)]
pub struct Seen {
    value: Span,
    randomness: Randomness,
    around: Vec<Around>,
}

impl Seen {
    /// Forgets everything about another value.
    fn turn_to(&mut self, value: Span) {
        if self.value != value {
            self.around.clear();
            *self =
                Seen { value, randomness: Randomness::default(), around: std::mem::take(&mut self.around) };
        }
    }

    /// The surroundings of the value, as far as the row asks for.
    fn around(&mut self, text: &[u8], row: &NearRow) -> Around {
        let known = self.around.iter().find(|around| around.is_of(self.value, row)).copied();
        known.unwrap_or_else(|| {
            let around = Around::of(text, self.value, row);
            self.around.push(around);
            around
        })
    }
}

/// The candidate for a match; `None` if the rule rejects it, `dismissed` if the rule holds but the value is known to be no
/// secret.
pub fn weigh<'b>(rule: &Rule<'_>, caught: Catch, text: &'b [u8], seen: &mut Seen) -> Option<Candidate<'b>> {
    seen.turn_to(caught.secret);
    let is_plain = caught.value.is_none();
    let value: Cow<'b, [u8]> = match caught.value {
        Some(value) => Cow::Owned(value),
        None => Cow::Borrowed(caught.secret.of(text)),
    };
    let public_prefix = rule.public_prefix(&value);
    // Reading a few bytes around is cheaper than counting the value, so it comes first.
    let asks_close = rule.near().is_some_and(|row| row.required && usize::from(row.reach) <= CLOSE);
    let close = match asks_close {
        true => Some(context(rule, text, seen, &value, public_prefix)?),
        false => None,
    };
    let mut own = Randomness::default();
    let entropy = randomness(rule, &value, if is_plain { &mut seen.randomness } else { &mut own })?;
    // If only the surroundings speak for the rule, a value that refutes it is no match at all. With a prefix of its own it is
    // a dummy.
    let is_told = public_prefix > 0 && rule.near().is_none_or(|row| !row.required);
    if !is_told && is_checksum(text, caught.secret) {
        return None;
    }
    let proofs = prove(rule, &value);
    if !is_told && proofs.iter().any(|(_, proof)| proof.is_err()) {
        return None;
    }
    let context = match close {
        Some(close) => close,
        None => context(rule, text, seen, &value, public_prefix)?,
    };
    // Most matches end above: what is said of one is written for those that are left.
    let confidence = caught.confidence.unwrap_or(rule.confidence());
    let mut candidate = Candidate {
        whole: caught.whole,
        public_prefix,
        marks: caught.marks,
        dismissed: caught.dismissed.map(Cow::Borrowed),
        ..Candidate::new(rule.ix, caught.secret, value, rule.severity(), confidence)
    };
    note_entropy(rule, entropy, &mut candidate);
    note_context(rule, context, &mut candidate);
    note(proofs, &mut candidate);
    dismiss(rule, &mut candidate);
    Some(candidate)
}

/// The most bytes to either side that are read before the value is counted.
const CLOSE: usize = 128;

/// The bits a byte of a value, where the rule asks for some; `None` if they are too few.
fn randomness(rule: &Rule<'_>, value: &[u8], known: &mut Randomness) -> Option<f32> {
    match floor(rule) {
        0.0 => Some(0.0),
        floor => known.reaching(value, floor),
    }
}

fn floor(rule: &Rule<'_>) -> f32 {
    f32::from(rule.row.entropy) / 1000.0
}

fn note_entropy(rule: &Rule<'_>, bits: f32, candidate: &mut Candidate<'_>) {
    if rule.row.entropy > 0 {
        let floor = floor(rule);
        candidate.marks.push(Mark::proof("entropy", format!("{bits:.1} bits/char, at least {floor:.1}")));
    }
}

/// The name of a check, and what it said.
type Proof<'r> = (&'r str, Result<(), &'static str>);

/// What the checks of the rule say about a value.
fn prove<'r>(rule: &Rule<'r>, value: &[u8]) -> Vec<Proof<'r>> {
    let checks = rule.tables.list(rule.row.checks).filter_map(|name| Some((name, checks::find(name)?)));
    checks.map(|(name, check)| (name, check(value))).collect()
}

/// Notes what checks said; the first that refutes the value dismisses it.
fn note(proofs: Vec<Proof<'_>>, candidate: &mut Candidate<'_>) {
    for (name, proof) in proofs {
        candidate.marks.push(match proof {
            Ok(()) => Mark::proof(name.to_string(), ""),
            Err(reason) => {
                if candidate.dismissed.is_none() {
                    candidate.dismissed = Some(Cow::Borrowed(reason));
                }
                Mark::doubt(name.to_string(), reason)
            }
        });
    }
}

/// The word that stands near, of those that the rule speaks of. `None` if it asks for one and there is none.
fn context<'r>(
    rule: &Rule<'r>,
    text: &[u8],
    seen: &mut Seen,
    value: &[u8],
    public_prefix: usize,
) -> Option<Option<&'r str>> {
    let Some(row) = rule.near().filter(|row| row.words.len > 0) else { return Some(None) };
    let Some(word) = seen.around(text, row).word(text, row, rule.tables) else {
        return (!row.required).then_some(None);
    };
    // A random value does not spell the name of its vendor; an identifier does.
    let is_named = public_prefix == 0 && row.required && spells(value, word);
    // `reverts commit 2eea63bd.., Acme is still used`
    let is_commit = row.required && value.len() == 40 && is_after(text, seen.value.start, b"commit ");
    let is_other = is_named || is_commit || row.required && is_sum(text, seen.value);
    (!is_other).then_some(Some(word))
}

/// How far before a value its name is looked for: within the reach of every rule that asks for a word.
const NAME: usize = 24;

/// `"revision": "9b3e07c5.."`: the name of a commit, or the sum of a file.
fn is_sum(text: &[u8], value: Span) -> bool {
    const SUMS: [&[u8]; 8] =
        [b"revision", b"commit", b"sha", b"sha1", b"sha256", b"checksum", b"digest", b"integrity"];
    let between = |b: &u8| matches!(b, b' ' | b'"' | b'\'' | b'`' | b':' | b'=');
    let head = &text[value.start.saturating_sub(NAME)..value.start];
    let name = &head[..head.len() - head.iter().rev().take_while(|b| between(b)).count()];
    let letters = name.iter().rev().take_while(|b| b.is_ascii_alphanumeric()).count();
    let word = &name[name.len() - letters..];
    matches!(value.len(), 32 | 40 | 64)
        && name.len() < head.len()
        && value.of(text).iter().all(u8::is_ascii_hexdigit)
        && SUMS.iter().any(|sum| word.eq_ignore_ascii_case(sum))
}

/// True if `word` stands right before `at`, in any case.
fn is_after(text: &[u8], at: usize, word: &[u8]) -> bool {
    at.checked_sub(word.len()).is_some_and(|from| text[from..at].eq_ignore_ascii_case(word))
}

/// A word that is there may raise the level.
fn note_context(rule: &Rule<'_>, word: Option<&str>, candidate: &mut Candidate<'_>) {
    let (Some(word), Some(row)) = (word, rule.near()) else { return };
    candidate.marks.push(Mark::proof("near", format!("`{word}` stands near")));
    if row.confidence < 3 {
        candidate.confidence = candidate.confidence.max(confidence(row.confidence));
    }
}

/// Dismisses a documented dummy, and what nothing has dismissed and looks like one. What is one by its order alone, and has
/// the whole form of a vendor's token, is told with less confidence.
fn dismiss(rule: &Rule<'_>, candidate: &mut Candidate<'_>) {
    if is_documented(rule, &candidate.value) {
        candidate.dismissed = Some(Cow::Borrowed("a documented dummy"));
    } else if candidate.dismissed.is_none() && !matches!(rule.row.form, Form::Matcher(_)) {
        let body = &candidate.value[candidate.public_prefix..];
        let says = dummy::says(body);
        let counts = says.is_none().then(|| dummy::counts(body)).flatten();
        match counts {
            Some(reason) if dummy::has_form(body) => {
                candidate.confidence = candidate.confidence.min(Confidence::Medium);
                candidate.marks.push(Mark::doubt("dummy", reason));
            }
            _ => candidate.dismissed = says.or(counts).map(Cow::Borrowed),
        }
    }
}

/// True for a dummy of the rule's own documentation; where a rule tells a value by its name, of that of any vendor.
fn is_documented(rule: &Rule<'_>, value: &[u8]) -> bool {
    let is_in = |dummies| rule.tables.list(dummies).any(|dummy| dummy.as_bytes() == value);
    let by_name = matches!(rule.row.form, Form::Matcher(_)) && value.len() >= SHORTEST_DUMMY;
    is_in(rule.row.allow) || by_name && rule.tables.rules.iter().any(|row| is_in(row.allow))
}

/// Shorter dummies of one vendor may be real values elsewhere.
const SHORTEST_DUMMY: usize = 20;

/// How many bytes before a value say that it is a checksum.
pub const CHECKSUM: usize = 7;

/// `h1:`, `sha512-`: the value behind is a checksum, as lock files have them.
fn is_checksum(text: &[u8], secret: Span) -> bool {
    let before = &text[secret.start.saturating_sub(CHECKSUM)..secret.start];
    [&b" h1:"[..], b"sha1-", b"sha256-", b"sha384-", b"sha512-"].iter().any(|sign| before.ends_with(sign))
}

/// True if `value` holds a word that no random value holds by chance.
fn spells(value: &[u8], word: &str) -> bool {
    word.len() >= 5 && near::holds(value, word.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_told_by_their_names() {
        let hex = "9b3e07c5d1f2486a".repeat(3);
        let of = |name: &str| {
            let text = format!("{name}{}\"", &hex[..40]);
            is_sum(text.as_bytes(), Span::new(name.len(), name.len() + 40))
        };
        let sums = ["\"revision\": \"", "CIRCLE_SHA1=", "commit: '"];
        assert_eq!(sums.into_iter().find(|name| !of(name)), None);
        let others = ["\"token\": \"", "api_key=", "commit\n", "prevision=", ""];
        assert_eq!(others.into_iter().find(|name| of(name)), None);
    }
}
