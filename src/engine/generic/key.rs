//! What a name says: its words, the class of the word that promises a secret, and what stands around that word.

use super::bytes::is_one_of;
use super::feature::{Feature as F, Set};

/// Words of a name are looked at no further than this.
const MOST_WORDS: usize = 16;

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

static META: &[&str] = &[
    "url",
    "uri",
    "urls",
    "name",
    "names",
    "id",
    "ids",
    "file",
    "files",
    "filename",
    "type",
    "types",
    "length",
    "len",
    "size",
    "path",
    "expiry",
    "expires",
    "expire",
    "expired",
    "expiration",
    "policy",
    "field",
    "label",
    "hint",
    "prompt",
    "title",
    "text",
    "message",
    "msg",
    "error",
    "errors",
    "invalid",
    "valid",
    "validation",
    "validator",
    "required",
    "placeholder",
    "help",
    "desc",
    "description",
    "prefix",
    "suffix",
    "header",
    "param",
    "params",
    "parameter",
    "regex",
    "pattern",
    "format",
    "version",
    "endpoint",
    "host",
    "port",
    "server",
    "service",
    "services",
    "group",
    "class",
    "method",
    "mode",
    "count",
    "limit",
    "max",
    "min",
    "timeout",
    "ttl",
    "lifetime",
    "age",
    "date",
    "time",
    "enabled",
    "disabled",
    "enable",
    "disable",
    "reset",
    "forgot",
    "change",
    "changed",
    "link",
    "page",
    "form",
    "input",
    "button",
    "dialog",
    "view",
    "column",
    "index",
    "table",
    "attribute",
    "attr",
    "property",
    "prop",
    "provider",
    "manager",
    "factory",
    "handler",
    "helper",
    "util",
    "utils",
    "store",
    "storage",
    "strategy",
    "strength",
    "scheme",
    "algorithm",
    "algo",
    "alg",
    "usage",
    "status",
    "state",
    "exists",
    "source",
    "location",
    "dir",
    "directory",
    "map",
    "list",
    "set",
    "words",
    "press",
    "down",
    "up",
    "code",
    "codes",
    "board",
    "pair",
    "pairs",
    "info",
    "data",
    "config",
    "settings",
    "options",
    "option",
    "ref",
    "reference",
    "scope",
    "scopes",
    "domain",
    "realm",
    "user",
    "username",
    "owner",
    "role",
    "request",
    "response",
    "event",
    "action",
    "mismatch",
    "missing",
    "match",
    "empty",
    "wrong",
    "bad",
    "old",
    "failed",
    "failure",
    "success",
    "function",
    "func",
    "callback",
    "arn",
    "env",
    "var",
    "kind",
    "bits",
    "bytes",
    "encoding",
    "separator",
    "delimiter",
    "template",
    "example",
    "test",
    "word",
    "order",
    "sort",
    "space",
    "frame",
    "frames",
    "style",
    "color",
    "icon",
    "image",
    "key",
    "keys",
    "value",
    "tag",
    "tags",
    "issuer",
    "audience",
    "client",
    "login",
    "required",
    "gateway",
    "docs",
    "doc",
    "group",
    "groups",
    "call",
    "calls",
    "contract",
    "result",
    "results",
    "level",
    "number",
    "encoder",
    "generator",
    "complexity",
    "rules",
    "rule",
    "regexp",
    "classes",
    "terms",
    "history",
    "chars",
    "characters",
    "requirements",
    "support",
    "article",
    "identity",
    "signature",
    "sig",
];

static VALUE_TAIL: &[&str] = &[
    "base",
    "confirm",
    "confirmation",
    "repeat",
    "again",
    "value",
    "val",
    "string",
    "str",
    "default",
    "plain",
    "raw",
    "hex",
    "base64",
    "b64",
    "data",
    "bytes",
    "dev",
    "prod",
    "production",
    "staging",
    "live",
    "master",
    "v1",
    "v2",
    "current",
    "new",
    "text",
    "code",
    "value",
];

