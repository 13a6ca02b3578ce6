//! `Bearer` and `Basic` behind an Authorization header or wherever they stand before a token.

use super::command::pair_behind;
use super::{Ask, Catch, MOST_MARKS};
use crate::engine::boundary;
use crate::engine::checks::encoding::base64;
use crate::engine::generic::{Class, alone, marks_of_place};
use crate::engine::phrases;
use crate::model::Span;
use std::borrow::Cow;

/// How far it looks.
pub const REACH: usize = 4200;
const LONGEST: usize = 4096;
/// What such a place is worth beside the looks of the value.
const BONUS: f32 = 1.0;

/// `Bearer TOKEN`; the keyword is `bearer` and a blank.
pub fn bearer(ask: &Ask<'_>) -> Option<Catch> {
    let span = token(ask, |b| {
        b.is_ascii_alphanumeric()
            || matches!(
                b,
                b'-' | b'.'
                    | b'_'
                    | b'~'
                    | b'+'
                    | b'/'
                    | b'='
                    | b'|'
                    | b':'
                    | b'%'
                    | b'!'
                    | b'*'
                    | b'$'
                    | b'@'
            )
    })?;
    // characters that the standard does not know may stand inside (`12|abc`), not at either end: there they are a variable
    if matches!(span.of(ask.text)[0], b'$' | b'%' | b'@' | b':' | b'|' | b'!' | b'*') {
        return None;
    }
    let tail = span
        .of(ask.text)
        .iter()
        .rev()
        .take_while(|b| matches!(b, b'|' | b':' | b'%' | b'!' | b'*' | b'$' | b'@'));
    let span = Span::new(span.start, span.end - tail.count());
    let value = span.of(ask.text);
    // a word of prose, the realm of a challenge, or a piece of a call
    let has = |is: fn(&u8) -> bool| value.iter().any(is);
    if value.len() < if has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) { 10 } else { 12 }
        || !value.iter().any(u8::is_ascii_digit)
        || value.contains(&b'=') && !value.ends_with(b"=")
    {
        return None;
    }
    token_at(ask, span)
}

/// The token that stands behind a scheme, where it looks like one.
fn token_at(ask: &Ask<'_>, span: Span) -> Option<Catch> {
    let whole = Span::new(ask.at, span.end);
    let place = "the scheme of the header says that a token follows";
    ask.judge_by_place(span, whole, Class::Token, BONUS, place)
}

