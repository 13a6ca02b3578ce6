//! Masks and interpolation: placeholders for a value.

use crate::engine::generic::bytes::{contains_ci, starts_ci};
use crate::engine::generic::quote::Quote;
use crate::engine::generic::text::Counts;
use crate::engine::generic::value::Value;
use crate::engine::phrases;

/// `***`, `xxxx`, `....`, `<name>`, `[REDACTED]`.
pub fn mask(value: &[u8], c: &Counts) -> bool {
    let n = value.len();
    if c.distinct == 1 && (n < 8 && !value[0].is_ascii_alphanumeric() || n >= 4)
        || n >= 8 && c.distinct == 2 && c.digit == 0
    {
        return true;
    }
    let runs = |sign: u8| value.iter().filter(|b| b.eq_ignore_ascii_case(&sign)).count();
    if runs(b'*') * 2 >= n
        || n >= 4 && runs(b'x') * 2 > n
        || runs(b'.') * 2 > n
        || value.windows(3).any(|w| w == b"***")
        || value.ends_with(b"...")
        || n > 6 && value.starts_with(b"...") && value[3..].iter().all(u8::is_ascii_alphanumeric)
        || n > 4 && value.ends_with(b"..") && value[..n - 2].iter().all(u8::is_ascii_hexdigit)
        || value.ends_with("\u{2026}".as_bytes())
        || contains_ci(value, b"xxxxx")
    {
        return true;
    }
    // `\u00b7\u00b7`: a dot for each character that was typed
    if value.starts_with(b"\\u")
        && n >= 24
        && n.is_multiple_of(6)
        && value.chunks(6).all(|sign| sign == &value[..6])
    {
        return true;
    }
    // `{password}`: what a call fills in
    if let [b'{', name @ .., b'}'] = value
        && name.len() > 2
        && name.iter().all(|b| b.is_ascii_lowercase() || *b == b'_')
    {
        return true;
    }
    // `__TOKEN__`
    if let [b'_', b'_', name @ .., b'_', b'_'] = value
        && !name.is_empty()
        && name.iter().all(|b| b.is_ascii_alphabetic() || *b == b'_')
    {
        return true;
    }
    // `<<name>>`, as AsciiDoc refers to one
    let value = value.strip_prefix(b"<").filter(|rest| rest.starts_with(b"<")).unwrap_or(value);
    let value = value.strip_suffix(b">").filter(|rest| rest.ends_with(b">")).unwrap_or(value);
    // `'[Filtered]'` in other quotes
    let value = match value {
        [a @ (b'\'' | b'"'), inner @ .., b] if a == b && inner.len() > 2 => inner,
        _ => value,
    };
    match value {
        [b'<', inner @ .., b'>'] | [b'[', inner @ .., b']'] => inner.iter().all(|b| {
            b.is_ascii_alphanumeric()
                || matches!(b, b'_' | b'-' | b' ' | b'.' | b':' | b'/' | b'\'' | b'(' | b')')
        }),
        _ => false,
    }
}

/// A random value of documentation, like those of AWS: `EXAMPLE` in capitals among all kinds of characters.
pub fn documented(value: &[u8], c: &Counts) -> bool {
    c.len >= 16 && c.lower > 0 && c.digit > 0 && phrases::holds(value, b"EXAMPLE")
        || is_to_do(value)
        || is_shortened(value)
}

/// `7f3kQ...x9Lm`: the middle is left out.
fn is_shortened(value: &[u8]) -> bool {
    let word = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    phrases::find(value, b"...")
        .is_some_and(|at| at > 0 && word(value.get(at - 1)) && word(value.get(at + 3)))
}

/// `found..@TODO`: a word of its own, in capitals, that says so.
fn is_to_do(value: &[u8]) -> bool {
    [&b"TODO"[..], b"FIXME"].iter().any(|word| {
        phrases::find(value, word).is_some_and(|at| {
            let apart = |b: Option<&u8>| b.is_none_or(|b| !b.is_ascii_alphanumeric());
            apart(at.checked_sub(1).and_then(|at| value.get(at))) && apart(value.get(at + word.len()))
        })
    })
}

/// What opens and closes interpolated parts.
const PAIRS: [(&[u8], &[u8]); 9] = [
    (b"${", b"}"),
    (b"{{", b"}}"),
    (b"$(", b")"),
    (b"<%", b"%>"),
    (b"%(", b")s"),
    (b"%{", b"}"),
    (b"((", b"))"),
    (b"$[", b"]"),
    (b"\\(", b")"),
];

