//! What a value looks like, if it is no secret: a name, a path, a call, a sentence, a date.

use super::bytes::{contains_ci, is_one_of, starts_ci};
use super::feature::{Feature as F, Set};
use super::text::Counts;
use super::words;

/// Sets the features of looks, sentences and words.
pub fn features(value: &[u8], c: &Counts, set: &mut Set) {
    if let Some(looks) = looks(value, c) {
        set.put(looks);
    }
    language(value, c, set);
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
    let has = |part: &[u8]| memchr::memmem::find(value, part).is_some();
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

/// A regular expression, by signs that no secret holds together.
pub fn pattern(value: &[u8]) -> bool {
    if memchr::memchr3(b'[', b'(', b'\\', value).is_none() {
        return false;
    }
    let has = |part: &[u8]| memchr::memmem::find(value, part).is_some();
    let class = has(b"[a-z") || has(b"[A-Z") || has(b"[0-9") || has(b"[^") || has(b"[\\w") || has(b"[\\d");
    let tail = has(b"]+") || has(b"]*") || has(b"]{") || has(b"])");
    class && tail
        || has(b"(?:")
        || has(b"(?i)")
        || has(b"(?P<")
        || has(b"(?=")
        || has(b"(?!")
        || has(b"\\d+")
        || has(b"\\d{")
        || has(b"\\w+")
        || has(b"\\s*")
        || has(b"\\s+")
        || has(b"\\b(")
        || value.len() > 3
            && (has(b".*)") || has(b"(.*") || has(b".+)") || has(b"(.+") || has(b"[^"))
            && (value.starts_with(b"^")
                || value.ends_with(b"$")
                || has(b"]+")
                || has(b"(.*)")
                || has(b"(.+)"))
}

/// Words with `|`, `,` or `;` between, or `name=value` pieces of words: options, columns, rules.
fn list(value: &[u8], c: &Counts) -> bool {
    let marks = value.iter().filter(|b| matches!(b, b'|' | b',' | b';')).count();
    marks > 0
        && c.blank < 8
        && value
            .split(|b| matches!(b, b'|' | b',' | b';' | b':' | b'=' | b' ' | b'-' | b'_' | b'.'))
            .all(|p| p.is_empty() || p.len() <= 4 && p.iter().all(u8::is_ascii_digit) || word_like(p))
}

/// Signs that stand together in programs: `){`, `});`, `&&`, `=>`; three of them, or two and a call.
fn code(value: &[u8], c: &Counts) -> bool {
    const SIGNS: [&[u8]; 16] = [
        b"){",
        b"})",
        b");",
        b"&&",
        b"||",
        b"===",
        b"!==",
        b"=>",
        b"()",
        b"return ",
        b"function",
        b"},{",
        b"\":",
        b"':",
        b".length",
        b"+\"",
    ];
    c.len >= 8
        && c.punct >= 4
        && SIGNS.iter().filter(|sign| memchr::memmem::find(value, sign).is_some()).count() >= 2
}

/// `{name}`, `%name%`, `%s`, `$name`, `@name@`, `<name>`, `:name`: wholly a template.
fn templated(value: &[u8]) -> bool {
    let inner = |open: &[u8], close: &[u8]| {
        value.len() > open.len() + close.len()
            && value.starts_with(open)
            && value.ends_with(close)
            && value[open.len()..value.len() - close.len()].iter().all(|b| {
                b.is_ascii_alphanumeric()
                    || matches!(
                        b,
                        b'_' | b'.' | b'-' | b' ' | b':' | b'$' | b'|' | b'\'' | b'/' | b'@' | b'%'
                    )
            })
    };
    let formats = value
        .windows(2)
        .filter(|w| w[0] == b'%' && matches!(w[1], b's' | b'd' | b'v' | b'q' | b'-' | b'x' | b'@' | b'n'));
    let placed = value.windows(2).enumerate().any(|(at, w)| {
        w[0] == b'%'
            && matches!(w[1], b'1'..=b'4')
            && !value.get(at + 2).is_some_and(u8::is_ascii_alphanumeric)
    });
    let spaced = value.iter().any(|b| matches!(b, b' ' | b'/' | b'{'));
    if formats.count() >= 2 || placed && spaced {
        return true;
    }
    inner(b"{", b"}")
        || inner(b"%", b"%")
        || inner(b"@", b"@")
        || inner(b"<", b">")
        || inner(b"[", b"]")
        || inner(b"__", b"__")
        || inner(b"_", b"_") && value.len() > 4 && !value.iter().any(u8::is_ascii_lowercase)
        || value.first() == Some(&b'$')
            && value.len() > 2
            && value[1..].iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
            && !value[1].is_ascii_digit()
            && words::coverage(value).is_some_and(|c| c > 0.5)
}

/// An ordinary word, perhaps with up to two digits behind it, or a short number.
fn word_like(part: &[u8]) -> bool {
    let letters = part.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let rest = &part[letters..];
    rest.iter().all(u8::is_ascii_digit)
        && rest.len() <= if letters == 0 { 4 } else { 2 }
        && (letters <= 3 || words::coverage(&part[..letters]).is_some_and(|c| c >= 0.7) || camel(part))
}

/// camelCase of ordinary words.
fn camel(value: &[u8]) -> bool {
    value.iter().all(u8::is_ascii_alphanumeric)
        && value.iter().filter(|b| b.is_ascii_digit()).count() <= 2
        && humps(value) >= 2
        && words::coverage(value).is_some_and(|c| c >= 0.7)
}

fn humps(value: &[u8]) -> usize {
    1 + value.windows(2).filter(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase()).count()
}

fn extension(value: &[u8]) -> bool {
    let ext = value.rsplit(|b| *b == b'.').next().unwrap_or_default();
    ext.len() < value.len()
        && is_one_of(
            ext,
            &[
                "txt",
                "json",
                "yml",
                "yaml",
                "xml",
                "pem",
                "crt",
                "cer",
                "key",
                "pub",
                "cfg",
                "conf",
                "ini",
                "js",
                "ts",
                "py",
                "rb",
                "go",
                "java",
                "php",
                "html",
                "md",
                "sh",
                "jks",
                "p12",
                "pfx",
                "properties",
                "log",
                "csv",
                "env",
                "sql",
                "png",
                "svg",
                "css",
                "gz",
                "zip",
                "asc",
                "gpg",
                "der",
                "lock",
                "toml",
            ],
        )
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

/// `ab_`, `live-`: up to six letters and a sign, then sixteen signs or more without another.
fn prefixed(value: &[u8]) -> bool {
    let head = value.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    (1..=6).contains(&head)
        && value.len() >= head + 17
        && matches!(value[head], b'_' | b'-' | b'.')
        && value[head + 1..].iter().all(u8::is_ascii_alphanumeric)
}

/// Natural language, of any script: blanks between words, letters beyond ASCII, words that can be spoken.
fn language(value: &[u8], c: &Counts, set: &mut Set) {
    let letters = c.letters() + c.foreign;
    let trimmed = value.trim_ascii();
    if c.blank > 0 && letters > 0 {
        let words = trimmed.split(|b| b.is_ascii_whitespace()).filter(|w| !w.is_empty());
        let (mut all, mut spoken, mut plain) = (0, 0, 0);
        for word in words.take(24) {
            all += 1;
            let core = word
                .iter()
                .filter(|b| b.is_ascii_alphabetic() || **b >= 0x80 || matches!(b, b'\'' | b'-'))
                .count();
            let letters = core > 0 && core + 2 >= word.len();
            let foreign = word.iter().any(|b| *b >= 0x80);
            spoken += usize::from(letters && (word.len() <= 3 || foreign || pronounceable(word)));
            // one case, or a capital in front: as words are written, and random letters are not
            let cased = word.iter().skip(1).all(|b| !b.is_ascii_uppercase())
                || word.iter().all(|b| !b.is_ascii_lowercase());
            plain += usize::from(letters && cased);
        }
        set.put_if(all == 2, F::Words2);
        set.put_if(all >= 3, F::Sentence);
        set.put_if(
            all >= 2 && (spoken * 3 >= all * 2 || c.digit == 0 && plain == all && spoken > 0),
            F::Natural,
        );
    } else if c.digit == 0 && (c.foreign > 0 && c.foreign * 3 >= c.len || c.foreign > 1 && c.punct == 0)
        || c.foreign * 4 >= c.len * 3 && c.foreign >= 6
    {
        set.put(F::Natural);
    }
    if c.letters() == c.len && c.len >= 3 {
        set.put_if(pronounceable(value), F::Pronounceable);
        set.put_if(value[0].is_ascii_uppercase() && c.upper == 1, F::Title);
    }
    if contains_ci(value, b"password") && c.blank >= 1 {
        set.put(F::Natural);
    }
}

/// Vowels and consonants alternate as in words that people speak.
fn pronounceable(word: &[u8]) -> bool {
    let (mut vowels, mut letters, mut run, mut longest, mut vowel_run) = (0, 0, 0, 0, 0);
    let mut rare = 0;
    for b in word.iter().filter(|b| b.is_ascii_alphabetic()).map(u8::to_ascii_lowercase) {
        letters += 1;
        rare += usize::from(matches!(b, b'q' | b'x' | b'z' | b'j'));
        if matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y') {
            vowels += 1;
            vowel_run += 1;
            run = 0;
            longest = longest.max(vowel_run);
        } else {
            run += 1;
            vowel_run = 0;
            longest = longest.max(run);
        }
    }
    letters > 0
        && vowels * 4 >= letters
        && vowels * 3 <= letters * 2 + 1
        && longest <= if letters >= 10 { 4 } else { 3 }
        && rare * 6 <= letters
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
