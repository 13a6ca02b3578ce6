//! Pieces of programs: patterns, lists, code, templates.

use super::name::word_like;
use crate::engine::generic::text::Counts;
use crate::engine::generic::words;
use crate::engine::phrases;

/// A regular expression, by combinations of characters that no secret has.
pub fn pattern(value: &[u8]) -> bool {
    if memchr::memchr3(b'[', b'(', b'\\', value).is_none() {
        return false;
    }
    let has = |part: &[u8]| phrases::holds(value, part);
    let class = has(b"[a-z")
        || has(b"[A-Z")
        || has(b"[a-f")
        || has(b"[A-F")
        || has(b"[0-9")
        || has(b"[^")
        || has(b"[\\w")
        || has(b"[\\d");
    let tail = has(b"]+") || has(b"]*") || has(b"]{") || has(b"])");
    class && (tail || closed(value))
        || has(b"(?:")
        || has(b"(?i)")
        || has(b"(?P<")
        || has(b"(?=")
        || has(b"(?!")
        || has(b"\\d+")
        || has(b"\\d{")
        || has(b"\\w+")
        || has(b"\\s*")
        || has(b"\\s+")
        || has(b"\\b(")
        || value.len() > 3
            && (has(b".*)") || has(b"(.*") || has(b".+)") || has(b"(.+") || has(b"[^"))
            && (value.starts_with(b"^")
                || value.ends_with(b"$")
                || has(b"]+")
                || has(b"(.*)")
                || has(b"(.+)"))
}

/// `[^a-z]`, `/[^a-z0-9]/i`, `|[a-z]|`: one class of characters, perhaps between those that a pattern begins and ends with.
fn closed(value: &[u8]) -> bool {
    let flags = value.iter().rev().take_while(|b| matches!(b, b'i' | b'g' | b'u' | b's' | b'm')).count();
    let (value, ends) = match &value[..value.len() - flags] {
        [a @ (b'/' | b'|' | b'~' | b'#' | b'@' | b'`'), inner @ .., b] if a == b => (inner, true),
        _ => (value, false),
    };
    let negated = value.starts_with(b"[^");
    value.starts_with(b"[")
        && value.ends_with(b"]")
        && (ends || negated)
        && memchr::memchr_iter(b']', value).nth(1).is_none()
}

/// Words with `|`, `,` or `;` between, or `name=value` pieces of words: options, columns, rules.
pub fn list(value: &[u8], c: &Counts) -> bool {
    let marks = value.iter().filter(|b| matches!(b, b'|' | b',' | b';')).count();
    marks > 0
        && c.blank < 8
        && value
            .split(|b| matches!(b, b'|' | b',' | b';' | b':' | b'=' | b' ' | b'-' | b'_' | b'.'))
            .all(|p| p.is_empty() || p.len() <= 4 && p.iter().all(u8::is_ascii_digit) || word_like(p))
}

/// Characters that stand together in programs: `){`, `});`, `&&`, `=>`; three of them, or two and a call.
pub fn code(value: &[u8], c: &Counts) -> bool {
    const SIGNS: [&[u8]; 16] = [
        b"){",
        b"})",
        b");",
        b"&&",
        b"||",
        b"===",
        b"!==",
        b"=>",
        b"()",
        b"return ",
        b"function",
        b"},{",
        b"\":",
        b"':",
        b".length",
        b"+\"",
    ];
    c.len >= 8 && c.punct >= 4 && SIGNS.iter().filter(|sign| phrases::holds(value, sign)).count() >= 2
}

/// `{name}`, `%name%`, `%s`, `$name`, `@name@`, `<name>`, `:name`: wholly a template.
pub fn templated(value: &[u8]) -> bool {
    let inner = |open: &[u8], close: &[u8]| {
        value.len() > open.len() + close.len()
            && value.starts_with(open)
            && value.ends_with(close)
            && value[open.len()..value.len() - close.len()].iter().all(|b| {
                b.is_ascii_alphanumeric()
                    || matches!(
                        b,
                        b'_' | b'.' | b'-' | b' ' | b':' | b'$' | b'|' | b'\'' | b'/' | b'@' | b'%'
                    )
            })
    };
    let formats = value
        .windows(2)
        .filter(|w| w[0] == b'%' && matches!(w[1], b's' | b'd' | b'v' | b'q' | b'-' | b'x' | b'@' | b'n'));
    let placed = value.windows(2).enumerate().any(|(at, w)| {
        w[0] == b'%'
            && matches!(w[1], b'1'..=b'4')
            && !value.get(at + 2).is_some_and(u8::is_ascii_alphanumeric)
    });
    let spaced = value.iter().any(|b| matches!(b, b' ' | b'/' | b'{'));
    if formats.count() >= 2 || placed && spaced {
        return true;
    }
    inner(b"{", b"}")
        || inner(b"%", b"%")
        || inner(b"@", b"@")
        || inner(b"<", b">")
        || inner(b"[", b"]")
        || inner(b"__", b"__")
        || inner(b"_", b"_") && value.len() > 4 && !value.iter().any(u8::is_ascii_lowercase)
        || value.first() == Some(&b'$')
            && value.len() > 2
            && value[1..].iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
            && !value[1].is_ascii_digit()
            && words::coverage(value).is_some_and(|c| c > 0.5)
}
