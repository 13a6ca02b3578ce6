//! Forms that are no secret whatever else speaks for them. Each has a name, which `explain` can tell.

use super::bytes::{contains_ci, is_one_of, starts_ci};
use super::looks;
use super::quote::Quote;
use super::site::Sep;
use super::text::Counts;
use super::value::{After, Value};
use super::words;
use super::wrap::Wrap;
use crate::model::FileKind;

static TYPES: &[&str] = &[
    "true",
    "false",
    "null",
    "nil",
    "none",
    "undefined",
    "nan",
    "string",
    "str",
    "int",
    "integer",
    "number",
    "bool",
    "boolean",
    "bytes",
    "byte",
    "object",
    "any",
    "void",
    "char",
    "text",
    "varchar",
    "float",
    "double",
    "long",
    "option",
    "optional",
    "array",
    "list",
    "map",
    "dict",
    "function",
    "self",
    "this",
    "new",
    "yes",
    "no",
    "on",
    "off",
    "required",
    "nullable",
    "not",
    "struct",
    "interface",
    "type",
    "class",
    "func",
    "return",
    "default",
    "empty",
    "unset",
    "md5",
    "sha1",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
    "sha-1",
    "sha-256",
    "sha-512",
    "bcrypt",
    "argon2",
    "argon2i",
    "argon2id",
    "scrypt",
    "pbkdf2",
    "hs256",
    "hs512",
    "rs256",
    "es256",
    "ntlm",
    "utf8",
    "utf-8",
    "latin1",
    "ascii",
    "kerberos",
    "oauth2",
    "ldap",
    "oidc",
    "saml",
    "mschap",
    "mschapv2",
    "chap",
    "pap",
    "peap",
    "ttls",
    "eap",
];

static SEALED: &[&str] = &[
    "enc(",
    "enc[",
    "{cipher}",
    "vault:v1:",
    "arn:aws",
    "ssh-rsa ",
    "ssh-ed25519 ",
    "ssh-dss ",
    "ecdsa-sha2-",
    "-----begin public",
    "-----begin certificate",
    "-----begin pgp public",
    "-----begin pgp message",
    "-----begin age",
    "$ansible_vault",
    "ref+",
    "op://",
    "secret://",
    "vault://",
    "ssm:",
    "sops:",
    "kms:",
    "projects/",
    "secretmanager",
    "!vault",
    "!secret",
    "!ref",
    "!sub",
    "!getatt",
    "!!",
    "!env",
    "sha256-",
    "sha384-",
    "sha512-",
    "sha1-",
    "sha256:",
    "sha512:",
    "sha1:",
    "md5:",
    "data:image",
    "data:text",
    "data:application",
    "data:font",
    "aqaaabaaaa",
    "{aqaaabaaaa",
    "keyring:",
    "age1",
    "encrypted:",
    "%env(",
    "@microsoft.keyvault",
    "function",
    "regexp",
    "lambda",
    "env:",
    "env.",
    "process.env",
    "os.environ",
    "os.getenv",
    "system.getenv",
    "secrets.",
    "secret:",
    "var.",
    "local.",
    "data.",
    "module.",
    "params.",
    "random_",
    "self.",
    "this.",
];

