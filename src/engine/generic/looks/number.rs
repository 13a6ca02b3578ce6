//! Versions and dates.

use crate::engine::generic::feature::Feature as F;
use crate::engine::generic::text::Counts;

/// `1.2.3`, `v1.2`, `2024-05-06T07:08:09Z`.
pub fn look(value: &[u8], c: &Counts) -> Option<F> {
    if is_version(value, c) {
        return Some(F::LooksVersion);
    }
    is_date(value).then_some(F::LooksDate)
}

fn is_version(value: &[u8], c: &Counts) -> bool {
    let digits_dots = c.digit + value.iter().filter(|b| **b == b'.').count();
    c.digit > 0
        && (digits_dots == c.len || digits_dots + 1 == c.len && value.starts_with(b"v"))
        && c.punct >= 1
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
