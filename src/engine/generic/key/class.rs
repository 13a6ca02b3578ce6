//! The class of a name: the kind of secret that its last telling word promises.

use super::Words;
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

/// Words before `key` that say what it opens.
static APIKEY_HEADS: &[&str] = &include!("heads.in");

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

fn class_of(word: &[u8]) -> Class {
    let has = |part: &str| memchr::memmem::find(word, part.as_bytes()).is_some();
    let is = |list: &[&str]| is_one_of(word, list);
    match word {
        // of sudoers: no password is asked for
        b"nopasswd" => Class::None,
        b"pass" | b"pw" | b"pwd" | b"passwd" | b"passphrase" | b"passcode" | b"pswd" | b"passwort"
        | b"kennwort" | b"passes" | b"userpass" | b"dbpass" | b"mypass" | b"rootpw" | b"bindpw"
        | b"userpw" | b"adminpw" | b"keypass" | b"storepass" | b"sshpass" => Class::Password,
        _ if has("passw") || has("passphrase") || has("pwd") || has("contrase") || has("kennwort") => {
            Class::Password
        }
        _ if has("secret") || is(&["psk", "hmac"]) => Class::Secret,
        _ if has("token") || is(&["jwt", "bearer"]) => Class::Token,
        _ if is(&[
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
        ]) =>
        {
            Class::ApiKey
        }
        _ if is(&[
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
        ]) =>
        {
            Class::Auth
        }
        b"key" | b"keys" => Class::Key,
        _ if has("salt") && !has("salti") || has("nonce") && !has("announce") => Class::Salt,
        _ if is(&["cookie", "cookies", "session", "sessionid", "sessid", "ticket"]) => Class::Session,
        b"api" | b"apis" => Class::Api,
        _ if word.len() <= 12
            && word.starts_with(b"pass")
            && !is(&[
                "passed",
                "passing",
                "passenger",
                "passengers",
                "passive",
                "passport",
                "passion",
                "passage",
                "passthrough",
                "passthru",
                "passing",
            ]) =>
        {
            Class::Password
        }
        _ if word.len() > 4
            && word.ends_with(b"pass")
            && !is(&[
                "compass",
                "bypass",
                "trespass",
                "surpass",
                "encompass",
                "getpass",
                "askpass",
                "minipass",
            ]) =>
        {
            Class::Password
        }
        _ if word.ends_with(b"apikey")
            || word.ends_with(b"secretkey")
            || word.ends_with(b"accesskey")
            || word.ends_with(b"authkey") =>
        {
            Class::ApiKey
        }
        _ if word.len() > 3 && word.ends_with(b"pw") => Class::Password,
        _ if word.len() > 3
            && word.ends_with(b"key")
            && !is(&["monkey", "turkey", "hockey", "donkey", "jockey", "hotkey", "smokey", "whiskey"]) =>
        {
            Class::Key
        }
        _ => Class::None,
    }
}

/// The class of a name, and which of its words decides it: the last that has a class.
/// `before` is the word that stands right before the name (`API` in `"API key": `), if any.
pub fn class(words: &Words, before: &[u8]) -> (Class, usize) {
    // `fastcgi_pass` hands a request on
    if let (2, b"fastcgi" | b"uwsgi" | b"scgi" | b"grpc" | b"memcached", b"pass") =
        (words.len(), words.get(0), words.get(1))
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
    let head = if at > 0 { words.get(at - 1) } else { b"" };
    if class == Class::Key {
        let head = if head.is_empty() { before } else { head };
        if is_one_of(head, APIKEY_HEADS) || class_of(head) != Class::None {
            class = Class::ApiKey;
        }
    }
    (class, if class == Class::None { words.len() } else { at })
}
