//! Declarations: types, indexes and blocks between a name and its value.

use super::name::is_quote;
use super::skip_lines;
use crate::engine::generic::bytes::{is_blank, is_one_of, skip_blanks, starts_ci};
use crate::model::Span;

/// `: Type =`, the colon behind us: where the value begins.
pub fn typed(text: &[u8], at: usize) -> Option<usize> {
    let mut p = skip_blanks(text, at, 8);
    if !text.get(p).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'&' | b'*' | b'[')) {
        return None;
    }
    let (start, mut depth) = (p, 0);
    while p - start < 64 {
        match text.get(p)? {
            b'=' => break,
            b if b.is_ascii_alphanumeric() => {}
            b'<' | b'[' => depth += 1,
            b'>' | b']' => depth -= 1,
            // the next parameter begins
            b',' if depth == 0 => return None,
            b'_' | b'&' | b'\'' | b'*' | b'?' | b'.' | b'|' | b':' | b',' | b' ' | b';' => {}
            _ => return None,
        }
        p += 1;
    }
    let followed = text.get(p + 1)?;
    (text[p] == b'=' && is_blank(text[p - 1]) && !matches!(followed, b'=' | b'>' | b'~'))
        .then(|| skip_blanks(text, p + 1, 64))
}

/// `As String =`, `FOR 'joe'@'%' =`, the first word behind us: where the value begins.
pub fn typed_in_words(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..text.len().min(at + 48))?;
    let line = &rest[..memchr::memchr2(b'\n', b',', rest).unwrap_or(rest.len())];
    let equals = memchr::memchr(b'=', line)?;
    let one = line[..equals].trim_ascii().iter().all(|b| !b.is_ascii_whitespace());
    (one && line.get(equals + 1) != Some(&b'=')).then(|| skip_blanks(text, at + equals + 1, 16))
}

/// First words of types in languages that write them between a name and its value.
const TYPES: [&[u8]; 8] =
    [b"constant ", b"varchar", b"nvarchar", b"nchar(", b"char(", b"pic ", b"type ", b"text "];
/// How far behind such a word the value begins.
const TYPE: usize = 72;

/// True at such a word.
pub fn opens_type(rest: &[u8]) -> bool {
    TYPES.iter().any(|word| starts_ci(rest, word))
}

/// `constant varchar2(60) := 'x'`, `nvarchar(64) = N'x'`, `PIC X(40) VALUE 'x'`: where the text in quotes begins.
pub fn in_types(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..text.len().min(at + TYPE)).filter(|rest| opens_type(rest))?;
    let quote = memchr::memchr2(b'\'', b'"', rest)?;
    let head = rest[..quote].strip_suffix(b"N").unwrap_or(&rest[..quote]).trim_ascii_end();
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"_(), :=".contains(b);
    let assigns = head.ends_with(b"=") && !head.ends_with(b"==")
        || head.len() > 6 && starts_ci(&head[head.len() - 6..], b" value");
    (assigns && head.iter().all(plain)).then_some(at + quote)
}

