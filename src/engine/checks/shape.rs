//! Small checks that many formats share.

use crate::engine::generic::{account, coverage, hidden, is_message, is_stand_in};
use crate::engine::{dummy, entropy};

/// Greatest share of letters that form words in a random value.
const MOST_WORDS: f32 = 0.4;

/// The check digit of payment cards, over the digits of the value.
pub fn luhn(value: &[u8]) -> Result<(), &'static str> {
    let digits = value.iter().rev().filter(|b| b.is_ascii_digit()).map(|b| u32::from(b - b'0'));
    let sum: u32 = digits
        .enumerate()
        .map(|(at, digit)| if at % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 })
        .sum();
    if sum > 0 && sum.is_multiple_of(10) { Ok(()) } else { Err("its check digit does not fit") }
}

/// A UUID that a generator made: version 1 to 8 and the usual variant, not nil, not typed by hand.
pub fn uuid(value: &[u8]) -> Result<(), &'static str> {
    let hyphens = [8, 13, 18, 23];
    let shape = value.len() == 36
        && value
            .iter()
            .enumerate()
            .all(|(at, b)| if hyphens.contains(&at) { *b == b'-' } else { b.is_ascii_hexdigit() });
    if !shape {
        return Err("it is no UUID");
    }
    if !matches!(value[14], b'1'..=b'8') || !matches!(value[19], b'8' | b'9' | b'a' | b'b' | b'A' | b'B') {
        return Err("its version and variant are none of a generated UUID");
    }
    if entropy::distinct(value) < 9 {
        return Err("it uses too few different digits to be random");
    }
    Ok(())
}

/// Upper case, lower case and a digit, which random letters and digits of some length always have.
pub fn mixed(value: &[u8]) -> Result<(), &'static str> {
    let upper = value.iter().any(u8::is_ascii_uppercase);
    let lower = value.iter().any(u8::is_ascii_lowercase);
    let digit = value.iter().any(u8::is_ascii_digit);
    if upper && lower && digit { Ok(()) } else { Err("random ones mix upper case, lower case and digits") }
}

/// A generated value, judging by its characters: all three kinds, no words, no path, no checksum.
pub fn random(value: &[u8]) -> Result<(), &'static str> {
    mixed(value)?;
    let signs = value.iter().filter(|b| !b.is_ascii_alphanumeric()).count();
    if signs * 10 > value.len() {
        return Err("so much punctuation is found in paths and names of parts");
    }
    if coverage(value).is_some_and(|share| share > MOST_WORDS) {
        return Err("it is made of words");
    }
    if account(value) {
        return Err("it is the address of an account");
    }
    let is_sum = value.starts_with(b"sha") && value.iter().take(8).any(|b| *b == b'-');
    if is_sum { Err("it is a checksum") } else { Ok(()) }
}

/// Letters and digits that do not form words: a generated value, possibly in hex.
pub fn wordless(value: &[u8]) -> Result<(), &'static str> {
    letter_and_digit(value)?;
    if coverage(value).is_some_and(|share| share > MOST_WORDS) {
        return Err("it is made of words");
    }
    Ok(())
}

/// At least one digit and one letter.
pub fn letter_and_digit(value: &[u8]) -> Result<(), &'static str> {
    let letter = value.iter().any(u8::is_ascii_alphabetic);
    let digit = value.iter().any(u8::is_ascii_digit);
    if letter && digit { Ok(()) } else { Err("random ones hold letters and digits") }
}

/// How references to values in secret stores begin.
const REFERENCES: [&[u8]; 14] = [
    b"op://",
    b"vault://",
    b"vault:",
    b"secret://",
    b"ref+",
    b"ssm:",
    b"arn:aws",
    b"sops:",
    b"enc[",
    b"doppler://",
    b"infisical://",
    b"akv://",
    b"keyring:",
    b"env:",
];

