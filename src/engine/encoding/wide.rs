//! UTF-16 without a byte order mark, in which zero bytes are few.

use super::STRETCH;

/// True for UTF-16 in which other scripts prevail: nothing but assigned characters, some of them ASCII. Of arbitrary data, one
/// unit in eight is none.
pub fn is_wide_text(pairs: &[[u8; 2]], unit: fn([u8; 2]) -> u16) -> bool {
    let mut ascii = 0;
    let mut chars = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).peekable();
    while let Some(ch) = chars.next() {
        match ch {
            Ok('\t' | '\n' | '\r' | ' '..='~') => ascii += 1,
            Ok(
                '\0'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{fffc}' | '\u{fffe}'..='\u{ffff}',
            ) => return false,
            Ok(_) => {}
            // The sample may end within a character.
            Err(_) => return chars.peek().is_none() && ascii >= STRETCH,
        }
    }
    ascii >= STRETCH
}

#[cfg(test)]
mod tests {
    use super::super::{Encoding, of};

    #[test]
    fn texts_of_other_scripts() {
        for text in ["ключ = value-07\n", "鍵の値 = kR9s\n", "key = kR9s-Zw2m \u{1f600}\u{1f600}\n"] {
            let many = text.repeat(30);
            let units = |bytes: fn(u16) -> [u8; 2]| many.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
            assert_eq!(of(&units(u16::to_le_bytes)), Encoding::Utf16Le, "{text}");
            assert_eq!(of(&units(u16::to_be_bytes)), Encoding::Utf16Be, "{text}");
        }
        let numbers: Vec<u8> = (0..4000u16).flat_map(|n| (n * 7).to_le_bytes()).collect();
        assert_eq!(of(&numbers), Encoding::Binary);
    }
}
