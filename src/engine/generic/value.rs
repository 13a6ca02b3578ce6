//! Reads the value of a site: quoted, inside calls, as a list of bytes, bare, or on the next line.

use super::bytes::{is_blank, is_one_of, line_end, skip_blanks, starts_ci};
use super::quote::{Quote, opening};
use super::site::{Sep, Site, skip_lines};
use super::wrap::{self, Wrap};
use crate::model::Span;
use std::borrow::Cow;

/// A value is read no further than this.
pub const LONGEST: usize = 4096;

/// What the line around a name allows a bare value to be.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The quote of the string that the name stands in.
    pub string: Option<u8>,
    /// The name opens its line, and the file is of a kind where a bare value goes on to the line's end.
    pub whole_line: bool,
}

/// What stands behind a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum After {
    End,
    Close,
    Op,
    Plus,
    Colon,
    Arrow,
    Dot,
    Other,
}

/// A value as it stands in the text.
#[derive(Clone, Copy, Debug)]
pub struct Value {
    /// The value without its quotes.
    pub span: Span,
    /// The quotes.
    pub quote: Quote,
    /// The innermost call around it.
    pub wrap: Wrap,
    /// What follows.
    pub after: After,
    /// It stands on the line behind its name.
    pub next_line: bool,
    /// It is a list of byte values.
    pub ints: bool,
    /// A prefix says that the string is a template (`f"`, `$"`).
    pub template: bool,
    /// The end of the value with its quote.
    pub end: usize,
}

/// The value of a site.
pub fn read(text: &[u8], site: &Site, setting: Setting) -> Option<Value> {
    let mut p = site.at;
    let mut next_line = false;
    if site.sep == Sep::Tag {
        return element(text, p);
    }
    // `password =` at the line's end, or behind an opening bracket, a backslash, a YAML block sign
    let head = text.get(p..text.len().min(p + 4))?;
    let sign = matches!(head.first(), Some(b'(' | b'\\' | b'|' | b'>')) as usize
        + matches!(head, [b'|' | b'>', b'-' | b'+', ..]) as usize;
    if matches!(text.get(p + sign), None | Some(b'\n' | b'\r')) {
        p = skip_lines(text, p + sign);
        next_line = true;
    }
    // the first item of a YAML list, a value with its tag
    let item = next_line
        && sign == 0
        && setting.whole_line
        && site.sep == Sep::Colon
        && text.get(p..).is_some_and(|r| r.starts_with(b"- "));
    if item {
        p += 2;
    }
    if text.get(p..).is_some_and(|r| r.starts_with(b"!!str ")) {
        p = skip_blanks(text, p + 6, 8);
    }
    if takes_expression(site.sep)
        && let Some(at) = defaulted(text, p).or_else(|| fallback(text, p))
    {
        p = at;
    }
    let (mut wrapped, mut p, mut template, mut inside) = (Wrap::None, p, false, false);
    for _ in 0..4 {
        if let Some((quote, skip)) = string_at(text, p) {
            template |= quote;
            return quoted(text, p + skip, wrapped, next_line, template, setting);
        }
        let (callee, inner) = call(text, p)?;
        match inner {
            Some(at) => {
                inside = true;
                wrapped = wrapped.max(wrap::of(callee));
                p = skip_lines(text, at);
                if let Some(value) = ints(text, p, next_line) {
                    return Some(value);
                }
            }
            None => break,
        }
        for nothing in [&b"None,"[..], b"nil,", b"null,"] {
            if text.get(p..).is_some_and(|r| r.starts_with(nothing)) {
                p = skip_blanks(text, p + nothing.len(), 8);
            }
        }
    }
    let block = next_line && sign > 0 && matches!(text.get(site.at), Some(b'|' | b'>'));
    if item {
        // an item that is a pair has a name of its own
        return bare(text, p, site.sep, setting, next_line).filter(|v| {
            memchr::memmem::find(v.span.of(text), b": ").is_none() && text.get(v.end) != Some(&b':')
        });
    }
    if next_line && !block || inside || matches!(site.sep, Sep::Comma | Sep::Put | Sep::Call) {
        return None;
    }
    bare(text, p, site.sep, setting, next_line)
}

/// Separators behind which a source text has an expression.
fn takes_expression(sep: Sep) -> bool {
    matches!(sep, Sep::Eq | Sep::Colon | Sep::Walrus | Sep::Arrow | Sep::Typed)
}