/// The reason why `value` can be no secret.
pub fn reason(
    raw: &[u8],
    value: &[u8],
    v: &Value,
    sep: Sep,
    kind: FileKind,
    in_string: bool,
    c: &Counts,
) -> Option<&'static str> {
    if v.ints {
        return None;
    }
    let bare = v.quote == Quote::None;
    if value.len() < 3 {
        return Some("fewer than three signs");
    }
    if v.wrap == Wrap::Gen {
        return Some("made or shown by a call");
    }
    if mask(value, c) {
        return Some("a mask");
    }
    if is_one_of(value, TYPES) {
        return Some("a type or a constant");
    }
    // a sealed secret of Kubernetes begins with the length of its key, 512 bytes
    let sealed = value.len() >= 100 && matches!(value, [b'A', b'g', b'A'..=b'D', ..]);
    if sealed || SEALED.iter().any(|s| starts_ci(value, s.as_bytes())) {
        return Some("sealed, public or a reference");
    }
    if value.starts_with(b"eyJ")
        && (memchr::memmem::find(value, b"..").is_some() || value.iter().filter(|b| **b == b'.').count() == 4)
    {
        return Some("an encrypted or detached token");
    }
    if jose_header(value) {
        return Some("the header of a token alone");
    }
    if looks::hashed(value) {
        return Some("a password hash");
    }
    if [&b"json:\""[..], b"protobuf:\"", b"yaml:\"", b"xml:\"", b"gorm:\""]
        .iter()
        .any(|tag| memchr::memmem::find(raw, tag).is_some())
    {
        return Some("a tag of a struct field");
    }
    if matches!(value, [b'^' | b'~', b'0'..=b'9', ..] | [b'>' | b'<', b'=' | b'0'..=b'9', ..]) {
        return Some("a range of versions");
    }
    if fingerprint(value) {
        return Some("a fingerprint");
    }
    if looks::pattern(value) {
        return Some("a pattern");
    }
    if setting_name(value) {
        return Some("the name of a setting");
    }
    if constant(value) {
        return Some("a constant of a class");
    }
    if typed(value) {
        return Some("a type with its options");
    }
    if value.len() == 42 && starts_ci(value, b"0x") && c.hex == 41 {
        return Some("an account address");
    }
    if pseudo_language(value) {
        return Some("a mark of a translation service");
    }
    if instant(value) || security_id(value) {
        return Some("a time or an identifier");
    }
    if ["basic ", "digest ", "ntlm ", "negotiate ", "aws4-hmac"]
        .iter()
        .any(|s| starts_ci(value, s.as_bytes()))
    {
        return Some("a header with its scheme, which has a rule of its own");
    }
    if sep == Sep::Comma && matches!(v.after, After::Colon | After::Arrow) {
        return Some("a name itself");
    }
    if v.quote == Quote::Back && kind == FileKind::Shell {
        return Some("the output of a command");
    }
    if interpolation(value, v) {
        return Some("all interpolation");
    }
    if c.foreign == c.len || value.iter().any(|b| *b < 0x20 && !b.is_ascii_whitespace()) {
        return Some("not a text of ASCII signs");
    }
    if matches!(value.first(), Some(b'.' | b',' | b';' | b':')) && c.letters() < 3 {
        return Some("punctuation");
    }
    if c.letters() + c.digit + c.foreign < 2 {
        return Some("punctuation");
    }
    if v.wrap == Wrap::Get && plain_name(value) {
        return Some("the name of something looked up");
    }
    if bare {
        return bare_reason(raw, v, sep, kind, in_string, c);
    }
    if matches!(v.after, After::Plus)
        && value.last().is_some_and(|b| matches!(b, b'=' | b'&' | b'?' | b':' | b' '))
    {
        return Some("a piece of a longer text");
    }
    None
}

fn bare_reason(
    raw: &[u8],
    v: &Value,
    sep: Sep,
    kind: FileKind,
    in_string: bool,
    c: &Counts,
) -> Option<&'static str> {
    let code = matches!(kind, FileKind::Source) && !in_string;
    let signs = |list: &[u8]| raw.iter().any(|b| list.contains(b));
    if matches!(v.after, After::Plus | After::Colon) && !v.next_line && matches!(kind, FileKind::Source) {
        return Some("part of an expression");
    }
    if signs(b"(){}[]")
        && (code || raw.iter().filter(|b| matches!(b, b'(' | b')')).count() >= 2 && contains_ci(raw, b"("))
        && identifier_before_paren(raw)
    {
        return Some("an expression");
    }
    if code
        && (raw.contains(&b'.') && plain_name(raw)
            || signs(b"()[]{}!&|?*<>")
            || raw.starts_with(b"$")
            || raw.starts_with(b"@")
            || raw.starts_with(b"\\")
            || raw.starts_with(b"-"))
    {
        return Some("an expression");
    }
    if attribute(raw)
        || memchr::memmem::find(raw, b"&.").is_some()
        || memchr::memmem::find(raw, b"](").is_some()
    {
        return Some("an attribute of something");
    }
    if code && identifier(raw) && !matches!(sep, Sep::Flag | Sep::Prose) && !v.next_line {
        return Some("a variable");
    }
    if memchr::memmem::find(raw, b" -> ").is_some() || memchr::memmem::find(raw, b" => ").is_some() {
        return Some("an expression");
    }
    if sep == Sep::Prose && (c.digit == 0 || c.len < 6) {
        return Some("a word of prose");
    }
    if matches!(kind, FileKind::Doc | FileKind::Message | FileKind::None | FileKind::Other | FileKind::Log)
        && matches!(sep, Sep::Colon)
        && c.blank > 1
    {
        return Some("prose");
    }
    if raw.starts_with(b"$") && plain_name(&raw[1..])
        || raw.starts_with(b"--")
        || raw.starts_with(b"%") && raw.ends_with(b"%")
        || raw.starts_with(b"&")
        || raw.starts_with(b"*") && plain_name(&raw[1..])
    {
        return Some("a variable or an option");
    }
    if starts_ci(raw, b"0x")
        && raw[2..].iter().take_while(|b| b.is_ascii_hexdigit()).count() <= 16
        && raw.len() <= 21
    {
        return Some("a numeric constant");
    }
    if memchr::memchr(b'_', raw).is_some()
        && c.lower + c.digit == 0
        && words::coverage(raw).is_some_and(|c| c >= 0.7)
    {
        return Some("a constant");
    }
    if raw.starts_with(b"[") || raw.starts_with(b"{") || raw.starts_with(b"<") || raw.starts_with(b"(") {
        return Some("a structure");
    }
    None
}