static HEAD_META: &[&str] = &[
    "public",
    "pub",
    "has",
    "is",
    "reset",
    "sort",
    "primary",
    "foreign",
    "wrong",
    "error",
    "invalid",
    "no",
    "not",
    "forgot",
    "change",
    "confirm",
    "missing",
    "show",
    "hide",
    "validate",
    "check",
    "verify",
    "require",
    "requires",
    "required",
    "use",
    "enable",
    "disable",
    "max",
    "min",
    "num",
    "number",
    "expired",
    "bad",
    "unknown",
    "index",
    "cache",
    "object",
    "partition",
    "map",
    "lookup",
    "unique",
    "hash",
    "row",
    "get",
    "config",
    "i18n",
    "label",
    "enter",
    "generate",
    "create",
    "delete",
    "remove",
    "find",
    "allow",
    "can",
    "should",
    "if",
    "on",
    "handle",
    "render",
    "field",
    "column",
    "sorted",
    "group",
];

static APIKEY_HEADS: &[&str] = &[
    "api",
    "secret",
    "access",
    "private",
    "client",
    "encryption",
    "encrypt",
    "signing",
    "sign",
    "signature",
    "master",
    "service",
    "auth",
    "authentication",
    "authorization",
    "account",
    "app",
    "application",
    "consumer",
    "shared",
    "storage",
    "subscription",
    "license",
    "licence",
    "aes",
    "des",
    "hmac",
    "rsa",
    "ssl",
    "tls",
    "ssh",
    "crypto",
    "cipher",
    "session",
    "cookie",
    "jwt",
    "token",
    "server",
    "admin",
    "security",
    "webhook",
    "integration",
    "write",
    "deploy",
    "root",
    "user",
    "aws",
    "azure",
    "google",
    "stripe",
    "maps",
    "write",
    "ingest",
    "instrumentation",
    "password",
];

/// Last words of names that point at a thing or tell its kind.
static IDS: &[&str] = &["id", "ids", "address", "addr", "symbol", "type", "name"];

static TESTY: &[&str] = &[
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
];

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

/// Lower-case words of a name, split at case changes, digits and punctuation.
pub struct Words {
    letters: [u8; 96],
    ends: [(u8, u8); MOST_WORDS],
    count: usize,
    /// The name holds a dot.
    pub dotted: bool,
    /// No small letter, and more than one letter.
    pub caps: bool,
}

impl Words {
    /// Splits `name` (what is behind 96 bytes is not looked at).
    pub fn of(name: &[u8]) -> Words {
        let name = &name[name.len().saturating_sub(96)..];
        let mut words = Words {
            letters: [0; 96],
            ends: [(0, 0); MOST_WORDS],
            count: 0,
            dotted: name.contains(&b'.'),
            caps: name.len() > 1
                && name.iter().any(u8::is_ascii_uppercase)
                && !name.iter().any(u8::is_ascii_lowercase),
        };
        let mut start = None;
        for (i, &b) in name.iter().enumerate() {
            words.letters[i] = b.to_ascii_lowercase();
            let part = b.is_ascii_alphanumeric();
            if let Some(s) = start {
                let before = name[i - 1];
                let next_small = name.get(i + 1).is_some_and(u8::is_ascii_lowercase);
                let border = !part
                    || b.is_ascii_uppercase()
                        && (before.is_ascii_lowercase()
                            || before.is_ascii_digit()
                            || before.is_ascii_uppercase() && next_small)
                    || b.is_ascii_digit() && before.is_ascii_alphabetic() && s < i
                    || b.is_ascii_alphabetic() && before.is_ascii_digit();
                if border {
                    words.push(s, i);
                    start = part.then_some(i);
                }
            } else if part {
                start = Some(i);
            }
        }
        if let Some(s) = start {
            words.push(s, name.len());
        }
        words
    }

    fn push(&mut self, start: usize, end: usize) {
        if self.count == MOST_WORDS {
            self.ends.rotate_left(1);
            self.count -= 1;
        }
        self.ends[self.count] = (start as u8, end as u8);
        self.count += 1;
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.count
    }

    /// The word of that index, lower case.
    pub fn get(&self, i: usize) -> &[u8] {
        match self.ends[..self.count].get(i) {
            Some(&(s, e)) => &self.letters[s as usize..e as usize],
            None => b"",
        }
    }

