//! Versions and dates.

use crate::engine::generic::feature::Feature as F;
use crate::engine::generic::text::Counts;

/// `1.2.3`, `v1.2`, `1.2.3-rc1`, `2024-05-06T07:08:09Z`.
pub fn look(value: &[u8], c: &Counts) -> Option<F> {
    if is_version(value, c) {
        return Some(F::LooksVersion);
    }
    is_date(value).then_some(F::LooksDate)
}

fn is_version(value: &[u8], c: &Counts) -> bool {
    let digits_dots = c.digit + value.iter().filter(|b| **b == b'.').count();
    let plain = c.digit > 0
        && (digits_dots == c.len || digits_dots + 1 == c.len && value.starts_with(b"v"))
        && c.punct >= 1;
    plain || qualified(value)
}

/// `1.1.3.v20160715`, `4.5.6-beta.1`, `2.0.0.Final`: three numbers, and of what build or stage.
fn qualified(value: &[u8]) -> bool {
    let mut parts = value.splitn(3, |b| *b == b'.');
    let number = |part: &[u8]| (1..=4).contains(&part.len()) && part.iter().all(u8::is_ascii_digit);
    let (Some(first), Some(second), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let stage = rest.get(digits + 1..).unwrap_or_default();
    let letters = stage.iter().filter(|b| b.is_ascii_alphabetic()).count();
    number(first)
        && number(second)
        && number(&rest[..digits])
        && matches!(rest.get(digits), Some(b'.' | b'-'))
        && (1..=16).contains(&stage.len())
        && letters <= 9
        && stage.iter().take_while(|b| b.is_ascii_alphabetic()).count() == letters
        && stage.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        let is = |value: &str| is_version(value.as_bytes(), &Counts::of(value.as_bytes()));
        for value in ["1.2.3", "v1.2", "1.1.3.v20160715", "4.5.6-beta.1", "2.0.0.Final"] {
            assert!(is(value), "{value}");
        }
        for value in ["1.2.kR9sZw2m", "1.2.3-kR9sZw2m", "12345.2.3-rc1", "1.2.3-"] {
            assert!(!is(value), "{value}");
        }
    }
}
