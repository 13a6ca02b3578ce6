//! Passwords in URLs: `scheme://user:password@host`. The keyword is `://` or ends with it.

use super::{Ask, Catch};
use crate::engine::checks;
use crate::engine::generic::{Class, alone, marks as weights};
use crate::model::{Mark, Span};
use std::borrow::Cow;

/// What standing in a URL is worth beside the looks of a password.
const BONUS: f32 = 2.0;
/// Longest user info.
pub(super) const LONGEST: usize = 512;

/// Longest scheme.
const SCHEME: usize = 20;

/// The password of the URL around a keyword that ends with `://`.
pub fn find(ask: &Ask<'_>) -> Option<Catch> {
    let text = ask.text;
    let word = ask.end - ask.at;
    ask.looked(SCHEME, word);
    let scheme =
        text[..ask.end.checked_sub(3)?].iter().rev().take(SCHEME).take_while(|b| is_scheme(**b)).count();
    if scheme == 0 || !text[..ask.end].ends_with(b"://") {
        return None;
    }
    let start = ask.end - 3 - scheme;
    let rest = &text[ask.end..text.len().min(ask.end + LONGEST)];
    let stop = rest.iter().position(|&b| ends_authority(b)).unwrap_or(rest.len());
    ask.looked(SCHEME, word + stop + 1);
    let authority = &rest[..stop];
    let at = memchr::memrchr(b'@', authority)?;
    let Some(colon) = memchr::memchr(b':', &authority[..at]) else {
        return token(ask, start, &authority[..at], rest.get(stop..).unwrap_or_default());
    };
    let (user, password) = (&authority[..colon], &authority[colon + 1..at]);
    // `https://TOKEN:@host`, `https://TOKEN:x-oauth-basic@host`
    if password.is_empty() || password == b"x-oauth-basic" {
        return token(ask, start, user, rest.get(stop..).unwrap_or_default());
    }
    let host = authority[at + 1..].iter().take_while(|b| is_host(**b)).count();
    let templated = authority.get(at + 1).is_some_and(|b| matches!(b, b'$' | b'{' | b'<' | b'%'));
    if password.len() < 3
        || (host == 0 && !templated)
        || user.iter().chain(password).any(|b| b.is_ascii_control())
    {
        return None;
    }
    let secret = Span::new(ask.end + colon + 1, ask.end + at);
    let value = unescape(password);
    let found = alone(Cow::Borrowed(&value), secret, Class::Password, BONUS, ask.kind);
    let mut dismissed = placeholder(&value, user);
    if found.is_none() {
        dismissed = dismissed.or(Some("an everyday word in place of the password"));
    }
    let mut marks = vec![Mark::proof("user-info", "a password before the @ of a URL")];
    let confidence = found.as_ref().and_then(|f| f.confidence);
    marks.extend(found.iter().flat_map(|f| weights(&f.set, 4)));
    let whole = Span::new(start, ask.end + at + 1 + host);
    let value = (value != password).then_some(value);
    Some(Catch { secret, whole, value, confidence, marks, dismissed })
}

/// A token in place of a user: `https://TOKEN@host`. Before a path that is a number it is the public key of an error
/// tracker.
fn token(ask: &Ask<'_>, start: usize, user: &[u8], path: &[u8]) -> Option<Catch> {
    let digits = path.iter().skip(1).take_while(|b| b.is_ascii_digit()).count();
    ask.looked(SCHEME, ask.end - ask.at + user.len() + LONGEST);
    if user.len() < TOKEN
        || !ask.text[start..].starts_with(b"http")
        || digits > 0 && path.get(digits + 1).is_none_or(|b| !is_host(*b) && *b != b'/')
        || !user.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
        || checks::find("wordless").is_none_or(|check| check(user).is_err())
    {
        return None;
    }
    let secret = Span::new(ask.end, ask.end + user.len());
    let whole = Span::new(start, secret.end + 1);
    let place = "a token in place of a user before the @ of a URL";
    ask.judge_by_place(secret, whole, Class::Token, 0.0, place)
}

/// Fewest characters of a token in place of a user.
const TOKEN: usize = 20;

fn is_scheme(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-')
}

fn is_host(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'[' | b']') || b >= 0x80
}

fn ends_authority(b: u8) -> bool {
    b.is_ascii_whitespace()
        || matches!(b, b'/' | b'"' | b'\'' | b'`' | b'>' | b'?' | b'\\' | b')' | b',' | b'|' | 0)
}

/// Percent escapes undone.
pub(in crate::engine) fn unescape(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&b) = text.get(at) {
        let digit = |n: usize| text.get(at + n).and_then(|&d| (d as char).to_digit(16));
        match (b, digit(1), digit(2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                out.push(b);
                at += 1;
            }
        }
    }
    out
}

