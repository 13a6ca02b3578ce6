//! Matches a rule at a hit: its stretches, regular expression or matcher, and the boundaries.

use super::Footprint;
use super::boundary;
use super::generic::Often;
use super::matcher::{self, Ask, Catch};
use super::near;
use crate::model::{Confidence, FileKind, Span};
use crate::rules::table::{Form, Part, Use, rows};
use crate::rules::{Pattern, Rule, has};

/// Longest match of a rule without a limit of its own, in bytes.
const LONGEST: usize = 16 << 10;

/// A hit at which a rule is tried.
#[derive(Clone, Copy, Debug)]
pub struct Place<'t> {
    /// The whole text.
    pub text: &'t [u8],
    /// Where the keyword begins.
    pub at: usize,
    /// Its length.
    pub word: usize,
    /// The kind of file, derived from its path.
    pub kind: FileKind,
}

/// The result of trying a rule at a hit.
#[derive(Debug)]
pub struct Tried {
    /// The match, if there is one.
    pub caught: Option<Catch>,
    /// Further matches.
    pub more: Vec<Catch>,
    /// The bytes that the result depends on.
    pub footprint: Footprint,
    /// How often the value occurs in the text, if the result depends on that.
    pub often: Option<Often>,
}

/// Tries a rule at a hit.
pub fn catch(rule: &Rule<'_>, used: &Use, place: Place<'_>) -> Tried {
    match rule.row.form {
        Form::Matcher(name) => by_matcher(rule.tables.text(name), place),
        Form::Shape(_) => by_shape(rule, used, place),
        Form::Regex(_) => by_pattern(rule, used, place),
    }
}

impl Tried {
    fn new(caught: Option<Catch>, footprint: Footprint) -> Tried {
        Tried { caught, more: Vec::new(), footprint, often: None }
    }
}

fn by_matcher(name: &str, place: Place<'_>) -> Tried {
    let Place { text, at, word, kind } = place;
    let footprint = |before: usize, behind: usize| Footprint::new(text, at.checked_sub(before), at + behind);
    let Some(row) = matcher::find(name) else { return Tried::new(None, footprint(0, 0)) };
    let ask = Ask::new(text, at, at + word, kind);
    let caught = (row.find)(&ask);
    let seen = ask.seen.get();
    let (before, behind) = seen.reach.unwrap_or((row.reach, word + row.reach));
    Tried { caught, more: ask.more.take(), footprint: footprint(before, behind), often: seen.often }
}

/// The first and last place where a match may begin; `None` if the text begins too late.
fn fronts(used: &Use, at: usize) -> Option<(usize, usize)> {
    let last = at.checked_sub(usize::from(used.lead_min))?;
    Some((at.saturating_sub(usize::from(used.lead_max)), last))
}

/// The bytes that were read. An end beyond the text means that the end of the text was seen, and `None` as start that
/// its start was.
fn footprint_of(text: &[u8], used: &Use, at: usize, end: usize) -> Footprint {
    Footprint::new(text, at.checked_sub(usize::from(used.lead_max) + boundary::REACH), end)
}

fn by_shape(rule: &Rule<'_>, used: &Use, place: Place<'_>) -> Tried {
    let Place { text, at, word, .. } = place;
    let Some((first, last)) = fronts(used, at) else {
        return Tried::new(None, Footprint::new(text, None, at + word));
    };
    let parts = rows(&rule.tables.parts, rule.row.parts);
    let (mut caught, mut furthest) = (None, last);
    for start in first..=last {
        match walk(rule, parts, text, start) {
            Ok((whole, secret)) if whole.end >= at + word => {
                furthest = furthest.max(whole.end + boundary::REACH);
                if is_free(rule, text, secret) && is_named(rule, text, whole, secret) {
                    caught = Some(Catch { secret, whole, ..Catch::default() });
                    break;
                }
            }
            Ok((whole, _)) => furthest = furthest.max(whole.end),
            Err(stop) => furthest = furthest.max(stop),
        }
    }
    Tried::new(caught, footprint_of(text, used, at, furthest + 1))
}

fn by_pattern(rule: &Rule<'_>, used: &Use, place: Place<'_>) -> Tried {
    let Place { text, at, word, .. } = place;
    let Some((first, last)) = fronts(used, at) else {
        return Tried::new(None, Footprint::new(text, None, at + word));
    };
    let parts = rows(&rule.tables.parts, rule.row.parts);
    // A match cannot begin before a byte that it cannot contain.
    let class = rule.tables.classes.get(usize::from(rule.row.bytes));
    let may = |b: &&u8| class.is_none_or(|class| has(class, **b));
    let first = at - text[first..at].iter().rev().take_while(may).count();
    if first > last {
        return Tried::new(None, footprint_of(text, used, at, at + word));
    }
    if first == last
        && let Err(stop) = walk(rule, parts, text, last)
    {
        return Tried::new(None, footprint_of(text, used, at, stop + 1));
    }
    // A secret that begins with the keyword must have its left boundary here, whatever follows.
    if first == last && rule.row.opens && !boundary::left(text, last, rule.row.boundary) {
        return Tried::new(None, footprint_of(text, used, at, at + word));
    }
    let longest = match rule.row.longest as usize {
        0 => LONGEST,
        bound => bound,
    };
    let to = last.saturating_add(longest);
    let end = to.min(text.len());
    let front = last.saturating_add(rule.row.front_at as usize).saturating_add(rule.row.front_min as usize);
    if !has_front(rule, text.get(first..end.min(front)).unwrap_or_default()) {
        return Tried::new(None, footprint_of(text, used, at, to.min(front) + 1));
    }
    let caught = by_expression(rule, place, first, last, end);
    Tried::new(caught, footprint_of(text, used, at, to + boundary::REACH))
}