/// `{"alg":` or `{"typ":` in base64, with nothing behind it but perhaps the dot that ends it.
fn jose_header(value: &[u8]) -> bool {
    let body = value.strip_suffix(b".").unwrap_or(value);
    (body.starts_with(b"eyJhbGciOi") || body.starts_with(b"eyJ0eXAiOi"))
        && !body.contains(&b'.')
        && body.len() < 100
}

/// `2016-11-06T15:32:17Z`.
fn instant(value: &[u8]) -> bool {
    value.len() >= 16
        && matches!(value, [_, _, _, _, b'-', _, _, b'-', _, _, b'T' | b' ', ..])
        && value
            .iter()
            .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b':' | b'T' | b'Z' | b'+' | b'.' | b' '))
}

/// `string:redact`, `required|min:8`, `flags.3?true`: words of types and checks with options.
fn typed(value: &[u8]) -> bool {
    if let Some(at) = memchr::memchr(b'?', value)
        && is_one_of(&value[at + 1..], TYPES)
        && plain_name(&value[..at])
    {
        return true;
    }
    let mut parts = value.split(|b| matches!(b, b':' | b'|' | b'?' | b',')).filter(|p| !p.is_empty());
    let first = parts.next().unwrap_or_default();
    first.len() < value.len()
        && is_one_of(first, TYPES)
        && parts.all(|p| p.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_'))
}

/// `notifier.smtp.password`, `site.forms.ChangePasswordForm`: ordinary words, dots, and a word for a secret among them.
fn setting_name(value: &[u8]) -> bool {
    let dots = value.iter().filter(|b| **b == b'.').count();
    let last = value.rsplit(|b| *b == b'.').next().unwrap_or_default();
    let says = is_one_of(last, &["salt", "password", "secret", "token", "key", "credentials"]);
    (dots >= 2 || dots == 1 && says)
        && value.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'.' | b'_' | b'-'))
        && ["passw", "secret", "token", "key", "cred", "auth"]
            .iter()
            .any(|w| contains_ci(value, w.as_bytes()))
        && words::coverage(value).is_some_and(|c| c >= 0.7)
}

/// `Parser::IGNORE_UNKNOWN`, `%s\Parser::NAME`.
fn constant(value: &[u8]) -> bool {
    memchr::memmem::find(value, b"::").is_some_and(|at| at > 1)
        && value.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b':' | b'\\' | b'%'))
}

/// `crwdns12:0crwdne12:0`: what a translation service writes in place of each text to find it on a page.
fn pseudo_language(value: &[u8]) -> bool {
    value.starts_with(b"crwdn") && memchr::memmem::find(value, b":0crwdn").is_some()
}

/// `S-1-5-18`.
fn security_id(value: &[u8]) -> bool {
    value.starts_with(b"S-1-") && value[4..].iter().all(|b| b.is_ascii_digit() || *b == b'-')
}

/// `group.thing[0].name`: dots and an index among plain names.
fn attribute(raw: &[u8]) -> bool {
    [&b"]."[..], b"['", b"[\"", b"::"].iter().any(|sign| memchr::memmem::find(raw, sign).is_some())
        && raw.first().is_some_and(u8::is_ascii_alphabetic)
        && raw.iter().all(|b| {
            b.is_ascii_alphanumeric()
                || matches!(b, b'_' | b'.' | b'[' | b']' | b'"' | b'\'' | b')' | b':' | b'*' | b'-')
        })
}

