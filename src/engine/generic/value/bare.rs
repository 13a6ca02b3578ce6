//! Values without quotes.

use super::run::{RUN, assigns_often};
use super::{After, LONGEST, Setting, Value};
use crate::engine::generic::bytes::{is_blank, is_one_of, line_end};
use crate::engine::generic::quote::Quote;
use crate::engine::generic::site::{Sep, skip_lines};
use crate::engine::generic::wrap::Wrap;
use crate::model::Span;

/// The text of an XML element.
pub fn element(text: &[u8], start: usize) -> Option<Value> {
    let limit = line_end(text, start, LONGEST);
    let mut start = start;
    let mut body = &text[start..limit];
    if let Some(inner) = body.strip_prefix(b"<![CDATA[") {
        start += 9;
        body = inner;
    }
    let (plain, end) = match memchr::memchr2(b'<', b']', body) {
        Some(at) => (body[..at].trim_ascii_end().len(), start + at),
        None => (body.trim_ascii_end().len(), closed_below(text, limit).filter(|_| body.len() <= LINE)?),
    };
    // `<password>@host/<name>` is a template; an element is closed, in a string perhaps with an escape
    let closing = |b: Option<&u8>| matches!(b, Some(b'/' | b'\\' | b'!'));
    if text[end] == b'<' && !closing(text.get(end + 1)) {
        return None;
    }
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

/// Longest text of an element that is closed on a line of its own.
const LINE: usize = 512;

/// Where the closing tag stands that follows on the line behind `at`.
fn closed_below(text: &[u8], at: usize) -> Option<usize> {
    let next = skip_lines(text, at);
    text.get(next..)?.starts_with(b"</").then_some(next)
}

/// The word of an authentication scheme, before a token.
pub fn is_scheme(word: &[u8]) -> bool {
    is_one_of(word, &["bearer", "token", "apikey", "api-key", "key", "jwt", "oauth", "genericapikey"])
}

/// The longest word that is taken for one where the header says that it is.
pub const LONGEST_SCHEME: usize = 20;

/// True for a word that may be an authentication scheme, followed by what may be its token: vendors have schemes of their own
/// (`Acme-Key 7f3k..`, `Acme-Key id:7f3k..`). Schemes that sign the request have fields behind them or a name and a signature, which
/// ends with `=`; `Basic` has a rule of its own.
pub fn is_any_scheme(word: &[u8], token: &[u8]) -> bool {
    let body = &token[..token.len() - token.iter().rev().take(2).take_while(|b| **b == b'=').count()];
    (2..=LONGEST_SCHEME).contains(&word.len())
        && word[0].is_ascii_alphabetic()
        && word.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
        && !word.eq_ignore_ascii_case(b"basic")
        && (LEAST_TOKEN..=LONGEST).contains(&body.len())
        && body.iter().any(u8::is_ascii_digit)
        && body.iter().any(u8::is_ascii_alphabetic)
        && body
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~' | b'+' | b'/' | b':'))
        && (body.len() == token.len() || !body.contains(&b':'))
}

/// Fewest characters of a token behind a word that is known for no scheme.
const LEAST_TOKEN: usize = 15;

/// `Authorization: ` stands before `start`.
fn is_header(text: &[u8], start: usize) -> bool {
    let head = text[..start].trim_ascii_end();
    let name = head.strip_suffix(b":").unwrap_or_default();
    let from = name.len().saturating_sub(HEADER.len());
    start - head.len() <= 2 && name[from..].eq_ignore_ascii_case(HEADER)
}

/// The header that holds credentials.
pub const HEADER: &[u8] = b"authorization";

/// A bare value: to the next character that ends it, or to the line's end.
pub fn bare(text: &[u8], start: usize, sep: Sep, setting: Setting, next_line: bool) -> Option<Value> {
    let limit = line_end(text, start, LONGEST);
    let line = &text[start..limit];
    // `password: # the default is empty`
    if (line.starts_with(b"# ") || line.starts_with(b"##")) && start > 0 && is_blank(text[start - 1]) {
        return None;
    }
    let whole = setting.whole_line && !matches!(sep, Sep::Flag | Sep::Prose | Sep::Compare | Sep::Sibling)
        || next_line;
    let ends = Ends { line, whole, sep, setting };
    let stop = |i: usize, b: u8| MAY_END[usize::from(b)] && ends.at(i, b);
    let end_from = |from: usize, to: usize| {
        let signs = line[from..to].iter().enumerate();
        signs.map(|(i, b)| (from + i, *b)).find(|&(i, b)| stop(i, b)).map(|(i, _)| i)
    };
    let head = line.len().min(RUN);
    let len = match end_from(0, head) {
        Some(len) => len,
        None if assigns_often(line) => return None,
        None => end_from(head, line.len()).unwrap_or(line.len()),
    };
    let mut body = line[..len].trim_ascii_end();
    // the line goes on in the next
    if let Some(head) = body.strip_suffix(b"\\")
        && head.last().is_some_and(|b| is_blank(*b))
    {
        body = head.trim_ascii_end();
    }
    let apart = setting.string.is_some() && line.get(len) == Some(&b' ');
    if apart && (is_scheme(body) || body.len() <= LONGEST_SCHEME && is_header(text, start)) {
        let rest = &line[len + 1..];
        let more = rest.iter().enumerate().position(|(i, b)| stop(len + 1 + i, *b)).unwrap_or(rest.len());
        if is_scheme(body) || is_any_scheme(body, rest[..more].trim_ascii_end()) {
            body = line[..len + 1 + more].trim_ascii_end();
        }
    }
    let body = trimmed(body, whole, sep, len == line.len());
    let end = start + body.len();
    let behind = text.get(end..limit).unwrap_or_default();
    let after = after(behind);
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

/// The characters that may end a value: all that [`Ends::at`] knows.
static MAY_END: [bool; 256] = {
    let (signs, mut may) = (b" \t\"'`|,;)]}<>&\\", [false; 256]);
    let mut at = 0;
    while at < signs.len() {
        may[signs[at] as usize] = true;
        at += 1;
    }
    may
};

/// What ends a bare value in its line.
struct Ends<'l> {
    line: &'l [u8],
    /// It takes up the rest of the line.
    whole: bool,
    sep: Sep,
    setting: Setting,
}

impl Ends<'_> {
    /// `echo "..`, and below it `password=x" >> file`: the quote ends the text that an earlier line opened.
    fn closes(&self, i: usize, b: u8) -> bool {
        let behind = self.line[i + 1..].trim_ascii_start();
        i > 0 && !self.line[..i].contains(&b) && matches!(behind.first(), Some(b'>' | b'|'))
    }

    /// True if the character `b`, which stands at `i`, ends it.
    fn at(&self, i: usize, b: u8) -> bool {
        match b {
            b' ' | b'\t' => {
                !self.whole
                    || matches!(self.line.get(i + 1), Some(b'#'))
                    || self.line[i..].starts_with(b" //")
                    || self.line[i..].starts_with(b" ;")
            }
            b'"' | b'\'' | b'`' => self.setting.string == Some(b) || !self.whole || self.closes(i, b),
            // `token=12|ab`: a part of the value where nothing parts it
            b'|' if self.setting.string.is_some()
                && self.sep == Sep::Eq
                && i > 0
                && self.line[i - 1].is_ascii_alphanumeric()
                && self.line.get(i + 1).is_some_and(u8::is_ascii_alphanumeric) =>
            {
                false
            }
            b',' | b';' | b')' | b']' | b'}' | b'<' | b'>' | b'|' => {
                !self.whole
                    && !(self.sep == Sep::Flag
                        && b != b')'
                        && self.setting.string.is_none()
                        && b != b'|'
                        && b != b';'
                        && b != b'<'
                        && b != b'>')
            }
            b'&' => !self.whole && (self.setting.string.is_some() || self.sep == Sep::Eq),
            b'\\' => {
                matches!(self.line.get(i + 1), Some(b'n' | b'r' | b't' | b'"' | b'\''))
                    && (self.setting.string.is_some() || !self.whole)
            }
            _ => false,
        }
    }
}

/// A value without characters at its end that belong to the text around it.
fn trimmed(value: &[u8], whole: bool, sep: Sep, ends_line: bool) -> &[u8] {
    if whole {
        return value.strip_suffix(b",").or(value.strip_suffix(b";")).unwrap_or(value);
    }
    let mut body = value;
    while let [head @ .., b'.' | b':' | b'?' | b'!'] = body {
        let ends = matches!(body.last(), Some(b'.')) && ends_line;
        if !matches!(sep, Sep::Prose | Sep::Compare) && !ends {
            break;
        }
        body = head;
    }
    body
}

/// What stands behind a bare value in its line.
fn after(behind: &[u8]) -> After {
    match behind.iter().find(|b| !is_blank(**b)) {
        None | Some(b',' | b';' | b'&' | b'#') => After::End,
        Some(b'\\') if behind.trim_ascii() == b"\\" => After::End,
        Some(b')' | b']' | b'}' | b'<' | b'>' | b'"' | b'\'' | b'`' | b'\\') => After::Close,
        Some(b'+') => After::Plus,
        Some(b'=' | b'|' | b'!' | b'?' | b'*' | b'%') => After::Op,
        Some(b':') => After::Colon,
        _ => After::Other,
    }
}
