//! Names: their words, the class of the word that promises a secret, and the words around that one.

mod class;
mod compare;
mod lists;
mod parts;
mod special;
mod words;

use super::bytes::is_one_of;
use super::feature::{Feature as F, Set};
use crate::engine::phrases::{self, Lexicon};
pub use class::{Class, class};
pub use compare::{compare, says_again};
pub use lists::FOREIGN;
use special::of_client_id;
pub use special::{
    of_affix, of_assembly, of_exchange, of_form, of_key_id, of_key_ring, of_login, of_other, of_page,
    of_pair, of_place, of_public_key, of_request, of_row,
};
pub use words::Words;

/// Words that speak of something about a secret.
static META: Lexicon<512> = Lexicon::new(&include!("meta.in"));

/// Words that still mean the value.
static VALUE_TAIL: Lexicon<64> = Lexicon::new(&include!("value_tail.in"));

/// Words before it that speak of a check, a sort or a lookup.
static HEAD_META: Lexicon<256> = Lexicon::new(&include!("head_meta.in"));

/// Last words of names that point at a thing or tell its kind.
static IDS: &[&str] = &["id", "ids", "address", "addr", "symbol", "type", "name"];

static TESTY: Lexicon<32> = Lexicon::new(&[
    "test",
    "tests",
    "fake",
    "dummy",
    "mock",
    "example",
    "sample",
    "demo",
    "foo",
    "placeholder",
    "stub",
    "fixture",
]);

/// Words that say that the value is made of a secret.
static HASHES: Lexicon<32> = Lexicon::new(&[
    // of RADIUS: the code that a packet is checked with
    "authenticator",
    "vector",
    "hash",
    "hashed",
    "hashes",
    "digest",
    "encrypted",
    "crypted",
    "sha",
    "md",
    "checksum",
    "commit",
    "revision",
    "fingerprint",
    "integrity",
    "thumbprint",
]);

/// Sets the features of a name; returns its class.
pub fn features(words: &Words, before: &[u8], set: &mut Set) -> Class {
    let (class, at) = class(words, before);
    set.put(class.feature());
    let word = words.get(at);
    let heads = || (0..at.min(words.len())).map(|i| words.get(i));
    if let Some(tail) = tail(words, at) {
        set.put(tail);
    }
    if heads().any(|w| HEAD_META.has(w)) {
        set.put(F::HeadMeta);
    }
    if words.iter().any(|w| {
        matches!(w, b"public" | b"pub" | b"publishable" | b"pubkey" | b"sitekey")
            || phrases::holds(w, b"publickey")
    }) || class == Class::Auth && of_client_id(words)
    {
        set.put(F::KeyPublic);
    }
    let last = words.get(words.len().saturating_sub(1));
    if matches!(last, b"hmac" | b"cipher" | b"crypt") || words.iter().any(|w| HASHES.has(w)) {
        set.put(F::KeyHash);
    }
    if word.len() > 4 && word.ends_with(b"s") && !word.ends_with(b"ss") && !word.ends_with(b"aws") {
        set.put(F::KeyPlural);
    }
    if words.len() == 1 {
        set.put(F::KeyAlone);
    }
    if words.len() >= 5 {
        set.put(F::KeyLong);
    }
    if words.dotted {
        set.put(F::KeyDotted);
    }
    if words.caps {
        set.put(F::KeyCaps);
    }
    if words.iter().any(|w| TESTY.has(w)) {
        set.put(F::KeyTesty);
    }
    class
}

/// What follows the word that promises a secret.
fn tail(words: &Words, at: usize) -> Option<F> {
    let tail = || (at + 1..words.len()).map(|i| words.get(i));
    if at + 1 == words.len() {
        return Some(F::KeyLast);
    }
    let last = tail().next_back()?;
    Some(if tail().all(|w| w.iter().all(u8::is_ascii_digit)) {
        F::TailDigit
    } else if tail().rev().skip(1).any(|w| META.has(w) && !VALUE_TAIL.has(w)) {
        // `passwordComplexityCode`
        F::TailMeta
    } else if is_one_of(last, IDS) {
        F::TailId
    } else if VALUE_TAIL.has(last) {
        F::TailValue
    } else if tail().any(|w| META.has(w)) {
        F::TailMeta
    } else {
        F::TailOther
    })
}

/// The name of a member speaks of something else than its value: `type`, `min_length`, `url`. Under a list of passwords,
/// people and services have names like that.
pub fn of_more(words: &Words, people: bool) -> bool {
    const PEOPLE: &[&str] = &["user", "owner", "login", "client", "server", "service", "role", "group"];
    const VALUES: &[&str] = &["value", "default", "test", "env", "client", "server", "service", "gateway"];
    // `secure:` of CI systems and the like hold what is encrypted.
    const SEALED: &[&str] = &["secure", "secured", "encrypted", "sealed", "enc", "cipher", "ciphertext"];
    words.iter().any(|word| is_one_of(word, SEALED))
        || words.iter().any(|word| {
            let plain = is_one_of(word, VALUES) || people && is_one_of(word, PEOPLE);
            !plain && (META.has(word) || HEAD_META.has(word) || HASHES.has(word))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(name: &str) -> Vec<String> {
        let words = Words::of(name.as_bytes());
        (0..words.len()).map(|i| String::from_utf8_lossy(words.get(i)).into_owned()).collect()
    }

    fn class(name: &str) -> Class {
        features(&Words::of(name.as_bytes()), b"", &mut Set::default())
    }

    #[test]
    fn splits_as_programmers_join() {
        assert_eq!(split("dbPassword2"), ["db", "password", "2"]);
        assert_eq!(split("AWS_SECRET-key"), ["aws", "secret", "key"]);
        assert_eq!(split("HTTPToken.value"), ["http", "token", "value"]);
    }

    #[test]
    fn the_last_word_with_a_class_decides() {
        assert_eq!(class("secret_key"), Class::ApiKey);
        assert_eq!(class("sortKey"), Class::Key);
        assert_eq!(class("userPassword"), Class::Password);
        assert_eq!(class("token_password"), Class::Password);
        assert_eq!(class("compass"), Class::None);
        assert_eq!(class("bypassed"), Class::None);
    }
}