/// `x || "v"`, `x ?? "v"`, `x ?: "v"`, `x or "v"`, `x ? "" : "v"` on one line: where the string begins that an expression
/// falls back to.
fn fallback(text: &[u8], p: usize) -> Option<usize> {
    let line = text.get(p..line_end(text, p, 160))?;
    if !line.first().is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'$' | b'(' | b'_')) {
        return None;
    }
    let mut from = 0;
    while let Some(quote) = memchr::memchr2(b'"', b'\'', &line[from..]) {
        let at = from + quote;
        let head = line[..at].trim_ascii_end();
        let ends = |op: &[u8]| head.len() < at && head.ends_with(op);
        let ternary = ends(b" :") && memchr::memmem::find(head, b" ? ").is_some();
        if ends(b"||") || ends(b"??") || ends(b"?:") || ends(b" or") || ternary {
            return Some(p + at);
        }
        let close = memchr::memchr(line[at], &line[at + 1..])?;
        from = at + close + 2;
    }
    None
}

/// `"{{ look_up | default('v') }}"`: where the string begins that a template falls back to.
fn defaulted(text: &[u8], p: usize) -> Option<usize> {
    let line = text.get(p..line_end(text, p, 160))?;
    let quote = usize::from(matches!(line.first(), Some(b'"' | b'\'')));
    if !line.get(quote..)?.starts_with(b"{{") {
        return None;
    }
    let at = p + memchr::memmem::find(line, b"default")? + 7;
    let at = skip_blanks(text, at, 4);
    let at = at + usize::from(text.get(at) == Some(&b'('));
    matches!(text.get(at), Some(b'"' | b'\'')).then_some(at)
}

/// The string that is joined to the one that ends at `end`: `"Bearer " + "x"`.
pub fn joined(text: &[u8], end: usize, setting: Setting) -> Option<Value> {
    let p = skip_blanks(text, end, 8);
    let p = skip_lines(text, p + usize::from(matches!(text.get(p), Some(b'+' | b'.'))));
    let (template, skip) = string_at(text, p)?;
    quoted(text, p + skip, Wrap::None, false, template, setting)
}

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

