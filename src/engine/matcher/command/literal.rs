//! Passwords in texts whose use says what they are: what a key store is opened with, what a `Basic` header is made of.

use super::super::{Ask, Catch};
use super::{REACH, verdict};
use crate::engine::near;
use crate::model::Span;

/// What leads to a password that is handed over as characters: `KeyStore.load(in, ..)`, `PBEKeySpec(..)`.
static OPENS: &[&str] = &["load(", "pbekeyspec(", ".init(", "getkey(", "setkeyentry(", ".store(", "password"];
/// How far before its end such a text and what leads to it are looked for.
const BEFORE: usize = 200;

/// `ks.load(in, "pw".toCharArray())`: the keyword follows the text.
pub fn characters(ask: &Ask<'_>) -> Option<Catch> {
    let from = ask.at.saturating_sub(BEFORE);
    let before = &ask.text[from..ask.at];
    let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    let inner = before[start..].strip_suffix(b"\"")?;
    let open = memchr::memrchr(b'"', inner)?;
    let leads = &inner[..open];
    let secret = Span::new(from + start + open + 1, ask.at - 1);
    let told = OPENS.iter().any(|word| near::holds(leads, word.as_bytes()));
    (told && secret.start < secret.end).then(|| verdict(ask, secret)).flatten()
}

/// `"Basic " + encode("joe:pw")`: where the pair stands that the header is made of; `at` is where the text `Basic ` ends.
pub fn pair_behind(text: &[u8], at: usize) -> Option<Span> {
    let rest = text.get(at..text.len().min(at + REACH))?;
    let rest = &rest[..memchr::memchr2(b'\n', b';', rest).unwrap_or(rest.len())];
    let (quote, behind) = rest.split_first()?;
    let joined = matches!(behind.trim_ascii_start().first()?, b'+' | b'.' | b',' | b'&');
    if !matches!(quote, b'"' | b'\'') || !joined {
        return None;
    }
    let open = behind.iter().position(|b| matches!(b, b'"' | b'\'' | b'`'))?;
    let encodes = ["64", "encode", "btoa"].iter().any(|word| near::holds(&behind[..open], word.as_bytes()));
    let inner = &behind[open + 1..];
    let inner = &inner[..memchr::memchr(behind[open], inner)?];
    let colon = memchr::memchr(b':', inner)?;
    let start = at + 1 + open + 1 + colon + 1;
    let plain = !inner.iter().any(|b| b.is_ascii_whitespace() || matches!(b, b'{' | b'$' | b'%'));
    (encodes && plain && colon > 0 && colon + 1 < inner.len())
        .then(|| Span::new(start, start + inner.len() - colon - 1))
}

#[cfg(test)]
mod tests {
    use super::super::tests::ask;
    use super::*;

    #[test]
    fn what_a_key_store_is_opened_with() {
        let pw = Some("kV9x2mQp");
        for text in [
            "ks.load(in, \"kV9x2mQp\".toCharArray());",
            "kmf.init(ks, \"kV9x2mQp\".toCharArray());",
            "new PBEKeySpec(\"kV9x2mQp\".toCharArray(), salt, 65536, 256)",
            "new PasswordAuthentication(\"joe\", \"kV9x2mQp\".toCharArray())",
        ] {
            assert_eq!(ask(text, ".toCharArray(", characters), pw, "{text}");
        }
        for text in [
            "char[] digits = \"kV9x2mQp\".toCharArray();",
            "ks.load(in, password.toCharArray());",
            "ks.load(in, \"\".toCharArray());",
        ] {
            assert_eq!(ask(text, ".toCharArray(", characters), None, "{text}");
        }
    }

    #[test]
    fn what_a_header_is_made_of() {
        let found = |text: &'static str| {
            let at = text.find("asic ").map_or(0, |at| at + 5);
            pair_behind(text.as_bytes(), at).map(|span| &text[span.range()])
        };
        let pw = Some("kV9x2mQp");
        assert_eq!(found("h = \"Basic \" + Base64.encodeToString(\"joe:kV9x2mQp\".getBytes());"), pw);
        assert_eq!(found("h = 'Basic ' + btoa('joe:kV9x2mQp')"), pw);
        assert_eq!(found("$h = 'Basic ' . base64_encode('joe:kV9x2mQp');"), pw);
        assert_eq!(found("h = 'Basic ' + btoa('%s:%s')"), None);
        assert_eq!(found("h = 'Basic ' + btoa(user + ':' + pw)"), None);
        assert_eq!(found("h = 'Basic joe:kV9x2mQp'"), None);
    }
}
