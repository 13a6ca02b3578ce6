//! Calls that give somebody a password: `changePassword(user, "x")`.

use super::name::is_quote;
use crate::engine::generic::bytes::{contains_ci, skip_blanks, starts_ci};
use crate::model::Span;

/// How far behind the bracket the second argument begins at most.
pub const REACH: usize = 56;

/// Where the password among the arguments at `at` begins: behind a variable that tells whose it is. `at` in other calls.
pub fn argument(text: &[u8], name: Span, at: usize) -> usize {
    second(&text[..text.len().min(at + REACH)], name, at).unwrap_or(at)
}

fn second(text: &[u8], name: Span, at: usize) -> Option<usize> {
    const VERBS: [&[u8]; 4] = [b"set", b"change", b"update", b"reset"];
    let callee = name.of(text).rsplit(|b| matches!(b, b'.' | b':' | b'>')).next()?;
    if !VERBS.iter().any(|verb| starts_ci(callee, verb)) || !contains_ci(callee, b"passw") {
        return None;
    }
    let user =
        text.get(at..)?.iter().take_while(|b| b.is_ascii_alphanumeric() || b"_.$->".contains(b)).count();
    let comma = skip_blanks(text, at + user, 4);
    let string = skip_blanks(text, comma + 1, 4);
    (user > 0 && text.get(comma) == Some(&b',') && is_quote(text, string)).then_some(string)
}

#[cfg(test)]
mod tests {
    use super::super::Sep;
    use super::super::tests::of;

    #[test]
    fn whose_it_is_comes_first() {
        assert_eq!(of("a.changePassword(joe, \"x\");"), Some(("a.changePassword", Sep::Call, "\"x\");")));
        assert_eq!(of("reset_password($user->id, 'x')"), Some(("reset_password", Sep::Call, "'x')")));
        for (text, behind) in [
            ("setPassword(\"joe\", \"x\")", "\"joe\", \"x\")"),
            ("getPassword(joe, \"x\")", "joe, \"x\")"),
            ("setPassword(joe, next)", "joe, next)"),
            ("setPassword(joe.name(), \"x\")", "joe.name(), \"x\")"),
        ] {
            assert_eq!(of(text).map(|found| found.2), Some(behind), "{text}");
        }
    }
}
