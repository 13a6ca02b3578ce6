//! A name and its value compared: whether the value only says the name again.

use crate::engine::generic::feature::{Feature as F, Set};
use crate::engine::phrases::{self, Phrases};

/// Fewest letters of a name that may stand in its value by no chance.
const REPEATED: usize = 16;

/// Words for a secret, in other languages too: what a translation says.
static SECRET_WORDS: Phrases = Phrases::new(&[
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

/// Sets what the value says of its own key: `password: "password"`, `apiKey = "api-key"`.
pub fn compare(name: &[u8], value: &[u8], set: &mut Set) {
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
    if m < 64 && SECRET_WORDS.stand_in(value) && SECRET_WORDS.stand_in(&without_everyday(value))
        || value.starts_with(b"pass")
    {
        set.put(F::ValHasKeyword);
    }
}

/// The first letters and digits of a text in lower case, written to `out`; how many there are.
fn fold(text: &[u8], out: &mut [u8; 64]) -> usize {
    let mut n = 0;
    for b in text.iter().filter(|b| b.is_ascii_alphanumeric()).take(64) {
        out[n] = b.to_ascii_lowercase();
        n += 1;
    }
    n
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

    #[test]
    fn everyday_words_speak_of_no_key() {
        let speaks = |value: &str| {
            let mut set = Set::default();
            compare(b"db_password", value.as_bytes(), &mut set);
            set.has(F::ValHasKeyword)
        };
        for value in ["copper-key-42", "monkey-key", "passTime"] {
            assert!(speaks(value), "{value}");
        }
        for value in ["copperMonkey42", "Turkey-Lisbon-7", "copper42"] {
            assert!(!speaks(value), "{value}");
        }
    }
}