/// Nothing is left when the interpolated parts are taken out.
pub fn interpolation(value: &[u8], v: &Value) -> bool {
    let opens = |b: &u8| matches!(b, b'$' | b'%' | b'{' | b'<' | b'(' | b'\\');
    if !value.iter().any(|b| opens(b) || matches!(b, b'`' | b'"')) {
        return false;
    }
    // `%24%7Bname%7D`: `${name}` in a URL
    if starts_ci(value, b"%24%7b") {
        return true;
    }
    if phrases::holds(value, b"#{")
        || phrases::holds(value, b"%.*s")
        || phrases::holds(value, b"` + ")
        || phrases::holds(value, b"\" + ")
        // `Host=${host};Password=${password}`
        || memchr::memmem::find_iter(value, b"=${").nth(1).is_some()
        // a template that writes one
        || [&b"{{ '{{"[..], b"{{ \"{{", b"{{`{{", b"{{'{{", b"{{\"{{"].iter().any(|sign| phrases::holds(value, sign))
    {
        return true;
    }
    if ends_with_variable(value) {
        return true;
    }
    // `$PWD/file`: a path
    let name = value.iter().skip(1).take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    if value[0] == b'$' && name > 0 && value.get(name + 1) == Some(&b'/') {
        return true;
    }
    // `%s`, `%-5d`: a format
    let format = |b: &u8| matches!(b, b's' | b'd' | b'v' | b'q' | b'@' | b'x' | b'u' | b'i');
    if matches!(value, [b'%', .., last] if value.len() <= 5 && format(last)) {
        return true;
    }
    // "`${head(x)}.${body(`": a text in a text, which ends the first one
    let open = memchr::memmem::rfind(value, b"${").filter(|at| !value[*at..].contains(&b'}'));
    let open = open.filter(|_| v.quote == Quote::Back);
    let value = &value[..open.unwrap_or(value.len())];
    // `{user}:{password}`, whose values a call fills in
    let template =
        v.template || memchr::memchr_iter(b'{', value).filter(|at| is_field(&value[*at..])).nth(1).is_some();
    let (mut left, mut found, mut made, mut i) = (0, open.is_some(), false, 0);
    while i < value.len() {
        let rest = &value[i..];
        let part = if opens(&rest[0]) { part(rest, i == 0, template) } else { None };
        found |= part.is_some();
        // `x-${makeId()}`: made at run time
        made |= part.is_some_and(|len| phrases::holds(&rest[..len], b"()"));
        let escape = matches!(rest, [b'\\', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', ..]).then_some(4);
        let skipped = part.or(escape);
        left += usize::from(skipped.is_none() && rest[0].is_ascii_alphanumeric());
        i += skipped.unwrap_or(1);
    }
    found && left < if made { MADE } else { 6 }
}

/// `rust_module_$userId`: words, and a variable as Kotlin, Dart and shells interpolate it.
fn ends_with_variable(value: &[u8]) -> bool {
    let Some(at) = memchr::memchr(b'$', value) else { return false };
    let (words, name) = (&value[..at], &value[at + 1..]);
    let parted = |b: &u8| matches!(b, b'_' | b'-' | b'.' | b'/');
    words.len() > 3
        && words.last().is_some_and(parted)
        && words.iter().all(|b| b.is_ascii_lowercase() || parted(b))
        && name.len() > 2
        && name[0].is_ascii_lowercase()
        && name.iter().all(u8::is_ascii_alphanumeric)
}

/// `{name}`
fn is_field(rest: &[u8]) -> bool {
    let name = rest[1..].iter().take_while(|b| b.is_ascii_lowercase() || **b == b'_').count();
    name >= 2 && rest.get(name + 1) == Some(&b'}')
}

/// Fewer letters and digits than these beside what a call makes are no secret by themselves.
const MADE: usize = 12;

/// How long the interpolated part is that `rest` begins with, if it does.
fn part(rest: &[u8], opens_value: bool, template: bool) -> Option<usize> {
    let known = PAIRS.iter().find(|(open, _)| rest.starts_with(open));
    if let Some(len) = known.and_then(|(_, close)| Some(phrases::find(rest, close)? + close.len())) {
        return Some(len);
    }
    if template
        && rest[0] == b'{'
        && let Some(at) = memchr::memchr(b'}', rest)
    {
        return Some(at + 1);
    }
    if opens_value
        && rest[0] == b'$'
        && rest.get(1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && (template || rest[1..].iter().all(|b| b.is_ascii_uppercase() || *b == b'_' || b.is_ascii_digit()))
    {
        return Some(1 + rest[1..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count());
    }
    // `%s`, `%1s`, `%2$s`
    let digits = rest.iter().skip(1).take(2).take_while(|b| b.is_ascii_digit()).count();
    let at = 1 + digits + usize::from(digits > 0 && rest.get(1 + digits) == Some(&b'$'));
    let format = rest[0] == b'%'
        && matches!(rest.get(at), Some(b's' | b'd' | b'v' | b'q' | b'@' | b'x' | b'u' | b'i'));
    (format && !rest.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)).then_some(at + 1)
}
