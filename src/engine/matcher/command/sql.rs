//! Passwords in SQL statements about users.

use super::super::{Ask, Catch};
use super::shell::word;
use super::{REACH, verdict};
use crate::engine::near;
use crate::model::Span;

/// `IDENTIFIED BY 'pw'`, `IDENTIFIED WITH plugin BY 'pw'` in a statement about a user; the keyword ends with a blank.
pub fn identified(ask: &Ask<'_>) -> Option<Catch> {
    const VERBS: &[&str] = &["alter", "create", "grant"];
    let before = &ask.text[ask.at.saturating_sub(REACH)..ask.at];
    let statement = before.rsplit(|b| *b == b';').next().unwrap_or_default();
    if !VERBS.iter().any(|verb| near::holds(statement, verb.as_bytes())) {
        return None;
    }
    let rest = &ask.text[ask.end..ask.text.len().min(ask.end + REACH)];
    let rest = match ask.text[ask.at..ask.end].eq_ignore_ascii_case(b"identified with ") {
        true => behind_plugin(rest)?,
        false => rest.strip_prefix(b"PASSWORD ").unwrap_or(rest),
    };
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

/// Behind `plugin BY `, where a password follows: `AS` is followed by its hash.
fn behind_plugin(rest: &[u8]) -> Option<&[u8]> {
    let name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'\'' | b'"' | b'`');
    let plugin = rest.iter().take(64).take_while(|b| name(b)).count();
    let (by, rest) = rest.get(plugin..)?.split_at_checked(4)?;
    (plugin > 0 && by.eq_ignore_ascii_case(b" by ")).then_some(rest)
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
        let with = "IDENTIFIED WITH ";
        let native = "ALTER USER a IDENTIFIED WITH mysql_native_password BY 'kV9x2mQp';";
        assert_eq!(ask(native, with, identified), Some("kV9x2mQp"));
        assert_eq!(ask("ALTER USER a IDENTIFIED WITH plugin AS 'kV9x2mQp';", with, identified), None);
        assert_eq!(ask("is IDENTIFIED BY the name", by, identified), None);
        assert_eq!(ask("a key; it is IDENTIFIED BY 'kV9x2mQp'", by, identified), None);
    }
}
