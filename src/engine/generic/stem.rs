//! The keywords of generic rules: parts of names that promise a secret.

use super::key::FOREIGN;

/// Searched in any case, anywhere in a text. None contains another, so a place is reported once.
pub static STEMS: [&str; OWN.len() + FOREIGN.len()] = {
    let mut stems = [""; OWN.len() + FOREIGN.len()];
    let mut at = 0;
    while at < stems.len() {
        stems[at] = if at < OWN.len() { OWN[at] } else { FOREIGN[at - OWN.len()] };
        at += 1;
    }
    stems
};

const OWN: &[&str] = &[
    "pass", "pwd", "secret", "token", "key", "auth", "cred", "api", "salt", "nonce", "private", "cookie",
    "session", "ticket", "jwt", "bearer", "psk", "pw=", "pw =", "pw:", "pw\"", "pw'", "contrase", "kennwort",
    "hmac", "_pat=", "_pat =", "_pat:", "_pat\"", "_pat'",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_stem_contains_another() {
        for a in STEMS {
            assert_eq!(a.to_ascii_lowercase(), a);
            assert!(STEMS.iter().all(|b| a == *b || !a.contains(b)), "{a}");
        }
    }
}