/// True if there is a run of the bytes that every secret of the rule begins with. Without one, the regular expression
/// need not be compiled.
fn has_front(rule: &Rule<'_>, window: &[u8]) -> bool {
    let Some(class) = rule.tables.classes.get(usize::from(rule.row.front)) else { return true };
    let least = rule.row.front_min as usize;
    let mut from = 0;
    // Look at the last byte of a stretch first: if it does not fit, the next stretch begins behind it.
    while let Some(stretch) = window.get(from..from + least) {
        match stretch.iter().rposition(|&b| !has(class, b)) {
            Some(at) => from += at + 1,
            None => return true,
        }
    }
    false
}

fn by_expression(
    rule: &Rule<'_>,
    place: Place<'_>,
    mut from: usize,
    last_start: usize,
    to: usize,
) -> Option<Catch> {
    let pattern = rule.matcher()?;
    while from <= last_start {
        let (whole, secret) = pattern.find(place.text, from, last_start, to)?;
        if whole.end >= place.at + place.word {
            let secret = secret.unwrap_or(whole);
            if !secret.is_empty()
                && is_free(rule, place.text, secret)
                && is_named(rule, place.text, whole, secret)
            {
                return Some(Catch { secret, whole, ..Catch::default() });
            }
        }
        from = whole.start + 1;
    }
    None
}

/// False if the name before a secret that depends on it begins inside another word, in any case: `okta` in `rookTable`.
fn is_named(rule: &Rule<'_>, text: &[u8], whole: Span, secret: Span) -> bool {
    !rule.row.ignore_case
        || whole.start == secret.start
        || !text.get(whole.start).is_some_and(u8::is_ascii_alphabetic)
        || near::begins_word(text, whole.start)
}

fn is_free(rule: &Rule<'_>, text: &[u8], secret: Span) -> bool {
    boundary::left(text, secret.start, rule.row.boundary)
        && boundary::right(text, secret.end, rule.row.boundary, rule.row.tail)
        && !(may_be_cut(rule) && boundary::is_elided(text, secret.end))
}

/// True if a value of the rule may be the beginning of a longer one. A format that leaves no doubt is reported with whatever
/// stands behind it: `signing in with TOKEN...`.
fn may_be_cut(rule: &Rule<'_>) -> bool {
    rule.row.shortest != rule.row.longest && rule.confidence() < Confidence::High
}

/// Follows the stretches from `start`: returns the match and the secret in it, or the position of the byte that does
/// not fit.
fn walk(rule: &Rule<'_>, parts: &[Part], text: &[u8], start: usize) -> Result<(Span, Span), usize> {
    let mut at = start;
    let mut secret: Option<Span> = None;
    for part in parts {
        let from = at;
        if part.literal.len > 0 {
            let literal = rule.tables.text(part.literal).as_bytes();
            if text.get(at..at + literal.len()) != Some(literal) {
                return Err(at + literal.len());
            }
            at += literal.len();
        } else {
            let Some(class) = rule.tables.classes.get(usize::from(part.class)) else { return Err(at) };
            let most = text.len().min(at.saturating_add(part.max as usize));
            while at < most && has(class, text[at]) {
                at += 1;
            }
            if at - from < part.min as usize {
                return Err(at);
            }
        }
        if part.secret {
            secret = Some(Span::new(secret.map_or(from, |s| s.start), at));
        }
    }
    let whole = Span::new(start, at);
    Ok((whole, secret.unwrap_or(whole)))
}

/// True if the rule matches all of `value`, with nothing around it.
pub fn fits(rule: &Rule<'_>, value: &[u8]) -> bool {
    let end = match rule.row.form {
        Form::Shape(_) => {
            walk(rule, rows(&rule.tables.parts, rule.row.parts), value, 0).map(|(whole, _)| whole.end).ok()
        }
        Form::Regex(_) => {
            let found = |pattern: Pattern<'_>| pattern.find(value, 0, 0, value.len());
            rule.matcher().and_then(found).map(|(whole, _)| whole.end)
        }
        Form::Matcher(_) => None,
    };
    end == Some(value.len())
}
