//! Passwords in SQL statements about users.

use super::super::{Ask, Catch};
use super::shell::word;
use super::{REACH, verdict};
use crate::engine::near;
use crate::model::Span;

/// `IDENTIFIED BY 'pw'` in a statement about a user; the keyword ends with `by` and a blank.
pub fn identified(ask: &Ask<'_>) -> Option<Catch> {
    const VERBS: &[&str] = &["alter", "create", "grant"];
    let before = &ask.text[ask.at.saturating_sub(REACH)..ask.at];
    let statement = before.rsplit(|b| *b == b';').next().unwrap_or_default();
    if !VERBS.iter().any(|verb| near::holds(statement, verb.as_bytes())) {
        return None;
    }
    let rest = &ask.text[ask.end..ask.text.len().min(ask.end + REACH)];
    let rest = rest.strip_prefix(b"PASSWORD ").unwrap_or(rest);
    let from = ask.text.len().min(ask.end + REACH) - rest.len();
    let (start, end) = word(rest, 0)?;
    let bare = start == 0;
    if rest[start.saturating_sub(1)] == b'`' {
        return None;
    }
    let secret = Span::new(from + start, from + end);
    if bare && (!secret.of(ask.text).iter().any(u8::is_ascii_digit) || secret.len() < 6) {
        return None;
    }
    verdict(ask, secret)
}

#[cfg(test)]
mod tests {
    use super::super::tests::ask;
    use super::*;

    #[test]
    fn users_in_sql() {
        let by = "IDENTIFIED BY ";
        assert_eq!(ask("CREATE USER a IDENTIFIED BY 'kV9x2mQp';", by, identified), Some("kV9x2mQp"));
        assert_eq!(ask("CREATE USER a\n  IDENTIFIED BY 'kV9x2mQp'", by, identified), Some("kV9x2mQp"));
        assert_eq!(ask("is IDENTIFIED BY the name", by, identified), None);
        assert_eq!(ask("a key; it is IDENTIFIED BY 'kV9x2mQp'", by, identified), None);
    }
}
