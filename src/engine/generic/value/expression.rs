//! Values inside an expression: what it falls back to, calls around it, a list of bytes.

use super::{After, LONGEST, Value};
use crate::engine::generic::bytes::{line_end, skip_blanks, starts_ci};
use crate::engine::generic::quote::Quote;
use crate::engine::generic::site::{Sep, skip_lines};
use crate::engine::generic::wrap::Wrap;
use crate::engine::phrases;
use crate::model::Span;

/// Separators behind which a source text has an expression.
pub fn takes_expression(sep: Sep) -> bool {
    matches!(sep, Sep::Eq | Sep::Colon | Sep::Walrus | Sep::Arrow | Sep::Typed)
}

/// `x || "v"`, `x ?? "v"`, `x ?: "v"`, `x or "v"`, `x ? "" : "v"`, `x if y else "v"` on one line: where the string begins that an expression
/// falls back to.
pub fn fallback(text: &[u8], p: usize) -> Option<usize> {
    let line = text.get(p..line_end(text, p, 160))?;
    if !line.first().is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'$' | b'(' | b'_')) {
        return None;
    }
    let mut from = 0;
    while let Some(quote) = memchr::memchr2(b'"', b'\'', &line[from..]) {
        let at = from + quote;
        let head = line[..at].trim_ascii_end();
        let ends = |op: &[u8]| head.len() < at && head.ends_with(op);
        let ternary = ends(b" :") && phrases::holds(head, b" ? ");
        let conditional = ends(b" else") && phrases::holds(head, b" if ");
        let ternary = ternary || conditional || ends(b"unwrap_or_else(|_|");
        if ends(b"||") || ends(b"??") || ends(b"?:") || ends(b" or") || ternary {
            return (!is_argument(head)).then_some(p + at);
        }
        let close = memchr::memchr(line[at], &line[at + 1..])?;
        from = at + close + 2;
    }
    None
}

/// `f(a, model=b`: one of several arguments is asked for, and not what the call hands out.
fn is_argument(head: &[u8]) -> bool {
    let (mut depth, mut several) = (0, false);
    for b in head.iter().rev() {
        match b {
            b')' => depth += 1,
            b'(' if depth == 0 => return several,
            b'(' => depth -= 1,
            b',' => several |= depth == 0,
            _ => {}
        }
    }
    false
}

/// `"{{ look_up | default('v') }}"`: where the string begins that a template falls back to.
pub fn defaulted(text: &[u8], p: usize) -> Option<usize> {
    let line = text.get(p..line_end(text, p, 160))?;
    let quote = usize::from(matches!(line.first(), Some(b'"' | b'\'')));
    if !line.get(quote..)?.starts_with(b"{{") {
        return None;
    }
    let at = p + phrases::find(line, b"default")? + 7;
    let at = skip_blanks(text, at, 4);
    let at = at + usize::from(text.get(at) == Some(&b'('));
    matches!(text.get(at), Some(b'"' | b'\'')).then_some(at)
}

/// `callee(`, `(`, `[`, `{`, `new X(`, `&x{`: the name, and where the inside begins, if it is one.
pub fn call(text: &[u8], p: usize) -> Option<(&[u8], Option<usize>)> {
    let rest = text.get(p..)?;
    let mut n = 0;
    for word in [&b"new "[..], b"await ", b"return ", b"&", b"*"] {
        if rest[n..].starts_with(word) {
            n += word.len();
        }
    }
    if rest[n..].starts_with(b"[]byte") {
        n += 6;
    }
    let from = n;
    while n < rest.len()
        && n - from < 64
        && (rest[n].is_ascii_alphanumeric()
            || matches!(rest[n], b'_' | b'.' | b':' | b'$' | b'\\' | b'<' | b'>' | b'!' | b'?'))
    {
        n += 1;
    }
    match rest.get(n) {
        Some(b'(') => Some((&rest[from..n], Some(p + n + 1))),
        Some(b'[' | b'{') if n == from || rest[..n].ends_with(b"byte") => {
            Some((&rest[from..from], Some(p + n + 1)))
        }
        _ => Some((&rest[..0], None)),
    }
}

/// A list of byte values: `0x1f, 0x8b, ...`.
pub fn ints(text: &[u8], start: usize, next_line: bool) -> Option<Value> {
    let limit = text.len().min(start + LONGEST);
    let (mut p, mut count, mut end) = (start, 0, start);
    while p < limit {
        let rest = &text[p..limit];
        let hex = starts_ci(rest, b"0x");
        let from = if hex { 2 } else { 0 };
        let n = rest[from..]
            .iter()
            .take(4)
            .take_while(|b| if hex { b.is_ascii_hexdigit() } else { b.is_ascii_digit() || **b == b'-' })
            .count();
        if n == 0 || n > 3 {
            break;
        }
        count += 1;
        end = p + from + n;
        p = skip_blanks(text, end, 8);
        if text.get(p) != Some(&b',') {
            break;
        }
        p = skip_lines(text, p + 1);
    }
    (count >= 8).then_some(Value {
        span: Span { start, end },
        quote: Quote::None,
        wrap: Wrap::None,
        after: After::Close,
        next_line,
        ints: true,
        template: false,
        end,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_expression_falls_back_to() {
        let of = |text: &'static str| fallback(text.as_bytes(), 0).map(|at| &text[at..]);
        assert_eq!(of("os.getenv(\"A\", None) or \"v\""), Some("\"v\""));
        assert_eq!(of("bytes(env.A || \"v\")"), Some("\"v\")"));
        assert_eq!(of("Manager(Session, model=conf(a) or \"v\")"), None);
    }
}
