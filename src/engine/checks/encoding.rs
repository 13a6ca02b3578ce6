//! The encodings of tokens, as far as checks need them: base64, base32, base62, base36, UUIDs.

/// The base 62 digits in the order of GitHub, npm and Microsoft.
const DIGITS62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const DIGITS36: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// Decodes base64 in the standard or URL alphabet, with or without padding. `None` if a character is in neither, or if
/// no encoder produces this length.
pub fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let end = text.iter().rposition(|&b| b != b'=').map_or(0, |last| last + 1);
    let (body, padding) = text.split_at(end);
    if padding.len() > 2 || body.len() % 4 == 1 {
        return None;
    }
    bytes(body, 6, sextet)
}

/// Decodes characters of `width` bits each; bits that do not fill a byte are dropped.
fn bytes(text: &[u8], width: u32, value: impl Fn(u8) -> Option<u32>) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() * width as usize / 8);
    let (mut bits, mut have) = (0u32, 0);
    for &byte in text {
        bits = bits << width | value(byte)?;
        have += width;
        if have >= 8 {
            have -= 8;
            out.push((bits >> have) as u8);
            bits &= (1 << have) - 1;
        }
    }
    Some(out)
}

/// The value of a base64 character in either alphabet: six bits.
pub fn sextet(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    };
    Some(value.into())
}

/// The value of a base32 character (`A-Z2-7`, either case): five bits.
pub fn quintet(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a',
        b'2'..=b'7' => byte - b'2' + 26,
        _ => return None,
    };
    Some(value.into())
}

/// Decodes base32 without padding; bits that do not fill a byte are dropped.
pub fn base32(text: &[u8]) -> Option<Vec<u8>> {
    bytes(text, 5, quintet)
}

/// `number` in base 62, padded with zeros on the left to `N` digits.
pub fn base62<const N: usize>(number: u32) -> [u8; N] {
    digits(number, DIGITS62)
}

/// `number` in base 36 in lower case, padded with zeros on the left to `N` digits.
pub fn base36<const N: usize>(number: u32) -> [u8; N] {
    digits(number, DIGITS36)
}

fn digits<const N: usize>(mut number: u32, alphabet: &[u8]) -> [u8; N] {
    let base = alphabet.len() as u32;
    let mut out = [alphabet[0]; N];
    for place in out.iter_mut().rev() {
        *place = alphabet[(number % base) as usize];
        number /= base;
    }
    out
}

/// The value of a base 36 number in lower case.
pub fn parse36(text: &[u8]) -> Option<usize> {
    text.iter().try_fold(0usize, |sum, byte| {
        let digit = DIGITS36.iter().position(|known| known == byte)?;
        sum.checked_mul(36)?.checked_add(digit)
    })
}

/// A UUID: 8-4-4-4-12 hexadecimal digits of either case.
pub fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value.iter().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => *b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_in_both_alphabets() {
        assert_eq!(base64(b"Zm9vYmE=").as_deref(), Some(&b"fooba"[..]));
        assert_eq!(base64(b"Zm9vYmE").as_deref(), Some(&b"fooba"[..]));
        assert_eq!(base64(b"-_-_"), base64(b"+/+/"));
        assert_eq!(base64(b"").as_deref(), Some(&b""[..]));
        assert_eq!(base64(b"Zm9vY"), None);
        assert_eq!(base64(b"Zm 9"), None);
        assert_eq!(base64(b"Zg==="), None);
    }

    #[test]
    fn base32_in_both_cases() {
        assert_eq!(base32(b"MZXW6YTB").as_deref(), Some(&b"fooba"[..]));
        assert_eq!(base32(b"mzxw6ytb").as_deref(), Some(&b"fooba"[..]));
        assert_eq!(base32(b"MZXW1"), None);
    }

    #[test]
    fn numbers() {
        assert_eq!(&base62::<6>(61), b"00000z");
        assert_eq!(&base36::<2>(27), b"0r");
        assert_eq!(parse36(b"0r"), Some(27));
        assert_eq!(parse36(b"0R"), None);
    }
}
