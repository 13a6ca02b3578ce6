//! What AWS encodes in its ids and keys: the account, the kind of a token, the version of a password.

use super::encoding::{base64, quintet};

/// Accounts of canarytokens.org, whose owners are told when one of their keys is used.
const CANARIES: [u64; 10] = [
    52310077262,
    171436882533,
    266735846894,
    534261010715,
    595918472158,
    717712589309,
    730335385048,
    819147034852,
    893192397702,
    992382622183,
];

/// The account that a key id contains: the ten characters after the prefix are 50 bits. The first bit is the
/// generation, the next 40 are the account. Ids of the old generation contain no account.
pub fn account(id: &[u8]) -> Option<u64> {
    let body = id.get(4..14)?;
    let number = body.iter().try_fold(0u64, |sum, &byte| Some(sum << 5 | u64::from(quintet(byte)?)))?;
    let is_new = number >> 49 & 1 == 1;
    let account = number >> 9 & 0xff_ffff_ffff;
    (is_new && account <= 999_999_999_999).then_some(account)
}

/// True if the account belongs to a service that hands out canary keys.
pub fn is_canary(account: u64) -> bool {
    CANARIES.contains(&account)
}

/// True if AWS issues ids with this fifth character: `I` and `J` in the old generation, `Q` to `6` in the new one.
pub fn plausible(id: &[u8]) -> bool {
    id.get(4).is_some_and(|b| matches!(b, b'I' | b'J' | b'Q'..=b'Z' | b'2'..=b'6'))
}

/// A unique id: base32 in upper case after a prefix of four letters.
pub fn key_id(value: &[u8]) -> Result<(), &'static str> {
    match value.get(4..) {
        Some(body) if body.iter().all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7')) => Ok(()),
        _ => Err("AWS mints no such id: 0, 1, 8 and 9 are not in its alphabet"),
    }
}

/// A secret access key: 30 random bytes in base64. Excludes hashes in hex, names in one case, and paths.
pub fn secret_key(value: &[u8]) -> Result<(), &'static str> {
    if value.len() != 40 {
        return Err("it is not 40 characters");
    }
    let count = |class: fn(&u8) -> bool| value.iter().filter(|b| class(b)).count();
    if count(u8::is_ascii_hexdigit) == 40 {
        return Err("it is a hash in hex");
    }
    if count(u8::is_ascii_uppercase) < 4 || count(u8::is_ascii_lowercase) < 4 {
        return Err("it does not mix upper and lower case");
    }
    if count(u8::is_ascii_alphabetic) == 40 {
        return Err("it reads as a name: letters only");
    }
    if count(|b| *b == b'/') > 5 {
        return Err("it reads as a path");
    }
    Ok(())
}

/// A long-term key of Bedrock: base64 of `user-at-account:secret`.
pub fn bedrock_key(value: &[u8]) -> Result<(), &'static str> {
    let body = value.get(4..).unwrap_or_default();
    let whole = body.len() - usize::from(body.len() % 4 == 1);
    let text = base64(&body[..whole]).ok_or("it is not base64")?;
    let at = memchr::memmem::find(&text, b"-at-").ok_or("it names no account")?;
    let account = text.get(at + 4..at + 16).unwrap_or_default();
    if account.len() == 12 && account.iter().all(u8::is_ascii_digit) && text.get(at + 16) == Some(&b':') {
        Ok(())
    } else {
        Err("it names no account")
    }
}

/// The account in a long-term key of Bedrock.
pub fn bedrock_account(value: &[u8]) -> Option<u64> {
    bedrock_key(value).ok()?;
    let body = value.get(4..)?;
    let text = base64(&body[..body.len() - usize::from(body.len() % 4 == 1)])?;
    let at = memchr::memmem::find(&text, b"-at-")?;
    text.get(at + 4..at + 16)?
        .iter()
        .try_fold(0u64, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u64::from(b - b'0')))
}

/// An SMTP password of SES: 33 bytes, the first of which is its version, 2 or 4.
pub fn ses_password(value: &[u8]) -> Result<(), &'static str> {
    match base64(value).as_deref() {
        Some([2 | 4, rest @ ..]) if rest.len() == 32 => Ok(()),
        _ => Err("its version byte is neither 2 nor 4"),
    }
}

/// A session token: its start decodes to the words that STS puts there.
pub fn session_token(value: &[u8]) -> Result<(), &'static str> {
    let head = value.get(..16).and_then(base64).ok_or("it is not base64")?;
    let marks: [&[u8]; 3] = [b"origin", b"er/aws", b"\x01\n\x03aws"];
    if marks.iter().any(|mark| memchr::memmem::find(&head, mark).is_some()) {
        Ok(())
    } else {
        Err("it does not begin as session tokens do")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_of_published_ids() {
        let of = |parts: [&str; 2]| account(parts.concat().as_bytes());
        assert_eq!(of(["ASIAY34FZK", "BOKMUTVV7A"]), Some(609629065308));
        assert_eq!(of(["ASIAQNZGKI", "QY56JQ7WML"]), Some(29608264753));
        assert_eq!(of(["AIDAUXAYGA", "AR7RIAHCQJS"]), Some(324320755747));
        assert_eq!(of(["AKIARZPUZD", "IKKUJDIVTY"]), Some(123456789012));
    }

    #[test]
    fn old_ids_name_no_account() {
        assert_eq!(account(b"AKIAIOSFODNN7EXAMPLE"), None);
        assert_eq!(account(["AKIAJ2345", "672ABCDEFGH"].concat().as_bytes()), None);
        assert_eq!(account(b"AKIA"), None);
        // 40 bits can exceed twelve digits.
        assert_eq!(account(b"AKIA77777777777777"), None);
    }

    #[test]
    fn canaries_and_generations() {
        assert!(is_canary(52310077262));
        assert!(!is_canary(123456789012));
        for (last, expected) in
            [('I', true), ('Q', true), ('6', true), ('A', false), ('K', false), ('7', false)]
        {
            assert_eq!(plausible(format!("AKIA{last}").as_bytes()), expected, "{last}");
        }
        assert!(key_id(b"AKIA0123456789ABCDEF").is_err());
    }

    #[test]
    fn secrets() {
        let random = ["hG2kqZ0wVb8sYd3R", "uTn7JfLxCe5mPo1A", "iQ9/Ba+k"].concat();
        assert_eq!(secret_key(random.as_bytes()), Ok(()));
        assert!(secret_key("0123456789abcdef0123456789abcdef01234567".as_bytes()).is_err());
        assert!(secret_key("src/main/java/com/example/app/Controller1".as_bytes()).is_err());
        assert!(secret_key("AbstractSingletonProxyFactoryBeanInstance".as_bytes()).is_err());
    }

    #[test]
    fn passwords_and_tokens() {
        let ses = ["BB", &"x7Qp".repeat(10), "Zz"].concat();
        assert_eq!(ses_password(ses.as_bytes()), Ok(()));
        assert!(ses_password("Zx7Q".repeat(11).as_bytes()).is_err());
        for head in ["IQoJb3JpZ2luX2Vj", "FwoGZXIvYXdzEAAa", "FQoGZXIvYXdzEAAa", "AQoDYXdzEAAaAAAA"] {
            assert_eq!(session_token(head.as_bytes()), Ok(()), "{head}");
        }
        assert!(session_token(b"AQoEXAMPLEH4aoAH").is_err());
    }
}
