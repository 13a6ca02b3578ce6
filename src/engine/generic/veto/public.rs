//! Public values: addresses of accounts, extended public keys, points of a curve, keys of OpenPGP and NATS.

use crate::engine::checks::{self, keys};

/// What public value it is; `None` if it may be secret.
pub fn reason(value: &[u8]) -> Option<&'static str> {
    if account(value) {
        return Some("the address of an account");
    }
    if is_nkey(value) {
        return Some("a public key");
    }
    extended(value).then_some("an extended public key")
}

/// A public key of NATS, or an account of Stellar: a letter of its kind, and a checksum that fits.
fn is_nkey(value: &[u8]) -> bool {
    value.len() == 56
        && matches!(value[0], b'U' | b'A' | b'O' | b'N' | b'C' | b'X' | b'G')
        && checks::find("nats-nkey").is_some_and(|check| check(value).is_ok())
}

/// An address of Bitcoin and its kin: base58 with a checksum, or the text form of a witness program.
pub fn account(value: &[u8]) -> bool {
    const NETS: [&[u8]; 4] = [b"bc1", b"tb1", b"bcrt1", b"ltc1"];
    let witness = NETS.iter().find_map(|net| value.strip_prefix(*net)).is_some_and(|program| {
        matches!(program.len(), 39 | 59)
            && program.iter().all(|b| b"qpzry9x8gf2tvdw0s3jn54khce6mua7l".contains(b))
    });
    witness
        || matches!(value.len(), 26..=35)
            && value.iter().all(u8::is_ascii_alphanumeric)
            && keys::is_address(value)
}

/// `xpub6C..`, `zpub..`: from which addresses are derived, and no private key.
fn extended(value: &[u8]) -> bool {
    value.len() == 111
        && matches!(
            value,
            [b'x' | b'y' | b'z' | b't' | b'u' | b'v' | b'Y' | b'Z' | b'U' | b'V', b'p', b'u', b'b', ..]
        )
        && value.iter().all(u8::is_ascii_alphanumeric)
}

/// `02a1..`, `04..`: a point of a curve, compressed or not, in hexadecimal digits: a public key.
pub fn point(hex: &[u8]) -> bool {
    let digits = hex.strip_prefix(b"0x").unwrap_or(hex);
    match digits {
        [b'0', b'2' | b'3', ..] => digits.len() == 66,
        [b'0', b'4', ..] => digits.len() == 130,
        _ => false,
    }
}

/// `99..04..`: a packet of OpenPGP with a public key, by its tag, its length and its version, in hexadecimal digits.
pub fn packet(hex: &[u8]) -> bool {
    let versioned = |at: usize| matches!(hex.get(at..at + 2), Some(b"04" | b"05" | b"06"));
    hex.len() >= 100
        && match hex.get(..2).map(<[u8]>::to_ascii_lowercase).as_deref() {
            Some(b"98") => versioned(4),
            Some(b"99") => versioned(6),
            Some(b"c6") => versioned(4) || versioned(6),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_things_are_told_by_their_form() {
        let key = ["xpub6", &"C4kR9sZw2mQp7LbX".repeat(7)[..106]].concat();
        assert!(extended(key.as_bytes()) && !extended(key.replace("pub", "prv").as_bytes()));
        let witness = ["bc1q", "w508d6qejxtdg4y5r3zarvary0c5xw7k9l", "mua7"].concat();
        assert!(account(witness.as_bytes()) && !account(b"bc1kR9sZw2mQp"));
        let x = "1f3b5d79ace80246".repeat(4);
        assert!(point(format!("02{x}").as_bytes()) && point(format!("0x03{x}").as_bytes()));
        assert!(point(format!("04{x}{x}").as_bytes()));
        for (head, expected) in
            [("988d04", true), ("9901a204", true), ("c6c04d04", true), ("9501d804", false), ("988d07", false)]
        {
            assert_eq!(packet(format!("{head}{x}{x}").as_bytes()), expected, "{head}");
        }
        assert!(!packet(b"988d04"));
        assert!(!point(format!("05{x}").as_bytes()) && !point(x.as_bytes()));
    }
}
