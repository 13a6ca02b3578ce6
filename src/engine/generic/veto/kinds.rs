//! Values that are known things of another kind: types, times, fingerprints, names of settings, headers of tokens.

use super::{Form, Subject, first, plain_name};
use crate::engine::generic::bytes::{contains_ci, is_one_of, starts_ci};
use crate::engine::generic::looks;
use crate::engine::generic::words;
use crate::engine::phrases::{self, Lexicon};

/// Words of types, constants and algorithms.
pub static TYPES: Lexicon<256> = Lexicon::new(&include!("types.in"));

/// The known things, in the order in which they are asked.
const FORMS: &[Form] = &[
    (|s| struct_tag(s.raw), "a tag of a struct field"),
    (|s| version_range(s.value), "a range of versions"),
    (|s| tag(s.value), "a version"),
    (|s| fingerprint(s.value), "a fingerprint"),
    (|s| looks::pattern(s.value), "a pattern"),
    (|s| setting_name(s.value), "the name of a setting"),
    (|s| constant(s.value), "a constant of a class"),
    (|s| typed(s.value), "a type with its options"),
    (|s| s.value.len() == 42 && starts_ci(s.value, b"0x") && s.c.hex == 41, "an account address"),
    (|s| encoded_word(s.value), "an encoded word of a mail header"),
    (|s| colour(s.value), "a colour"),
    (|s| named_index(s.value), "the name of an index"),
    (|s| pseudo_language(s.value), "pseudo-localised text"),
    (|s| date_format(s.value), "the format of a date"),
    (|s| instant(s.value), "a point in time"),
    (|s| security_id(s.value), "a Windows security identifier"),
    (|s| header(s.value), "a header with its scheme, which has a rule of its own"),
];

/// What known thing the value is.
pub(super) fn reason(s: &Subject<'_>) -> Option<&'static str> {
    first(FORMS, s)
}

/// `json:"token"`: what Go calls the tag of a struct field.
fn struct_tag(raw: &[u8]) -> bool {
    let tags = [&b"json:\""[..], b"protobuf:\"", b"yaml:\"", b"xml:\"", b"gorm:\""];
    tags.iter().any(|tag| phrases::holds(raw, tag))
}

/// `^1.2`, `~1.2`, `>=1.2`.
fn version_range(value: &[u8]) -> bool {
    matches!(value, [b'^' | b'~', b'0'..=b'9', ..] | [b'>' | b'<', b'=' | b'0'..=b'9', ..])
}

/// `Authorization: …`, `Basic …`.
fn header(value: &[u8]) -> bool {
    let heads = ["authorization:", "basic ", "digest ", "ntlm ", "negotiate ", "aws4-hmac"];
    heads.iter().any(|head| starts_ci(value, head.as_bytes()))
}

/// `2.4.1877-e09b3d1`: three numbers and a commit, as images are tagged.
fn tag(value: &[u8]) -> bool {
    let Some(dash) = memchr::memchr(b'-', value) else { return false };
    let (numbers, commit) = (value[..dash].split(|b| *b == b'.'), &value[dash + 1..]);
    let digits = |part: &[u8]| (1..=9).contains(&part.len()) && part.iter().all(u8::is_ascii_digit);
    let hex = |b: &u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    numbers.clone().count() == 3
        && numbers.into_iter().all(digits)
        && (6..=40).contains(&commit.len())
        && commit.iter().all(hex)
}

/// `{"alg":` or `{"typ":` in base64, with nothing behind it but perhaps the dot that ends it.
pub fn jose_header(value: &[u8]) -> bool {
    let body = value.strip_suffix(b".").unwrap_or(value);
    (body.starts_with(b"eyJhbGciOi") || body.starts_with(b"eyJ0eXAiOi"))
        && !body.contains(&b'.')
        && body.len() < 100
}

/// `2016-11-06T15:32:17Z`.
fn instant(value: &[u8]) -> bool {
    value.len() >= 16
        && matches!(value, [_, _, _, _, b'-', _, _, b'-', _, _, b'T' | b' ', ..])
        && value
            .iter()
            .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b':' | b'T' | b'Z' | b'+' | b'.' | b' '))
}

/// `MMM-dd-yyyy+HH:mm:ss`.
fn date_format(value: &[u8]) -> bool {
    let fields = [&b"yy"[..], b"MM", b"dd", b"HH", b"mm", b"ss"];
    value.iter().all(|b| b"yMdHhmsSfzZTta-/:+. '".contains(b))
        && fields.iter().filter(|field| phrases::holds(value, field)).count() >= 3
}