/// True where a string literal opens at `p`: whether it is a template, and the length of its prefix.
fn string_at(text: &[u8], p: usize) -> Option<(bool, usize)> {
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

fn quoted(
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
        if body[i..].starts_with(open.close) {
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
fn after(text: &[u8], at: usize) -> After {
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

/// `callee(`, `(`, `[`, `{`, `new X(`, `&x{`: the name, and where the inside begins, if it is one.
fn call(text: &[u8], p: usize) -> Option<(&[u8], Option<usize>)> {
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
fn ints(text: &[u8], start: usize, next_line: bool) -> Option<Value> {
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

/// The text of an XML element.
fn element(text: &[u8], start: usize) -> Option<Value> {
    let limit = line_end(text, start, LONGEST);
    let mut start = start;
    let mut body = &text[start..limit];
    if let Some(inner) = body.strip_prefix(b"<![CDATA[") {
        start += 9;
        body = inner;
    }
    let end = start + memchr::memchr2(b'<', b']', body)?;
    // `<password>@host/<name>` is a template; an element is closed, in a string perhaps with an escape
    let closing = |b: Option<&u8>| matches!(b, Some(b'/' | b'\\' | b'!'));
    if text[end] == b'<' && !closing(text.get(end + 1)) {
        return None;
    }
    let plain = text[start..end].trim_ascii_end().len();
    (plain > 0).then(|| Value {
        span: Span { start, end: start + plain },
        quote: Quote::None,
        wrap: Wrap::None,
        after: After::Close,
        next_line: false,
        ints: false,
        template: false,
        end,
    })
}

/// The word of an authentication scheme, before a token.
pub fn is_scheme(word: &[u8]) -> bool {
    is_one_of(word, &["bearer", "token", "apikey", "api-key", "key", "jwt", "oauth", "genericapikey"])
}

fn bare(text: &[u8], start: usize, sep: Sep, setting: Setting, next_line: bool) -> Option<Value> {
    let limit = line_end(text, start, LONGEST);
    let line = &text[start..limit];
    let whole = setting.whole_line && !matches!(sep, Sep::Flag | Sep::Prose | Sep::Compare | Sep::Sibling)
        || next_line;
    let stop = |i: usize, b: u8| -> bool {
        match b {
            b' ' | b'\t' => {
                !whole
                    || matches!(line.get(i + 1), Some(b'#'))
                    || line[i..].starts_with(b" //")
                    || line[i..].starts_with(b" ;")
            }
            b'"' | b'\'' | b'`' => setting.string == Some(b) || !whole,
            // `token=12|ab`: a part of the value where nothing parts it
            b'|' if setting.string.is_some()
                && sep == Sep::Eq
                && i > 0
                && line[i - 1].is_ascii_alphanumeric()
                && line.get(i + 1).is_some_and(u8::is_ascii_alphanumeric) =>
            {
                false
            }
            b',' | b';' | b')' | b']' | b'}' | b'<' | b'>' | b'|' => {
                !whole
                    && !(sep == Sep::Flag
                        && b != b')'
                        && setting.string.is_none()
                        && b != b'|'
                        && b != b';'
                        && b != b'<'
                        && b != b'>')
            }
            b'&' => !whole && (setting.string.is_some() || sep == Sep::Eq),
            b'\\' => {
                matches!(line.get(i + 1), Some(b'n' | b'r' | b't' | b'"' | b'\''))
                    && (setting.string.is_some() || !whole)
            }
            _ => false,
        }
    };
    let len = line.iter().enumerate().position(|(i, b)| stop(i, *b)).unwrap_or(line.len());
    let mut body = line[..len].trim_ascii_end();
    if setting.string.is_some() && is_scheme(body) && line.get(len) == Some(&b' ') {
        let rest = &line[len + 1..];
        let more = rest.iter().enumerate().position(|(i, b)| stop(len + 1 + i, *b)).unwrap_or(rest.len());
        body = line[..len + 1 + more].trim_ascii_end();
    }
    if whole {
        body = body.strip_suffix(b",").or(body.strip_suffix(b";")).unwrap_or(body);
    } else {
        while let [head @ .., b'.' | b':' | b'?' | b'!'] = body {
            let ends = matches!(body.last(), Some(b'.')) && len == line.len();
            if !matches!(sep, Sep::Prose | Sep::Compare) && !ends {
                break;
            }
            body = head;
        }
    }
    let end = start + body.len();
    let behind = text.get(end..limit).unwrap_or_default();
    let after = match behind.iter().find(|b| !is_blank(**b)) {
        None | Some(b',' | b';' | b'&' | b'#') => After::End,
        Some(b')' | b']' | b'}' | b'<' | b'>' | b'"' | b'\'' | b'`' | b'\\') => After::Close,
        Some(b'+') => After::Plus,
        Some(b'=' | b'|' | b'!' | b'?' | b'*' | b'%') => After::Op,
        Some(b':') => After::Colon,
        _ => After::Other,
    };
    (!body.is_empty()).then_some(Value {
        span: Span { start, end },
        quote: Quote::None,
        wrap: Wrap::None,
        after,
        next_line,
        ints: false,
        template: false,
        end,
    })
}

/// The value as the program sees it: escapes resolved.
pub fn unescape<'t>(raw: &'t [u8], value: &Value) -> Cow<'t, [u8]> {
    if value.ints || value.quote == Quote::None && memchr::memchr(b'&', raw).is_none() {
        return Cow::Borrowed(raw);
    }
    if memchr::memchr3(b'\\', b'&', b'\'', raw).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut out = Vec::with_capacity(raw.len());
    let mut i = 0;
    while i < raw.len() {
        let rest = &raw[i..];
        let entity = [
            (&b"&amp;"[..], b'&'),
            (b"&quot;", b'"'),
            (b"&lt;", b'<'),
            (b"&gt;", b'>'),
            (b"&apos;", b'\''),
            (b"&#39;", b'\''),
        ];
        if let Some((name, b)) = entity.iter().find(|(name, _)| rest.starts_with(name)) {
            out.push(*b);
            i += name.len();
        } else if rest.starts_with(b"''") && value.quote == Quote::Single {
            out.push(b'\'');
            i += 2;
        } else if rest[0] == b'\\' && value.quote != Quote::None {
            i += escape(rest, &mut out);
        } else {
            out.push(rest[0]);
            i += 1;
        }
    }
    Cow::Owned(out)
}

/// Resolves the escape at the start of `rest`; returns its length.
fn escape(rest: &[u8], out: &mut Vec<u8>) -> usize {
    let hex = |from: usize, n: usize| {
        rest.get(from..from + n)
            .and_then(|h| std::str::from_utf8(h).ok())
            .and_then(|h| u32::from_str_radix(h, 16).ok())
    };
    match rest.get(1) {
        Some(b'n') => out.push(b'\n'),
        Some(b't') => out.push(b'\t'),
        Some(b'r') => out.push(b'\r'),
        Some(b'u') if let Some(c) = hex(2, 4).and_then(char::from_u32) => {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            return 6;
        }
        Some(b'x') if let Some(b) = hex(2, 2) => {
            out.push(b as u8);
            return 4;
        }
        Some(b @ (b'"' | b'\'' | b'`' | b'\\' | b'/' | b'$')) => out.push(*b),
        _ => {
            out.push(b'\\');
            return 1;
        }
    }
    2
}
