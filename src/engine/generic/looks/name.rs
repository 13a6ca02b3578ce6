//! Names of things: words as they are joined, files by their extension.

use crate::engine::generic::bytes::is_one_of;
use crate::engine::generic::words;

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
