//! Separators of one or two characters: assignments, comparisons, pipes, fallbacks, question marks, commas.

use super::name::is_quote;
use super::{Sep, call, declared, listed, markup, parallel, skip_lines};
use crate::engine::generic::bytes::{in_braces, line_start, skip_blanks, starts_ci};
use crate::model::Span;

/// `=`, `:`, comparisons and their kin at `q`.
pub fn assigned(text: &[u8], name: Span, q: usize) -> Option<(Sep, usize)> {
    let rest = text.get(q..)?;
    let op = |sep, n: usize| Some((sep, skip_blanks(text, q + n, 64)));
    match rest {
        // `..kR9sPw==` at the end of a line: how base64 ends
        [b'=', b'=', b'\n' | b'\r', ..] if q == name.end => None,
        [b'=', b'=', b'=', ..] | [b'!', b'=', b'=', ..] => op(Sep::Compare, 3),
        [b'=', b'=', ..] | [b'!', b'=', ..] => op(Sep::Compare, 2),
        [b'=', b'>', ..] => op(Sep::Arrow, 2),
        [b'=', b'~', ..] => None,
        [b'=', ..] => Some((Sep::Eq, parallel::own(text, name, skip_blanks(text, q + 1, 64)))),
        [b':', b'=', ..] => Some((Sep::Walrus, parallel::own(text, name, skip_blanks(text, q + 2, 64)))),
        [b':', b':', b'=', ..] => op(Sep::Walrus, 3),
        [b':', b':', b':', b'=', ..] => op(Sep::Walrus, 4),
        // `${NAME:-value}`
        [b':', b'-', ..] if name.start > 0 && text[name.start - 1] == b'{' => op(Sep::Colon, 2),
        // `password:: 'value'` of Jsonnet, `Password:: value` of AsciiDoc
        [b':', b':', ..] if q == name.end => hidden(text, name, q),
        [b':', b':', ..] | [b':', b'/', b'/', ..] => None,
        // `..:!EXP:!PSK:!DSS`: a list of ciphers
        [b':', b'!' | b'+' | b'-', ..] if name.start > 0 && text[name.start - 1] == b'!' => None,
        [b':', ..] => match declared::typed(text, q + 1).or_else(|| declared::parameter(text, q + 1)) {
            Some(at) => Some((Sep::Typed, at)),
            None => {
                if let Some(at) = declared::by_host(text, q + 1) {
                    return Some((Sep::Colon, at));
                }
                if let Some(at) = declared::member(text, q + 1) {
                    return Some((Sep::Typed, at));
                }
                let (sep, at) = op(Sep::Colon, 1)?;
                // `**API key:** value`: the emphasis ends behind the colon
                let bold = text.get(at..)?.starts_with(b"**");
                Some((sep, if bold { skip_blanks(text, at + 2, 64) } else { markup::emphasised(text, at) }))
            }
        },
        [b'+', b'=', ..] => op(Sep::Eq, 2),
        // `readonly token!: string =`
        [b'!', b':', ..] => Some((Sep::Typed, declared::typed(text, q + 2)?)),
        _ if starts_ci(rest, b"%3d") => op(Sep::Eq, 3),
        _ => None,
    }
}

/// `::` and a blank at `q`, and a text in quotes behind it; or any value, where the name begins its line with a capital.
fn hidden(text: &[u8], name: Span, q: usize) -> Option<(Sep, usize)> {
    let signs = text[q..].iter().take(3).take_while(|b| **b == b':').count();
    let at = skip_blanks(text, q + signs, 8);
    let opens = line_start(text, name.start, 1) == name.start && text[name.start].is_ascii_uppercase();
    (at > q + signs && (is_quote(text, at) || opens)).then_some((Sep::Colon, at))
}

/// `|` at `q`: a cell of a table, a fallback (`|| "x"`), a filter that gives one (`| default('x')`); no pipe of a shell, no
/// other filter of a template, no union of types (a text in quotes is no name in a cell).
pub fn piped(text: &[u8], name: Span, quoted: bool, q: usize) -> Option<(Sep, usize)> {
    let rest = text.get(q..)?;
    if rest.starts_with(b"||=") {
        return Some((Sep::Eq, skip_blanks(text, q + 3, 64)));
    }
    if rest.starts_with(b"||") {
        let at = skip_blanks(text, q + 2, 64);
        return is_quote(text, at).then_some((Sep::Eq, at));
    }
    let at = skip_blanks(text, q + 1, 64);
    if text.get(at..)?.starts_with(b"default") {
        let open = skip_blanks(text, at + 7, 8);
        let inner = skip_blanks(text, open + usize::from(text.get(open) == Some(&b'(')), 8);
        return is_quote(text, inner).then_some((Sep::Other, inner));
    }
    let shell = name.start > 0 && matches!(text[name.start - 1], b'$' | b'{');
    // `a|salt|b` in the middle of a line: a list, whose items tell nothing of each other
    let tight = q == name.end && at == q + 1 && {
        let lead = text[line_start(text, name.start, 96)..name.start].trim_ascii();
        !lead.is_empty() && !lead.starts_with(b"|")
    };
    (!tight && !shell && !quoted && !in_braces(text, name.start)).then_some((Sep::Other, at))
}

/// `?` at `q`: `?=`, `?? "x"`, `?: "x"`, or an optional member with its type and value.
pub fn asked(text: &[u8], q: usize) -> Option<(Sep, usize)> {
    let rest = text.get(q..)?;
    let at = skip_blanks(text, q + 2, 64);
    match rest.get(1)? {
        b'=' => Some((Sep::Eq, at)),
        b'?' | b':' if is_quote(text, at) => Some((Sep::Eq, at)),
        b':' => Some((Sep::Typed, declared::typed(text, q + 2)?)),
        _ => None,
    }
}

/// `,` or `;` at `q`, behind a name in quotes: a value beside it, or a second argument.
pub fn comma(text: &[u8], name: Span, q: usize) -> Option<(Sep, usize)> {
    if let Some(at) = markup::sibling(text, q) {
        return Some((Sep::Sibling, at));
    }
    if text[q] == b';' {
        return Some((Sep::Other, markup::serialised(text, q)?));
    }
    // `"{password}"`: a text that a call fills in
    let filled = name.start > 0 && text[name.start - 1] == b'{' && text.get(name.end) == Some(&b'}');
    if filled || sentence(text, name) {
        return None;
    }
    // a pair goes on in the next line only where a bracket opens it: items of a list are no values
    let opens = name.start >= 2 && matches!(text[name.start - 2], b'(' | b'{' | b'[');
    let option = listed::is_option(text, name);
    let at = if opens || option { skip_lines(text, q + 1) } else { skip_blanks(text, q + 1, 64) };
    // behind an option, the next one
    if option && text.get(at + 1) == Some(&b'-') {
        return None;
    }
    let sep = if call::puts(text, name.start) { Sep::Put } else { Sep::Comma };
    is_quote(text, at).then_some((sep, at))
}

/// Most words before the name in the text that names a value: `"Please enter your new password"`.
const LABEL: usize = 5;

/// `'The least length that is asked for of all passwords', ..`: a text for people ends with the name.
fn sentence(text: &[u8], name: Span) -> bool {
    let Some(quote @ (b'"' | b'\'')) = text.get(name.end) else { return false };
    let head = &text[line_start(text, name.start, 160)..name.start];
    let words =
        memchr::memrchr(*quote, head).map_or(0, |open| head[open..].iter().filter(|b| **b == b' ').count());
    words > LABEL
}
