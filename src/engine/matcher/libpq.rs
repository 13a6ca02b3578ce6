//! Passwords in the keyword form of PostgreSQL's connection strings: `host=db user=app password=...`.

use super::{Ask, Catch};
use crate::engine::dummy;
use crate::model::Span;

/// How far it looks.
pub const REACH: usize = 320;
/// Longest password.
const LONGEST: usize = 128;
/// Shortest password.
const SHORTEST: usize = 4;
/// The keywords of which one stands before the password.
const KEYS: &[&[u8]] = &[b"dbname", b"host", b"hostaddr", b"port", b"user"];

/// The password behind `password=`; the user's own name is a password for trials.
pub fn find(ask: &Ask<'_>) -> Option<Catch> {
    let text = ask.text;
    let before = &text[ask.at.saturating_sub(REACH / 2)..ask.at];
    let before = before.strip_suffix(b" ")?;
    // `f(user=name, password=word)`: the arguments of a call.
    if before.ends_with(b",") && text.get(ask.end) != Some(&b'\'') {
        return None;
    }
    let pairs = before.rsplit(|b| *b == b' ').map_while(pair);
    let mut user = None;
    let mut known = false;
    for (key, value) in pairs.take(8) {
        known |= KEYS.contains(&key);
        user = user.or((key == b"user").then_some(value));
    }
    if !known {
        return None;
    }
    let start = ask.end + usize::from(text.get(ask.end) == Some(&b'\''));
    let ends = |b: &u8| {
        b.is_ascii_whitespace() || matches!(b, b'\'' | b'"' | b'`' | b'<' | b'>' | b'{' | b'}' | b'$')
    };
    let length = text[start..].iter().take(LONGEST + 1).take_while(|b| !ends(b)).count();
    if !(SHORTEST..=LONGEST).contains(&length) {
        return None;
    }
    let secret = Span::new(start, start + length);
    // `f(user=name password=word, x=1)`: what follows is another argument.
    if start == ask.end && secret.of(text).ends_with(b",") {
        return None;
    }
    let behind = &text[secret.end..text.len().min(secret.end + REACH / 4)];
    let line = behind.split(|b| matches!(b, b'\n' | b'"')).next().unwrap_or_default();
    let user = user.or_else(|| {
        line.split(|b| *b == b' ').filter_map(pair).find(|(key, _)| *key == b"user").map(|(_, value)| value)
    });
    let dismissed = match user {
        Some(user) if user == secret.of(text) => Some("it is the name of the user"),
        _ => dummy::reason(secret.of(text)),
    };
    Some(Catch { secret, whole: Span::new(ask.at, secret.end), dismissed, ..Catch::default() })
}

/// `key=value`, perhaps with quotes around the value, or with the opening quote of the whole string before the key.
fn pair(word: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = memchr::memchr(b'=', word).filter(|_| word.len() < REACH)?;
    let opens = |b: &u8| matches!(b, b'"' | b'`' | b'\'' | b'(');
    let key = word[..at].rsplit(opens).next()?;
    // `dsn="host=db`: the second equals sign is the one.
    let (key, value) = match word[at + 1..].strip_prefix(b"\"") {
        Some(rest) if rest.contains(&b'=') => return pair(rest),
        _ => (key, &word[at + 1..]),
    };
    let is_key = !key.is_empty() && key.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'.'));
    let value = value.strip_prefix(b"'").unwrap_or(value);
    is_key.then(|| (key, value.strip_suffix(b"'").unwrap_or(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileKind;

    fn ask(text: &str) -> Option<(&str, bool)> {
        let at = text.find("password=")?;
        let (text, end, kind) = (text.as_bytes(), at + "password=".len(), FileKind::None);
        let found = find(&Ask::new(text, at, end, kind))?;
        Some((std::str::from_utf8(found.secret.of(text)).ok()?, found.dismissed.is_none()))
    }

    #[test]
    fn connection_strings() {
        let good = Some(("kV9x2mQp", true));
        assert_eq!(ask("\"host=db user=app password=kV9x2mQp dbname=x\""), good);
        assert_eq!(ask("dsn=\"host='db' password='kV9x2mQp'\""), good);
        assert_eq!(ask("DSN=\"host=db port=1 password=kV9x2mQp\""), good);
        assert_eq!(ask("host=db user=gorm password=gorm dbname=x"), Some(("gorm", false)));
        assert_eq!(ask("host=db password=gorm user=gorm"), Some(("gorm", false)));
        for text in [
            "host=db password=${PW}",
            "the password=kV9x2mQp",
            "f(port=1, user=app, password=kV9x2mQp, x=1)",
            "f(port=1, user=app, password=self.kV9x2mQp)",
            "host=db user=a password=app",
            "`host=db password=...`.",
        ] {
            assert_eq!(ask(text), None, "{text}");
        }
    }
}
