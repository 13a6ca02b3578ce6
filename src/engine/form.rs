//! The form of a rule at a hit: its stretches, its regular expression or its matcher, and the boundaries.

use super::boundary;
use super::matcher::{self, Ask, Catch};
use crate::model::{FileKind, Span};
use crate::rules::Rule;
use crate::rules::table::{Form, Part, Use, rows};
use regex_automata::{Anchored, Input};

/// Longest match of a rule that sets no bound.
const LONGEST: usize = 16 << 10;

/// A hit that a rule is tried at.
#[derive(Clone, Copy, Debug)]
pub struct Place<'t> {
    /// The whole text.
    pub text: &'t [u8],
    /// Where the keyword begins.
    pub at: usize,
    /// Its length.
    pub word: usize,
    /// What the path says about the file.
    pub kind: FileKind,
}

/// The match of a rule at a hit; or the bytes that were looked at to see that there is none. An end behind the text
/// says that the end of the text was seen; so does `None` in place of a start for the start.
pub fn catch(rule: &Rule<'_>, used: &Use, place: Place<'_>) -> Result<Catch, Looked> {
    let Place { text, at, word, kind } = place;
    if let Form::Matcher(name) = rule.row.form {
        let looked = |reach: usize| Looked::new(text, at.checked_sub(reach), at + word + reach);
        let Some(row) = matcher::find(rule.tables.text(name)) else { return Err(looked(0)) };
        let ask = Ask { text, at, end: at + word, kind, looked: Default::default() };
        return (row.find)(&ask).ok_or_else(|| looked(ask.looked.get().unwrap_or(row.reach)));
    }
    let (lead_min, lead_max) = (usize::from(used.lead_min), usize::from(used.lead_max));
    let floor = at.checked_sub(lead_max + boundary::REACH);
    let Some(last_start) = at.checked_sub(lead_min) else { return Err(Looked::new(text, None, at + word)) };
    let first_start = at.saturating_sub(lead_max);
    let parts = rows(&rule.tables.parts, rule.row.parts);
    if let Form::Shape(_) = rule.row.form {
        let mut furthest = last_start;
        for start in first_start..=last_start {
            match walk(rule, parts, text, start) {
                Ok((whole, secret)) if whole.end >= at + word => {
                    if is_free(rule, text, secret) {
                        return Ok(Catch { secret, whole, ..Catch::default() });
                    }
                    furthest = furthest.max(whole.end + boundary::REACH);
                }
                Ok((whole, _)) => furthest = furthest.max(whole.end),
                Err(stop) => furthest = furthest.max(stop),
            }
        }
        return Err(Looked::new(text, floor, furthest + 1));
    }
    if first_start == last_start
        && let Err(stop) = walk(rule, parts, text, last_start)
    {
        return Err(Looked::new(text, floor, stop + 1));
    }
    let longest = match rule.row.longest as usize {
        0 => LONGEST,
        bound => bound,
    };
    let to = last_start.saturating_add(longest);
    let looked = || Looked::new(text, floor, to + boundary::REACH);
    if !has_front(rule, text.get(first_start..to.min(text.len())).unwrap_or_default()) {
        return Err(looked());
    }
    by_regex(rule, place, first_start, last_start, to.min(text.len())).ok_or_else(looked)
}

/// True where so many bytes stand in a row as every secret of the rule begins with: without them no regular expression
/// has to be tried, or compiled.
fn has_front(rule: &Rule<'_>, window: &[u8]) -> bool {
    let Some(class) = rule.tables.classes.get(usize::from(rule.row.front)) else { return true };
    let least = rule.row.front_min as usize;
    let mut from = 0;
    // The last byte of a stretch is looked at first: where it does not fit, the stretch begins behind it.
    while let Some(stretch) = window.get(from..from + least) {
        match stretch.iter().rposition(|&b| class[usize::from(b >> 6)] >> (b & 63) & 1 == 0) {
            Some(at) => from += at + 1,
            None => return true,
        }
    }
    false
}

fn by_regex(
    rule: &Rule<'_>,
    place: Place<'_>,
    mut from: usize,
    last_start: usize,
    to: usize,
) -> Option<Catch> {
    let regex = rule.regex()?;
    while from <= last_start {
        let anchored = if from == last_start { Anchored::Yes } else { Anchored::No };
        let input = Input::new(place.text).range(from..to).anchored(anchored);
        let whole = regex.search(&input)?;
        let whole = Span::new(whole.start(), whole.end());
        if whole.start > last_start {
            return None;
        }
        if whole.end >= place.at + place.word {
            let input = Input::new(place.text).range(whole.start..to).anchored(Anchored::Yes);
            let secret = rule.secret(&input).unwrap_or(whole);
            if !secret.is_empty() && is_free(rule, place.text, secret) {
                return Some(Catch { secret, whole, ..Catch::default() });
            }
        }
        from = whole.start + 1;
    }
    None
}

fn is_free(rule: &Rule<'_>, text: &[u8], secret: Span) -> bool {
    boundary::left(text, secret.start, rule.row.boundary)
        && boundary::right(text, secret.end, rule.row.boundary, rule.row.tail)
}

/// Follows the stretches from `start` on: the match and the secret in it, or the byte that does not fit.
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
            while at < most && class[usize::from(text[at] >> 6)] >> (text[at] & 63) & 1 == 1 {
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

/// The bytes that a refusal depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looked {
    /// The bytes.
    pub span: Span,
    /// True where it depends on the text beginning where it does.
    pub at_start: bool,
    /// True where it depends on the text ending where it does.
    pub at_end: bool,
}

impl Looked {
    /// From `start` (`None`: before the text) to `end` (which may lie behind it).
    pub fn new(text: &[u8], start: Option<usize>, end: usize) -> Self {
        let span = Span::new(start.unwrap_or(0), end.min(text.len()));
        Looked { span, at_start: start.is_none(), at_end: end > text.len() }
    }

    /// Both together.
    pub fn and(self, other: Looked) -> Looked {
        let span = Span::new(self.span.start.min(other.span.start), self.span.end.max(other.span.end));
        let (at_start, at_end) = (self.at_start || other.at_start, self.at_end || other.at_end);
        Looked { span, at_start, at_end }
    }
}