/// Words that documents write in place of a password.
const STAND_INS: &[&[u8]] = &[
    b"password",
    b"passwd",
    b"pass",
    b"pwd",
    b"secret",
    b"token",
    // Beside a token in place of the user.
    b"x-oauth-basic",
    b"pw",
    b"mypassword",
    b"dbpass",
    b"dbpassword",
    b"db_pass",
    b"db_password",
    b"your_password",
    b"yourpassword",
    b"your-password",
    b"changeme",
    b"example",
    b"user",
    b"username",
    b"foo",
    b"bar",
    b"baz",
    b"test",
    b"redacted",
    b"hidden",
    b"pass123",
    b"api_key",
    b"apikey",
];

/// Why a password is none: a variable, a mask, or a word that stands for one.
pub(super) fn placeholder(password: &[u8], user: &[u8]) -> Option<&'static str> {
    let lower = password.to_ascii_lowercase();
    if is_variable(&lower) {
        return Some("a variable stands in place of the password");
    }
    // `{token}:x-access-token@`: the token stands in place of the user, and a word that is always the same beside it
    if matches!(user, [b'{' | b'<' | b'$', ..])
        && password.iter().all(|b| b.is_ascii_lowercase() || *b == b'-')
    {
        return Some("a word beside a token");
    }
    // `https://acme.com:8085@localhost`: a host and its port
    let port = password.strip_suffix(b"#").unwrap_or(password);
    if port.len() <= 5 && port.iter().all(u8::is_ascii_digit) && is_named_host(user) {
        return Some("the port of a host");
    }
    if lower.iter().all(|b| matches!(b, b'*' | b'x' | b'.' | b'-' | b'_')) {
        return Some("the password is masked");
    }
    if memchr::memchr(b'_', password).is_some()
        && password.iter().all(|b| b.is_ascii_uppercase() || *b == b'_')
        && user.iter().all(|b| !b.is_ascii_lowercase())
    {
        return Some("a name stands in place of the password");
    }
    (STAND_INS.contains(&lower.as_slice()) || names_itself(&lower, user))
        .then_some("a word that stands for a password")
}

/// `$NAME`, `{name}`, `%(name)s`, `%NAME%`, `%s`; in lower case.
fn is_variable(lower: &[u8]) -> bool {
    const OPENINGS: [&[u8]; 7] = [b"$", b"{", b"<", b"&lt;", b"#{", b"[", b"%("];
    OPENINGS.iter().any(|opening| lower.starts_with(opening))
        || lower.starts_with(b"%") && lower.ends_with(b"%")
        || matches!(lower, b"%s" | b"%v" | b"%d")
}

/// `username:doorpassword`, `user:pass`: both say what stands there.
fn names_itself(lower: &[u8], user: &[u8]) -> bool {
    user.eq_ignore_ascii_case(b"user") && lower == b"pass"
        || user.eq_ignore_ascii_case(b"username")
            && lower.ends_with(b"password")
            && lower.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'-'))
}

/// `www.acme.org`, `localhost`.
fn is_named_host(name: &[u8]) -> bool {
    const ENDS: [&[u8]; 5] = [b".com", b".org", b".net", b".io", b".local"];
    name == b"localhost" || ENDS.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileKind;

    fn ask(text: &str) -> Option<(&str, bool)> {
        let at = text.find("://")?;
        let found = find(&Ask::new(text.as_bytes(), at, at + 3, FileKind::None))?;
        Some((&text[found.secret.range()], found.dismissed.is_none()))
    }

    #[test]
    fn passwords_in_urls() {
        assert_eq!(ask("db = postgres://joe:s3cr3t-9@db.local/x"), Some(("s3cr3t-9", true)));
        assert_eq!(ask("amqp://a:p@ss9word@host"), Some(("p@ss9word", true)));
        assert_eq!(ask("redis://:kd83hfkq@cache:6379"), Some(("kd83hfkq", true)));
        assert_eq!(ask("https://joe:${PW}@host/"), Some(("${PW}", false)));
        assert_eq!(ask("https://user:password@host/"), Some(("password", false)));
        assert_eq!(ask("https://{token}:x-access-token@host/"), Some(("x-access-token", false)));
        assert_eq!(ask("https://acme.com:8085@localhost/"), Some(("8085", false)));
        assert_eq!(ask(&["https://joe.com:", "80851947@localhost/"].concat()), Some(("80851947", true)));
    }

    #[test]
    fn other_urls() {
        for text in ["https://host:8080/a@b", "https://joe@host", "see ://joe:pass9@host", "http://a/b:c@d"] {
            assert_eq!(ask(text), None, "{text}");
        }
    }
}
