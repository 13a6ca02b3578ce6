//! What the bytes of a value say by themselves, before it is weighed.

use crate::engine::generic::bytes::{is_blank, is_one_of};
use crate::engine::generic::value;

/// True where escapes of control characters stand in the value.
pub fn has_control(raw: &[u8]) -> bool {
    memchr::memmem::find_iter(raw, b"\\x")
        .any(|at| matches!(raw[at + 2..], [b'0' | b'1', digit, ..] if digit.is_ascii_hexdigit()))
}

/// How much of a long value is asked whether it is a run of further names, each with its sign.
const RUN: usize = 512;

/// How many signs make such a run: base64 has two, at its very end.
const SIGNS: usize = 16;

/// True for a long run of names and values that nothing parts: none of them is worth a look at all of the rest.
pub fn assigns_often(raw: &[u8]) -> bool {
    let Some(head) = raw.get(..RUN) else { return false };
    let word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'"' | b'\'');
    let assigns = |w: &&[u8]| matches!(w[1], b'=' | b':') && word(w[0]) && word(w[2]);
    head.windows(3).filter(assigns).count() >= SIGNS
}

/// True where `text` ends with `end` in any case.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::generic::judge::Judge;
    use crate::model::FileKind;

    fn values(text: &str) -> usize {
        let mut judge = Judge::thorough(text.as_bytes(), FileKind::Config);
        let mut found = 0;
        for at in memchr::memmem::find_iter(text.as_bytes(), "password") {
            judge.at(at, |_| found += 1);
        }
        found
    }

    #[test]
    fn a_run_of_assignments_is_no_value_of_each_of_them() {
        let run = "password=".repeat(1000);
        assert!(assigns_often(run.as_bytes()) && assigns_often("token:\"secret=".repeat(100).as_bytes()));
        // Only the last few, which no run of others follows, are looked at as a whole.
        assert!(values(&run) <= RUN / "password=".len());
        // A few signs, and the padding of base64, are what a value may hold.
        assert!(!assigns_often("a=b".repeat(8).as_bytes()));
        let long = format!("password={}==", "kD93jf02mXp1".repeat(80));
        assert_eq!(values(&long), 1);
    }
}
