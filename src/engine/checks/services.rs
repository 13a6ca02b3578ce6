//! Layouts and checksums of the credentials of individual services.

use super::crc::crc32;
use super::encoding::base64;

/// A Discord bot token: its first part is the bot's numeric id, in base64.
pub fn discord_snowflake(value: &[u8]) -> Result<(), &'static str> {
    let id = value.split(|b| *b == b'.').next().and_then(base64).unwrap_or_default();
    if (17..=20).contains(&id.len()) && id.iter().all(u8::is_ascii_digit) {
        Ok(())
    } else {
        Err("its first part is not the number of a bot")
    }
}

/// An Intercom access token: base64 of `tok:` and printable characters.
pub fn intercom_layout(value: &[u8]) -> Result<(), &'static str> {
    let text = base64(value).unwrap_or_default();
    if text.starts_with(b"tok:") && text.iter().all(u8::is_ascii_graphic) {
        Ok(())
    } else {
        Err("it does not decode to the layout of an access token")
    }
}

/// An Elasticsearch API key: base64 of an id of 20 characters, a colon and a key of 22.
pub fn elastic_api_key(value: &[u8]) -> Result<(), &'static str> {
    let text = base64(value).unwrap_or_default();
    let url_safe = |part: &[u8]| part.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    match (text.get(..20), text.get(20), text.get(21..)) {
        (Some(id), Some(b':'), Some(key)) if key.len() == 22 && url_safe(id) && url_safe(key) => Ok(()),
        _ => Err("it does not decode to an id and a key"),
    }
}

/// A personal access token of Jira or Confluence Data Center: base64 of an id of 12 digits, a colon and 20 bytes.
pub fn atlassian_data_center(value: &[u8]) -> Result<(), &'static str> {
    let text = base64(value).unwrap_or_default();
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    if text.len() == 33 && digits == 12 && text[12] == b':' {
        Ok(())
    } else {
        Err("it does not decode to a token id and a secret")
    }
}

/// A Confluent Cloud API secret: `cflt`, 54 characters, and 6 characters with their CRC32 (little endian, in base64).
pub fn confluent_crc32(value: &[u8]) -> Result<(), &'static str> {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (Some(body), Some(tail), 64) = (value.get(4..58), value.get(58..), value.len()) else {
        return Err("it has not the length of an API secret");
    };
    // Four bytes fill five base64 characters and a third of the sixth.
    let number = u64::from(crc32(body.iter().copied()).swap_bytes()) << 4;
    let expected = (0..6).map(|at| SIGNS[(number >> (30 - 6 * at)) as usize & 63]);
    if expected.eq(tail.iter().copied()) { Ok(()) } else { Err("its checksum does not fit") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts() {
        assert!(discord_snowflake(b"ODQ3MzYyOTE1NTA0ODczNjIx.GhTyUi.abc").is_ok());
        assert!(discord_snowflake(b"TWFiY2RlZmdoaWprbG1ub3Bx.GhTyUi.abc").is_err());
        assert!(intercom_layout(b"dG9rOjk1ZTc2MWQxX2VjNjZfNzQwM181Yzkw").is_ok());
        assert!(intercom_layout(b"dG9ramVzdHNvbWViYXNlNjQ=").is_err());
        assert!(elastic_api_key(b"QUJDREVGR0hJSktMTU5PUFFSU1Q6MTIzNDU2Nzg5MGFiY2RlZmdoaWprbA==").is_ok());
        assert!(elastic_api_key(b"QUJDREVGR0hJSktMTU5PUFFSU1QtMTIzNDU2Nzg5MGFiY2RlZmdoaWprbA==").is_err());
        assert!(atlassian_data_center(b"NTgzOTIwMTc0NjUyOnNlY3JldHNlY3JldHNlY3JldHM=").is_err());
        assert!(atlassian_data_center(b"NTgzOTIwMTc0NjUyOnNlY3JldHNlY3JldHNlY3Jl").is_err());
        assert!(atlassian_data_center(b"NTgzOTIwMTc0NjUyOnNlY3JldHNlY3JldHNlY3JldHNl").is_ok());
    }

    #[test]
    fn checksum_of_confluent() {
        let body = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR";
        let value = |tail: &str| format!("cflt{body}{tail}");
        assert!(confluent_crc32(value("m6f2hA").as_bytes()).is_ok());
        assert!(confluent_crc32(value("AAAAAA").as_bytes()).is_err());
        assert!(confluent_crc32(b"cflt").is_err());
    }
}
