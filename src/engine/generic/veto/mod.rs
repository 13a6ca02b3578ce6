//! Forms that are no secret whatever else speaks for them. Each has a name, which `explain` can tell.

mod bare;
mod kinds;
mod mask;

use super::bytes::starts_ci;
use super::looks;
use super::quote::Quote;
use super::site::Sep;
use super::text::Counts;
use super::value::{After, Value};
use super::wrap::Wrap;
use crate::engine::phrases;
use crate::model::FileKind;
use kinds::{
    TYPES, constant, fingerprint, instant, jose_header, pseudo_language, security_id, setting_name, typed,
};
use mask::{interpolation, mask};

/// Starts of values that are sealed, public, or say where the secret is.
static SEALED: &[&str] = &include!("sealed.in");

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
    if TYPES.has(value) {
        return Some("a type or a constant");
    }
    // a sealed secret of Kubernetes begins with the length of its key, 512 or 256 bytes
    let sealed = value.len() >= 100 && matches!(value, [b'A', b'g' | b'Q', b'A'..=b'D', ..]);
    let head = value.trim_ascii_start();
    if sealed || SEALED.iter().any(|s| starts_ci(head, s.as_bytes())) {
        return Some("sealed, public or a reference");
    }
    if value.starts_with(b"eyJ")
        && (phrases::holds(value, b"..") || value.iter().filter(|b| **b == b'.').count() == 4)
    {
        return Some("an encrypted or detached token");
    }
    if empty_pem(value) {
        return Some("a key file without a key");
    }
    if jose_header(value) {
        return Some("the header of a token alone");
    }
    if looks::hashed(value) {
        return Some("a password hash");
    }
    if [&b"json:\""[..], b"protobuf:\"", b"yaml:\"", b"xml:\"", b"gorm:\""]
        .iter()
        .any(|tag| phrases::holds(raw, tag))
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
    if ["authorization:", "basic ", "digest ", "ntlm ", "negotiate ", "aws4-hmac"]
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
        return bare::reason(raw, v, sep, kind, in_string, c);
    }
    if matches!(v.after, After::Plus)
        && value.last().is_some_and(|b| matches!(b, b'=' | b'&' | b'?' | b':' | b' ' | b'/'))
    {
        return Some("a piece of a longer text");
    }
    None
}

/// Header and footer of a PEM block in base64, with next to nothing between.
fn empty_pem(value: &[u8]) -> bool {
    let closes = |ends: &&[u8]| value.trim_ascii_end().ends_with(ends);
    value.len() < 150
        && value.starts_with(b"LS0tLS1CRUdJTi")
        && [&b"LS0tLS0="[..], b"LS0tLS0K", b"LS0tLQo=", b"LS0tLQ==", b"LS0tCg==", b"LS0tLS0t"]
            .iter()
            .any(closes)
}

/// A plain name, dots allowed.
pub fn plain_name(value: &[u8]) -> bool {
    value.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && value.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b':' | b'/'))
}
