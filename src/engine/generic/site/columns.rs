//! Names of columns, and the first row below them: comma-separated values, and `INSERT` statements of SQL.

use super::name::is_quote;
use super::{Sep, skip_lines};
use crate::engine::generic::bytes::{contains_ci, line_start, skip_blanks, starts_ci};
use crate::model::Span;

/// How far a head is read, and a row.
const LONGEST: usize = 300;

/// True where the name is one of columns, as far as its line tells: a file may begin with them, a statement lists them.
pub fn is_one(text: &[u8], name: Span) -> bool {
    opens_file(text, name) || in_statement(text, name)
}

/// Where the value of the column begins in the first row.
pub fn below(text: &[u8], name: Span) -> Option<(Sep, usize)> {
    let (sep, at) = if opens_file(text, name) {
        (Sep::Sibling, separated(text, name)?)
    } else if in_statement(text, name) {
        (Sep::Put, inserted(text, name)?)
    } else {
        return None;
    };
    (!digest(text, name, at)).then_some((sep, at))
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

/// The name stands in the first line of the file, between separators.
fn opens_file(text: &[u8], name: Span) -> bool {
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
fn separated(text: &[u8], name: Span) -> Option<usize> {
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

/// The line says `insert into` before the name, and a bracket or a comma stands on either side of it.
fn in_statement(text: &[u8], name: Span) -> bool {
    let part = |b: &&u8| !(matches!(b, b'"' | b'`' | b'[' | b']') || b.is_ascii_whitespace());
    let behind = text[name.end..].iter().take(4).find(part);
    let before = text[..name.start].iter().rev().take(LEAD).find(part);
    matches!(behind, Some(b',' | b')'))
        && matches!(before, Some(b'(' | b','))
        && contains_ci(&text[line_start(text, name.start, LONGEST)..name.start], b"insert into")
}

/// Most blanks and marks between a comma and a column.
const LEAD: usize = 8;

/// `INSERT INTO t (name, token) VALUES ('shop', 'x')`: the text in quotes at the place of the column.
fn inserted(text: &[u8], name: Span) -> Option<usize> {
    let head = &text[line_start(text, name.start, LONGEST)..name.start];
    let open = memchr::memrchr(b'(', head)?;
    let column = memchr::memchr_iter(b',', &head[open..]).count();
    let to = text.len().min(name.end + LONGEST);
    let close = name.end + memchr::memchr(b')', text.get(name.end..to)?)?;
    let word = skip_lines(text, close + 1);
    let list = skip_lines(text, word + 6);
    if !starts_ci(text.get(word..)?, b"values") || text.get(list) != Some(&b'(') {
        return None;
    }
    let rest = text.get(list + 1..text.len().min(list + 2 * LONGEST))?;
    let (mut quote, mut commas) = (None, 0);
    for (i, b) in rest.iter().enumerate() {
        if commas == column && !b.is_ascii_whitespace() && *b != b',' {
            let at = list + 1 + i;
            return is_quote(text, at).then_some(at);
        }
        match (quote, b) {
            (Some(q), b) if q == *b => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(*b),
            (None, b',') => commas += 1,
            (None, b')') => return None,
            (None, _) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::find;

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

    #[test]
    fn statements_name_the_columns_of_their_values() {
        let text = "INSERT INTO t (name, token) VALUES ('a, b', 'x');";
        assert_eq!(of(text), Some("'x');"));
        assert_eq!(of("insert into `t` (`token`, `n`)\nvalues ('x', 1);"), Some("'x', 1);"));
        for text in [
            "INSERT INTO t (name, token) VALUES ('a', ?);",
            "f(name, token)",
            "INSERT INTO t (n, token) SELECT 'x'",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
