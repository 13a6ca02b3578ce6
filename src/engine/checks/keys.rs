//! Keys with a structure that can be verified: WireGuard, age, wallets.

use super::encoding::base64;
use super::sha256::sha256;

/// A Curve25519 private key as `wg genkey` writes it: 32 bytes, clamped.
pub fn wireguard(value: &[u8]) -> Result<(), &'static str> {
    match base64(value).as_deref() {
        Some(bytes) if bytes.len() != 32 => Err("it is not 32 bytes"),
        Some([first, .., last]) if first % 8 == 0 && (64..128).contains(last) => Ok(()),
        _ => Err("it is not clamped as private keys are"),
    }
}

/// Bech32 in upper case, as age writes its identities: the last six characters are a checksum.
pub fn bech32(value: &[u8]) -> Result<(), &'static str> {
    const DIGITS: &[u8; 32] = b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let Some(one) = value.iter().rposition(|&b| b == b'1') else {
        return Err("it has no separator");
    };
    let (name, body) = (&value[..one], &value[one + 1..]);
    let digits = body.iter().map(|byte| DIGITS.iter().position(|known| known == byte));
    let Some(digits) = digits.collect::<Option<Vec<usize>>>() else {
        return Err("it is not bech32");
    };
    let lower = name.iter().map(|b| u32::from(b.to_ascii_lowercase()));
    let spread = lower.clone().map(|b| b >> 5).chain([0]).chain(lower.map(|b| b & 31));
    let sum = spread.chain(digits.into_iter().map(|digit| digit as u32)).fold(1u32, |sum, word| {
        let top = sum >> 25;
        let mixed = (sum & 0x1ff_ffff) << 5 ^ word;
        (0..5).filter(|bit| top >> bit & 1 == 1).fold(mixed, |sum, bit| sum ^ GENERATOR[bit])
    });
    if sum == 1 { Ok(()) } else { Err("its checksum does not fit") }
}

/// A Bitcoin private key in wallet import format: base58 of a version byte, the key and a checksum.
pub fn bitcoin_wif(value: &[u8]) -> Result<(), &'static str> {
    let bytes = base58(value, 38)?;
    if !matches!((bytes.len(), bytes.first()), (37 | 38, Some(0x80 | 0xef))) {
        return Err("it is no private key");
    }
    if is_signed(&bytes) { Ok(()) } else { Err("its checksum does not fit") }
}

/// True for a Bitcoin address: base58 of a version byte, a hash of twenty bytes and a checksum.
pub fn is_address(value: &[u8]) -> bool {
    let Ok(mut bytes) = base58(value, 25) else { return false };
    // A leading 1 stands for a zero byte, which is lost in a number.
    let zeros = value.iter().take_while(|b| **b == b'1').count();
    bytes.splice(0..0, std::iter::repeat_n(0, zeros));
    bytes.len() == 25 && is_signed(&bytes)
}

/// Decodes base58 to at most `most` bytes, most significant first.
fn base58(value: &[u8], most: usize) -> Result<Vec<u8>, &'static str> {
    const DIGITS: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut bytes: Vec<u8> = Vec::with_capacity(most + 2);
    for byte in value {
        let Some(digit) = DIGITS.iter().position(|known| known == byte) else {
            return Err("it is not base58");
        };
        let mut carry = digit as u32;
        for place in bytes.iter_mut() {
            carry += u32::from(*place) * 58;
            *place = carry as u8;
            carry >>= 8;
        }
        if carry > 0 {
            bytes.push(carry as u8);
        }
        if bytes.len() > most {
            return Err("it is too long");
        }
    }
    bytes.reverse();
    Ok(bytes)
}

/// True if the last four bytes are the start of the double SHA-256 of the others.
fn is_signed(bytes: &[u8]) -> bool {
    let Some((signed, stated)) = bytes.split_last_chunk::<4>() else { return false };
    sha256(&sha256(signed))[..4] == *stated
}

/// A private key for the curve of Bitcoin and Ethereum: not 0, below the order of the curve, and not typed by hand.
pub fn secp256k1_key(value: &[u8]) -> Result<(), &'static str> {
    let hex = value.strip_prefix(b"0x").unwrap_or(value);
    if hex.len() != 64 || !hex.iter().all(u8::is_ascii_hexdigit) {
        return Err("it is not 64 hex digits");
    }
    let lower = hex.to_ascii_lowercase();
    if lower.as_slice() >= &b"fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"[..] {
        return Err("the curve has no such key");
    }
    let mut seen = [false; 256];
    lower.iter().for_each(|&byte| seen[usize::from(byte)] = true);
    if seen.iter().filter(|&&seen| seen).count() < 9 {
        return Err("it uses too few different digits to be random");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wireguard_keys_are_clamped() {
        let key = ["yAnz5TF+lXXJte14", "tji3zlMNq+hd2rYU", "IgJBgB3fBmk="].concat();
        assert_eq!(wireguard(key.as_bytes()), Ok(()));
        assert!(wireguard(key.replace("yAnz", "yQnz").replace("Bmk=", "Bvk=").as_bytes()).is_err());
        assert!(wireguard(b"AAAA").is_err());
    }

    #[test]
    fn bech32_vectors() {
        assert_eq!(bech32(b"A12UEL5L"), Ok(()));
        assert!(bech32(b"A12UEL5Q").is_err());
        assert!(bech32(b"nothing").is_err());
    }

    #[test]
    fn wif_sample() {
        let wif = ["5HueCGU8rMjxEXxi", "PuD5BDku4MkFqeZy", "d4dZ1jvhTVqvbTLvyTJ"].concat();
        assert_eq!(bitcoin_wif(wif.as_bytes()), Ok(()));
        assert!(bitcoin_wif(wif.replace("vyTJ", "vyTK").as_bytes()).is_err());
        assert!(bitcoin_wif(b"").is_err());
    }

    #[test]
    fn addresses_are_told_by_their_checksum() {
        // The address of the first block, whose coins cannot be spent.
        let address = ["1A1zP1eP5QGefi2D", "MPTfTL5SLmv7DivfNa"].concat();
        assert!(is_address(address.as_bytes()));
        assert!(!is_address(address.replace("fNa", "fNb").as_bytes()) && !is_address(b"kR9sZw2mQp"));
    }

    #[test]
    fn curve_keys() {
        assert!(secp256k1_key("f".repeat(64).as_bytes()).is_err());
        assert!(secp256k1_key("01".repeat(32).as_bytes()).is_err());
        let key = ["0x", &"1a2b3c4d5e6f7089".repeat(4)].concat();
        assert_eq!(secp256k1_key(key.as_bytes()), Ok(()));
    }
}
