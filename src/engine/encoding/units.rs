//! Text in units of two or four bytes, converted.

use super::utf32::is_utf32;
use crate::engine::view::View;

/// A UTF-16 text converted to UTF-8. An invalid code unit becomes U+FFFD. UTF-32 is the same, but for a zero unit before or
/// behind each other one.
pub fn utf16(bytes: &[u8], big: bool) -> View {
    let four = is_utf32(bytes);
    let mut view = View::new(if four { "UTF-32" } else { "UTF-16" });
    view.bytes.reserve(bytes.len() / 2 + 1);
    let unit = |at: usize| {
        let pair = [*bytes.get(at)?, *bytes.get(at + 1)?];
        Some(if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    };
    let mut at = 0;
    while let Some(first) = unit(at) {
        if first == 0 && four {
            at += 2;
            continue;
        }
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
pub mod tests {
    use super::*;
    use crate::model::Span;

    /// A text in UTF-16.
    pub fn units(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
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
