//! Escapes of strings and entities of markup.

use super::Value;
use crate::engine::generic::quote::Quote;
use std::borrow::Cow;

/// The value as the program sees it: escapes resolved.
pub fn unescape<'t>(raw: &'t [u8], value: &Value) -> Cow<'t, [u8]> {
    if value.ints || value.quote == Quote::None && memchr::memchr(b'&', raw).is_none() {
        return Cow::Borrowed(raw);
    }
    if memchr::memchr3(b'\\', b'&', b'\'', raw).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut out = Vec::with_capacity(raw.len());
    let mut i = 0;
    while i < raw.len() {
        let rest = &raw[i..];
        let entity = [
            (&b"&amp;"[..], b'&'),
            (b"&quot;", b'"'),
            (b"&lt;", b'<'),
            (b"&gt;", b'>'),
            (b"&apos;", b'\''),
            (b"&#39;", b'\''),
        ];
        if let Some((name, b)) = entity.iter().find(|(name, _)| rest.starts_with(name)) {
            out.push(*b);
            i += name.len();
        } else if rest.starts_with(b"''") && value.quote == Quote::Single {
            out.push(b'\'');
            i += 2;
        } else if rest[0] == b'\\' && value.quote != Quote::None {
            i += escape(rest, &mut out);
        } else {
            out.push(rest[0]);
            i += 1;
        }
    }
    Cow::Owned(out)
}

/// Resolves the escape at the start of `rest`; returns its length.
fn escape(rest: &[u8], out: &mut Vec<u8>) -> usize {
    let hex = |from: usize, n: usize| {
        rest.get(from..from + n)
            .and_then(|h| std::str::from_utf8(h).ok())
            .and_then(|h| u32::from_str_radix(h, 16).ok())
    };
    match rest.get(1) {
        Some(b'n') => out.push(b'\n'),
        Some(b't') => out.push(b'\t'),
        Some(b'r') => out.push(b'\r'),
        Some(b @ (b'"' | b'\'' | b'`' | b'\\' | b'/' | b'$')) => out.push(*b),
        Some(sign @ (b'u' | b'x')) => {
            let digits = if *sign == b'u' { 4 } else { 2 };
            let Some(ch) = hex(2, digits).and_then(char::from_u32) else {
                out.push(b'\\');
                return 1;
            };
            match sign {
                b'u' => out.extend_from_slice(ch.encode_utf8(&mut [0; 4]).as_bytes()),
                _ => out.push(ch as u8),
            }
            return 2 + digits;
        }
        _ => {
            out.push(b'\\');
            return 1;
        }
    }
    2
}
