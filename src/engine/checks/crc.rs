//! Tokens that end in their own CRC-32. If it is wrong, the token was never issued.

use super::encoding::{base32, base36, base62, parse36};

/// CRC-32 as in zlib.
pub fn crc32(bytes: impl IntoIterator<Item = u8>) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut index = 0;
        while index < 256 {
            let mut value = index as u32;
            let mut bit = 0;
            while bit < 8 {
                value = if value & 1 == 1 { 0xedb8_8320 ^ value >> 1 } else { value >> 1 };
                bit += 1;
            }
            table[index] = value;
            index += 1;
        }
        table
    };
    !bytes.into_iter().fold(!0, |crc, byte| TABLE[((crc ^ u32::from(byte)) & 0xff) as usize] ^ crc >> 8)
}

/// GitHub and npm: after the prefix and `_`, 30 characters and six base 62 digits with the CRC-32 of those 30. The
/// checksums of longer bodies are not published, so these pass.
pub fn base62_crc32(value: &[u8]) -> Result<(), &'static str> {
    let body = value.iter().rposition(|&b| b == b'_').map_or(value, |at| &value[at + 1..]);
    if body.len() != 36 {
        return Ok(());
    }
    let (random, tail) = body.split_at(30);
    if base62::<6>(crc32(random.iter().copied())) == tail {
        Ok(())
    } else {
        Err("its checksum does not fit: no such token was ever issued")
    }
}

/// GitLab's routable tokens: the last seven base 36 digits are the CRC-32 of everything before them, the two before
/// that the length of the payload. The older form has no dot and no checksum, and passes.
pub fn gitlab_routable(value: &[u8]) -> Result<(), &'static str> {
    let Some(dot) = value.iter().rposition(|&b| b == b'.') else {
        return Ok(());
    };
    let tail = &value[dot + 1..];
    if tail.len() != 9 {
        return Err("its tail is not that of a routable token");
    }
    let (length, crc) = tail.split_at(2);
    let signed = &value[..value.len() - 7];
    if base36::<7>(crc32(signed.iter().copied())) != crc {
        return Err("its checksum does not fit: no such token was ever issued");
    }
    // The payload is between the prefix (`glpat-`, `glrt-t1_`) and the first dot.
    let first = value.iter().position(|&b| b == b'.').unwrap_or(dot);
    match parse36(length) {
        Some(length) if length > 0 && length < first => Ok(()),
        _ => Err("the length that it states is not its own"),
    }
}

/// Azure DevOps tokens before 2024: 52 characters of base32. Four of the bytes are a CRC-32 of the others, combined
/// with a constant for users or for applications.
pub fn azure_devops(value: &[u8]) -> Result<(), &'static str> {
    const CHECKSUM: [usize; 4] = [22, 8, 7, 2];
    const MASKS: [u32; 2] = [0xe0b9_692d, 0x1019_f92e];
    let Some(bytes) = base32(value).filter(|bytes| bytes.len() == 32) else {
        return Err("it is not 32 bytes in base32");
    };
    let rest = bytes.iter().enumerate().filter(|(at, _)| !CHECKSUM.contains(at)).map(|(_, &byte)| byte);
    let crc = crc32(rest);
    let stated = CHECKSUM.iter().rev().fold(0u32, |sum, &at| sum << 8 | u32::from(bytes[at]));
    if MASKS.iter().any(|mask| crc ^ mask == stated) {
        Ok(())
    } else {
        Err("its checksum does not fit: no such token was ever issued")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crc_as_in_zlib() {
        assert_eq!(crc32(*b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn github_and_npm() {
        // Invalid samples published by the vendors.
        let github = ["ghp_", "zQWBuTSOoRi4A9sp", "HcVY5ncnsDkx", "kJ0mLq17"].concat();
        let npm = ["npm_", "qkJaB6MffYVzZXWq", "mcoF49yrUxP3", "wf0LsakP"].concat();
        assert_eq!(base62_crc32(github.as_bytes()), Ok(()));
        assert_eq!(base62_crc32(npm.as_bytes()), Ok(()));
        let wrong = github.replace("Lq17", "Lq18");
        assert!(base62_crc32(wrong.as_bytes()).is_err());
    }

    #[test]
    fn gitlab() {
        let token = ["glpat-", "bzox79Of-KE9F", "D2LjoXXF4CvyxA", ".0r", "03gxo7s"].concat();
        assert_eq!(gitlab_routable(token.as_bytes()), Ok(()));
        assert!(gitlab_routable(token.replace("xo7s", "xo7t").as_bytes()).is_err());
        assert!(gitlab_routable(b"glpat-a.b.c").is_err());
        assert_eq!(gitlab_routable(b"glpat-abc"), Ok(()));
    }

    #[test]
    fn azure_devops_by_construction() {
        let mut bytes: Vec<u8> = (0..32).map(|n: u8| n.wrapping_mul(37).wrapping_add(11)).collect();
        let rest: Vec<u8> =
            (0..32).filter(|at| ![22, 8, 7, 2].contains(at)).map(|at: usize| bytes[at]).collect();
        let sum = crc32(rest) ^ 0xe0b9_692d;
        for (at, byte) in [22, 8, 7, 2].into_iter().zip(sum.to_le_bytes()) {
            bytes[at] = byte;
        }
        let alphabet = b"abcdefghijklmnopqrstuvwxyz234567";
        let bit = |n: usize| bytes.get(n / 8).is_some_and(|b| b >> (7 - n % 8) & 1 == 1) as usize;
        let text: Vec<u8> =
            (0..52).map(|at| alphabet[(0..5).fold(0, |sum, n| sum << 1 | bit(at * 5 + n))]).collect();
        assert_eq!(azure_devops(&text), Ok(()));
        let mut wrong = text.clone();
        wrong[20] = if wrong[20] == b'a' { b'b' } else { b'a' };
        assert!(azure_devops(&wrong).is_err());
        assert!(azure_devops(b"short").is_err());
    }
}
