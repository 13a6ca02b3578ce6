//! Statements that look a name up and set its value: `UPDATE t SET value = 'x' WHERE name = 'api_key'`.

use super::call::PAIR;
use super::name::is_quote;
use crate::engine::generic::bytes::{contains_ci, is_name, skip_blanks, starts_ci};

/// How far before a name its column and the `WHERE` stand.
const LEAD: usize = 64;
/// What columns are called that hold names, and those that hold their values.
const NAMES: [&[u8]; 6] = [b"name", b"key", b"option", b"param", b"setting", b"variable"];
const VALUES: [&[u8]; 5] = [b"val", b"data", b"content", b"setting", b"text"];

/// True if `WHERE name = '` stands before the text that begins at `name`.
pub fn is_wanted(text: &[u8], name: usize) -> bool {
    condition(&text[name.saturating_sub(LEAD)..name]).is_some()
}

/// Where the value begins that such a statement sets, before the name that begins at `name`.
pub fn set_before(text: &[u8], name: usize) -> Option<usize> {
    if !is_wanted(text, name) {
        return None;
    }
    let from = name.saturating_sub(PAIR);
    let head = &text[from..name];
    let is_set =
        |w: &[u8]| w[0].is_ascii_whitespace() && starts_ci(&w[1..], b"set") && w[4].is_ascii_whitespace();
    let set = head.windows(5).rposition(is_set)? + 5;
    let column = head[set..].trim_ascii_start();
    let at = head.len() - column.len();
    let end = at + column.iter().take_while(|b| is_column(**b)).count();
    let equals = skip_blanks(head, end, 8);
    let value = skip_blanks(head, equals + 1, 8);
    if !VALUES.iter().any(|word| contains_ci(&head[at..end], word))
        || head.get(equals) != Some(&b'=')
        || !is_quote(head, value)
    {
        return None;
    }
    // Of the same statement: nothing ends it between the two.
    let quote = *head.get(value)?;
    let rest = head.get(value + 1..)?;
    let behind = &rest[memchr::memchr(quote, rest)?..];
    (!behind.contains(&b';')).then_some(from + value)
}

/// A character of the name of a column, be it in quotes.
fn is_column(b: u8) -> bool {
    is_name(b) || matches!(b, b'`' | b'"' | b'[' | b']')
}

/// The column that `head` asks for by its last words.
fn condition(head: &[u8]) -> Option<&[u8]> {
    let head = head.strip_suffix(b"'").or(head.strip_suffix(b"\""))?.trim_ascii_end();
    let head = head.strip_suffix(b"=")?.trim_ascii_end();
    let column = head.iter().rev().take_while(|b| is_column(**b)).count();
    let (before, column) = head.split_at(head.len() - column);
    let word = before.trim_ascii_end();
    let asks = |with: &[u8]| word.len() >= with.len() && starts_ci(&word[word.len() - with.len()..], with);
    let named = NAMES.iter().any(|name| contains_ci(column, name));
    (named && word.len() < before.len() && (asks(b"where") || asks(b"and"))).then_some(column)
}

#[cfg(test)]
mod tests {
    use super::super::Sep;
    use super::super::tests::of;

    #[test]
    fn values_of_names_that_are_asked_for() {
        let update = "UPDATE t SET value='x' WHERE name='pass';";
        assert_eq!(of(update), Some(("pass", Sep::Sibling, &update[19..])));
        let lines = "update `t`\nset `option_value` = 'x'\nwhere `option_name` = 'smtp_pass';";
        assert_eq!(of(lines), Some(("smtp_pass", Sep::Sibling, &lines[32..])));
        for text in [
            "UPDATE t SET value='x' WHERE role='pass';",
            "UPDATE t SET title='x' WHERE name='pass';",
            "UPDATE t SET value='x'; SELECT a FROM t WHERE name='pass';",
            "SELECT value FROM t WHERE name='pass';",
            "UPDATE t SET value=x WHERE name='pass';",
            "WHERE name='pass'",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
