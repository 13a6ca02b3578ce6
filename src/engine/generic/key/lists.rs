//! The words that classes of names are told by.

use crate::engine::phrases::{Lexicon, Phrases};

/// Words before `key` that say what it opens.
pub static APIKEY_HEADS: Lexicon<128> = Lexicon::new(&include!("heads.in"));

/// Single words for a key that says what it opens.
pub static API_KEYS: Lexicon<64> = Lexicon::new(&[
    "apikey",
    "apikeys",
    "accesskey",
    "secretkey",
    "authkey",
    "privatekey",
    "signingkey",
    "sharedkey",
    "accountkey",
    "masterkey",
    "licensekey",
    "privkey",
    "encryptionkey",
    "appkey",
    "clientkey",
    "servicekey",
    "consumerkey",
]);

/// Words for credentials and authorization.
pub static CREDENTIALS: Lexicon<32> = Lexicon::new(&[
    "auth",
    "oauth",
    "authorization",
    "authentication",
    "authn",
    "authz",
    "cred",
    "creds",
    "credential",
    "credentials",
    "authenticator",
    "authdata",
    "masterauth",
]);

/// How hurried people spell a password; names end with them (`dbpswd`).
pub static MISSPELT: &[&[u8]] =
    &[b"pswd", b"psw", b"pswrd", b"psword", b"psswd", b"psswrd", b"pssword", b"paswd", b"paswrd", b"pasword"];

/// The word for a password in other languages, where it holds none of ours.
pub const FOREIGN: &[&str] = &[
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

/// Words that begin like passwords and are none.
pub static NO_PASS_AHEAD: &[&str] = &[
    "passed",
    "passes",
    "passing",
    "passenger",
    "passengers",
    "passive",
    "passport",
    "passion",
    "passage",
    "passthrough",
    "passthru",
    // what a process is given, a library
    "passenv",
    "passlib",
];

/// Words that end like passwords and are none.
pub static NO_PASS_BEHIND: &[&str] = &[
    "compass",
    "keepass",
    "bypass",
    "trespass",
    "surpass",
    "encompass",
    "getpass",
    "askpass",
    "minipass",
    // results of tests
    "xpass",
    "tpass",
];

/// Words that end like keys and are none.
pub static NO_KEY: &[&str] =
    &["monkey", "turkey", "hockey", "donkey", "jockey", "hotkey", "smokey", "whiskey", "idekey"];

/// What every word with a class holds, but for those that end with `pw`: most words hold none of it.
pub static STEMS: Phrases = Phrases::new(&[
    b"pass",
    b"pasw",
    b"pssw",
    b"psw",
    b"pwd",
    b"contrase",
    b"kennwort",
    b"secret",
    b"psk",
    b"hmac",
    b"token",
    b"jwt",
    b"bearer",
    b"pat",
    b"key",
    b"auth",
    b"cred",
    b"salt",
    b"nonce",
    b"cookie",
    b"sess",
    b"ticket",
    b"api",
    b"senha",
    b"heslo",
    b"haslo",
    b"wachtwoord",
    b"salasana",
    b"losenord",
    b"adgangskode",
    b"jelszo",
    b"lozinka",
    b"geslo",
    b"parola",
    b"sifre",
    b"clave",
    b"mdp",
]);
