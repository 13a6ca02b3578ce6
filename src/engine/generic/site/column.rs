//! Names that head a column (of an `INSERT`, a Markdown table, comma-separated values): their values are below, in the same
//! column.

use super::name::{close, is_quote};
use super::separated;
use crate::engine::generic::bytes::{line_end, line_start, lines, skip_blanks, starts_ci};
use crate::model::Span;

/// How far before a name its statement begins.
const BACK: usize = 320;
/// How far behind it its values stand.
const AHEAD: usize = 2048;
/// No more rows are looked at.
const ROWS: usize = 16;
/// Longest line of a table.
const LINE: usize = 400;

/// The values of a column.
pub struct Column {
    /// Where they begin.
    pub values: Vec<usize>,
    /// How many bytes before the name's start and behind its end were read.
    pub looked: (usize, usize),
}

/// The column that the name heads; `None` if the next character says that it heads none.
pub fn of(text: &[u8], name: Span) -> Option<Column> {
    if !separated::is_one(text, name) {
        return listed(text, name);
    }
    let looked = (name.start + 2, AHEAD + 2);
    let values = separated::rows(text, name, ROWS, AHEAD);
    match listed(text, name).filter(|_| values.is_empty()) {
        Some(column) => {
            let looked = (looked.0.max(column.looked.0), looked.1.max(column.looked.1));
            Some(Column { looked, ..column })
        }
        None => Some(Column { values, looked }),
    }
}

/// The column of a statement or a table in Markdown.
fn listed(text: &[u8], name: Span) -> Option<Column> {
    let (end, _) = close(text, name.end);
    let behind = skip_blanks(text, name.end, 8);
    if text.get(behind) == Some(&b'|') {
        return Some(table(text, name, behind));
    }
    let listed = matches!(text.get(end), Some(b',')) || text.get(end.wrapping_sub(1)) == Some(&b')');
    listed.then(|| statement(text, name))
}

/// A character that may stand between the names of columns, or in one.
fn is_listed(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b.is_ascii_whitespace() || b"_,`\"[]".contains(&b)
}

/// `INSERT INTO users (name, password) VALUES ('joe', 'x'), ..`.
fn statement(text: &[u8], name: Span) -> Column {
    let head = &text[name.start.saturating_sub(BACK)..name.start];
    let listed = head.iter().rev().take_while(|b| is_listed(**b)).count();
    let mut column = Column { values: Vec::new(), looked: (listed + 2, 4) };
    let (before, names) = head.split_at(head.len() - listed);
    if !before.strip_suffix(b"(").is_some_and(opens) {
        return column;
    }
    column.looked.0 = BACK + 2;
    let place = names.iter().filter(|b| **b == b',').count();
    let rest = &text[name.end..text.len().min(name.end + AHEAD)];
    let list = rest.iter().take_while(|b| is_listed(**b)).count();
    column.looked.1 = AHEAD + 2;
    let mut at = skip(rest, list + 1);
    if rest.get(list) != Some(&b')') || !rest.get(at..).is_some_and(|rest| starts_ci(rest, b"values")) {
        return column;
    }
    at = skip(rest, at + b"values".len());
    while rest.get(at) == Some(&b'(') && column.values.len() < ROWS {
        let Some((value, end)) = row(rest, at + 1, place) else { break };
        column.values.extend(value.filter(|at| is_quote(rest, *at)).map(|at| name.end + at));
        at = skip(rest, end);
        if rest.get(at) != Some(&b',') {
            break;
        }
        at = skip(rest, at + 1);
    }
    column
}

/// True if `INTO table` ends the text.
fn opens(text: &[u8]) -> bool {
    let text = text.trim_ascii_end();
    let table = text.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || b"_.`\"[]".contains(b)).count();
    let before = text[..text.len() - table].trim_ascii_end();
    table > 0 && before.len() >= 5 && starts_ci(&before[before.len() - 5..], b" into")
}

fn skip(text: &[u8], at: usize) -> usize {
    at + text.get(at..).unwrap_or_default().iter().take_while(|b| b.is_ascii_whitespace()).count()
}

