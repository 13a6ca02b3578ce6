//! Names over several values: a list, a map, the lines below a name, a section of its own.

use super::declared;
use super::name::{close, is_quote};
use crate::engine::generic::bytes::{is_blank, is_name, line_end, line_start, skip_blanks};
use crate::model::Span;

/// How far behind the name its values stand.
const AHEAD: usize = 2048;
/// No more of them are looked at.
const MOST: usize = 16;
/// How far before the name its line begins.
const LEAD: usize = 80;

/// A value under the name.
pub struct Member {
    /// Where it begins.
    pub at: usize,
    /// What it is called there; an item of a list has no name.
    pub key: Option<Span>,
}

/// What stands under a name.
pub struct Members {
    /// The values.
    pub values: Vec<Member>,
    /// They are lines without brackets, as in YAML and INI.
    pub lines: bool,
    /// How many bytes behind the name's end were looked at.
    pub behind: usize,
}

/// The values under the name; `None` where the next characters say that it has one, or none.
pub fn of(text: &[u8], name: Span) -> Option<Members> {
    let (end, _) = close(text, name.end);
    let q = skip_blanks(text, end, 8);
    let rest = text.get(q..)?;
    let behind = match rest {
        [b'\n' | b'\r', ..] if opens_section(text, name) => return Some(below(text, name, q, None)),
        [b':', b'=', ..] | [b'=', b'>', ..] => q + 2,
        [b'=', b'=' | b'~', ..] | [b':', b':' | b'/', ..] => return None,
        [b':', ..] => declared::typed(text, q + 1).unwrap_or(q + 1),
        [b'=', ..] => q + 1,
        _ => return None,
    };
    let at = skip_blanks(text, behind, 16);
    let rest = text.get(at..)?;
    let opening = [&b"map[string]string{"[..], b"[]string{", b"array(", b"{", b"["];
    if let Some(opening) = opening.iter().find(|opening| rest.starts_with(opening)) {
        let (mut values, to) = bracketed(text, at + opening.len());
        // `["ab", "cd"].concat()`: pieces of one value
        let joined = [&b".concat("[..], b".join("]
            .iter()
            .any(|call| text.get(to + 1..).is_some_and(|rest| rest.starts_with(call)));
        if joined {
            values.clear();
        }
        return Some(Members { values, lines: false, behind: to + ITEM + 16 - name.end });
    }
    let opens = matches!(rest, [b'\n' | b'\r', ..]) && text[q] == b':';
    let base = indented(text, name).filter(|_| opens)?;
    Some(below(text, name, at, Some(base)))
}

/// `[tokens]`, and nothing else in its line.
fn opens_section(text: &[u8], name: Span) -> bool {
    let lead = &text[line_start(text, name.start, LEAD)..name.start];
    text.get(name.end) == Some(&b']') && lead == b"["
}

/// How far the line of the name is indented, the marker of an item included; `None` where more stands before it.
fn indented(text: &[u8], name: Span) -> Option<usize> {
    let lead = &text[line_start(text, name.start, LEAD)..name.start];
    let quote = usize::from(matches!(lead.last(), Some(b'"' | b'\'')));
    let lead = &lead[..lead.len() - quote];
    lead.iter().all(|b| is_blank(*b) || *b == b'-').then_some(lead.len())
}

/// Values in brackets, the first of which begins behind `at`; and where the reading ended.
fn bracketed(text: &[u8], mut at: usize) -> (Vec<Member>, usize) {
    let text = &text[..text.len().min(at + AHEAD)];
    let mut values = Vec::new();
    while values.len() < MOST {
        at += text[at..].iter().take_while(|b| b.is_ascii_whitespace() || **b == b',').count();
        let rest = &text[at..];
        match rest {
            [] | [b'}' | b']' | b')', ..] => break,
            [b'/', b'/', ..] | [b'#', ..] => {
                at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                continue;
            }
            _ => {}
        }
        let quoted = is_quote(text, at);
        let end = if quoted { string_end(text, at) } else { word_end(text, at) };
        let Some(end) = end else { break };
        let sign = skip_blanks(text, end, 8);
        let value = match &text[sign..] {
            [b'=', b'>', ..] => sign + 2,
            [b':', b':', ..] => sign,
            [b':' | b'=', ..] => sign + 1,
            _ => sign,
        };
        if value > sign {
            let value = skip_blanks(text, value, 16);
            if is_quote(text, value) {
                let inner = usize::from(quoted);
                values.push(Member { at: value, key: Some(Span::new(at + inner, end - inner)) });
            }
            let Some(end) = item_end(text, value) else { break };
            at = end;
        } else {
            let ends = matches!(text.get(sign), Some(b',' | b'\n' | b'\r' | b']' | b'}' | b')'));
            if quoted && ends {
                values.push(Member { at, key: None });
            }
            let Some(end) = item_end(text, at) else { break };
            at = end;
        }
    }
    (values, at)
}

