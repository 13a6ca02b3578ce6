//! Tables of Markdown: the head of a column names what stands below it.

use crate::engine::generic::bytes::{line_start, skip_blanks};
use crate::model::Span;

/// How long the head of a table and what stands below it up to the value may be together.
const LONGEST: usize = 400;

/// `| Name | Token |`, then `|---|---|`, then `| shop | x |`: where the cell below the name begins. The bar behind the name
/// is at `bar`.
pub fn below(text: &[u8], name: Span, bar: usize) -> Option<usize> {
    let start = line_start(text, name.start, LONGEST / 2);
    let lead = text[start..name.start].trim_ascii_start();
    if !lead.starts_with(b"|") {
        return None;
    }
    let column = lead.iter().filter(|b| **b == b'|').count();
    let end = text.len().min(start + LONGEST);
    let rest = text.get(bar..end)?;
    let rule = bar + memchr::memchr(b'\n', rest)? + 1;
    let width = memchr::memchr(b'\n', text.get(rule..end)?)?;
    let dashes = text[rule..rule + width].trim_ascii();
    if !dashes.starts_with(b"|") || !dashes.iter().all(|b| matches!(b, b'|' | b'-' | b':' | b' ')) {
        return None;
    }
    let row = rule + width + 1;
    let cells = text.get(row..end)?;
    let cells = &cells[..memchr::memchr(b'\n', cells).unwrap_or(cells.len())];
    let open = memchr::memchr_iter(b'|', cells)
        .nth(column - 1)
        .filter(|_| cells.trim_ascii_start().starts_with(b"|"))?;
    Some(skip_blanks(text, row + open + 1, 64))
}

#[cfg(test)]
mod tests {
    use super::super::{Sep, find};

    fn of(text: &str) -> Option<&str> {
        let site = find(text.as_bytes(), text.find("oken")?)?;
        (site.sep == Sep::Other).then(|| &text[site.at..])
    }

    #[test]
    fn heads_of_columns_name_what_stands_below() {
        assert_eq!(of("| Name | Token |\n|---|:--|\n| shop | x |"), Some("x |"));
        assert_eq!(of("| Token | Name |\n| --- | --- |\n| x | shop |"), Some("x | shop |"));
        // rows, and no head of a table
        assert_eq!(of("| token | x |\n| user | y |"), Some("x |\n| user | y |"));
        assert_eq!(of("| Name | Token |\n|---|---|\n"), None);
    }
}
