//! Values that a name promises and that look like a vendor's token, but are not: cut short, mistyped, made up. A
//! generic rule holds them by their name; the vendor's own shape says that nobody was ever given such a token. So
//! they are worth a look in an audit, and no more.
//!
//! Told from the value and its surroundings alone, never from hits, so that history and plain files agree.

use super::{Looked, near};
use crate::model::{Candidate, Confidence, Mark, RuleIx};
use crate::rules::table::{Form, Part, rows};
use crate::rules::{Rule, RuleSet};
use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

/// How many bytes more than the vendor's longest token a mistyped one has at most. What is longer by more may be a
/// form that is newer than this catalogue.
const SLACK: usize = 8;
/// The same where a name beside the value tells the vendor, and no prefix: to either side.
const LABELLED_SLACK: usize = 2;
/// Most signs of a mistyped value that the vendor's alphabet has not.
const FOREIGN: usize = 2;
/// Shortest prefix that names a vendor beyond doubt.
const LEAST: usize = 4;
/// Shortest token whose length says something.
const SHORTEST: usize = 20;

/// The shapes of all formats, made when the first value is asked about.
#[derive(Debug, Default)]
pub struct Almost {
    known: OnceLock<Known>,
}

#[derive(Debug, Default)]
struct Known {
    /// Public prefixes, sorted.
    prefixes: Vec<Prefix>,
    /// Rules for shapes beside a word, and the lengths that come close to theirs.
    labelled: Vec<(RangeInclusive<usize>, RuleIx)>,
}

#[derive(Debug)]
struct Prefix {
    text: Box<[u8]>,
    rule: RuleIx,
    /// True where the prefix alone tells whose token it is, and its shape is known for sure.
    sure: bool,
}

impl Almost {
    /// Lowers a generic candidate whose value is nearly a vendor's token, and is none. Says which bytes around it say so.
    pub fn lower(&self, rules: &RuleSet, text: &[u8], candidate: &mut Candidate<'_>) -> Option<Looked> {
        let held = candidate.dismissed.is_none() && candidate.confidence > Confidence::Low;
        if !held || !rules.is_generic(candidate.rule) {
            return None;
        }
        let known = self.known.get_or_init(|| Known::new(rules));
        let mut looked = None;
        let mistaken = known.cut(rules, &candidate.value);
        if let Some(ix) = mistaken.or_else(|| known.mislabelled(rules, text, candidate, &mut looked)) {
            candidate.confidence = Confidence::Low;
            candidate.marks.push(Mark {
                name: Cow::Borrowed("vendor-shape"),
                passed: false,
                points: 0.0,
                detail: Cow::Owned(format!("nearly a {}, but for its length or signs", rules.info(ix).name)),
            });
        }
        looked
    }
}

impl Known {
    fn new(rules: &RuleSet) -> Self {
        let mut known = Known::default();
        for rule in rules.iter().filter_map(|ix| rules.rule(ix)) {
            known.enter(rules, &rule);
        }
        known.prefixes.sort_by(|a, b| a.text.cmp(&b.text));
        known
    }

    fn enter(&mut self, rules: &RuleSet, rule: &Rule<'_>) {
        let labelled = rule.near().is_some_and(|near| near.required && near.words.len > 0);
        if labelled && matches!(rule.row.form, Form::Shape(_)) && rule.row.shortest as usize >= SHORTEST {
            let (min, max) = (rule.row.shortest as usize, rule.row.longest as usize);
            self.labelled.push((min.saturating_sub(LABELLED_SLACK)..=max + LABELLED_SLACK, rule.ix));
        }
        let Some(literal) = head(rule) else { return };
        let free = rule.near().is_none_or(|near| !near.required) && !rule.row.by_path;
        for word in rules.keywords(rule.ix) {
            if word.starts_with(literal) || literal.starts_with(word) {
                let sure =
                    free && rule.confidence() == Confidence::High && word.len() >= LEAST && !is_common(word);
                let text = word.as_bytes().into();
                self.prefixes.push(Prefix { text, rule: rule.ix, sure: sure && !word.contains("://") });
            }
        }
    }

    /// The rule whose prefix the value has, where every rule with such a prefix refutes it by a little.
    fn cut(&self, rules: &RuleSet, value: &[u8]) -> Option<RuleIx> {
        let mut mistaken = None;
        for prefix in self.of(value) {
            let rule = rules.rule(prefix.rule)?;
            let (shortest, longest) = (rule.row.shortest as usize, rule.row.longest as usize);
            let close = match value.len() {
                n if n < shortest => true,
                n if longest == 0 || n > longest + SLACK => false,
                n if n > longest => true,
                _ => strangers(&rule, value).is_some_and(|count| count <= FOREIGN),
            };
            if !prefix.sure || !close {
                return None;
            }
            mistaken = Some(prefix.rule);
        }
        mistaken
    }

