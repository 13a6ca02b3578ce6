//! What a value looks like, if it is no secret: a name, a path, a call, a sentence, a date.

mod language;
mod name;
mod program;

use super::bytes::{is_one_of, starts_ci};
use super::feature::{Feature as F, Set};
use super::text::Counts;
use super::words;
use crate::engine::phrases;
use name::{camel, extension, humps, word_like};
pub use program::pattern;
use program::{code, list, templated};

/// Sets the features of looks, sentences and words.
pub fn features(value: &[u8], c: &Counts, set: &mut Set) {
    if let Some(looks) = looks(value, c) {
        set.put(looks);
    }
    language::features(value, c, set);
    set.put_if(word_digits(value), F::WordDigits);
    set.put_if(value.contains(&b'\\') && value.len() > 3, F::Escapes);
    set.put_if(prefixed(value), F::Prefixed);
}

/// Sets the features of randomness as a whole: long, hardly a word in it, many different signs, and no known look.
pub fn random(c: &Counts, set: &mut Set) {
    let known = [
        F::LooksUrl,
        F::LooksPath,
        F::LooksTemplate,
        F::LooksHashed,
        F::LooksDomain,
        F::LooksEmail,
        F::ShapeHash,
        F::ShapeUuid,
    ];
    let random = c.len >= 16
        && c.blank + c.foreign == 0
        && (c.digit > 0 || c.lower > 0 && c.upper > 0 && c.changes * 4 > c.len)
        && c.entropy >= if c.hex == c.len { 2.8 } else { 3.2 }
        && !(set.has(F::Cover60) || set.has(F::Cover85) || set.has(F::Cover100))
        && !known.iter().any(|look| set.has(*look));
    if random {
        set.put(if c.len >= 24 { F::Random24 } else { F::Random16 });
        set.put_if(
            set.has(F::KeyKey) || set.has(F::KeyNone) || set.has(F::KeyApi) || set.has(F::KeySession),
            F::RandomKey,
        );
        set.put_if(set.has(F::TailMeta) || set.has(F::HeadMeta), F::RandomMeta);
    }
}

/// Sets the feature of word coverage; texts of other scripts have words that no list here knows.
pub fn coverage(value: &[u8], set: &mut Set) {
    if set.has(F::Natural) && set.has(F::ShapeForeign) {
        return;
    }
    set.put(match words::coverage(value) {
        None => return,
        Some(0.0) => F::Cover0,
        Some(c) if c <= 0.3 => F::Cover30,
        Some(c) if c <= 0.6 => F::Cover60,
        Some(c) if c <= 0.85 => F::Cover85,
        Some(_) => F::Cover100,
    });
}

