//! Comma-separated files: the first line names the columns below.

use crate::engine::generic::bytes::{contains_ci, skip_blanks};
use crate::model::Span;

/// How far a head is read, and a row.
pub const LONGEST: usize = 300;

/// Where the value of the column begins in the first row.
pub fn below(text: &[u8], name: Span) -> Option<usize> {
    let at = is_one(text, name).then(|| first_row(text, name)).flatten()?;
    (!digest(text, name, at)).then_some(at)
}

/// What a table keeps under the name of a password in hex, perhaps with its salt behind a colon, is a hash of it.
fn digest(text: &[u8], name: Span, at: usize) -> bool {
    let rest = text.get(at..text.len().min(at + 140)).unwrap_or_default();
    let value = rest.strip_prefix(b"'").or(rest.strip_prefix(b"\"")).unwrap_or(rest);
    let hex = value.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    let ends = value.get(hex).is_none_or(|b| !b.is_ascii_alphanumeric());
    let name = name.of(text);
    ends && matches!(hex, 32 | 40 | 56 | 64 | 96 | 128)
        && (contains_ci(name, b"pass") || contains_ci(name, b"pwd"))
}

/// True if the name stands in the first line of the file, between separators.
pub fn is_one(text: &[u8], name: Span) -> bool {
    if name.start >= LONGEST
        || !matches!(text.get(name.end), Some(b',' | b';' | b'\t' | b'"' | b'\r' | b'\n'))
        || memchr::memchr(b'\n', &text[..name.start]).is_some()
    {
        return false;
    }
    // `API Key,Name`: of several words, too.
    let of_head = |b: &&u8| !(b.is_ascii_alphanumeric() || matches!(b, b' ' | b'_' | b'-' | b'"'));
    text[..name.start].iter().rev().find(of_head).is_none_or(|b| is_separator(*b))
}

fn is_separator(b: u8) -> bool {
    matches!(b, b',' | b';' | b'\t')
}

/// `name,token`, then `shop,x`: as many fields in the second line as in the first, which holds nothing but names.
fn first_row(text: &[u8], name: Span) -> Option<usize> {
    let text = &text[..text.len().min(2 * LONGEST)];
    let end = memchr::memchr(b'\n', text)?;
    let head = text[..end].trim_ascii_end();
    let sign = *head.iter().find(|b| is_separator(**b))?;
    let named =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b' ' | b'"') || *b == sign;
    let row = &text[end + 1..];
    let row = &row[..memchr::memchr(b'\n', row).unwrap_or(row.len())];
    let column = memchr::memchr_iter(sign, &text[..name.start]).count();
    let fields = memchr::memchr_iter(sign, head).count();
    if !head.iter().all(named) || memchr::memchr_iter(sign, row).count() != fields {
        return None;
    }
    let before = if column == 0 { 0 } else { memchr::memchr_iter(sign, row).nth(column - 1)? + 1 };
    Some(skip_blanks(text, end + 1 + before, 8))
}

/// Where the values of the column begin, where it has more than one: so many at most, none further than `ahead` behind the name.
pub fn rows(text: &[u8], name: Span, most: usize, ahead: usize) -> Vec<usize> {
    let text = &text[..text.len().min(name.end + ahead)];
    let Some(end) = memchr::memchr(b'\n', text) else { return Vec::new() };
    let head = &text[..end];
    if first_row(text, name).is_none() {
        return Vec::new();
    }
    let Some(&sign) = head.iter().find(|b| is_separator(**b)) else { return Vec::new() };
    let column = memchr::memchr_iter(sign, &text[..name.start]).count();
    let fields = memchr::memchr_iter(sign, head).count();
    let (mut values, mut at) = (Vec::new(), end + 1);
    for row in text[end + 1..].split_inclusive(|b| *b == b'\n').take(most) {
        if memchr::memchr_iter(sign, row).count() != fields {
            break;
        }
        let before = if column == 0 {
            Some(0)
        } else {
            memchr::memchr_iter(sign, row).nth(column - 1).map(|at| at + 1)
        };
        values.extend(before.map(|before| skip_blanks(text, at + before, 8)));
        at += row.len();
    }
    // The only one hangs on its name.
    if values.len() > 1 { values } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::*;

    #[test]
    fn rows_of_a_column() {
        let rows = |text: &'static str| {
            let start = text.find("token").unwrap_or_default();
            let found = super::rows(text.as_bytes(), Span { start, end: start + 5 }, 16, 2048);
            found.into_iter().map(|at| &text[at..at + 1]).collect::<String>()
        };
        assert_eq!(rows("name,token\nshop,a\nbank,b\n\"x\",c\n"), "abc");
        assert_eq!(rows("token;name\na;shop\nb;bank\nc\nd;e\n"), "ab");
        assert_eq!(rows("name,token\nshop\nbank,b\n"), "");
    }

    fn of(text: &str) -> Option<&str> {
        Some(&text[find(text.as_bytes(), text.find("oken")?)?.at..])
    }

    #[test]
    fn the_first_line_of_a_file_names_its_columns() {
        assert_eq!(of("name,token\nshop,x\n"), Some("x\n"));
        assert_eq!(of("\"token\";\"name\"\n\"x\";\"shop\"\n"), Some("\"x\";\"shop\"\n"));
        for text in ["name,token\nshop\n", "a(b),token\nshop,x\n", "x\nname,token\nshop,x\n", "name,token\n"]
        {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