/// `Basic BASE64`, which decodes to `user:password`; the keyword is `basic` and a blank.
pub fn basic(ask: &Ask<'_>) -> Option<Catch> {
    if let Some(span) = pair_behind(ask.text, ask.end) {
        ask.looks_further();
        return put_together(ask, span);
    }
    let span = token(ask, |b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_'))?;
    let decoded = base64(span.of(ask.text))?;
    if let Some(catch) = undecoded(ask, span, &decoded) {
        return Some(catch);
    }
    let colon = memchr::memchr(b':', &decoded)?;
    if decoded.len() < 4 || decoded.iter().any(|b| b.is_ascii_control() || *b >= 0x80) {
        return None;
    }
    let found =
        alone(Cow::Owned(decoded[colon + 1..].to_vec()), span, Class::Password, BONUS + 1.0, ask.kind);
    Some(Catch {
        secret: span,
        whole: Span::new(ask.at, span.end),
        confidence: found.as_ref().and_then(|f| f.confidence),
        marks: found
            .as_ref()
            .map(|f| marks_of_place(f, "decodes to a user and a password", MOST_MARKS))
            .unwrap_or_default(),
        dismissed: found.is_none().then_some("decodes to a stand-in password"),
        ..Catch::default()
    })
}

/// The password that a program puts into such a header.
fn put_together(ask: &Ask<'_>, span: Span) -> Option<Catch> {
    let whole = Span::new(ask.at, span.end);
    ask.judge_by_place(span, whole, Class::Password, BONUS, "the header is made of it")
}

/// A token where a user and a password should be, which decodes to no text: some services ask for just that.
fn undecoded(ask: &Ask<'_>, span: Span, decoded: &[u8]) -> Option<Catch> {
    let value = span.of(ask.text);
    let is_text = !decoded.iter().any(|b| b.is_ascii_control() || *b >= 0x80);
    let has = |is: fn(&u8) -> bool| value.iter().any(is);
    let mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    if is_text || !mixed || value.len() < LEAST_TOKEN {
        return None;
    }
    token_at(ask, span)
}

/// Fewest characters of a token that stands in place of a user and a password.
const LEAST_TOKEN: usize = 32;

/// The run of token characters behind the keyword and its blanks.
fn token(ask: &Ask<'_>, is: impl Fn(u8) -> bool) -> Option<Span> {
    let (text, word) = (ask.text, ask.end - ask.at);
    ask.looked(1, word);
    if ask.at > 0 && (text[ask.at - 1].is_ascii_alphanumeric() || text[ask.at - 1] == b'_') {
        return None;
    }
    let rest = text.get(ask.end..text.len().min(ask.end + LONGEST))?;
    let start = rest.iter().take(4).take_while(|b| matches!(b, b' ' | b'"' | b'\'')).count();
    let run = rest[start..].iter().take_while(|b| is(**b)).count();
    ask.looked(1, word + start + run + boundary::ELLIPSIS);
    let value = &rest[start..start + run];
    let dots = value.iter().rev().take_while(|b| **b == b'.').count();
    // `kR9s-Zw2m...`: the rest is left out
    if phrases::holds(value, b"...") || boundary::is_elided(rest, start + run) {
        return None;
    }
    let span = Span::new(ask.end + start, ask.end + start + run - dots);
    (!span.is_empty()).then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileKind;

    fn ask<'t>(text: &'t str, word: &str, f: fn(&Ask<'_>) -> Option<Catch>) -> Option<(&'t str, bool)> {
        let at = text.to_ascii_lowercase().find(word)?;
        let ask = Ask::new(text.as_bytes(), at, at + word.len(), FileKind::None);
        let found = f(&ask)?;
        Some((&text[found.secret.range()], found.dismissed.is_none()))
    }

    #[test]
    fn headers() {
        let header = ["Authorization: Basic am9lOmtW", "OXgybVFwNzFMdw=="].concat();
        assert_eq!(ask(&header, "basic ", basic), Some((&header[21..], true)));
        assert_eq!(ask("Authorization: Basic dXNlcjpwYXNz", "basic ", basic), Some(("dXNlcjpwYXNz", false)));
        assert_eq!(ask("basic authentication", "basic ", basic), None);
        let header = ["Authorization: Basic Ufrc1o3QUrWp6u6xJuZ2", "T9MD95UdyreMjl9YQBSQ9zEA"].concat();
        assert_eq!(ask(&header, "basic ", basic), Some((&header[21..], true)));
        assert_eq!(ask("Basic ThisIsNoPairOfNamesAtAllButWords", "basic ", basic), None);
        let header = ["Bearer 7f3kQ9x", "Lm2Vt8Rw0PzYb"].concat();
        assert_eq!(ask(&header, "bearer ", bearer), Some((&header[7..], true)));
        let header = ["Bearer 12|7f", "3kQ9xLm2Vt8Rw0PzYb"].concat();
        assert_eq!(ask(&header, "bearer ", bearer), Some((&header[7..], true)));
        for rest in ["...", "…", "...Zr4"] {
            let elided = ["Bearer 7f3kQ9x", "Lm2Vt8Rw0PzYb", rest].concat();
            assert_eq!(ask(&elided, "bearer ", bearer), None, "{elided}");
        }
        assert_eq!(ask("Bearer token-goes-here", "bearer ", bearer), None);
        assert_eq!(ask("Bearer $ACCESS_TOKEN_2_FOR_ME", "bearer ", bearer), None);
        assert_eq!(ask("Bearer ${TOKEN}", "bearer ", bearer), None);
    }
}
