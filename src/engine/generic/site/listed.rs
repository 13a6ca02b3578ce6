//! Items of a list: an option, and its argument in the item behind it.

use super::name::is_quote;
use crate::engine::generic::bytes::{is_blank, line_start, skip_blanks};
use crate::model::Span;

/// The longest indentation of such an item.
const LEAD: usize = 96;
/// How far [`below`] looks behind the line end: an indentation, the marker of an item, and how its text begins.
pub const REACH: usize = LEAD + 16;

/// `- --password`, and below it `- hunter2`: where the argument begins. The line end behind the option is at `at`.
pub fn below(text: &[u8], name: Span, at: usize) -> Option<usize> {
    let lead = &text[line_start(text, name.start, LEAD)..name.start];
    let indent = indented(lead)?;
    let option = lead[indent + 2..].trim_ascii_start();
    let dashes = option.strip_prefix(b"\"").or(option.strip_prefix(b"'")).unwrap_or(option);
    let behind = at + usize::from(text.get(at) == Some(&b'\r'));
    let rest = text.get(behind + 1..text.len().min(behind + REACH))?;
    if text[behind] != b'\n' || !is_dashes(dashes) || indented(rest)? != indent {
        return None;
    }
    let value = skip_blanks(text, behind + 1 + indent + 2, 8);
    let first = *text.get(value + usize::from(is_quote(text, value)))?;
    // the next option, an item that is a list or empty
    (!matches!(first, b'-' | b'[' | b'{' | b'#' | b'\n' | b'\r')).then_some(value)
}

/// `["--password", "x"]`: the name at `name` is an option in quotes.
pub fn is_option(text: &[u8], name: Span) -> bool {
    let before = &text[name.start.saturating_sub(3)..name.start];
    let quote = before.iter().position(|b| matches!(b, b'"' | b'\''));
    quote.is_some_and(|at| is_dashes(&before[at + 1..]))
}

fn is_dashes(signs: &[u8]) -> bool {
    matches!(signs, b"-" | b"--")
}

/// How many blanks stand before the marker of an item at the start of a line.
fn indented(line: &[u8]) -> Option<usize> {
    let blanks = line.iter().take_while(|b| is_blank(**b)).count();
    (blanks < LEAD && line[blanks..].starts_with(b"- ")).then_some(blanks)
}

#[cfg(test)]
mod tests {
    use super::super::Sep;
    use super::super::tests::of;

    #[test]
    fn arguments_below_their_options() {
        let args = "args:\n  - --user\n  - joe\n  - --pass\n  - x\n";
        assert_eq!(of(args), Some(("pass", Sep::Flag, "x\n")));
        let quoted = "- \"--db-pass\"\r\n- \"x\"\r\n";
        assert_eq!(of(quoted), Some(("db-pass", Sep::Flag, "\"x\"\r\n")));
        let json = "[\n  \"--pass\",\n  \"x\"\n]";
        assert_eq!(of(json), Some(("pass", Sep::Comma, "\"x\"\n]")));
        for text in [
            "- --pass\n- --user\n",
            "- --pass\n  - x\n",
            "- --pass\nx\n",
            "- --pass\n-\n",
            "- --pass",
            "- pass\n- x\n",
            "[\n  \"--pass\",\n  \"--user\"\n]",
            "[\n  \"pass\",\n  \"x\"\n]",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