/// Behind the string that begins at `at`; `None` if it is too long.
fn string_end(text: &[u8], at: usize) -> Option<usize> {
    let text = &text[..text.len().min(at + ITEM)];
    let quote = *text.get(at)?;
    let mut p = at + 1;
    while *text.get(p)? != quote {
        p += if text[p] == b'\\' { 2 } else { 1 };
    }
    Some(p + 1)
}

/// Behind the word that begins at `at`, which may be empty.
fn word_end(text: &[u8], at: usize) -> Option<usize> {
    Some(at + text.get(at..)?.iter().take_while(|b| is_name(**b)).count())
}

/// The longest item of a list.
const ITEM: usize = 256;

/// Where the item ends that begins at `at`: before a comma, or what closes all. `None` if it is too long.
fn item_end(text: &[u8], mut at: usize) -> Option<usize> {
    let text = &text[..text.len().min(at + ITEM)];
    let mut depth = 0usize;
    while let Some(b) = text.get(at) {
        match b {
            b'"' | b'\'' | b'`' => at = string_end(text, at)? - 1,
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' if depth == 0 => return Some(at),
            b'}' | b']' | b')' => depth -= 1,
            b',' if depth == 0 => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The lines below the line end at `at`: deeper ones than `base`, or all of a section.
fn below(text: &[u8], name: Span, at: usize, base: Option<usize>) -> Members {
    let to = text.len().min(at + AHEAD);
    let mut members = Members { values: Vec::new(), lines: true, behind: 0 };
    let mut start = line_end(text, at, AHEAD);
    let mut child = None;
    while members.values.len() < MOST {
        let Some(newline) = memchr::memchr(b'\n', &text[start.min(to)..to]) else { break };
        start += newline + 1;
        let end = line_end(text, start, AHEAD);
        let line = &text[start..end];
        let indent = line.iter().take_while(|b| is_blank(**b)).count();
        let rest = &line[indent..];
        if rest.is_empty() || matches!(rest[0], b'#' | b';') {
            continue;
        }
        let item = rest.strip_prefix(b"- ");
        let deep = match base {
            Some(base) => indent > base || item.is_some() && indent == base,
            None => rest[0] != b'[',
        };
        let child = *child.get_or_insert(indent);
        if !deep || indent < child {
            break;
        }
        if indent > child || end == to {
            continue;
        }
        members.values.extend(match item {
            Some(_) => listed(text, start + indent + 2, end),
            None => named(text, start + indent, end, base.is_none()),
        });
    }
    members.behind = start + 2 * LEAD - name.end.min(start);
    members
}

/// The item of a list that begins at `at`, where it is one value.
fn listed(text: &[u8], at: usize, end: usize) -> Option<Member> {
    let at = skip_blanks(text, at, 8);
    let item = &text[at..end.max(at)];
    let pair = memchr::memmem::find(item, b": ").is_some() || item.ends_with(b":");
    (!pair && is_plain(item)).then_some(Member { at, key: None })
}

/// `key: value` at `at`.
fn named(text: &[u8], at: usize, end: usize, equals: bool) -> Option<Member> {
    let inner = usize::from(matches!(text[at], b'"' | b'\''));
    let key = Span::new(at + inner, word_end(text, at + inner)?);
    let sign = skip_blanks(text, key.end + inner, 8);
    let parts =
        matches!((text.get(sign)?, text.get(sign + 1)?), (b':', b' ')) || equals && text[sign] == b'=';
    let value = skip_blanks(text, sign + 1, 16);
    (parts && value < end && key.start < key.end && is_plain(&text[value..end]))
        .then_some(Member { at: value, key: Some(key) })
}

/// A value, and nothing that opens more than one.
fn is_plain(value: &[u8]) -> bool {
    value.first().is_some_and(|b| !matches!(b, b'|' | b'>' | b'{' | b'[' | b'&' | b'*' | b'!' | b'$' | b'-'))
}

#[cfg(test)]
mod tests;
