//! Data source names of Go's MySQL driver, `user:password@tcp(host)/db`: URLs without a scheme.

use super::{Ask, Catch, url};
use crate::engine::generic::Class;
use crate::model::Span;

/// How far before the `@` the name begins.
pub const REACH: usize = 200;
/// What the place is worth beside the looks of the value.
const BONUS: f32 = 1.0;

/// The keyword begins with the `@`.
pub fn find(ask: &Ask<'_>) -> Option<Catch> {
    let before = &ask.text[ask.at.saturating_sub(REACH)..ask.at];
    let outside = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`' | b'=' | b'>' | b',');
    let start = before.iter().rposition(outside).map_or(0, |at| at + 1);
    let name = &before[start..];
    let colon = memchr::memchr(b':', name)?;
    let is_user = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'$' | b'{' | b'}');
    if colon == 0 || !name[..colon].iter().all(is_user) {
        return None;
    }
    let secret = Span::new(ask.at - (name.len() - colon - 1), ask.at);
    if url::placeholder(secret.of(ask.text), &name[..colon]).is_some() {
        return None;
    }
    let whole = Span::new(ask.at - name.len(), ask.end);
    let place = "a password stands between the user and the address";
    ask.judge_by_place(secret, whole, Class::Password, BONUS, place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileKind;

    fn ask(text: &str) -> Option<&str> {
        let at = text.find("@tcp(")?;
        let found = find(&Ask::new(text.as_bytes(), at, at + 5, FileKind::None))?;
        Some(&text[found.secret.range()])
    }

    #[test]
    fn passwords_before_the_protocol() {
        assert_eq!(ask("Open(\"mysql\", \"root:kV9x2mQp@tcp(db:3306)/x\")"), Some("kV9x2mQp"));
        assert_eq!(ask("DSN=app:p@ss:9Word@tcp(db)/x"), Some("p@ss:9Word"));
        for text in
            ["root:@tcp(db)/x", "root@tcp(db)/x", "%s:%s@tcp(%s)/x", "u:${PW}@tcp(db)/x", "a:b@tcp(h)"]
        {
            assert_eq!(ask(text), None, "{text}");
        }
    }
}
