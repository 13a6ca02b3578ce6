//! How far a value is from the format of a vendor's tokens.

use crate::engine::form;
use crate::rules::bytes::{has, insert};
use crate::rules::table::{Form, Part, rows};
use crate::rules::{Pattern, Rule};
use std::ops::RangeInclusive;

/// Most bytes by which a mistyped token exceeds the vendor's longest. A longer one may have a format that is newer than
/// this catalogue.
pub const SLACK: usize = 8;
/// The same, in both directions, if a name beside the value identifies the vendor, and no prefix does.
pub const LABELLED_SLACK: usize = 2;
/// Most characters of a mistyped value outside of the vendor's alphabet.
pub const FOREIGN: usize = 2;

/// How far a value is from a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    /// By one or two characters.
    Little,
    /// By more, but it is of the same kind.
    Much,
}

/// The lengths of values that may be near misses of a labelled rule.
pub fn lengths(rule: &Rule<'_>) -> RangeInclusive<usize> {
    let (min, max) = (rule.row.shortest as usize, rule.row.longest as usize);
    min / 2..=max + SLACK
}

/// How `value` misses the format of a labelled rule; `None` if it fits or is something else altogether.
pub fn missed(rule: &Rule<'_>, alphabet: &[u64; 4], value: &[u8]) -> Option<Miss> {
    let (min, max) = (rule.row.shortest as usize, rule.row.longest as usize);
    let by = |count: usize, little: usize, much: usize| match count {
        0 => None,
        count if count <= little => Some(Miss::Little),
        count => (count <= much).then_some(Miss::Much),
    };
    let (gap, most) = match value.len() {
        n if n < min => (min - n, min - min / 2),
        n if n > max => (n - max, SLACK),
        _ => return by(strangers(rule, value)?, FOREIGN, if begins(rule, value) { SLACK } else { FOREIGN }),
    };
    match oddities(rule, alphabet, value)? {
        0 => by(gap, LABELLED_SLACK, most),
        odd if odd <= FOREIGN && gap <= most => Some(Miss::Much),
        // A whole token with something behind it.
        _ => is_more(rule, value, max).then_some(Miss::Much),
    }
}

/// True if the first `length` bytes of `value` are a token of the rule, and more than padding follows.
fn is_more(rule: &Rule<'_>, value: &[u8], length: usize) -> bool {
    let Some((token, rest)) = value.split_at_checked(length) else { return false };
    !is_padding(rest) && form::fits(rule, token)
}

/// True for base64 padding.
pub fn is_padding(rest: &[u8]) -> bool {
    rest.iter().all(|&b| b == b'=')
}

/// How many bytes of `value` are outside of the rule's alphabet, whatever its length; `None` if it does not begin as
/// the rule's values do.
fn oddities(rule: &Rule<'_>, alphabet: &[u64; 4], value: &[u8]) -> Option<usize> {
    begins(rule, value).then(|| value.iter().filter(|&&b| !has(alphabet, b)).count())
}

/// All characters of the rule's values.
pub fn alphabet(rule: &Rule<'_>) -> [u64; 4] {
    let mut all = [0; 4];
    for part in rows(&rule.tables.parts, rule.row.parts) {
        let class = match part.literal.len {
            0 => rule.tables.classes.get(usize::from(part.class)).copied().unwrap_or_default(),
            _ => signs(rule.tables.text(part.literal).as_bytes()),
        };
        all.iter_mut().zip(class).for_each(|(all, class)| *all |= class);
    }
    all
}

/// True if `value` begins with the literal that the rule's values begin with.
fn begins(rule: &Rule<'_>, value: &[u8]) -> bool {
    let first = rows(&rule.tables.parts, rule.row.parts).first();
    first.is_none_or(|part| value.starts_with(rule.tables.text(part.literal).as_bytes()))
}

/// True if `value`, which has the rule's prefix, differs from its tokens in length or characters only.
pub fn refutes(rule: &Rule<'_>, value: &[u8]) -> bool {
    let (shortest, longest) = (rule.row.shortest as usize, rule.row.longest as usize);
    match value.len() {
        n if n < shortest => true,
        n if longest == 0 || n > longest + SLACK => false,
        n if n > longest => true,
        _ if matches!(rule.row.form, Form::Regex(_)) => {
            let found = |pattern: Pattern<'_>| pattern.find(value, 0, 0, value.len());
            rule.matcher().is_some_and(|pattern| found(pattern).is_none_or(|found| found.0.end < value.len()))
        }
        _ => strangers(rule, value).is_some_and(|count| count <= FOREIGN),
    }
}

/// True if `value` has about the length of the rule's tokens.
pub fn fits_length(rule: &Rule<'_>, value: &[u8]) -> bool {
    let (min, max) = (rule.row.shortest as usize, rule.row.longest as usize);
    value.len() + SLACK >= min && (max == 0 || value.len() <= max + SLACK)
}

/// True if `value` has about the length of the rule's tokens and, if exactly their length, one or two characters that
/// none of them has. Positions are ignored: other scanners test with tokens whose dots were removed.
pub fn is_close(rule: &Rule<'_>, value: &[u8]) -> bool {
    let range = rule.row.shortest as usize..=rule.row.longest as usize;
    let alphabet = alphabet(rule);
    let joint = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'=' | b'+' | b'/');
    let odd = value.iter().filter(|&&b| !has(&alphabet, b) && !joint(b)).count();
    fits_length(rule, value) && (!range.contains(&value.len()) || (1..=FOREIGN).contains(&odd))
}

/// How many bytes of `value` do not fit the rule's format at their position; `None` if that is unknown.
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

/// How many bytes of `value` are not in the class of `part`.
fn foreign(rule: &Rule<'_>, part: &Part, value: &[u8]) -> usize {
    let Some(class) = rule.tables.classes.get(usize::from(part.class)) else { return usize::MAX };
    value.iter().filter(|&&b| !has(class, b)).count()
}

/// The characters of `value` as a byte class.
pub fn signs(value: &[u8]) -> [u64; 4] {
    let mut class = [0; 4];
    value.iter().for_each(|&b| insert(&mut class, b));
    class
}