/// A bare word that can only be a name: ordinary words joined as names are.
fn identifier(raw: &[u8]) -> bool {
    raw.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
        && !raw.first().is_some_and(u8::is_ascii_digit)
        && words::coverage(raw).is_some_and(|c| c >= 0.7)
}

fn identifier_before_paren(raw: &[u8]) -> bool {
    memchr::memchr(b'(', raw).is_none_or(|at| {
        raw[..at].iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':' | b'$' | b'-'))
    })
}

/// A plain name, dots allowed.
pub fn plain_name(value: &[u8]) -> bool {
    value.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && value.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b':' | b'/'))
}

/// `***`, `xxxx`, `....`, `<name>`, `[REDACTED]`.
fn mask(value: &[u8], c: &Counts) -> bool {
    let n = value.len();
    if c.distinct == 1 && (n < 8 && !value[0].is_ascii_alphanumeric() || n >= 4)
        || n >= 8 && c.distinct == 2 && c.digit == 0
    {
        return true;
    }
    let runs = |sign: u8| value.iter().filter(|b| b.eq_ignore_ascii_case(&sign)).count();
    if runs(b'*') * 2 >= n
        || n >= 4 && runs(b'x') * 2 > n
        || runs(b'.') * 2 > n
        || value.windows(3).any(|w| w == b"***")
        || value.ends_with(b"...")
        || value.ends_with("\u{2026}".as_bytes())
        || contains_ci(value, b"xxxxx")
    {
        return true;
    }
    match (value[0], value[n - 1]) {
        (b'<', b'>') | (b'[', b']') => value[1..n - 1].iter().all(|b| {
            b.is_ascii_alphanumeric()
                || matches!(b, b'_' | b'-' | b' ' | b'.' | b':' | b'/' | b'\'' | b'(' | b')')
        }),
        _ => false,
    }
}

/// Pairs of hexadecimal digits between colons.
fn fingerprint(value: &[u8]) -> bool {
    value.len() >= 14
        && value.chunks(3).all(|p| {
            p.len() >= 2
                && p[0].is_ascii_hexdigit()
                && p[1].is_ascii_hexdigit()
                && p.get(2).is_none_or(|b| *b == b':')
        })
}

/// Nothing is left when the interpolated parts are taken out.
fn interpolation(value: &[u8], v: &Value) -> bool {
    if memchr::memmem::find(value, b"#{").is_some()
        || memchr::memmem::find(value, b"` + ").is_some()
        || memchr::memmem::find(value, b"\" + ").is_some()
    {
        return true;
    }
    let mut left = 0;
    let mut found = false;
    let mut i = 0;
    while i < value.len() {
        let rest = &value[i..];
        let pairs = [
            (&b"${"[..], &b"}"[..]),
            (b"{{", b"}}"),
            (b"$(", b")"),
            (b"<%", b"%>"),
            (b"%(", b")s"),
            (b"((", b"))"),
            (b"$[", b"]"),
            (b"\\(", b")"),
        ];
        let piece = pairs.iter().find(|(open, _)| rest.starts_with(open)).and_then(|(open, close)| {
            memchr::memmem::find(rest, close)
                .map(|at| (at + close.len(), !rest[open.len()..at].windows(2).any(|w| w == b":-")))
        });
        if let Some((len, _)) = piece {
            found = true;
            i += len;
            continue;
        }
        if v.template
            && rest[0] == b'{'
            && let Some(at) = memchr::memchr(b'}', rest)
        {
            found = true;
            i += at + 1;
            continue;
        }
        if rest[0] == b'$'
            && rest.get(1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
            && i == 0
            && (v.template
                || rest[1..].iter().all(|b| b.is_ascii_uppercase() || *b == b'_' || b.is_ascii_digit()))
        {
            found = true;
            i += 1 + rest[1..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
            continue;
        }
        if i == 0
            && value.len() <= 5
            && matches!(value, [b'%', .., b's' | b'd' | b'v' | b'q' | b'@' | b'x' | b'u' | b'i'])
        {
            return true;
        }
        if let [b'%', b's' | b'd' | b'v' | b'q' | b'@' | b'x' | b'u' | b'i', ..] = rest
            && !rest.get(2).is_some_and(u8::is_ascii_alphanumeric)
        {
            found = true;
            i += 2;
            continue;
        }
        if let [b'\\', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', ..] = rest {
            i += 4;
            continue;
        }
        left += usize::from(rest[0].is_ascii_alphanumeric());
        i += 1;
    }
    found && left < 6
}