/// `[...] =` behind a name.
pub fn indexed(text: &[u8], at: usize) -> Option<usize> {
    // `password[$regex]=m.*`: what a query asks for
    const ASKS: &[&str] = &["$ne", "$eq", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$regex", "$exists"];
    let close = at + memchr::memchr(b']', text.get(at..text.len().min(at + 32))?)?;
    let p = skip_blanks(text, close + 1, 8);
    if is_one_of(&text[at + 1..close], ASKS) {
        return None;
    }
    (text.get(p) == Some(&b'=') && text.get(p + 1) != Some(&b'=')).then(|| skip_blanks(text, p + 1, 64))
}

/// `variable "password" { .. default = `: where the default of a Terraform variable begins, within a few lines.
pub fn variable(text: &[u8], name: Span, at: usize) -> Option<usize> {
    let head = &text[name.start.saturating_sub(10)..name.start];
    if !head.ends_with(b"variable \"") {
        return None;
    }
    let body = text.get(at..text.len().min(at + 256))?;
    let mut p = at;
    for line in body.split(|b| *b == b'\n').take(6) {
        let inner = line.trim_ascii_start();
        if inner.starts_with(b"}") {
            return None;
        }
        if inner.starts_with(b"default") {
            let equals = memchr::memchr(b'=', line)?;
            return Some(skip_blanks(text, p + equals + 1, 16));
        }
        p += line.len() + 1;
    }
    None
}

/// The block of a parameter, its colon behind us: `Type: String` and `Default: x` in lines of their own, in YAML or JSON.
/// Where the default begins.
pub fn parameter(text: &[u8], at: usize) -> Option<usize> {
    let mut p = skip_blanks(text, at, 8);
    if text.get(p) == Some(&b'{') {
        p = skip_blanks(text, p + 1, 8);
    }
    if !matches!(text.get(p)?, b'\n' | b'\r') {
        return None;
    }
    let body = text.get(p..text.len().min(p + 300))?;
    let (mut depth, mut told) = (None, false);
    // The rest of the line of the name comes first, and is empty.
    for line in body.split(|b| *b == b'\n').take(8) {
        let inner = line.trim_ascii_start();
        let member = inner.strip_prefix(b"\"").unwrap_or(inner);
        if !inner.is_empty() {
            let indent = line.len() - inner.len();
            if indent == 0 || *depth.get_or_insert(indent) > indent || inner[0] == b'}' {
                return None;
            }
        }
        if starts_ci(member, b"default\":") || starts_ci(member, b"default:") {
            let colon = p + line.len() - member.len() + memchr::memchr(b':', member)?;
            return told.then(|| skip_blanks(text, colon + 1, 16));
        }
        told |=
            starts_ci(member, b"type\":") || starts_ci(member, b"type:") || starts_ci(member, b"description");
        p += line.len() + 1;
    }
    None
}

/// `"github-oauth": { "host.example": "x" }`, the first colon behind us: the name tells what a host has. Where `x` begins.
pub fn by_host(text: &[u8], at: usize) -> Option<usize> {
    let open = skip_blanks(text, at, 8);
    let key = skip_lines(text, open + 1);
    if text.get(open) != Some(&b'{') || text.get(key) != Some(&b'"') {
        return None;
    }
    let rest = text.get(key + 1..text.len().min(key + 90))?;
    let host = &rest[..memchr::memchr(b'"', rest)?];
    let is_host = host.first().is_some_and(u8::is_ascii_alphanumeric)
        && host.contains(&b'.')
        && host.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':'));
    let colon = skip_blanks(text, key + host.len() + 2, 8);
    let value = skip_blanks(text, colon + 1, 8);
    (is_host && text.get(colon) == Some(&b':') && is_quote(text, value)).then_some(value)
}

/// `{"value": "x"}`, `{"type": "string", "default": "x"}`, the colon before it behind us: where `x` begins.
pub fn member(text: &[u8], at: usize) -> Option<usize> {
    let open = skip_blanks(text, at, 8);
    if text.get(open) != Some(&b'{') {
        return None;
    }
    // No further than behind any colon.
    let text = &text[..text.len().min(open + HELD)];
    let mut p = skip_lines(text, open + 1);
    loop {
        let (key, behind) = string(text, p)?;
        let colon = skip_blanks(text, behind, 8);
        if text.get(colon) != Some(&b':') {
            return None;
        }
        let value = skip_blanks(text, colon + 1, 8);
        if is_one_of(key, &["value", "Value", "default", "Default", "defaultValue"]) {
            return is_quote(text, value).then_some(value);
        }
        let end = match string(text, value) {
            Some((_, end)) => end,
            // true, a number
            None => value + text.get(value..)?.iter().take_while(|b| b.is_ascii_alphanumeric()).count(),
        };
        let comma = skip_blanks(text, end, 8);
        if text.get(comma) != Some(&b',') {
            return None;
        }
        p = skip_lines(text, comma + 1);
    }
}

/// How far behind its brace the value of a member begins at most.
const HELD: usize = 90;

/// The string in double quotes at `at`, and what is behind it.
fn string(text: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let inner = text.get(at..)?.strip_prefix(b"\"")?;
    let end = memchr::memchr2(b'"', b'\\', inner).filter(|end| inner[*end] == b'"')?;
    Some((&inner[..end], at + end + 2))
}

/// `{ get; set; } =` of C#, `{"x"}` of C++, the brace at `at`: where the value begins.
pub fn braces(text: &[u8], at: usize) -> Option<usize> {
    let inner = skip_blanks(text, at + 1, 8);
    if is_quote(text, inner) {
        return Some(inner);
    }
    let rest = text.get(inner..text.len().min(inner + 40))?;
    if !rest.starts_with(b"get") {
        return None;
    }
    let equals = skip_blanks(text, inner + memchr::memchr(b'}', rest)? + 1, 8);
    (text.get(equals) == Some(&b'=')).then(|| skip_blanks(text, equals + 1, 16))
}