/// `string:redact`, `required|min:8`, `flags.3?true`: words of types and checks with options.
fn typed(value: &[u8]) -> bool {
    if let Some(at) = memchr::memchr(b'?', value)
        && TYPES.has(&value[at + 1..])
        && plain_name(&value[..at])
    {
        return true;
    }
    let mut parts = value.split(|b| matches!(b, b':' | b'|' | b'?' | b',')).filter(|p| !p.is_empty());
    let first = parts.next().unwrap_or_default();
    first.len() < value.len()
        && TYPES.has(first)
        && parts.all(|p| p.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_'))
}

/// `notifier.smtp.password`, `site.forms.ChangePasswordForm`: ordinary words, dots, and a word for a secret among them.
fn setting_name(value: &[u8]) -> bool {
    let dots = value.iter().filter(|b| **b == b'.').count();
    let last = value.rsplit(|b| *b == b'.').next().unwrap_or_default();
    let says = is_one_of(last, &["salt", "password", "secret", "token", "key", "credentials"]);
    (dots >= 2 || dots == 1 && says)
        && value.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        && value.iter().filter(|b| b.is_ascii_digit()).count() <= 2
        && ["passw", "secret", "token", "key", "cred", "auth"]
            .iter()
            .any(|w| contains_ci(value, w.as_bytes()))
        && words::coverage(value).is_some_and(|c| c >= 0.7)
}

/// `Parser::IGNORE_UNKNOWN`, `%s\Parser::NAME`.
fn constant(value: &[u8]) -> bool {
    phrases::find(value, b"::").is_some_and(|at| at > 1)
        && value.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b':' | b'\\' | b'%'))
}

/// `=?UTF-8?B?0LzQvtC5?=`: words beyond ASCII in the header of a mail.
fn encoded_word(value: &[u8]) -> bool {
    value.starts_with(b"=?") && value.ends_with(b"?=") && value.iter().filter(|b| **b == b'?').count() == 4
}

/// `#22c55e`.
fn colour(value: &[u8]) -> bool {
    let digits = value.strip_prefix(b"#").unwrap_or_default();
    matches!(digits.len(), 6 | 8) && digits.iter().all(u8::is_ascii_hexdigit)
}

/// `UNIQ_6FB0DB1E5F37A13B`, as Doctrine names what it makes.
fn named_index(value: &[u8]) -> bool {
    let heads = [&b"UNIQ_"[..], b"IDX_", b"FK_", b"PK_"];
    let rest = heads.iter().find_map(|head| value.strip_prefix(*head)).unwrap_or_default();
    rest.len() >= 8 && rest.iter().all(|b| b.is_ascii_digit() || matches!(b, b'A'..=b'F'))
}

/// `crwdns12:0crwdne12:0`: what a translation service writes in place of each text to find it on a page.
fn pseudo_language(value: &[u8]) -> bool {
    value.starts_with(b"crwdn") && phrases::holds(value, b":0crwdn")
}

/// `0x7b, 0x22`: the bytes of JSON.
pub fn structure(raw: &[u8]) -> bool {
    let mut parts = raw.split(|b| *b == b',').map(<[u8]>::trim_ascii);
    let two = [parts.next(), parts.next()].map(Option::unwrap_or_default);
    [["0x7b", "0x22"], ["0x7B", "0x22"], ["123", "34"]].iter().any(|head| two == head.map(str::as_bytes))
}

/// A list of nothing but zeros and ones: flags, and no key.
pub fn flags(raw: &[u8]) -> bool {
    raw.iter().all(|b| matches!(b, b'0' | b'1' | b',') || b.is_ascii_whitespace())
}

/// `0x06, 0x03, 0x55, 0x1d, 0x0f`: an object identifier in DER, by its tag, its length and its first arc.
pub fn object_id(raw: &[u8]) -> bool {
    let mut parts = raw.split(|b| *b == b',').map(<[u8]>::trim_ascii).filter(|p| !p.is_empty());
    let byte = |part: &[u8]| {
        let text = std::str::from_utf8(part).ok()?;
        let hex = text.strip_prefix("0x").or(text.strip_prefix("0X"));
        hex.map_or_else(|| text.parse().ok(), |digits| u8::from_str_radix(digits, 16).ok())
    };
    let count = parts.clone().take(34).count();
    let mut head = || parts.next().and_then(byte);
    head() == Some(6)
        && head().is_some_and(|len| usize::from(len) + 2 == count)
        && matches!(head(), Some(0x2a | 0x2b | 0x55 | 0x60 | 0x67))
}

/// `S-1-5-18`.
fn security_id(value: &[u8]) -> bool {
    value.starts_with(b"S-1-") && value[4..].iter().all(|b| b.is_ascii_digit() || *b == b'-')
}

/// Pairs of hexadecimal digits between colons.
fn fingerprint(value: &[u8]) -> bool {
    value.len() >= 14
        && value.chunks(3).all(|p| {
            p.len() >= 2
                && p[0].is_ascii_hexdigit()
                && p[1].is_ascii_hexdigit()
                && p.get(2).is_none_or(|b| *b == b':')
        })
}