/// Not a placeholder for another value: `${NAME}`, `$NAME`, `<name>`, `{{ name }}`, `%NAME%`, `***`; no reference to a
/// secret store.
pub fn literal(value: &[u8]) -> Result<(), &'static str> {
    let value = value.trim_ascii();
    let first = value.first().copied().unwrap_or(b' ');
    let wrapped = |open: &[u8], close: &[u8]| value.starts_with(open) && value.ends_with(close);
    let name = |rest: &[u8]| !rest.is_empty() && rest.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let points = wrapped(b"${", b"}")
        || wrapped(b"$(", b")")
        || wrapped(b"{{", b"}}")
        || wrapped(b"<", b">")
        || wrapped(b"{", b"}")
        || wrapped(b"[", b"]")
        || wrapped(b"%", b"%")
        || wrapped(b"#{", b"}")
        || wrapped(b"@", b"@")
        || wrapped(b"__", b"__")
        || first == b'$' && name(&value[1..])
        || REFERENCES
            .iter()
            .any(|head| value.get(..head.len()).is_some_and(|v| v.eq_ignore_ascii_case(head)))
        || memchr::memmem::find(value, b"${").is_some()
        || memchr::memmem::find(value, b"{{").is_some();
    if points {
        Err("it points to a value that is kept elsewhere")
    } else if is_message(value) {
        Err("a cipher has made it, and its key is kept elsewhere")
    } else if value.iter().all(|b| *b == first) {
        Err("it repeats one character")
    } else if is_stand_in(value) {
        Err("everyday words stand in place of a secret")
    } else {
        Ok(())
    }
}

/// Not the half of a pair of keys that its issuer calls public.
pub fn secret_half(value: &[u8]) -> Result<(), &'static str> {
    const PUBLIC: [&[u8]; 6] = [b"pk_", b"pub_", b"public_", b"publishable_", b"sb_publishable_", b"pklive"];
    match PUBLIC.iter().any(|head| value.starts_with(head)) {
        true => Err("it is the public half of a pair"),
        false => Ok(()),
    }
}

/// The same as `literal`, of what the value decodes to, where that is a text.
pub fn literal_decoded(value: &[u8]) -> Result<(), &'static str> {
    literal(value)?;
    let Some(text) = hidden(value.trim_ascii()) else { return Ok(()) };
    literal(&text)?;
    match dummy::reason(&text) {
        Some(_) => Err("it decodes to a dummy"),
        None if text.ends_with(b"...") => Err("it decodes to the beginning of a token"),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        assert_eq!(luhn(b"79927398713"), Ok(()));
        assert!(luhn(b"79927398710").is_err());
        assert!(luhn(b"0000").is_err());
    }

    #[test]
    fn uuids() {
        assert_eq!(uuid(b"3f2504e0-4f89-41d3-9a0c-0305e82c3301"), Ok(()));
        assert!(uuid(b"00000000-0000-0000-0000-000000000000").is_err());
        assert!(uuid(b"11111111-2222-4333-8444-555555555555").is_err());
        assert!(uuid(b"3f2504e0").is_err());
    }

    #[test]
    fn literals() {
        for pointer in ["${NPM_TOKEN}", "$TOKEN", "<token>", "{{ token }}", "%TOKEN%", "xxxx", "a${B}c"] {
            assert!(literal(pointer.as_bytes()).is_err(), "{pointer}");
        }
        assert!(literal(b"letmein123").is_err() && literal(b"my_password").is_err());
        assert_eq!(literal(b"pa$$w0rd"), Ok(()));
        assert_eq!(literal(b"Summer2019!"), Ok(()));
    }

    #[test]
    fn classes() {
        assert_eq!(mixed(b"aB1"), Ok(()));
        assert!(mixed(b"ab1").is_err());
        assert_eq!(letter_and_digit(b"a1"), Ok(()));
        assert!(letter_and_digit(b"aaa").is_err());
        assert_eq!(wordless(b"7f3c91d0a4be2866"), Ok(()));
        assert!(wordless(b"test_account_user_1").is_err());
    }
}
