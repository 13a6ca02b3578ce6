//! Names of things: words as they are joined, files by their extension.

use crate::engine::generic::bytes::is_one_of;
use crate::engine::generic::feature::Feature as F;
use crate::engine::generic::text::Counts;
use crate::engine::generic::words;

/// Parts with dots between: the name of a host, or of a member.
pub fn dotted(value: &[u8], c: &Counts) -> Option<F> {
    const TOP: &[&str] = &[
        "com", "org", "net", "io", "dev", "local", "internal", "co", "uk", "de", "eu", "app", "cloud", "gov",
        "edu", "me", "test", "example", "info", "ai",
    ];
    let dots = value.iter().filter(|b| **b == b'.').count();
    if dots == 0 || c.punct - c.base64.min(c.punct) != dots || value.contains(&b'=') || value.contains(&b'+')
    {
        return None;
    }
    let mut parts = value.split(|b| *b == b'.');
    if parts.clone().next_back().is_some_and(|top| is_one_of(top, TOP)) {
        return Some(F::LooksDomain);
    }
    parts.all(word_like).then_some(F::LooksDotted)
}

/// Words joined by humps, `_` or `-`, or in capitals.
pub fn joined(value: &[u8], c: &Counts) -> Option<F> {
    let first = *value.first()?;
    if c.punct == 0 && c.upper > 0 && first.is_ascii_lowercase() && camel(value) {
        return Some(F::LooksCamel);
    }
    if c.punct == 0 && first.is_ascii_uppercase() && c.lower > 0 && humps(value) >= 2 && camel(value) {
        return Some(F::LooksCamel);
    }
    let count = |sign: u8| value.iter().filter(|b| **b == sign).count();
    let (under, dash) = (count(b'_'), count(b'-'));
    let words = |is_sign: fn(&u8) -> bool| value.split(is_sign).all(|p| p.is_empty() || word_like(p));
    if under > 0 && under == c.punct && words(|b| *b == b'_') {
        return Some(if c.lower == 0 { F::LooksCaps } else { F::LooksSnake });
    }
    if dash > 0 && dash + under + count(b'.') == c.punct && words(|b| matches!(b, b'-' | b'_' | b'.')) {
        return Some(F::LooksKebab);
    }
    (c.upper == c.len && c.len > 3 && words::is_word(value)).then_some(F::LooksCaps)
}

/// `oi_reft+jwt`, `tkn:act`: short lower-case words with joining characters, as programs name their own things.
pub fn abbreviated(value: &[u8], c: &Counts) -> bool {
    let joins = |b: &u8| matches!(b, b'_' | b':' | b'+' | b'/' | b'.' | b'-');
    value.len() < 16
        && c.lower > 0
        && value.iter().any(joins)
        && value.split(joins).all(|part| part.len() <= 4 && part.iter().all(u8::is_ascii_lowercase))
}

/// An ordinary word, perhaps with up to two digits behind it, or a short number.
pub fn word_like(part: &[u8]) -> bool {
    let letters = part.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let rest = &part[letters..];
    rest.iter().all(u8::is_ascii_digit)
        && rest.len() <= if letters == 0 { 4 } else { 2 }
        && (letters <= 3 || words::coverage(&part[..letters]).is_some_and(|c| c >= 0.7) || camel(part))
}

/// camelCase of ordinary words.
pub fn camel(value: &[u8]) -> bool {
    value.iter().all(u8::is_ascii_alphanumeric)
        && value.iter().filter(|b| b.is_ascii_digit()).count() <= 2
        && humps(value) >= 2
        && words::coverage(value).is_some_and(|c| c >= 0.7)
}

pub fn humps(value: &[u8]) -> usize {
    1 + value.windows(2).filter(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase()).count()
}

pub fn extension(value: &[u8]) -> bool {
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
