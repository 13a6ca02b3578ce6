//! Values in quotes, and what stands behind them.

use super::{After, LONGEST, Setting, Value};
use crate::engine::generic::bytes::{line_end, skip_blanks};
use crate::engine::generic::quote::{Quote, opening};
use crate::engine::generic::site::skip_lines;
use crate::engine::generic::wrap::Wrap;
use crate::model::Span;

/// The second string argument of a call, the first of which ends at `end`.
pub fn second(text: &[u8], end: usize, setting: Setting) -> Option<Value> {
    let p = skip_blanks(text, end, 8);
    if text.get(p) != Some(&b',') {
        return None;
    }
    let p = skip_lines(text, p + 1);
    let (template, skip) = string_at(text, p)?;
    quoted(text, p + skip, Wrap::None, false, template, setting)
}

/// The string that is joined to the one that ends at `end`: `"Bearer " + "x"`.
pub fn joined(text: &[u8], end: usize, setting: Setting) -> Option<Value> {
    let p = skip_blanks(text, end, 8);
    let p = skip_lines(text, p + usize::from(matches!(text.get(p), Some(b'+' | b'.'))));
    let (template, skip) = string_at(text, p)?;
    quoted(text, p + skip, Wrap::None, false, template, setting)
}

/// True if a string literal opens at `p`: whether it is a template, and the length of its prefix.
pub fn string_at(text: &[u8], p: usize) -> Option<(bool, usize)> {
    let rest = text.get(p..)?;
    let prefix = rest
        .iter()
        .take(3)
        .take_while(|b| {
            matches!(b, b'b' | b'B' | b'r' | b'R' | b'u' | b'U' | b'f' | b'F' | b'L' | b'@' | b'$' | b'N')
        })
        .count();
    let quote = rest.get(prefix..)?;
    // inside a template a `$` before a quote is text
    (opening(quote).is_some() && (prefix == 0 || quote[0] != b'&'))
        .then(|| (rest[..prefix].iter().any(|b| matches!(b, b'f' | b'F' | b'$')), prefix))
}

pub fn quoted(
    text: &[u8],
    p: usize,
    wrap: Wrap,
    next_line: bool,
    template: bool,
    setting: Setting,
) -> Option<Value> {
    let open = opening(&text[p..])?;
    let start = p + open.len;
    let many = open.len == 3 && open.quote == Quote::Other;
    let limit = if many { text.len().min(start + LONGEST) } else { line_end(text, start, LONGEST) };
    let body = &text[start..limit];
    let mut i = 0;
    let end = loop {
        if i >= body.len() {
            // an unclosed string: a raw string over lines, or an odd quote
            let run = body.len() >= 200 && body.iter().all(|b| b.is_ascii_graphic());
            if open.quote == Quote::Back && !body.is_empty() || run {
                break body.len();
            }
            return None;
        }
        if open.close.first() == Some(&body[i]) && body[i..].starts_with(open.close) {
            // SQL and YAML double a single quote
            if open.quote == Quote::Single && body.get(i + 1) == Some(&b'\'') && i > 0 {
                i += 2;
                continue;
            }
            break i;
        }
        if setting.string.is_some_and(|q| body[i] == q) && open.quote != Quote::Escaped {
            return None;
        }
        i += if open.escapes && body[i] == b'\\' { 2 } else { 1 };
    };
    let end = start + end.min(body.len());
    let behind = text.len().min(end + open.close.len());
    let mut span = Span { start, end };
    if many {
        span.end = start + text[start..end].trim_ascii_end().len();
    }
    Some(Value {
        span,
        quote: open.quote,
        wrap,
        after: after(text, behind),
        next_line,
        ints: false,
        template,
        end: behind,
    })
}

/// What stands behind a quoted value.
pub fn after(text: &[u8], at: usize) -> After {
    let p = skip_blanks(text, at, 16);
    let closers = text[p..].iter().take(4).take_while(|b| matches!(b, b')' | b']' | b'}')).count();
    let q = skip_blanks(text, p + closers, 8);
    let rest = text.get(q..).unwrap_or_default();
    match rest.first() {
        None | Some(b'\n' | b'\r') => After::End,
        Some(b',' | b';') if closers == 0 => After::End,
        _ if closers > 0 => After::Close,
        Some(b'/') if rest.starts_with(b"/>") => After::Close,
        Some(b'+') => After::Plus,
        Some(b'.') => After::Dot,
        Some(b'=') if rest.starts_with(b"=>") => After::Arrow,
        Some(b'-') if rest.starts_with(b"->") => After::Arrow,
        Some(b':') => After::Colon,
        Some(b'=' | b'!' | b'?' | b'%' | b'|' | b'&' | b'<' | b'*' | b'[') => After::Op,
        Some(b'>') => After::Close,
        Some(b'#') => After::End,
        Some(b'/') if rest.starts_with(b"//") => After::End,
        _ => After::Other,
    }
}
