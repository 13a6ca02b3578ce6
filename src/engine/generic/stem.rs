//! The words worth stopping at: parts of names that promise a secret.

/// Searched in any case, anywhere in a text. None contains another, so a place is reported once.
pub static STEMS: &[&str] = &[
    "pass",
    "pwd",
    "secret",
    "token",
    "key",
    "auth",
    "cred",
    "api",
    "salt",
    "nonce",
    "private",
    "cookie",
    "session",
    "ticket",
    "jwt",
    "bearer",
    "psk",
    "pw=",
    "pw =",
    "pw:",
    "pw\"",
    "pw'",
    "contrase",
    "kennwort",
    "hmac",
    "_pat=",
    "_pat =",
    "_pat:",
    "_pat\"",
    "_pat'",
    "senha",
    "heslo",
    "haslo",
    "wachtwoord",
    "salasana",
    "losenord",
    "adgangskode",
    "jelszo",
    "lozinka",
    "geslo",
    "parola",
    "sifre",
    "clave",
    "mdp",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_stem_contains_another() {
        for a in STEMS {
            assert_eq!(a.to_ascii_lowercase(), **a);
            assert!(STEMS.iter().all(|b| a == b || !a.contains(b)), "{a}");
        }
    }
}
