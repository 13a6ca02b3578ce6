//! JSON in base64: JSON Web Tokens, macaroons, and whole documents.

use super::encoding::base64;

/// True if `bytes` look like a JSON object, judging by its braces and first key.
fn object(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii();
    let inner = text.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    inner.is_some_and(|rest| {
        rest.starts_with(b"\"") && text.ends_with(b"}") && std::str::from_utf8(text).is_ok()
    })
}

/// True if the JSON text `bytes` has the key `name`.
fn has_key(bytes: &[u8], name: &str) -> bool {
    memchr::memmem::find(bytes, format!("\"{name}\"").as_bytes()).is_some()
}

/// A JSON Web Token: a header that names its algorithm, a payload of JSON, and a signature unless the algorithm is
/// `none`. An encrypted token fails: nobody can read or use it without a key.
pub fn jwt(value: &[u8]) -> Result<(), &'static str> {
    let parts: Vec<&[u8]> = value.split(|&b| b == b'.').collect();
    let header = base64(parts[0]).filter(|header| object(header)).ok_or("its header is not JSON")?;
    if !has_key(&header, "alg") {
        return Err("its header names no algorithm");
    }
    match parts[..] {
        [_, payload, signature] => {
            let payload = base64(payload).ok_or("its payload is not base64")?;
            if !object(&payload) && payload.trim_ascii() != b"{}" {
                return Err("its payload is not JSON");
            }
            if signature.is_empty() && memchr::memmem::find(&header, b"none").is_none() {
                return Err("it has no signature");
            }
            if !signature.is_empty() && base64(signature).is_none_or(|bytes| bytes.len() < 16) {
                return Err("its signature is not one");
            }
            Ok(())
        }
        _ => Err("it has not the parts of a token"),
    }
}

/// Base64 of a JSON Web Token.
pub fn base64_jwt(value: &[u8]) -> Result<(), &'static str> {
    let text = base64(value).ok_or("it is not base64")?;
    jwt(text.trim_ascii())
}

/// Base64 of a JSON object.
pub fn base64_json(value: &[u8]) -> Result<(), &'static str> {
    match base64(value) {
        Some(bytes) if object(&bytes) => Ok(()),
        Some(_) => Err("it does not decode to JSON"),
        None => Err("it is not base64"),
    }
}

/// Base64 of `user:password`, both printable and the password not empty.
pub fn base64_user_password(value: &[u8]) -> Result<(), &'static str> {
    let bytes = base64(value).ok_or("it is not base64")?;
    if bytes.iter().any(|b| b.is_ascii_control()) || std::str::from_utf8(&bytes).is_err() {
        return Err("it does not decode to text");
    }
    match bytes.iter().position(|&b| b == b':') {
        // `<your-user>:<your-key>`
        Some(at) if bytes[at + 1..].starts_with(b"<") && bytes.ends_with(b">") => {
            Err("it decodes to a placeholder")
        }
        Some(at) if at + 1 < bytes.len() => Ok(()),
        _ => Err("it does not decode to a user and a password"),
    }
}

/// A macaroon of version 2 as PyPI issues them: version, then the location as field 1.
pub fn pypi_macaroon(value: &[u8]) -> Result<(), &'static str> {
    let body = value.strip_prefix(b"pypi-").unwrap_or(value);
    // Only the start is decoded, so a token that is cut off at its end is accepted.
    let whole = body.len() - usize::from(body.len() % 4 == 1);
    let bytes = base64(&body[..whole]).ok_or("it is not base64")?;
    let [2, 1, length, rest @ ..] = &bytes[..] else {
        return Err("it is no macaroon of version 2");
    };
    match rest.get(..usize::from(*length)) {
        Some(b"pypi.org" | b"test.pypi.org") => Ok(()),
        _ => Err("it names no package index"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(parts: &[&str]) -> Vec<u8> {
        parts.concat().into_bytes()
    }

    #[test]
    fn jwt_forms() {
        let good = joined(&[
            "eyJhbGciOiJIUzI1NiIs",
            "InR5cCI6IkpXVCJ9",
            ".eyJzdWIiOiIxMjM0NTY3ODkwIn0",
            ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV",
            "_adQssw5c",
        ]);
        assert_eq!(jwt(&good), Ok(()));
        let cut = good.iter().rposition(|&b| b == b'.').map(|at| &good[..at]);
        assert!(jwt(cut.unwrap_or_default()).is_err());
        assert!(jwt(b"eyJhIjoxfQ.eyJhIjoxfQ.AAAAAAAAAAAAAAAAAAAAAAAA").is_err());
        assert!(jwt(b"").is_err());
    }

    #[test]
    fn documents_and_pairs() {
        assert_eq!(base64_json(b"eyJhIjoxfQ=="), Ok(()));
        assert!(base64_json(b"aGVsbG8=").is_err());
        assert_eq!(base64_user_password(b"dXNlcjpwYXNz"), Ok(()));
        assert!(base64_user_password(b"dXNlcjo=").is_err());
        assert!(base64_user_password(b"AAAA").is_err());
    }

    #[test]
    fn macaroons() {
        assert_eq!(pypi_macaroon(&joined(&["pypi-", "AgEIcHlwaS5", "vcmcCJDQ"])), Ok(()));
        assert_eq!(pypi_macaroon(&joined(&["pypi-", "AgENdGVzdC5w", "eXBpLm9yZwIk"])), Ok(()));
        assert!(pypi_macaroon(b"pypi-AgEIZXhhbXBsZS4").is_err());
    }
}
