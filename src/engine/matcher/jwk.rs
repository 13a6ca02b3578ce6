//! Private members of JSON Web Keys: `d` beside any `kty`, `k` beside `oct`. The keyword is `kty`.

use super::{Ask, Catch};
use crate::engine::boundary;
use crate::model::{Mark, Span};

/// How far before the keyword the object may begin.
const BEFORE: usize = 3000;
/// How far behind it the object may go on.
const BEHIND: usize = 4000;
/// How far it looks.
pub const REACH: usize = 4000;

/// The private member of the key around the keyword.
pub fn find(ask: &Ask<'_>) -> Option<Catch> {
    let text = ask.text;
    ask.looked(1, ask.end - ask.at + 8);
    // `kty` is a member name: a colon follows
    let behind = text.get(ask.end..text.len().min(ask.end + 8))?;
    let name = behind.iter().position(|b| !matches!(b, b'"' | b'\'' | b'\\' | b' '))?;
    if behind[name] != b':' || ask.at > 0 && text[ask.at - 1].is_ascii_alphanumeric() {
        return None;
    }
    ask.looks_further();
    let from = ask.at.saturating_sub(BEFORE);
    let start = memchr::memrchr(b'{', &text[from..ask.at]).map_or(from, |at| from + at);
    let limit = text.len().min(ask.end + BEHIND);
    let end = memchr::memchr(b'}', &text[ask.end..limit]).map_or(limit, |at| ask.end + at);
    let object = &text[start..end];
    let secret = member(object, b'd').or_else(|| member(object, b'k'))?;
    let secret = Span::new(start + secret.start, start + secret.end);
    Some(Catch {
        secret,
        whole: Span::new(start.max(ask.at.min(secret.start)), end.min(secret.end.max(ask.end))),
        marks: vec![Mark::proof("jwk-private", "the private member of a JSON Web Key")],
        ..Catch::default()
    })
}

/// The base64url value of the member `name`, quoted or not, in any quotes, escaped or not.
fn member(object: &[u8], name: u8) -> Option<Span> {
    memchr::memchr_iter(name, object).find_map(|at| {
        let before = at.checked_sub(1).map(|i| object[i]);
        if !matches!(before, Some(b'"' | b'\'' | b' ' | b'\t' | b'\n' | b',' | b'{')) {
            return None;
        }
        let skip = |from: usize, signs: &[u8]| {
            from + object[from..].iter().take_while(|b| signs.contains(b)).count()
        };
        let colon = skip(at + 1, b"\\\"' ");
        if object.get(colon) != Some(&b':') {
            return None;
        }
        let start = skip(colon + 1, b"\\\"' \t\n\r");
        if !matches!(object.get(start.checked_sub(1)?), Some(b'"' | b'\'')) {
            return None;
        }
        let end = start
            + object[start..]
                .iter()
                .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'='))
                .count();
        let value = object.get(start..end)?;
        // `UT_QS2eU...fgd7`: the middle is left out
        (value.len() >= 20
            && !boundary::is_elided(object, end)
            && value.iter().any(u8::is_ascii_digit)
            && value.iter().any(u8::is_ascii_uppercase))
        .then(|| Span::new(start, end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileKind;

    fn ask(text: &str) -> Option<&str> {
        let at = text.find("kty")?;
        let found = find(&Ask::new(text.as_bytes(), at, at + 3, FileKind::None))?;
        Some(&text[found.secret.range()])
    }

    #[test]
    fn private_members_only() {
        let d = ["Jk3Lm9Qr7Tv2Xz", "5Bd8Fh1Np4Rs6"].concat();
        assert_eq!(ask(&format!("{{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"{d}\"}}")), Some(&*d));
        assert_eq!(ask(&format!("{{ d: '{d}', kty: 'OKP' }}")), Some(&*d));
        assert_eq!(ask(&format!("{{\\\"kty\\\":\\\"oct\\\",\\\"k\\\":\\\"{d}\\\"}}")), Some(&*d));
        assert_eq!(ask(&format!("{{\"kty\":\"RSA\",\"n\":\"{d}\",\"e\":\"AQAB\"}}")), None);
    }
}
