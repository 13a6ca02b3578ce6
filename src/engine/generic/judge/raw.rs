//! What the bytes of a value say by themselves, before it is weighed.

use super::plain::is_label;
use crate::engine::generic::bytes::{is_blank, is_one_of};
use crate::engine::generic::feature::{Feature as F, Set};
use crate::engine::generic::key::{self, Words};
use crate::engine::generic::value;
use crate::engine::generic::veto;
use crate::engine::generic::words::coverage;

/// True if escapes of control characters stand in the value.
pub fn has_control(raw: &[u8]) -> bool {
    memchr::memmem::find_iter(raw, b"\\x")
        .any(|at| matches!(raw[at + 2..], [b'0' | b'1', digit, ..] if digit.is_ascii_hexdigit()))
}

/// True if the value, under this name, is plainly another thing: a message, a word that keeps salts apart, the name again.
pub fn is_told_away(name: &[u8], words: &Words, value: &[u8], set: &Set) -> bool {
    // `errors["password"] = "form.account.required"`
    set.has(F::KeyPw) && set.has(F::LooksDotted) && veto::message(value)
        // `Signer(salt="accounts")`: what it is for
        || set.has(F::KeySalt) && veto::word(value)
        // `account_key: issuer-ec384`: which of some keys it is
        || set.has(F::KeyApiKey) && is_label(value) && coverage(value).is_some_and(|c| c >= 0.7)
        // `privateKey = "v2PrivateKey"`
        || set.has(F::KeyApiKey) && words.len() > 1 && key::says_again(name, value)
}

/// True if `text` ends with `end` in any case.
fn ends_ci(text: &[u8], end: &[u8]) -> bool {
    text[text.len().saturating_sub(end.len())..].eq_ignore_ascii_case(end)
}

/// The length of an authentication scheme and its blanks at the start of a value, or of `pass:` as openssl takes it, or of the
/// user before a password where the name says that both are there (`CURLOPT_USERPWD`).
pub fn scheme(value: &[u8], name: &[u8]) -> usize {
    if ends_ci(name, b"userpwd")
        && let Some(colon) = memchr::memchr(b':', value).filter(|colon| colon + 1 < value.len())
    {
        return colon + 1;
    }
    if value.starts_with(b"pass:") {
        return b"pass:".len();
    }
    let head = &value[..value.len().min(value::LONGEST_SCHEME + 1)];
    let Some(blank) = memchr::memchr(b' ', head) else { return 0 };
    let (word, rest) = (&value[..blank], &value[blank + 1..]);
    let base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    let header = || ends_ci(name, value::HEADER);
    let known = value::is_scheme(word)
        || is_one_of(word, &["ntlm", "negotiate"]) && rest.iter().all(base64)
        || header() && value::is_any_scheme(word, rest);
    if known && rest.len() >= 8 && !rest.iter().any(|b| is_blank(*b)) { blank + 1 } else { 0 }
}
