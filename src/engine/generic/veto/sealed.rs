//! Values that were made from a secret but do not reveal it: sealed, encrypted, hashed, or an empty shell.

use super::cipher::is_message;
use super::kinds::jose_header;
use crate::engine::generic::bytes::starts_ci;
use crate::engine::generic::looks;
use crate::engine::phrases;

/// Starts of values that are sealed, public, or say where the secret is.
static SEALED: &[&str] = &include!("sealed.in");

/// The first characters of these, in either case.
static SEALED_FIRST: [bool; 256] = {
    let (mut is, mut at) = ([false; 256], 0);
    while at < SEALED.len() {
        let first = SEALED[at].as_bytes()[0];
        is[first as usize] = true;
        is[first.to_ascii_uppercase() as usize] = true;
        at += 1;
    }
    is
};

fn is_sealed(head: &[u8]) -> bool {
    head.first().is_some_and(|b| SEALED_FIRST[usize::from(*b)])
        && SEALED.iter().any(|start| starts_ci(head, start.as_bytes()))
}

/// `2.iv|data|mac`: the kind of a cipher, then its parts in base64.
fn is_typed_cipher(value: &[u8]) -> bool {
    let [b'0'..=b'7', b'.', rest @ ..] = value else { return false };
    let sign = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    let mut parts = rest.split(|b| *b == b'|');
    parts.clone().count() >= 2 && parts.all(|part| part.len() >= 16 && part.iter().all(sign))
}

/// The reason that the value itself gives.
pub fn reason(value: &[u8]) -> Option<&'static str> {
    // a sealed secret of Kubernetes begins with the length of its key, 512 or 256 bytes
    let sealed = value.len() >= 100 && matches!(value, [b'A', b'g' | b'Q', b'A'..=b'D', ..]);
    let head = value.trim_ascii_start();
    if sealed || is_message(value) || is_sealed(head) || is_typed_cipher(head) {
        return Some("sealed, public or a reference");
    }
    if public_key(head) || of_minisign(head) {
        return Some("a public key");
    }
    if certificate(head) {
        return Some("a certificate");
    }
    if value.starts_with(b"eyJ")
        && (phrases::holds(value, b"..") || value.iter().filter(|b| **b == b'.').count() == 4)
    {
        return Some("an encrypted or detached token");
    }
    if value.starts_with(b"eyJ") && named_signature(value) {
        return Some("a token with a word for its signature");
    }
    if empty_pem(value) {
        return Some("a key file without a key");
    }
    if jose_header(value) {
        return Some("the header of a token alone");
    }
    if value.starts_with(b"rO0AB") {
        return Some("a serialised object of Java");
    }
    if looks::hashed(value) {
        return Some("a password hash");
    }
    None
}

/// The first bytes of public keys in base64: of RSA, elliptic curves and Edwards curves, and as OpenSSH writes them.
fn public_key(head: &[u8]) -> bool {
    const HEADS: [&[u8]; 9] = [
        b"MFwwDQYJKoZIhvcNAQEB",
        b"MIGfMA0GCSqGSIb3DQEB",
        b"MIIBIjANBgkqhkiG9w0B",
        b"MIICIjANBgkqhkiG9w0B",
        b"MFkwEwYHKoZIzj0CAQYI",
        b"MCowBQYDK2V",
        b"AAAAB3NzaC1yc2E",
        b"AAAAE2VjZHNhLXNoYTIt",
        b"AAAAC3NzaC1lZDI1NTE5",
    ];
    matches!(head, [b'M' | b'A', b'F' | b'I' | b'C' | b'A', ..]) && HEADS.iter().any(|h| head.starts_with(h))
}

/// The start of a certificate in base64: its length, that of its body, and the version before its number.
fn certificate(head: &[u8]) -> bool {
    head.starts_with(b"MII") && head.get(11..19) == Some(b"gAwIBAgI")
}

/// A public key of minisign: the letters `Ed`, eight bytes and 32 more in base64.
fn of_minisign(head: &[u8]) -> bool {
    let base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    head.starts_with(b"RW")
        && matches!(head.get(2), Some(b'Q' | b'R' | b'S' | b'T'))
        && head.len() == 56
        && head.iter().all(base64)
}

/// `eyJhbGci.eyJzdWIi.signature`: the third part of a token says what stands there.
fn named_signature(value: &[u8]) -> bool {
    let mut parts = value.rsplit(|b| *b == b'.');
    let last = parts.next().unwrap_or_default();
    (4..20).contains(&last.len())
        && last.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'_'))
        && parts.count() == 2
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
