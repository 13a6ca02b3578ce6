//! The class of a name: the kind of secret that the last word with a class promises.

use super::Words;
use super::lists::{
    API_KEYS, APIKEY_HEADS, CREDENTIALS, FOREIGN, MISSPELT, NO_KEY, NO_PASS_AHEAD, NO_PASS_BEHIND, STEMS,
};
use super::parts::Parts;
use crate::engine::generic::bytes::is_one_of;
use crate::engine::generic::feature::Feature as F;

/// What kind of secret a name promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A password.
    Password,
    /// A secret.
    Secret,
    /// A token.
    Token,
    /// Credentials, authorization.
    Auth,
    /// A key that says what it opens: `api_key`, `private_key`.
    ApiKey,
    /// Just some key.
    Key,
    /// Some part of an API.
    Api,
    /// Salt or nonce.
    Salt,
    /// Cookie, session, ticket, signature.
    Session,
    /// None of these.
    None,
}

impl Class {
    /// Its feature.
    pub fn feature(self) -> F {
        match self {
            Class::Password => F::KeyPw,
            Class::Secret => F::KeySecret,
            Class::Token => F::KeyToken,
            Class::Auth => F::KeyAuth,
            Class::ApiKey => F::KeyApiKey,
            Class::Key => F::KeyKey,
            Class::Api => F::KeyApi,
            Class::Salt => F::KeySalt,
            Class::Session => F::KeySession,
            Class::None => F::KeyNone,
        }
    }
}

/// True if the word ends with one of [`MISSPELT`].
fn is_misspelt(word: &[u8]) -> bool {
    matches!(word, [_, _, .., b'd' | b'w']) && MISSPELT.iter().any(|end| word.ends_with(end))
}

fn class_of(word: &[u8]) -> Class {
    match word {
        // The most frequent names in source text, told without a search.
        b"key" | b"keys" => return Class::Key,
        b"auth" | b"cred" | b"credential" | b"credentials" => return Class::Auth,
        b"token" => return Class::Token,
        b"api" => return Class::Api,
        b"author" | b"authors" => return Class::None,
        _ => {}
    }
    if !STEMS.may_stand_in(word) && !word.ends_with(b"pw") {
        return Class::None;
    }
    let parts = Parts::of(word);
    let is = |list: &[&str]| is_one_of(word, list);
    match word {
        // of sudoers: no password is asked for
        b"nopasswd" | b"passwordless" => Class::None,
        b"pass" | b"pw" | b"pwd" | b"passwd" | b"passphrase" | b"passcode" | b"passwort" | b"kennwort"
        | b"motdepasse" | b"userpass" | b"dbpass" | b"mypass" | b"rootpw" | b"bindpw" | b"userpw"
        | b"adminpw" | b"keypass" | b"storepass" | b"sshpass" => Class::Password,
        _ if parts.has(Parts::PASSWORD) || is_misspelt(word) || is(FOREIGN) || word == b"senhas" => {
            Class::Password
        }
        _ if parts.has(Parts::SECRET) || is(&["psk", "hmac"]) => Class::Secret,
        // what cuts texts into words
        _ if word.starts_with(b"tokeniz") || word.starts_with(b"tokenis") => Class::None,
        _ if parts.has(Parts::TOKEN) || is(&["jwt", "bearer", "pat"]) => Class::Token,
        _ if (word.ends_with(b"key") || word.ends_with(b"keys")) && API_KEYS.has(word) => Class::ApiKey,
        _ if CREDENTIALS.has(word) => Class::Auth,
        _ if parts.has(Parts::SALT) && !parts.has(Parts::SALTI) || parts.has(Parts::NONCE) => Class::Salt,
        _ if is(&["cookie", "cookies", "session", "sessionid", "sessid", "ticket"]) => Class::Session,
        b"apis" => Class::Api,
        _ if word.len() <= 12 && word.starts_with(b"pass") && !is(NO_PASS_AHEAD) => Class::Password,
        _ if word.len() > 4 && word.ends_with(b"pass") && !is(NO_PASS_BEHIND) => Class::Password,
        _ if word.ends_with(b"apikey")
            || word.ends_with(b"secretkey")
            || word.ends_with(b"accesskey")
            || word.ends_with(b"authkey") =>
        {
            Class::ApiKey
        }
        _ if word.len() > 3 && word.ends_with(b"pw") => Class::Password,
        _ if word.len() > 3 && word.ends_with(b"key") && !is(NO_KEY) => Class::Key,
        _ => Class::None,
    }
}

/// The class of a name, and which of its words decides it: the last that has a class.
/// `before` is the word that stands right before the name (`API` in `"API key": `), if any.
pub fn class(words: &Words, before: &[u8]) -> (Class, usize) {
    // `fastcgi_pass` hands a request on, `run_pass` and `render_pass` are steps of many
    if let (
        2,
        b"fastcgi" | b"uwsgi" | b"scgi" | b"grpc" | b"memcached" | b"run" | b"render" | b"first" | b"second",
        b"pass" | b"passes",
    ) = (words.len(), words.get(0), words.get(1))
    {
        return (Class::None, words.len());
    }
    let (mut class, mut at) = (Class::None, 0);
    for (i, word) in words.iter().enumerate().rev() {
        class = class_of(word);
        at = i;
        if class != Class::None {
            break;
        }
    }
    // `passTypeId`: a pass of a wallet, and no password
    if words.get(at) == b"pass" && matches!(words.get(at + 1), b"type" | b"types") {
        return (Class::None, words.len());
    }
    let head = if at > 0 { words.get(at - 1) } else { b"" };
    if class == Class::Key {
        let head = if head.is_empty() { before } else { head };
        if APIKEY_HEADS.has(head) || class_of(head) != Class::None {
            class = Class::ApiKey;
        }
    }
    (class, if class == Class::None { words.len() } else { at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_a_class_hold_a_stem() {
        let fixed = [
            "pass",
            "pw",
            "pwd",
            "passwd",
            "passphrase",
            "passcode",
            "passwort",
            "kennwort",
            "userpass",
            "rootpw",
            "psk",
            "hmac",
            "jwt",
            "bearer",
            "pat",
            "key",
            "keys",
            "salt",
            "nonce",
            "cookie",
            "cookies",
            "session",
            "sessionid",
            "sessid",
            "ticket",
            "api",
            "apis",
            "contrasena",
            "senhas",
            "mysecret",
            "tokens",
            "sortkey",
        ];
        let misspelt = MISSPELT.iter().copied();
        let lists = API_KEYS
            .words()
            .chain(CREDENTIALS.words())
            .chain(FOREIGN.iter().copied())
            .chain(fixed)
            .map(str::as_bytes);
        for word in lists.chain(misspelt) {
            assert_ne!(class_of(word), Class::None, "{}", word.escape_ascii());
        }
        assert_eq!(class_of(b"author"), Class::None);
    }
}
