//! Reads the value of a site: quoted, inside calls, as a list of bytes, bare, or on the next line.

mod bare;
mod delimited;
mod escape;
mod expression;
mod quoted;
mod run;

use super::bytes::{is_name, line_end, skip_blanks};
use super::quote::Quote;
use super::site::{Sep, Site, skip_lines};
use super::wrap::{self, Wrap};
use crate::engine::phrases;
use crate::model::Span;
pub use bare::{HEADER, LONGEST_SCHEME, is_any_scheme, is_scheme};
use bare::{bare, element};
use delimited::{delimited, emphasized};
pub use escape::unescape;
use expression::{call, defaulted, fallback, ints, takes_expression};
pub use quoted::{joined, second};
use quoted::{quoted, string_at};
pub use run::assigns_often;

/// A value is read no further than this.
pub const LONGEST: usize = 4096;

/// What the line around a name says about a bare value.
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
    if site.sep == Sep::Tag {
        return element(text, site.at);
    }
    let Start { at, sign, next_line, item } = start(text, site, setting)?;
    let (mut wrapped, mut p, mut template, mut inside) = (Wrap::None, at, false, false);
    for _ in 0..MOST_CALLS {
        if let Some((quote, skip)) = string_at(text, p) {
            template |= quote;
            // `def check(user, password):` and what it says of itself
            if next_line && site.sep == Sep::Colon && is_triple(text, p + skip) {
                return None;
            }
            return quoted(text, p + skip, wrapped, next_line, template, setting);
        }
        let marked = delimited(text, p, wrapped, next_line).or_else(|| emphasized(text, p, next_line));
        if marked.is_some() {
            return marked;
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
        p = behind_nothing(text, p);
    }
    let block = next_line && sign > 0 && matches!(text.get(site.at), Some(b'|' | b'>'));
    if item {
        // an item that is a pair has a name of its own
        return bare(text, p, site.sep, setting, next_line)
            .filter(|v| phrases::find(v.span.of(text), b": ").is_none() && text.get(v.end) != Some(&b':'));
    }
    if next_line && !block || inside || matches!(site.sep, Sep::Comma | Sep::Put | Sep::Call) {
        return None;
    }
    bare(text, p, site.sep, setting, next_line)
}

/// `"""`, which opens a text over lines.
fn is_triple(text: &[u8], p: usize) -> bool {
    text.get(p..).is_some_and(|rest| rest.starts_with(b"\"\"\"") || rest.starts_with(b"'''"))
}

/// Where a value is read from.
struct Start {
    at: usize,
    /// The length of a character that opens a block, a list of arguments or the next line.
    sign: usize,
    next_line: bool,
    /// It is the first item of a YAML list.
    item: bool,
}

fn start(text: &[u8], site: &Site, setting: Setting) -> Option<Start> {
    let mut p = site.at;
    let mut next_line = false;
    // `password: &name value`: an anchor of YAML
    if setting.whole_line && site.sep == Sep::Colon {
        p = behind_anchor(text, p);
    }
    // `password =` at the line's end, or behind an opening bracket, a backslash, a YAML block indicator
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
    Some(Start { at: p, sign, next_line, item })
}

/// Behind the name under which YAML refers to the value.
fn behind_anchor(text: &[u8], p: usize) -> usize {
    let Some(rest) = text.get(p..).and_then(|rest| rest.strip_prefix(b"&")) else { return p };
    let name = rest.iter().take(40).take_while(|b| is_name(**b)).count();
    match rest.get(name) {
        Some(b' ') if name > 0 => skip_blanks(text, p + 1 + name, 8),
        _ => p,
    }
}

/// Behind arguments that say that there is none.
fn behind_nothing(text: &[u8], mut p: usize) -> usize {
    for nothing in [&b"None,"[..], b"nil,", b"null,"] {
        if text.get(p..).is_some_and(|r| r.starts_with(nothing)) {
            p = skip_blanks(text, p + nothing.len(), 8);
        }
    }
    p
}

/// How far [`read`] read if it found no value: to the end of the line, in most cases.
pub fn refused_to(text: &[u8], site: &Site, setting: Setting) -> usize {
    let line = |p: usize| line_end(text, p, LONGEST) + EDGE;
    if site.sep == Sep::Tag {
        return skip_lines(text, line_end(text, site.at, LONGEST)) + EDGE;
    }
    let Some(Start { at, .. }) = start(text, site, setting) else { return site.at + EDGE };
    let (mut p, mut to) = (at, line(site.at).max(line(at)));
    for _ in 0..MOST_CALLS {
        let head = text.get(p..text.len().min(p + EDGE)).unwrap_or_default();
        // A list of numbers, or a string that may end on another line.
        let many = |three: &[u8]| three == b"\"\"\"" || three == b"'''";
        if head.first().is_some_and(u8::is_ascii_digit) || head.contains(&0xe2) || head.windows(3).any(many) {
            return to.max(p + LONGEST + 2 * EDGE);
        }
        let Some((_, Some(inner))) = call(text, p) else { break };
        p = skip_lines(text, inner);
        to = to.max(line(p));
        p = behind_nothing(text, p);
    }
    to
}

/// No value lies in more calls.
const MOST_CALLS: usize = 4;
/// Longer than a line end, and than what opens a value.
const EDGE: usize = 16;