    fn iter(&self) -> impl DoubleEndedIterator<Item = &[u8]> + ExactSizeIterator {
        (0..self.count).map(|i| self.get(i))
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
            && !is(&["compass", "bypass", "trespass", "surpass", "encompass", "getpass"]) =>
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

/// Sets the features of a name; returns its class.
pub fn features(words: &Words, before: &[u8], set: &mut Set) -> Class {
    let (class, at) = class(words, before);
    set.put(class.feature());
    let word = words.get(at);
    let tail = || (at + 1..words.len()).map(|i| words.get(i));
    let heads = || (0..at.min(words.len())).map(|i| words.get(i));
    if at + 1 == words.len() {
        set.put(F::KeyLast);
    } else if tail().count() > 0 {
        if tail().all(|w| w.iter().all(u8::is_ascii_digit)) {
            set.put(F::TailDigit);
        } else if tail().rev().skip(1).any(|w| is_one_of(w, META) && !is_one_of(w, VALUE_TAIL)) {
            // `passwordComplexityCode`
            set.put(F::TailMeta);
        } else if tail().next_back().is_some_and(|w| is_one_of(w, IDS)) {
            set.put(F::TailId);
        } else if words.len() > 0 && is_one_of(words.get(words.len() - 1), VALUE_TAIL) {
            set.put(F::TailValue);
        } else if tail().any(|w| is_one_of(w, META)) {
            set.put(F::TailMeta);
        } else {
            set.put(F::TailOther);
        }
    }
    if heads().any(|w| is_one_of(w, HEAD_META)) {
        set.put(F::HeadMeta);
    }
    if words.iter().any(|w| {
        matches!(w, b"public" | b"pub" | b"publishable" | b"pubkey")
            || memchr::memmem::find(w, b"publickey").is_some()
    }) || class == Class::Auth && of_client_id(words)
    {
        set.put(F::KeyPublic);
    }
    const HASHES: &[&str] = &[
        "hash",
        "hashed",
        "hashes",
        "digest",
        "encrypted",
        "crypted",
        "sha",
        "md",
        "checksum",
        "fingerprint",
        "integrity",
        "thumbprint",
    ];
    let last = words.get(words.len().saturating_sub(1));
    if matches!(last, b"hmac" | b"cipher" | b"crypt") || words.iter().any(|w| is_one_of(w, HASHES)) {
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
    if words.iter().any(|w| is_one_of(w, TESTY)) {
        set.put(F::KeyTesty);
    }
    class
}

/// The name speaks of keys of OpenPGP: `GPG_KEY`, `recv-keys`, `signingkey`. Their ids are hexadecimal, and public.
pub fn of_key_ring(name: &[u8]) -> bool {
    let words = Words::of(name);
    const RING: &[&str] = &[
        "gpg",
        "pgp",
        "recv",
        "keyserver",
        "keyring",
        "keyid",
        "signingkey",
        "apt",
        "repo",
        "repokey",
        "rpm",
        "yum",
    ];
    words.iter().any(|w| is_one_of(w, RING))
}

/// A call that takes a user and a password: `NetworkCredential(`, `SetBasicAuth(`, `HTTPBasicAuth(`.
pub fn of_login(words: &Words) -> bool {
    words.iter().any(|w| is_one_of(w, &["basic", "network", "password", "username", "plain", "login"]))
}

/// `oauth_client_id`: what a program calls itself, which is public.
fn of_client_id(words: &Words) -> bool {
    let n = words.len();
    n >= 2
        && words.get(n - 1) == b"id"
        && matches!(words.get(n - 2), b"client" | b"app" | b"application" | b"consumer")
}

/// The name of a nonce that its own words call one of an exchange: `cnonce`, `oauth_nonce`, `csp-nonce`.
pub fn of_exchange(words: &Words) -> bool {
    const EXCHANGE: &[&str] = &["cnonce", "oauth", "csp", "policy", "nextnonce", "snonce"];
    words.iter().any(|w| is_one_of(w, EXCHANGE))
}

/// True where the value names its own key: `password: "password"`, `apiKey = "api-key"`.
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
        if name == value {
            set.put(F::ValEqKey);
        } else if memchr::memmem::find(name, value).is_some() {
            set.put(F::ValInKey);
        }
    }
    // the words for it in other languages too: what a translation says
    const WORDS: [&[u8]; 25] = [
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
    ];
    if m < 64 && WORDS.iter().any(|w| memchr::memmem::find(value, w).is_some()) || value.starts_with(b"pass")
    {
        set.put(F::ValHasKeyword);
    }
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