    /// All prefixes that `value` begins with.
    fn of<'a>(&'a self, value: &'a [u8]) -> impl Iterator<Item = &'a Prefix> {
        let first = value.get(..2).unwrap_or_default();
        let from = self.prefixes.partition_point(|prefix| &*prefix.text < first);
        let near = self.prefixes[from..].iter().take_while(move |prefix| prefix.text.starts_with(first));
        near.filter(|prefix| value.starts_with(&prefix.text))
    }

    /// The rule whose word stands beside the value, and whose length or alphabet it misses by a little.
    fn mislabelled(
        &self,
        rules: &RuleSet,
        text: &[u8],
        candidate: &Candidate<'_>,
        looked: &mut Option<Looked>,
    ) -> Option<RuleIx> {
        let value = &*candidate.value;
        let close = self.labelled.iter().filter(|(lengths, _)| lengths.contains(&value.len()));
        close.map(|(_, ix)| *ix).find(|&ix| {
            let Some(rule) = rules.rule(ix) else { return false };
            let Some(row) = rule.near() else { return false };
            let (min, max) = (rule.row.shortest as usize, rule.row.longest as usize);
            let whole = || run(&rule).is_some_and(|part| foreign(&rule, &part, value) == 0);
            let close = match value.len() {
                n if n < min => n + LABELLED_SLACK >= min && whole(),
                n if n > max => n <= max + LABELLED_SLACK && whole(),
                _ => strangers(&rule, value).is_some_and(|count| (1..=FOREIGN).contains(&count)),
            };
            if close {
                let more = near::looked(text, candidate.secret, row);
                *looked = Some(looked.map_or(more, |looked| looked.and(more)));
            }
            close && near::word(text, candidate.secret, row, rule.tables).is_some()
        })
    }
}

/// How many bytes of `value` are not those that the rule's shape has there; `None` where that cannot be told.
fn strangers(rule: &Rule<'_>, value: &[u8]) -> Option<usize> {
    let parts = match rule.row.form {
        Form::Shape(_) => rows(&rule.tables.parts, rule.row.parts),
        _ => return None,
    };
    let (mut rest, mut count) = (value, 0);
    for (at, part) in parts.iter().enumerate() {
        let last = at + 1 == parts.len();
        let length = if last { rest.len() } else { part.min as usize };
        if rest.len() < length || !last && part.min != part.max {
            return None;
        }
        let (here, behind) = rest.split_at(length);
        count += match part.literal.len {
            0 => foreign(rule, part, here),
            _ => {
                let literal = rule.tables.text(part.literal).as_bytes();
                here.len().abs_diff(literal.len()) + here.iter().zip(literal).filter(|(a, b)| a != b).count()
            }
        };
        rest = behind;
    }
    Some(count)
}

/// True for a prefix that anybody may give to a value of their own: `key-`, `live_`.
fn is_common(prefix: &str) -> bool {
    const WORDS: &[&str] = &[
        "access",
        "account",
        "admin",
        "api",
        "app",
        "auth",
        "client",
        "dev",
        "env",
        "key",
        "live",
        "master",
        "pass",
        "private",
        "prod",
        "production",
        "pub",
        "public",
        "sandbox",
        "secret",
        "session",
        "test",
        "token",
        "user",
        "web",
    ];
    let mut words = prefix.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| WORDS.contains(&word.to_ascii_lowercase().as_str()))
}

/// How many bytes of `value` the class of `part` has not.
fn foreign(rule: &Rule<'_>, part: &Part, value: &[u8]) -> usize {
    let Some(class) = rule.tables.classes.get(usize::from(part.class)) else { return usize::MAX };
    value.iter().filter(|&&b| class[usize::from(b >> 6)] >> (b & 63) & 1 == 0).count()
}

/// The one class that a shape consists of.
fn run(rule: &Rule<'_>) -> Option<Part> {
    match (rule.row.form, rows(&rule.tables.parts, rule.row.parts)) {
        (Form::Shape(_), [part]) if part.literal.len == 0 => Some(*part),
        _ => None,
    }
}

/// The literal that every value of the rule begins with.
fn head<'r>(rule: &Rule<'r>) -> Option<&'r str> {
    if matches!(rule.row.form, Form::Matcher(_)) || rule.row.ignore_case {
        return None;
    }
    let first = rows(&rule.tables.parts, rule.row.parts).first()?;
    (first.secret && first.literal.len > 0).then(|| rule.tables.text(first.literal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_token_is_mistaken() {
        let rules = RuleSet::builtin();
        let known = Known::new(&rules);
        let name = |value: String| known.cut(&rules, value.as_bytes()).map(|ix| rules.info(ix).provider);
        assert_eq!(name(["ghp", "_Ab3dE5gH7"].concat()), Some("GitHub"));
        assert_eq!(name(["ghp", "_", &"Ab3dE5gH7j".repeat(9)].concat()), None, "a form yet unknown");
        assert_eq!(name("g".into()), None);
        assert_eq!(name("Ab3dE5gH7jK9mN1p".into()), None);
    }
}