fn looks(value: &[u8], c: &Counts) -> Option<F> {
    let has = |part: &[u8]| phrases::holds(value, part);
    let first = *value.first()?;
    if has(b"${") || has(b"{{") || has(b"%(") || has(b"#{") || has(b"<%") || has(b"$(") || templated(value) {
        return Some(F::LooksTemplate);
    }
    if has(b"://")
        || starts_ci(value, b"mailto:")
        || starts_ci(value, b"magnet:")
        || starts_ci(value, b"urn:")
    {
        return Some(F::LooksUrl);
    }
    if hashed(value) {
        return Some(F::LooksHashed);
    }
    if code(value, c) {
        return Some(F::LooksCode);
    }
    if list(value, c) {
        return Some(F::LooksList);
    }
    if value.ends_with(b")") && value.contains(&b'(') && c.letters() > 0 && c.blank == 0 {
        return Some(F::LooksCall);
    }
    if c.blank > 0 || c.foreign > 0 {
        return None;
    }
    let slashes = value.iter().filter(|b| **b == b'/').count();
    if slashes == 1
        && first != b'/'
        && c.digit == 0
        && c.upper == 0
        && (starts_ci(value, b"application/") || starts_ci(value, b"text/") || starts_ci(value, b"image/"))
    {
        return Some(F::LooksMime);
    }
    if matches!(value, [b'/' | b'~', ..] | [b'.', b'/', ..] | [b'.', b'.', b'/', ..])
        && value.len() > 2
        && !value.contains(&b'+')
        && !value.ends_with(b"=")
        || matches!(value, [b'A'..=b'Z' | b'a'..=b'z', b':', b'\\' | b'/', ..])
        || slashes > 0 && extension(value)
        || slashes > 0 && value.split(|b| *b == b'/').all(|p| p.is_empty() || word_like(p))
        || extension(value) && slashes == 0 && c.punct <= 3
    {
        return Some(F::LooksPath);
    }
    if value.iter().filter(|b| **b == b'@').count() == 1
        && value.iter().rposition(|b| *b == b'@').is_some_and(|at| {
            at > 0
                && value[at..].contains(&b'.')
                && value[at + 1..].iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
        })
    {
        return Some(F::LooksEmail);
    }
    let digits_dots = c.digit + value.iter().filter(|b| **b == b'.').count();
    if c.digit > 0 && (digits_dots == c.len || digits_dots + 1 == c.len && first == b'v') && c.punct >= 1 {
        return Some(F::LooksVersion);
    }
    if is_date(value) {
        return Some(F::LooksDate);
    }
    let parts = |sep: u8| value.split(move |b| *b == sep);
    let dots = value.iter().filter(|b| **b == b'.').count();
    if dots > 0 && c.punct - c.base64.min(c.punct) == dots && !value.contains(&b'=') && !value.contains(&b'+')
    {
        if parts(b'.').next_back().is_some_and(|tld| {
            is_one_of(
                tld,
                &[
                    "com", "org", "net", "io", "dev", "local", "internal", "co", "uk", "de", "eu", "app",
                    "cloud", "gov", "edu", "me", "test", "example", "info", "ai",
                ],
            )
        }) {
            return Some(F::LooksDomain);
        }
        if parts(b'.').all(word_like) {
            return Some(F::LooksDotted);
        }
    }
    if c.punct == 0 && c.upper > 0 && first.is_ascii_lowercase() && camel(value) {
        return Some(F::LooksCamel);
    }
    if c.punct == 0 && first.is_ascii_uppercase() && c.lower > 0 && humps(value) >= 2 && camel(value) {
        return Some(F::LooksCamel);
    }
    let under = value.iter().filter(|b| **b == b'_').count();
    let dash = value.iter().filter(|b| **b == b'-').count();
    if under > 0 && under == c.punct && parts(b'_').all(|p| p.is_empty() || word_like(p)) {
        return Some(if c.lower == 0 { F::LooksCaps } else { F::LooksSnake });
    }
    if dash > 0
        && dash + under + dots == c.punct
        && value.split(|b| matches!(b, b'-' | b'_' | b'.')).all(|p| p.is_empty() || word_like(p))
    {
        return Some(F::LooksKebab);
    }
    (c.upper == c.len && c.len > 3 && words::is_word(value)).then_some(F::LooksCaps)
}

/// A password hash in one of the forms that say so: crypt(3), bcrypt, Argon2, PBKDF2, LDAP schemes.
pub fn hashed(value: &[u8]) -> bool {
    const HEADS: [&[u8]; 9] = [
        b"{ssha",
        b"{sha",
        b"{smd5",
        b"{md5",
        b"{crypt}",
        b"{bcrypt}",
        b"{pbkdf2",
        b"pbkdf2_sha",
        b"$argon2",
    ];
    let crypt =
        [&b"$1$"[..], b"$2a$", b"$2b$", b"$2x$", b"$2y$", b"$5$", b"$6$", b"$7$", b"$y$", b"$gy$", b"$apr1$"];
    value.len() >= 20 && crypt.iter().any(|head| value.starts_with(head))
        || HEADS.iter().any(|head| starts_ci(value, head))
        || value.first() == Some(&b'$')
            && value.len() >= 12
            && value[1..].iter().take(7).position(|b| *b == b'$').is_some_and(|n| (1..=6).contains(&n))
            && value.iter().filter(|b| **b == b'$').count() >= 3
}

