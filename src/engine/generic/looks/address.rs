//! Addresses: media types, paths of files, mail addresses.

use super::name::{extension, word_like};
use crate::engine::generic::bytes::starts_ci;
use crate::engine::generic::feature::Feature as F;
use crate::engine::generic::text::Counts;

/// The feature of the kind of address that the value looks like.
pub fn look(value: &[u8], c: &Counts) -> Option<F> {
    let slashes = value.iter().filter(|b| **b == b'/').count();
    if slashes == 1 && is_media_type(value, c) {
        return Some(F::LooksMime);
    }
    if is_path(value, c, slashes) {
        return Some(F::LooksPath);
    }
    is_mail(value).then_some(F::LooksEmail)
}

fn is_media_type(value: &[u8], c: &Counts) -> bool {
    value.first() != Some(&b'/')
        && c.digit == 0
        && c.upper == 0
        && (starts_ci(value, b"application/") || starts_ci(value, b"text/") || starts_ci(value, b"image/"))
}

fn is_path(value: &[u8], c: &Counts, slashes: usize) -> bool {
    matches!(value, [b'/' | b'~', ..] | [b'.', b'/', ..] | [b'.', b'.', b'/', ..])
        && value.len() > 2
        && !value.contains(&b'+')
        && !value.ends_with(b"=")
        || matches!(value, [b'A'..=b'Z' | b'a'..=b'z', b':', b'\\' | b'/', ..])
        || slashes > 0 && extension(value)
        || slashes > 0 && value.split(|b| *b == b'/').all(|p| p.is_empty() || word_like(p))
        || extension(value) && slashes == 0 && c.punct <= 3
}

fn is_mail(value: &[u8]) -> bool {
    value.iter().filter(|b| **b == b'@').count() == 1
        && value.iter().rposition(|b| *b == b'@').is_some_and(|at| {
            at > 0
                && value[at..].contains(&b'.')
                && value[at + 1..].iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
        })
}
