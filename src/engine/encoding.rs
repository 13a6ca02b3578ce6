//! How a whole text is written: bytes as they are (UTF-8, Latin-1), UTF-16, or no text at all.

use super::view::View;

/// How many bytes at the front decide.
const SAMPLE: usize = 8000;

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Anything that has ASCII in single bytes.
    Plain,
    /// UTF-16, little endian.
    Utf16Le,
    /// UTF-16, big endian.
    Utf16Be,
    /// Zero bytes, and no UTF-16: searched as bytes, by the strict rules alone.
    Binary,
}

/// Tells the encoding by a byte order mark or by where the zero bytes are.
pub fn of(bytes: &[u8]) -> Encoding {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => return Encoding::Binary,
        [0xff, 0xfe, ..] => return Encoding::Utf16Le,
        [0xfe, 0xff, ..] => return Encoding::Utf16Be,
        _ => {}
    }
    let head = &bytes[..bytes.len().min(SAMPLE)];
    if memchr::memchr(0, head).is_none() {
        return Encoding::Plain;
    }
    let (pairs, _) = head.as_chunks::<2>();
    let zeros = |at: usize| pairs.iter().filter(|pair| pair[at] == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let most = pairs.len() * 7 / 10;
    match pairs.len() >= 4 {
        true if odd > most && even * 20 <= pairs.len() => Encoding::Utf16Le,
        true if even > most && odd * 20 <= pairs.len() => Encoding::Utf16Be,
        _ => Encoding::Binary,
    }
}

/// A UTF-16 text in UTF-8. A code unit that is no character becomes U+FFFD.
pub fn utf16(bytes: &[u8], big: bool) -> View {
    let mut view = View::new("UTF-16");
    view.bytes.reserve(bytes.len() / 2 + 1);
    let unit = |at: usize| {
        let pair = [*bytes.get(at)?, *bytes.get(at + 1)?];
        Some(if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    };
    let mut at = 0;
    while let Some(first) = unit(at) {
        if first < 0x80 {
            view.step(at, 2, 1);
            view.bytes.push(first as u8);
            at += 2;
            continue;
        }
        let units = [first, unit(at + 2).unwrap_or(0)];
        let sign =
            char::decode_utf16(units).next().and_then(Result::ok).unwrap_or(char::REPLACEMENT_CHARACTER);
        let width = if (sign as u32) < 0x10000 { 2 } else { 4 };
        let mut utf8 = [0; 4];
        let text = sign.encode_utf8(&mut utf8).as_bytes();
        view.step(at, width, text.len());
        view.bytes.extend_from_slice(text);
        at += width;
    }
    view
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    fn units(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    #[test]
    fn told_apart() {
        for big in [false, true] {
            let want = if big { Encoding::Utf16Be } else { Encoding::Utf16Le };
            assert_eq!(of(&units("key = value", big)), want);
            assert_eq!(of(&units("\u{feff}ключ = 1", big)), want);
        }
        assert_eq!(of(b"plain text"), Encoding::Plain);
        assert_eq!(of(b"caf\xe9"), Encoding::Plain);
        assert_eq!(of(b"\x7fELF\x02\x01\x01\0\0\0\0\0"), Encoding::Binary);
        assert_eq!(of(b""), Encoding::Plain);
    }

    #[test]
    fn utf16_and_back() {
        for big in [false, true] {
            let text = "aéb€c😀d";
            let view = utf16(&units(text, big), big);
            assert_eq!(view.bytes, text.as_bytes());
            let at = text.find("c😀").expect("it is there");
            assert_eq!(view.original(Span::new(at, at + 5)), Span::new(8, 14));
            assert_eq!(view.original(Span::new(at + 5, at + 6)), Span::new(14, 16));
        }
        assert_eq!(utf16(b"a\0\x00\xd8b\0c", false).bytes, "a\u{fffd}b".as_bytes());
    }
}
