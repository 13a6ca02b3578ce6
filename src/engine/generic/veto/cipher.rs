//! Encrypted messages, recognised by their grammar (in base64, or in their text form). Without the key, which is elsewhere,
//! they reveal nothing.

use crate::engine::checks::encoding::base64;
use crate::engine::generic::bytes::starts_ci;

/// The shortest of these messages: header, wrapped key and the seal of one byte.
const SHORTEST: usize = 80;
/// How many base64 characters are decoded: enough for the wrapped key that begins Google's messages.
const HEAD: usize = 56;

/// True for a message of KMS or the AWS Encryption SDK, of Google's KMS, OpenPGP, CMS, age, DPAPI, Ansible's vault, Vault's
/// transit engine or Laravel.
pub fn is_message(value: &[u8]) -> bool {
    let value = value.trim_ascii();
    is_text_form(value)
        || value.len() >= SHORTEST
            && value.get(..HEAD).and_then(base64).is_some_and(|head| is_head(&head))
            && value
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || b"+/-_=".contains(b) || b.is_ascii_whitespace())
}

/// `vault:v3:…`, and DPAPI's in hexadecimal, as PowerShell writes secure strings.
fn is_text_form(value: &[u8]) -> bool {
    let version = value.strip_prefix(b"vault:v").unwrap_or_default();
    let digits = version.iter().take_while(|b| b.is_ascii_digit()).count();
    digits > 0 && version.get(digits) == Some(&b':')
        || starts_ci(value, b"01000000d08c9ddf0115d1118c7a00c04fc297eb")
}

fn is_head(head: &[u8]) -> bool {
    const DPAPI: &[u8] = b"\x01\0\0\0\xd0\x8c\x9d\xdf\x01\x15\xd1\x11\x8c\x7a\0\xc0\x4f\xc2\x97\xeb";
    let texts: [&[u8]; 4] =
        [b"age-encryption.org/v", b"$ANSIBLE_VAULT;", b"-----BEGIN PGP MESSAGE", b"{\"iv\":\""];
    texts.iter().any(|text| head.starts_with(text))
        || head.starts_with(DPAPI)
        || is_aws(head)
        || is_google(head)
        || is_open_pgp(head)
        || is_cms(head)
}

/// KMS: version, and a key id of 120 bytes. The Encryption SDK: version, type, and one of its algorithms.
fn is_aws(head: &[u8]) -> bool {
    match head {
        [1, 1 | 2, 1..=3, 0, 0x78, ..] | [2, 4 | 5, 0x78, ..] => true,
        [1, 0x80, high, low, ..] => {
            matches!((high, low), (0..=3, 0x14 | 0x46 | 0x78)) && (*high != 2 || *low == 0x14)
        }
        _ => false,
    }
}

/// Google's KMS: a field of 36 bytes, which begins with zero, then the next.
fn is_google(head: &[u8]) -> bool {
    head.starts_with(&[0x0a, 0x24, 0]) && head.get(38) == Some(&0x12)
}

/// OpenPGP: a session key, encrypted for a public key or with a passphrase.
fn is_open_pgp(head: &[u8]) -> bool {
    let body = match head {
        [0x84 | 0x8c, _, body @ ..] | [0x85 | 0x8d, _, _, body @ ..] => body,
        [0xc1 | 0xc3, 192..=223, _, body @ ..] | [0xc1 | 0xc3, 0..=191, body @ ..] => body,
        _ => return false,
    };
    let by_passphrase = matches!(head[0], 0x8c | 0x8d | 0xc3);
    match body {
        // Version, cipher, how the passphrase becomes a key, and its hash.
        [4, 1..=13, 0 | 1 | 3, 1..=14, ..] => by_passphrase,
        // Version, key id, algorithm.
        [3, _, _, _, _, _, _, _, _, algorithm, ..] => {
            !by_passphrase && matches!(algorithm, 1 | 2 | 16 | 18 | 25 | 26)
        }
        _ => false,
    }
}

/// CMS: a sequence of two bytes of length that begins with the object identifier of enveloped data.
fn is_cms(head: &[u8]) -> bool {
    const ENVELOPED: [u8; 11] = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 3];
    matches!(head, [0x30, 0x82, _, _, rest @ ..] if rest.starts_with(&ENVELOPED))
}

#[cfg(test)]
mod tests {
    use super::super::assert_sorts;
    use super::*;

    /// Base64 of a head and what a cipher may put behind it.
    fn message(head: &[u8], len: usize) -> String {
        const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let body = (0..len as u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8);
        let bytes: Vec<u8> = head.iter().copied().chain(body).collect();
        let sign = |three: &[u8], at: usize| {
            let bits =
                three.iter().fold(0u32, |bits, b| bits << 8 | u32::from(*b)) << (8 * (3 - three.len()));
            if at > three.len() { '=' } else { char::from(SIGNS[(bits >> (18 - 6 * at) & 63) as usize]) }
        };
        bytes.chunks(3).flat_map(|three| (0..4).map(move |at| sign(three, at))).collect()
    }

    #[test]
    fn messages_are_told_by_their_grammar() {
        let google: Vec<u8> = [&[0x0a, 0x24, 0][..], &[0x5a; 35], &[0x12, 0x31]].concat();
        for head in [
            b"\x01\x02\x02\0x\xa1".as_slice(),
            b"\x01\x02\x03\0x",
            b"\x01\x80\x03\x78",
            b"\x02\x05\x78",
            b"\x85\x01\x0c\x03keyidkey\x01",
            b"\xc1\xc0\x4c\x03keyidkey\x01",
            b"\x84\x5e\x03keyidkey\x12\x01",
            b"\x8c\x0d\x04\x09\x03\x08",
            b"\x30\x82\x01\x8d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03",
            b"age-encryption.org/v1\n-> X25519 ",
            b"$ANSIBLE_VAULT;1.1;AES256\n",
            b"{\"iv\":\"",
            b"\x01\0\0\0\xd0\x8c\x9d\xdf\x01\x15\xd1\x11\x8c\x7a\0\xc0\x4f\xc2\x97\xeb",
            &google,
        ] {
            let text = message(head, 120);
            assert!(is_message(text.as_bytes()), "{text}");
            let with_sign = format!("{text}!");
            assert!(!is_message(with_sign.as_bytes()), "no base64");
            assert!(!is_message(&text.as_bytes()[..64]), "too short");
        }
        assert_sorts(is_message, &[b"vault:v12:k9Zq"], &[b"vault:value:k9Zq"]);
        // A key of its own, and what begins like a message and goes on otherwise.
        for head in [b"".as_slice(), b"\x01\x02\x02\0y", b"\x85\x01\x0c\x03keyidkey\x63", b"\x8c\x0d\x04\x63"]
        {
            let text = message(head, 120);
            assert!(!is_message(text.as_bytes()), "{text}");
        }
    }
}