/// Where the item at `place` of the row begins that opens before `at`, and where the row ends.
fn row(text: &[u8], mut at: usize, place: usize) -> Option<(Option<usize>, usize)> {
    let (mut value, mut item, mut depth) = (None, 0, 0);
    at = skip(text, at);
    loop {
        if item == place && depth == 0 && value.is_none() {
            value = Some(at);
        }
        match *text.get(at)? {
            quote @ (b'\'' | b'"') => {
                at += 1;
                while *text.get(at)? != quote {
                    at += if text[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'(' => depth += 1,
            b')' if depth > 0 => depth -= 1,
            b')' => return Some((value, at + 1)),
            b',' if depth == 0 => {
                item += 1;
                at = skip(text, at + 1);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
}

/// `| user | password |`, a line of dashes, and rows.
fn table(text: &[u8], name: Span, behind: usize) -> Column {
    let start = line_start(text, name.start, LINE);
    let head = &text[start..name.start];
    let end = line_end(text, behind, LINE);
    let mut column = Column { values: Vec::new(), looked: (name.start - start + 2, end - name.end + 4) };
    let inner = head.iter().rev().take_while(|b| matches!(b, b' ' | b'*' | b'`')).count();
    if !head.trim_ascii_start().starts_with(b"|") || !head[..head.len() - inner].ends_with(b"|") {
        return column;
    }
    let place = head.iter().filter(|b| **b == b'|').count();
    column.looked.1 = AHEAD + 2;
    let mut at = end;
    let below = &text[end..text.len().min(end + AHEAD)];
    for (n, line) in lines(below).enumerate().take(ROWS + 2) {
        let rule = |b: &u8| matches!(b, b'|' | b'-' | b':' | b' ' | b'\r');
        match n {
            0 => {}
            1 if (line.starts_with(b"|") || line.starts_with(b" ")) && line.iter().all(rule) => {}
            // Without a line of dashes, as Gherkin has them: the first row is the head.
            1 => {
                let above = line_start(text, start.saturating_sub(1), LINE);
                column.looked.0 = name.start - above + 2;
                if text[above..start].trim_ascii_start().starts_with(b"|")
                    || !line.trim_ascii_start().starts_with(b"|")
                {
                    break;
                }
                column.values.extend(cell(line, place).map(|cell| at + cell));
            }
            _ if !line.trim_ascii_start().starts_with(b"|") => break,
            _ => column.values.extend(cell(line, place).map(|cell| at + cell)),
        }
        at += line.len() + 1;
    }
    column
}

/// Where the text of the cell begins that so many bars stand before: one word, perhaps in backticks.
fn cell(line: &[u8], place: usize) -> Option<usize> {
    let mut bars = memchr::memchr_iter(b'|', line);
    let open = bars.nth(place.checked_sub(1)?)? + 1;
    let close = bars.next()?;
    let text = line[open..close].trim_ascii();
    let blanks = line[open..close].len() - line[open..close].trim_ascii_start().len();
    (!text.is_empty() && !text.iter().any(u8::is_ascii_whitespace)).then_some(open + blanks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<&str> {
        let start = text.find("pass").unwrap_or_default();
        let name = Span { start, end: start + 4 };
        let values = super::of(text.as_bytes(), name).map(|column| column.values).unwrap_or_default();
        values.into_iter().map(|at| &text[at..]).map(|rest| &rest[..rest.len().min(4)]).collect()
    }

    #[test]
    fn columns_of_statements() {
        assert_eq!(
            of("INSERT INTO users (id, pass, x) VALUES (1, 'a,)b', 2), (2, 'c''d', 3);"),
            ["'a,)", "'c''"]
        );
        assert_eq!(of("insert into `u` (`id`, `pass`)\nvalues (now(1, 2), 'abc');"), ["'abc"]);
        for text in
            ["f(id, pass) VALUES (1, 'abc')", "INSERT INTO u (pass, id) SELECT 'abc'", "(pass, 'abc')"]
        {
            assert!(of(text).is_empty(), "{text}");
        }
        assert!(of("INSERT INTO u (id, pass) VALUES (1, ?)").is_empty());
    }

    #[test]
    fn columns_of_tables() {
        assert_eq!(of("| user | pass |\n|---|---|\n| joe | abcd |\n| ann | `wxyz` |\n"), ["abcd", "`wxy"]);
        assert_eq!(of("x\n  | user | pass |\n  | joe | abcd |\n  | ann | wxyz |\n"), ["abcd", "wxyz"]);
        assert!(of("| a | b |\n| user | pass |\n| joe | abcd |\n").is_empty());
        assert!(of("a | pass | b").is_empty());
        assert!(of("| the pass | x |\n|---|---|\n| to be asked | y |\n").is_empty());
    }
}
