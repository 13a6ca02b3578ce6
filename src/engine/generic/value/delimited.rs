//! Strings with chosen delimiters: `q{..}` of Perl, `%q(..)` of Ruby, `~s(..)` of Elixir, `**..**` of Markdown.

use super::quoted::after;
use super::{LONGEST, Value};
use crate::engine::generic::bytes::line_end;
use crate::engine::generic::quote::Quote;
use crate::engine::generic::wrap::Wrap;
use crate::model::Span;

/// What stands before the opening delimiter, and whether the string is interpolated.
const OPENERS: [(&[u8], bool); 6] =
    [(b"qq", true), (b"q", false), (b"%q", false), (b"%Q", true), (b"~s", true), (b"~S", false)];

/// The string that opens at `p`, if one does. It ends on its line.
pub fn delimited(text: &[u8], p: usize, wrap: Wrap, next_line: bool) -> Option<Value> {
    let rest = text.get(p..)?;
    let (sign, template) = OPENERS.iter().find(|(sign, _)| rest.starts_with(sign))?;
    let open = *rest.get(sign.len())?;
    let close = closing(open)?;
    let start = p + sign.len() + 1;
    let body = text.get(start..line_end(text, start, LONGEST))?;
    let body = &body[..memchr::memchr(close, body)?];
    let end = start + body.len();
    let after = after(text, end + 1);
    let ends =
        matches!(text.get(end + 1), None | Some(b';' | b',' | b')' | b']' | b'}' | b' ' | b'\n' | b'\r'));
    // `q(name)` calls something, and `q{` opens a block
    let calls = body.iter().any(|b| matches!(b, b'(' | b'{' | b'"' | b'\'' | b' ' | b','))
        || sign[0] == b'q' && open != b'{' && !body.iter().any(u8::is_ascii_digit);
    (ends && !calls && !body.is_empty()).then_some(Value {
        span: Span { start, end },
        quote: Quote::Single,
        wrap,
        after,
        next_line,
        ints: false,
        template: *template,
        end: end + 1,
    })
}

/// A word in bold at `p`, as in Markdown. `**` is also an operator, so both pairs must be there.
pub fn emphasized(text: &[u8], p: usize, next_line: bool) -> Option<Value> {
    const BOLD: &[u8] = b"**";
    let start = p + BOLD.len();
    let line = text.get(p..line_end(text, p, LONGEST))?.strip_prefix(BOLD)?;
    let body = &line[..memchr::memchr(b'*', line)?];
    let behind = line[body.len()..].strip_prefix(BOLD)?.first();
    let word = body.iter().all(u8::is_ascii_graphic) && body.iter().any(u8::is_ascii_alphanumeric);
    let end = start + body.len();
    (word && behind.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'.' | b',' | b';' | b')'))).then(
        || Value {
            span: Span { start, end },
            quote: Quote::Back,
            wrap: Wrap::None,
            after: after(text, end + BOLD.len()),
            next_line,
            ints: false,
            template: false,
            end: end + BOLD.len(),
        },
    )
}

/// The delimiter that closes `open`.
fn closing(open: u8) -> Option<u8> {
    match open {
        b'{' => Some(b'}'),
        b'(' => Some(b')'),
        b'|' | b'!' => Some(open),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_bold() {
        let of = |text: &str| {
            let value = emphasized(text.as_bytes(), 0, false)?;
            Some(text[value.span.range()].to_owned())
        };
        for text in ["**a-7**", "**a-7** for now", "**a-7**.\n"] {
            assert_eq!(of(text).as_deref(), Some("a-7"), "{text}");
        }
        for text in ["**a 7**", "**a-7", "**2**x", "****", "**a*b**", "*a-7*"] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn strings_between_chosen_signs() {
        let of = |text: &str| {
            let value = delimited(text.as_bytes(), 0, Wrap::None, false)?;
            Some(text[value.span.range()].to_owned())
        };
        for text in ["q{a-7};", "qq(a-7)\n", "%q{a-7}", "~s(a-7),", "q|a-7|;", "q!a-7! "] {
            assert_eq!(of(text).as_deref(), Some("a-7"), "{text}");
        }
        for text in ["q(a);", "q(a7(1))", "q{a", "q|A|B7", "q = 7", "q", "qq", "q{\"a7\"}", "q{}", "q[a7]"] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
