//! Names with a meaning of their own: key rings, client ids, nonces of an exchange, calls that log in.

use super::Words;
use crate::engine::generic::bytes::is_one_of;

/// The name speaks of keys of OpenPGP: `GPG_KEY`, `recv-keys`, `signingkey`, `key_id`. Their ids are hexadecimal, and public.
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
    let of_key = |i: usize| words.get(i) == b"key" && words.get(i + 1) == b"id";
    words.iter().any(|w| is_one_of(w, RING)) || (0..words.len()).any(of_key)
}

/// `keyId`, `privateKeyID`, `app.jwt.key-id`: which key it is. The id of an access key has a rule of its own.
pub fn of_key_id(words: &Words) -> bool {
    let n = words.len();
    n >= 2
        && words.get(n - 2) == b"key"
        && words.get(n - 1) == b"id"
        && (n == 2 || !matches!(words.get(n - 3), b"access" | b"api"))
}

/// A call that takes a user and a password: `NetworkCredential(`, `SetBasicAuth(`, `HTTPBasicAuth(`.
pub fn of_login(words: &Words) -> bool {
    words.iter().any(|w| is_one_of(w, &["basic", "network", "password", "username", "plain", "login"]))
}

/// A call that says itself that it takes a user before the password: `UsernamePasswordToken(`.
pub fn of_pair(words: &Words) -> bool {
    let follows = |at: usize| words.get(at + 1) == b"password";
    // `user.password(` is a call of a user's
    let is_user = |at: usize| words.get(at) == b"username" || words.get(at) == b"user" && !words.dotted;
    (0..words.len()).any(|at| is_user(at) && follows(at))
}

/// `oauth_client_id`: what a program calls itself, which is public.
pub fn of_client_id(words: &Words) -> bool {
    let n = words.len();
    n >= 2
        && words.get(n - 1) == b"id"
        && matches!(words.get(n - 2), b"client" | b"app" | b"application" | b"consumer")
}

/// `nextPageToken`, `continuation_token`: where a list goes on.
pub fn of_page(words: &Words) -> bool {
    words.iter().rev().skip(1).any(|w| is_one_of(w, &["page", "next", "continuation", "sync", "pagination"]))
}

/// `publicKeyToken`: the end of the hash of a public key, as assemblies of .NET are named with.
pub fn of_assembly(words: &Words) -> bool {
    let n = words.len();
    n >= 3 && words.get(n - 3) == b"public" && words.get(n - 2) == b"key" && words.get(n - 1) == b"token"
}

/// `device_pubkey`, `stellar.publicKey`, `site_key`, `senderKey`: a key that is handed out, by the very word or the one before
/// it.
pub fn of_public_key(words: &Words, before: &[u8]) -> bool {
    const PUBLIC: &[&str] = &["public", "pub", "publishable", "site", "sender", "recipient", "identity"];
    words.iter().enumerate().any(|(i, word)| {
        let head = if i > 0 { words.get(i - 1) } else { before };
        is_one_of(word, &["pubkey", "publickey", "sitekey"]) || word == b"key" && is_one_of(head, PUBLIC)
    })
}

/// What is found under a key: `cache_key`, `partitionKey`.
const KEPT: &[&str] = &[
    "cache",
    "etag",
    "snapshot",
    "correlation",
    "partition",
    "sort",
    "foreign",
    "routing",
    "lookup",
    "dedup",
    "shard",
    "trace",
];

/// `oauth_signature`, `Idempotency-Key`, `reqKey`, `Sec-WebSocket-Key`: made for one request; `cache_key`: what is found under it.
pub fn of_request(words: &Words) -> bool {
    let has = |word: &str| words.iter().any(|w| w == word.as_bytes());
    let n = words.len();
    n >= 2 && words.get(n - 1) == b"signature" && has("oauth")
        || has("idempotency")
        || n >= 2 && words.get(n - 1) == b"id" && words.get(n - 2) == b"request"
        || n == 2 && words.get(0) == b"req" && words.get(1) == b"key"
        || words.get(0) == b"sec" && (has("websocket") || has("socket"))
        || n >= 2 && words.get(n - 1) == b"key" && is_one_of(words.get(n - 2), KEPT)
}

/// `primary_key`: the column of a table, or the first of two keys that a cloud issues.
pub fn of_row(words: &Words) -> bool {
    let n = words.len();
    n >= 2 && words.get(n - 1) == b"key" && words.get(n - 2) == b"primary"
}

/// `retype_password`: what a person is asked to do.
pub fn of_form(words: &Words) -> bool {
    const ASKS: &[&str] = &[
        "enter", "retype", "repeat", "reenter", "confirm", "forgot", "forget", "lost", "reset", "change",
        "choose", "show", "hide",
    ];
    words.iter().any(|w| is_one_of(w, ASKS))
}

/// `token_prefix`: what anybody may see of a secret.
pub fn of_affix(words: &Words) -> bool {
    let n = words.len();
    n >= 2 && matches!(words.get(n - 1), b"prefix" | b"suffix")
}

/// `authorization_reason_id`, `credentialId`: the number of something, and not what the word at `at` promises; what a browser
/// tells of a security key (`authenticatorData`, `allowCredentials`).
pub fn of_other(words: &Words, at: usize) -> bool {
    let n = words.len();
    let listed = |w: &[u8]| is_one_of(w, &["allow", "allowed", "exclude", "excluded"]);
    if words.get(at) == b"authenticator"
        || at > 0 && words.get(at) == b"credentials" && listed(words.get(at - 1))
    {
        return true;
    }
    let whole = is_one_of(
        words.get(at),
        &["credential", "credentials", "authorization", "authentication", "authz", "authn"],
    );
    n >= at + if whole { 2 } else { 3 } && words.get(n - 1) == b"id" && !of_client_id(words)
}

/// `node.session.auth.username`, `apiAddress`: who logs in, or where, and not what with.
pub fn of_place(words: &Words) -> bool {
    const ENDS: &[&str] =
        &["username", "user", "address", "addr", "host", "hostname", "port", "endpoint", "domain", "email"];
    let n = words.len();
    n >= 2 && is_one_of(words.get(n - 1), ENDS)
}

/// The name of a nonce that its own words call one of an exchange: `cnonce`, `oauth_nonce`, `csp-nonce`.
pub fn of_exchange(words: &Words) -> bool {
    const EXCHANGE: &[&str] = &[
        "cnonce",
        "anonce",
        "oauth",
        "csp",
        "policy",
        "nextnonce",
        "snonce",
        "openid",
        "version",
        "client",
        "server",
    ];
    words.iter().any(|w| is_one_of(w, EXCHANGE))
}
