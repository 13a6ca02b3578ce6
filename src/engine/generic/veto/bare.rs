//! Values without quotes that can only be a piece of a program.

use super::plain_name;
use crate::engine::generic::bytes::{contains_ci, starts_ci};
use crate::engine::generic::site::Sep;
use crate::engine::generic::text::Counts;
use crate::engine::generic::value::{After, Value};
use crate::engine::generic::words;
use crate::engine::phrases;
use crate::model::FileKind;

/// The reason why a bare value that is no piece of a program can be no secret.
pub fn reason(raw: &[u8], sep: Sep, kind: FileKind, c: &Counts) -> Option<&'static str> {
    if sep == Sep::Prose && document(raw) {
        return Some("what a document is called");
    }
    prose(sep, kind, c).or_else(|| word(raw, c))
}

/// The reason why a bare value can only be a piece of a program.
pub fn expression(raw: &[u8], v: &Value, sep: Sep, kind: FileKind, in_string: bool) -> Option<&'static str> {
    let code = matches!(kind, FileKind::Source) && !in_string;
    let signs = |list: &[u8]| raw.iter().any(|b| list.contains(b));
    if matches!(v.after, After::Plus | After::Colon) && !v.next_line && matches!(kind, FileKind::Source) {
        return Some("part of an expression");
    }
    if signs(b"(){}[]")
        && (code || raw.iter().filter(|b| matches!(b, b'(' | b')')).count() >= 2 && contains_ci(raw, b"("))
        && identifier_before_paren(raw)
    {
        return Some("an expression");
    }
    if code
        && (raw.contains(&b'.') && plain_name(raw)
            || signs(b"()[]{}!&|?*<>")
            || raw.starts_with(b"$")
            || raw.starts_with(b"@")
            || raw.starts_with(b"\\")
            || raw.starts_with(b"-"))
    {
        return Some("an expression");
    }
    if kind == FileKind::Shell && cmdlet(raw) {
        return Some("the output of a command");
    }
    if attribute(raw) || phrases::holds(raw, b"&.") || phrases::find(raw, b"](").is_some() {
        return Some("an attribute of something");
    }
    if code && identifier(raw) && !matches!(sep, Sep::Flag | Sep::Prose) && !v.next_line {
        return Some("a variable");
    }
    let column = raw.iter().any(|b| matches!(b, b'.' | b'`'))
        && raw.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'`' | b'_'));
    if kind == FileKind::Sql && !in_string && column && raw.first().is_some_and(|b| !b.is_ascii_digit()) {
        return Some("a column");
    }
    // compared in source text: another variable, a constant
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let names = |raw: &[u8]| raw.first().is_some_and(|b| !b.is_ascii_digit()) && raw.iter().all(is_name);
    if code && sep == Sep::Compare && names(raw) {
        return Some("a variable");
    }
    if phrases::holds(raw, b" -> ") || phrases::holds(raw, b" => ") {
        return Some("an expression");
    }
    None
}

/// Words of texts for people.
fn prose(sep: Sep, kind: FileKind, c: &Counts) -> Option<&'static str> {
    if sep == Sep::Prose && (c.digit == 0 || c.len < 6) {
        return Some("a word of prose");
    }
    if matches!(kind, FileKind::Doc | FileKind::Message | FileKind::None | FileKind::Other | FileKind::Log)
        && matches!(sep, Sep::Colon)
        && c.blank > 1
    {
        return Some("prose");
    }
    None
}

/// Words whose own characters show what they are.
fn word(raw: &[u8], c: &Counts) -> Option<&'static str> {
    if raw.starts_with(b"$") && plain_name(&raw[1..])
        || raw.starts_with(b"${") && !raw.contains(&b'}')
        || raw.starts_with(b"--")
        || raw.starts_with(b"%") && raw.ends_with(b"%")
        || raw.starts_with(b"&")
        || raw.starts_with(b"*") && plain_name(&raw[1..])
    {
        return Some("a variable or an option");
    }
    let binary =
        starts_ci(raw, b"0b") && raw.len() > 2 && raw[2..].iter().all(|b| matches!(b, b'0' | b'1' | b'_'));
    if binary
        || starts_ci(raw, b"0x")
            && raw[2..].iter().take_while(|b| b.is_ascii_hexdigit()).count() <= 16
            && raw.len() <= 21
    {
        return Some("a numeric constant");
    }
    if memchr::memchr(b'_', raw).is_some()
        && c.lower + c.digit == 0
        && words::coverage(raw).is_some_and(|c| c >= 0.7)
    {
        return Some("a constant");
    }
    if decimal(raw) {
        return Some("a number");
    }
    if raw.starts_with(b"[") || raw.starts_with(b"{") || raw.starts_with(b"<") || raw.starts_with(b"(") {
        return Some("a structure");
    }
    None
}

