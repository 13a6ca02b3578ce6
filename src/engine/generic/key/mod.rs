//! Names: their words, the class of the word that promises a secret, and the words around that one.

mod class;
mod lists;
mod parts;
mod special;
mod words;

use super::bytes::is_one_of;
use super::feature::{Feature as F, Set};
use crate::engine::phrases::{self, Lexicon, Phrases};
pub use class::{Class, class};
pub use lists::FOREIGN;
use special::of_client_id;
pub use special::{
    of_affix, of_assembly, of_exchange, of_form, of_key_id, of_key_ring, of_login, of_other, of_page,
    of_pair, of_place, of_public_key, of_request,
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
    words.iter().any(|word| {
        let plain = is_one_of(word, VALUES) || people && is_one_of(word, PEOPLE);
        !plain && (META.has(word) || HEAD_META.has(word) || HASHES.has(word))
    })
}

/// Fewest letters of a name that may stand in its value by no chance.
const REPEATED: usize = 16;

/// True if the value is the name, but for three letters or digits at most.
pub fn says_again(name: &[u8], value: &[u8]) -> bool {
    let signs = |text: &[u8]| {
        text.iter().filter(|b| b.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase).collect::<Vec<_>>()
    };
    if value.len() > name.len() + 6 {
        return false;
    }
    let (name, value) = (signs(name), signs(value));
    value.len() <= name.len() + 3 && phrases::holds(&value, &name)
}

/// True if the value names its own key: `password: "password"`, `apiKey = "api-key"`.
pub fn compare(name: &[u8], value: &[u8], set: &mut Set) {
    let fold = |text: &[u8], out: &mut [u8; 64]| {
        let mut n = 0;
        for b in text.iter().filter(|b| b.is_ascii_alphanumeric()).take(64) {
            out[n] = b.to_ascii_lowercase();
            n += 1;
        }
        n
    };
    let (mut a, mut b) = ([0; 64], [0; 64]);
    let (n, m) = (fold(name, &mut a), fold(value, &mut b));
    let (name, value) = (&a[..n], &b[..m]);
    if m > 2 && n > 2 {
        // `recoveryPassphraseConfirm = "form-recovery_passphrase_confirm"`
        let repeated = n >= REPEATED && phrases::holds(value, name) && !value.iter().any(u8::is_ascii_digit);
        if name == value || repeated {
            set.put(F::ValEqKey);
        } else if phrases::holds(name, value) {
            set.put(F::ValInKey);
        }
    }
    // the words for it in other languages too: what a translation says
    static WORDS: Phrases = Phrases::new(&[
        b"passwor",
        b"passord",
        b"kennwort",
        b"contrase",
        b"motdepasse",
        b"senha",
        b"wachtwoord",
        b"adgangskode",
        b"heslo",
        b"haslo",
        b"parola",
        b"salasana",
        b"lozinka",
        b"sandi",
        b"geslo",
        b"sifre",
        b"passwd",
        b"secret",
        b"token",
        b"key",
        b"auth",
        b"cred",
        b"api",
        b"cookie",
        b"session",
    ]);
    if m < 64 && WORDS.stand_in(value) && WORDS.stand_in(&without_everyday(value))
        || value.starts_with(b"pass")
    {
        set.put(F::ValHasKeyword);
    }
}

/// The value without everyday words that end like a key: `copperMonkey42` speaks of no key.
fn without_everyday(value: &[u8]) -> Vec<u8> {
    const WORDS: [&[u8]; 7] = [b"monkey", b"turkey", b"hockey", b"donkey", b"jockey", b"smokey", b"whiskey"];
    let mut rest = value.to_vec();
    for word in WORDS {
        while let Some(at) = phrases::find(&rest, word) {
            rest[at..at + word.len()].fill(b' ');
        }
    }
    rest
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
    fn everyday_words_speak_of_no_key() {
        let speaks = |value: &str| {
            let mut set = Set::default();
            compare(b"db_password", value.as_bytes(), &mut set);
            set.has(F::ValHasKeyword)
        };
        assert!(speaks("copper-key-42") && speaks("monkey-key") && speaks("passTime"));
        assert!(!speaks("copperMonkey42") && !speaks("Turkey-Lisbon-7") && !speaks("copper42"));
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
