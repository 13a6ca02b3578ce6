//! UTF-32, told from UTF-16 by its zero units.

use super::{SAMPLE, is_ascii_text};

/// True if text of four bytes a character begins here or two bytes further on: nearly every other unit of two bytes is zero,
/// and what lies between is mostly ASCII.
pub fn is_utf32(bytes: &[u8]) -> bool {
    let (units, _) = bytes[..bytes.len().min(SAMPLE)].as_chunks::<2>();
    let zeros = units.iter().filter(|unit| **unit == [0, 0]).count();
    let text = |unit: &&[u8; 2]| matches!(**unit, [0, b] | [b, 0] if is_ascii_text(b));
    let ascii = units.iter().filter(text).count();
    let apart = units.windows(2).filter(|pair| pair[0] == [0, 0] && pair[1] == [0, 0]).count();
    units.len() >= 16
        && zeros * 20 >= units.len() * 9
        && ascii * 5 >= units.len()
        && apart * 20 <= units.len()
}

#[cfg(test)]
mod tests {
    use super::super::{Encoding, of, utf16};

    #[test]
    fn texts_of_four_bytes_a_character() {
        let text = "color = \"green and blue\"\nüber = 鍵 and more\n";
        let units =
            |bytes: fn(u32) -> [u8; 4]| text.chars().flat_map(|c| bytes(c as u32)).collect::<Vec<u8>>();
        for mark in [false, true] {
            for (big, bytes) in [(false, u32::to_le_bytes as fn(u32) -> [u8; 4]), (true, u32::to_be_bytes)] {
                let mut all = if mark { bytes(0xfeff).to_vec() } else { Vec::new() };
                all.extend(units(bytes));
                let want = if big { Encoding::Utf16Be } else { Encoding::Utf16Le };
                assert_eq!(of(&all), want, "{mark} {big}");
                let view = utf16(&all, big);
                assert!(String::from_utf8_lossy(&view.bytes).ends_with(text), "{mark} {big}");
            }
        }
        let padded = [b"A\0\0\0", &[0u8; 400][..]].concat();
        assert_eq!(of(&padded), Encoding::Binary);
        let numbers: Vec<u8> = (0..4000u32).flat_map(u32::to_le_bytes).collect();
        assert_eq!(of(&numbers), Encoding::Binary);
    }
}