/// `-0.012]`: digits, a point and digits, with what closes behind them.
fn decimal(raw: &[u8]) -> bool {
    let closes = raw.iter().rev().take_while(|b| matches!(b, b']' | b'}' | b')')).count();
    let raw = &raw[..raw.len() - closes];
    let raw = raw.strip_prefix(b"-").or(raw.strip_prefix(b"+")).unwrap_or(raw);
    let mut parts = raw.split(|b| *b == b'.');
    let digits =
        |part: Option<&[u8]>| part.is_some_and(|p| !p.is_empty() && p.iter().all(u8::is_ascii_digit));
    digits(parts.next()) && digits(parts.next()) && parts.next().is_none()
}

/// `RFC-6750`, `XEP-0310`: capitals and a number, as texts name what they speak of.
fn document(raw: &[u8]) -> bool {
    let letters = raw.iter().take_while(|b| b.is_ascii_uppercase()).count();
    (2..=6).contains(&letters)
        && raw[letters..]
            .strip_prefix(b"-")
            .is_some_and(|number| (2..=6).contains(&number.len()) && number.iter().all(u8::is_ascii_digit))
}

/// `group.thing[0].name`: dots and an index among plain names.
fn attribute(raw: &[u8]) -> bool {
    [&b"]."[..], b"['", b"[\"", b"::"].iter().any(|sign| phrases::holds(raw, sign))
        && raw.first().is_some_and(u8::is_ascii_alphabetic)
        && raw.iter().all(|b| {
            b.is_ascii_alphanumeric()
                || matches!(b, b'_' | b'.' | b'[' | b']' | b'"' | b'\'' | b')' | b':' | b'*' | b'-')
        })
}

/// A bare word that can only be a name: ordinary words joined as names are.
fn identifier(raw: &[u8]) -> bool {
    raw.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
        && !raw.first().is_some_and(u8::is_ascii_digit)
        && (words::coverage(raw).is_some_and(|c| c >= 0.7) || named_for_it(raw))
}

/// `splunkpassword`: letters that say what the variable holds.
fn named_for_it(raw: &[u8]) -> bool {
    !raw.iter().any(u8::is_ascii_digit)
        && [&b"password"[..], b"passwd", b"passphrase", b"secret", b"token"]
            .iter()
            .any(|word| contains_ci(raw, word))
}

fn identifier_before_paren(raw: &[u8]) -> bool {
    memchr::memchr(b'(', raw).is_none_or(|at| {
        raw[..at].iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':' | b'$' | b'-'))
    })
}

/// `Read-Host`, `Get-Content`: commands of PowerShell that hand something out.
fn cmdlet(raw: &[u8]) -> bool {
    const VERBS: [&[u8]; 8] =
        [b"read-", b"get-", b"new-", b"convertto-", b"convertfrom-", b"import-", b"invoke-", b"select-"];
    VERBS.iter().any(|verb| starts_ci(raw, verb)) && raw.iter().all(|b| b.is_ascii_alphabetic() || *b == b'-')
}

#[cfg(test)]
mod tests {
    use super::super::assert_sorts;
    use super::*;

    #[test]
    fn numbers_and_documents() {
        assert_sorts(decimal, &[b"-0.012]", b"12.5"], &[b"1.2.3", b"12", b".5", b"kR9.5"]);
        assert_sorts(document, &[b"XEP-0310", b"RFC-6750"], &[b"kR9-0227", b"XEP-0310a", b"XEP-"]);
    }
}
