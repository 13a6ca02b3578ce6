//! Stand-ins in other languages: `dein-passwort`, `SUA_SENHA_AQUI`, `votre mot de passe`, `sifreniz`.

use super::bytes::is_one_of;
use crate::engine::phrases::Lexicon;

/// What is asked for: a password, a key, a token, a secret.
static THINGS: Lexicon<512> = Lexicon::new(&include!("foreign_things.in"));

/// Whose it is, where it belongs, what to do, and words between.
static ASKING: Lexicon<512> = Lexicon::new(&include!("foreign_asking.in"));

/// Words that say both in one, and nothing else.
const WHOLE: [&str; 18] = [
    "sifreniz",
    "şifreniz",
    "sifren",
    "şifren",
    "parolaniz",
    "parolanız",
    "anahtariniz",
    "anahtarınız",
    "salasanasi",
    "avaimesi",
    "jelszavad",
    "jelszava",
    "mot_de_passe",
    "mot-de-passe",
    "palavra-passe",
    "palavra_passe",
    "palavra_chave",
    "contraseñaaqui",
];

/// Longer values are none, in bytes.
const LONGEST: usize = 64;
/// Most words of one.
const MOST: usize = 6;

/// The value asks for a secret: a thing that is asked for, beside a word that asks, and nothing else.
pub fn asks(value: &[u8]) -> bool {
    if value.len() > LONGEST || value.iter().any(u8::is_ascii_digit) {
        return false;
    }
    if is_one_of(value, &WHOLE) {
        return true;
    }
    let (mut thing, mut asking, mut count) = (false, false, 0);
    for word in words(value) {
        let (is_thing, is_asking) = (THINGS.has(word), ASKING.has(word));
        count += 1;
        if !is_thing && !is_asking || count > MOST {
            return false;
        }
        thing |= is_thing;
        asking |= is_asking && !is_thing;
    }
    thing && asking
}

/// The words of a value, parted by punctuation or by a capital behind a small letter.
fn words(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    let is_letter = |b: u8| b.is_ascii_alphabetic() || b >= 0x80;
    value
        .chunk_by(move |&a, &b| {
            is_letter(a) == is_letter(b) && !(a.is_ascii_lowercase() && b.is_ascii_uppercase())
        })
        .filter(move |part| part.first().is_some_and(|b| is_letter(*b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_ins_of_other_languages() {
        for text in [
            "dein-passwort",
            "IHR_PASSWORT",
            "sua_senha_aqui",
            "votre mot de passe",
            "VOTRE-MOT-DE-PASSE",
            "tuContraseña",
            "jouw_sleutel",
            "WPISZ_HASLO",
            "vase_heslo",
            "ditt_lösenord",
            "sifreniz",
            "ваш_пароль",
            "la_tua_password",
            "Unesite lozinku",
        ] {
            assert!(asks(text.as_bytes()), "{text}");
        }
        for text in
            ["heslo", "Vase-Kestrel", "din2019", "passe-partout-x", "kR9sZw2m", "hier-und-da", "Senha2024"]
        {
            assert!(!asks(text.as_bytes()), "{text}");
        }
    }
}
