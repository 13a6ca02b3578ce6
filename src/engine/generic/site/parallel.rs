//! Several names before one sign: `user, password = "joe", "x"`.

use super::name::is_quote;
use crate::engine::generic::bytes::{is_blank, line_start, skip_blanks};
use crate::model::Span;

/// The longest text before the name in its line.
const LONGEST: usize = 96;
/// How far behind the sign the value begins at most.
pub const REACH: usize = 96;

/// Where the value of `name` begins, if the values of all names begin at `at`: as many stand before it as names do. `at`
/// where there is one name only.
pub fn own(text: &[u8], name: Span, at: usize) -> usize {
    let before = &text[name.start.saturating_sub(2)..name.start];
    if !before.contains(&b',') {
        return at;
    }
    let names = &text[line_start(text, name.start, LONGEST)..name.start];
    let of_names = |b: &u8| b.is_ascii_alphanumeric() || is_blank(*b) || b"_.$,".contains(b);
    if !names.iter().all(of_names) {
        return at;
    }
    let text = &text[..text.len().min(at + REACH)];
    let mut p = Some(at);
    for _ in 0..memchr::memchr_iter(b',', names).count() {
        p = p.and_then(|p| next(text, p));
    }
    p.filter(|p| is_quote(text, *p)).unwrap_or(at)
}

/// Where the value behind the one at `at` begins: that is a text in quotes, a number or a name.
fn next(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let end = match rest.first()? {
        quote @ (b'"' | b'\'') => {
            let inner = &rest[1..];
            2 + memchr::memchr3(*quote, b'\\', b'\n', inner).filter(|end| inner[*end] == *quote)?
        }
        _ => rest.iter().take_while(|b| b.is_ascii_alphanumeric() || b"_.".contains(b)).count(),
    };
    let comma = skip_blanks(text, at + end, 8);
    (end > 0 && text.get(comma) == Some(&b',')).then(|| skip_blanks(text, comma + 1, 8))
}

#[cfg(test)]
mod tests {
    use super::super::Sep;
    use super::super::tests::of;

    #[test]
    fn each_name_has_its_own_value() {
        assert_eq!(of("user, pass = \"joe\", \"x\"\n"), Some(("pass", Sep::Eq, "\"x\"\n")));
        assert_eq!(of("\thost, user, pass := h, 'joe', 'x'\n"), Some(("pass", Sep::Walrus, "'x'\n")));
        for (text, behind) in [
            ("f(user, pass = \"x\", \"y\")", "\"x\", \"y\")"),
            ("user=joe, pass = \"x\", \"y\"", "\"x\", \"y\""),
            ("  user, pass = \"x\",\n", "\"x\",\n"),
            ("user, pass = \"x\"", "\"x\""),
            ("user, pass = read(), \"x\"", "read(), \"x\""),
        ] {
            assert_eq!(of(text).map(|found| found.2), Some(behind), "{text}");
        }
    }
}
