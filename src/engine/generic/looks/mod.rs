//! What a value looks like, if it is no secret: a name, a path, a call, a sentence, a date.

mod address;
mod chosen;
mod language;
mod name;
mod number;
mod program;

use super::bytes::starts_ci;
use super::feature::{Feature as F, Set};
use super::text::Counts;
use super::words;
use crate::engine::phrases;
pub use chosen::chosen;
use chosen::word_digits;
pub use name::abbreviated;
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

/// Sets the features of randomness: long, hardly any words, many different characters, and no known look.
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
    // A stand-in is a word, in whatever language.
    let stands_in = set.has(F::WeakWord) && value.iter().all(u8::is_ascii_alphabetic);
    set.put(match words::coverage(value) {
        None => return,
        Some(0.0) if stands_in => return,
        Some(0.0) => F::Cover0,
        Some(c) if c <= 0.3 => F::Cover30,
        Some(c) if c <= 0.6 => F::Cover60,
        Some(c) if c <= 0.85 => F::Cover85,
        Some(_) => F::Cover100,
    });
}

/// What the value is at first sight, if it is no secret.
fn looks(value: &[u8], c: &Counts) -> Option<F> {
    if value.is_empty() {
        return None;
    }
    let marked = marked(value, c);
    if marked.is_some() || c.blank > 0 || c.foreign > 0 {
        return marked;
    }
    address::look(value, c)
        .or_else(|| number::look(value, c))
        .or_else(|| name::dotted(value, c))
        .or_else(|| name::joined(value, c))
}

/// Looks that certain characters give away, blanks or not.
fn marked(value: &[u8], c: &Counts) -> Option<F> {
    let has = |part: &[u8]| phrases::holds(value, part);
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
    let call = value.ends_with(b")") && value.contains(&b'(') && c.letters() > 0 && c.blank == 0;
    call.then_some(F::LooksCall)
}

/// A password hash in one of the forms that say so: crypt(3), bcrypt, Argon2, PBKDF2, LDAP schemes.
pub fn hashed(value: &[u8]) -> bool {
    const HEADS: [&[u8]; 11] = [
        b"{ssha",
        b"{sha",
        b"{smd5",
        b"{md5",
        b"{crypt}",
        b"{bcrypt}",
        b"{pbkdf2",
        b"pbkdf2_sha",
        b"$argon2",
        b"pbkdf2$",
        b"scram-sha-",
    ];
    let crypt =
        [&b"$1$"[..], b"$2a$", b"$2b$", b"$2x$", b"$2y$", b"$5$", b"$6$", b"$7$", b"$y$", b"$gy$", b"$apr1$"];
    value.len() >= 20 && crypt.iter().any(|head| value.starts_with(head))
        || HEADS.iter().any(|head| starts_ci(value, head))
        || value.first() == Some(&b'$')
            && value.len() >= 12
            && value[1..].iter().take(7).position(|b| *b == b'$').is_some_and(|n| (1..=6).contains(&n))
            && value.iter().filter(|b| **b == b'$').count() >= 3
        || in_php(value)
        || of_mysql(value)
        || by_scheme(value)
        || of_postgres(value)
}

/// `{SCRAM-SHA-256}4096,..`, `{BLF-CRYPT}..`: the scheme in braces, as mail servers keep passwords.
fn by_scheme(value: &[u8]) -> bool {
    const MADE: [&[u8]; 7] = [b"MD4", b"MD5", b"SHA", b"CRYPT", b"SCRAM", b"ARGON2", b"PBKDF2"];
    let inner = value.strip_prefix(b"{").unwrap_or_default();
    let scheme =
        inner.iter().take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.'));
    let (scheme, rest) = inner.split_at(scheme.count());
    rest.len() >= 12 && rest[0] == b'}' && MADE.iter().any(|made| phrases::holds(scheme, made))
}

/// `$P$` and `$H$` of phpass, `$S$` of Drupal; `sha1$salt$hex` of old Django.
fn in_php(value: &[u8]) -> bool {
    let headed = matches!(value, [b'$', b'P' | b'H' | b'S', b'$', ..]) && (30..=60).contains(&value.len());
    let mut parts = value.split(|b| *b == b'$');
    let named = matches!(parts.next(), Some(b"sha1" | b"md5" | b"sha256"));
    headed
        || named && parts.nth(1).is_some_and(|hex| hex.len() >= 32 && hex.iter().all(u8::is_ascii_hexdigit))
}

/// `md5` and 32 digits, as PostgreSQL keeps the hash of a password and a role.
fn of_postgres(value: &[u8]) -> bool {
    value.strip_prefix(b"md5").is_some_and(|hex| hex.len() == 32 && hex.iter().all(u8::is_ascii_hexdigit))
}

/// `*6BB4837E..`: the double SHA-1 that MySQL keeps.
fn of_mysql(value: &[u8]) -> bool {
    matches!(value, [b'*', hex @ ..] if hex.len() == 40 && hex.iter().all(u8::is_ascii_hexdigit))
}

/// `ab_`, `live-`: up to six letters and a joining character, then sixteen characters or more without another one.
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
