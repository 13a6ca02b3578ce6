//! Layouts of individual vendors' tokens: what they encode, and their own checksums.

use super::crc::crc32;
use super::encoding::{base32, base64};

/// A Sentry organisation token: base64 of a JSON object with its issue time and address, then 32 random bytes.
pub fn sentry_org_token(value: &[u8]) -> Result<(), &'static str> {
    let body = value.strip_prefix(b"sntrys_").ok_or("it lacks the prefix sntrys_")?;
    let at = body.iter().rposition(|&b| b == b'_').ok_or("it lacks its random part")?;
    let text = base64(&body[..at]).ok_or("its middle is not base64")?;
    let names = |key: &[u8]| memchr::memmem::find(&text, key).is_some();
    if text.first() == Some(&b'{') && names(b"\"iat\"") && (names(b"\"url\"") || names(b"\"org\"")) {
        Ok(())
    } else {
        Err("its middle does not say when and for whom Sentry made it")
    }
}

/// A Zuplo consumer key: the last eight hex digits are the CRC32 of the 32 characters before them.
pub fn zuplo_crc32(value: &[u8]) -> Result<(), &'static str> {
    let body = value.strip_prefix(b"zpka_").ok_or("it lacks the prefix zpka_")?;
    let (key, sum) = (body.get(..32).unwrap_or_default(), body.get(33..41).unwrap_or_default());
    if key.len() == 32 && format!("{:08x}", crc32(key.iter().copied())).as_bytes() == sum {
        Ok(())
    } else {
        Err("its checksum does not fit")
    }
}

/// A Trello token: the last eight hex digits are the CRC32 of everything before them, prefix included.
pub fn crc32_hex_tail(value: &[u8]) -> Result<(), &'static str> {
    let at = value.len().saturating_sub(8);
    let sum = format!("{:08x}", crc32(value[..at].iter().copied()));
    if at > 0 && value[at..].eq_ignore_ascii_case(sum.as_bytes()) {
        Ok(())
    } else {
        Err("its checksum does not fit")
    }
}

/// The seed of a Stellar account: encoded like a NATS key, with another first byte.
pub fn stellar_seed(value: &[u8]) -> Result<(), &'static str> {
    match base32(value).is_some_and(|bytes| bytes.first() == Some(&STELLAR_SEED)) {
        true => nats_nkey(value),
        false => Err("it is no seed"),
    }
}

/// First byte of a Stellar seed; addresses have another one.
const STELLAR_SEED: u8 = 18 << 3;

/// A NATS key seed or private key in base32: the last two of its bytes are a CRC16 (XMODEM) of the others, low
/// byte first.
pub fn nats_nkey(value: &[u8]) -> Result<(), &'static str> {
    let bytes = base32(value).ok_or("it is not base32")?;
    match bytes.split_last_chunk::<2>() {
        Some((body, sum)) if !body.is_empty() && crc16(body) == u16::from_le_bytes(*sum) => Ok(()),
        _ => Err("its checksum does not fit"),
    }
}

/// CRC16 as XMODEM computes it.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0u16, |sum, &byte| {
        (0..8).fold(
            sum ^ u16::from(byte) << 8,
            |sum, _| {
                if sum & 0x8000 == 0 { sum << 1 } else { sum << 1 ^ 0x1021 }
            },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A user seed for 32 given bytes, built as NATS documents it: prefix bytes, key, checksum, base32.
    fn seed() -> String {
        let mut bytes = vec![0x90 | 0xa0 >> 5, (0xa0 & 31) << 3];
        bytes.extend((0u8..32).map(|i| i.wrapping_mul(73) ^ 0x5c));
        bytes.extend(crc16(&bytes.clone()).to_le_bytes());
        let bit = |i: usize| bytes.get(i / 8).is_some_and(|b| b >> (7 - i % 8) & 1 == 1);
        (0..(bytes.len() * 8).div_ceil(5))
            .map(|i| (0..5).fold(0usize, |sum, j| sum << 1 | usize::from(bit(i * 5 + j))))
            .map(|five| char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[five]))
            .collect()
    }

    #[test]
    fn crc16_is_xmodem() {
        assert_eq!(crc16(b"123456789"), 0x31c3);
    }

    #[test]
    fn seeds_carry_their_checksum() {
        let seed = seed();
        assert!(seed.starts_with("SU") && seed.len() == 58, "{seed}");
        assert_eq!(nats_nkey(seed.as_bytes()), Ok(()));
        let wrong = seed.replacen('7', "6", 1).replacen('A', "B", 1);
        assert!(nats_nkey(wrong.as_bytes()).is_err());
    }

    #[test]
    fn trello_tokens_end_in_their_checksum() {
        let body = format!("ATTA{}", "0123456789abcdef".repeat(4));
        let sum = crc32(body.bytes());
        assert_eq!(crc32_hex_tail(format!("{body}{sum:08X}").as_bytes()), Ok(()));
        assert!(crc32_hex_tail(format!("{body}{:08X}", sum ^ 1).as_bytes()).is_err());
    }

    #[test]
    fn zuplo_keys_carry_their_checksum() {
        let key = "0123456789abcdefghijklmnopqrstuv";
        let sum = crc32(key.bytes());
        assert_eq!(zuplo_crc32(format!("zpka_{key}_{sum:08x}").as_bytes()), Ok(()));
        assert!(zuplo_crc32(format!("zpka_{key}_{:08x}", sum ^ 1).as_bytes()).is_err());
        assert!(zuplo_crc32(b"zpka_").is_err());
    }

    #[test]
    fn sentry_tokens_say_when_they_were_made() {
        // {"iat":1,"url":"x"} and {"a":1}
        let (good, bad) = ("eyJpYXQiOjEsInVybCI6IngifQ==", "eyJhIjoxfQ==");
        let tail = "A".repeat(43);
        assert_eq!(sentry_org_token(format!("sntrys_{good}_{tail}").as_bytes()), Ok(()));
        assert!(sentry_org_token(format!("sntrys_{bad}_{tail}").as_bytes()).is_err());
    }
}