fn is_date(value: &[u8]) -> bool {
    value.len() >= 8
        && value.len() <= 35
        && value[..4].iter().all(u8::is_ascii_digit)
        && matches!(value[4], b'-' | b'/')
        && value[5].is_ascii_digit()
        && value
            .iter()
            .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'/' | b':' | b'T' | b'Z' | b'+' | b'.' | b' '))
}

/// One run of letters, then one to four digits, then perhaps a sign or two.
fn word_digits(value: &[u8]) -> bool {
    let letters = value.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let digits = value[letters..].iter().take_while(|b| b.is_ascii_digit()).count();
    letters >= 3 && (1..=4).contains(&digits) && value.len() - letters - digits <= 2
}

/// Sets the feature of a word that people make a password of, where the name says that it is one: `Winter2019!`,
/// `tiger@7`, `Acme#Lisbon`.
pub fn chosen(value: &[u8], set: &mut Set) {
    set.put_if(set.has(F::KeyPw) && set.has(F::KeyLast) && is_chosen(value), F::Chosen);
}

/// A run of letters, then digits and signs, perhaps in both orders; or two of letters with such a sign between.
fn is_chosen(value: &[u8]) -> bool {
    const SIGNS: &[u8] = b"!@#$%&*?";
    let letters = |from: usize| value[from..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let first = letters(0);
    let tail = &value[first..];
    let signs = tail.iter().filter(|b| SIGNS.contains(b)).count();
    let digits = tail.iter().filter(|b| b.is_ascii_digit()).count();
    let ends = signs + digits == tail.len() && signs <= 2 && digits <= 4 && !tail.is_empty();
    let joins = signs == 1 && SIGNS.contains(&tail[0]) && {
        let second = letters(first + 1);
        second >= 3 && value.len() - first - 1 - second <= 4 && 1 + second + digits == tail.len()
    };
    first >= 3 && (6..=24).contains(&value.len()) && (ends || joins)
}

/// `ab_`, `live-`: up to six letters and a sign, then sixteen signs or more without another.
fn prefixed(value: &[u8]) -> bool {
    let head = value.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    (1..=6).contains(&head)
        && value.len() >= head + 17
        && matches!(value[head], b'_' | b'-' | b'.')
        && value[head + 1..].iter().all(u8::is_ascii_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str) -> Set {
        let mut set = Set::default();
        features(value.as_bytes(), &Counts::of(value.as_bytes()), &mut set);
        set
    }

    #[test]
    fn looks_of_things_that_are_no_secrets() {
        assert!(of("getUserName").has(F::LooksCamel));
        assert!(of("user_name").has(F::LooksSnake));
        assert!(of("DB_PASSWORD").has(F::LooksCaps));
        assert!(of("${DB_PASS}").has(F::LooksTemplate));
        assert!(of("/etc/ssl/server.key").has(F::LooksPath));
        assert!(of("1.2.3").has(F::LooksVersion));
        assert!(of("config.user.name").has(F::LooksDotted));
        assert!(of("a@b.example").has(F::LooksEmail));
    }

    #[test]
    fn natural_language_of_any_script() {
        for text in [
            "Passwort vergessen",
            "Mot de passe oubli\u{e9}",
            "\u{30d1}\u{30b9}\u{30ef}\u{30fc}\u{30c9}",
            "\u{41f}\u{430}\u{440}\u{43e}\u{43b}\u{44c}",
            "Please enter it again.",
        ] {
            assert!(of(text).has(F::Natural), "{text}");
        }
        assert!(!of("Summer2019!").has(F::Natural));
        assert!(of("Kennung").has(F::Pronounceable) && !of("xkqzrtw").has(F::Pronounceable));
    }
}
