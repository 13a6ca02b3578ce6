//! Bracket expressions: which bytes `[…]` stands for, in the C locale.

use super::{EreError, Translator};

impl Translator<'_> {
    /// A bracket expression. A backslash is an ordinary character in it, and so is `]` at the front.
    pub(super) fn bracket(&mut self) -> Result<(), EreError> {
        let mut set = [false; 256];
        let negated = self.peek() == Some(b'^');
        self.at += usize::from(negated);
        let mut first = true;
        loop {
            let byte = self.next().ok_or(EreError::Bracket)?;
            if byte == b']' && !first {
                break;
            }
            first = false;
            if byte == b'[' && self.peek() == Some(b':') {
                self.class(&mut set)?;
                continue;
            }
            let low = if byte == b'[' { self.element()? } else { byte };
            let is_range =
                self.peek() == Some(b'-') && self.from.get(self.at + 1).is_some_and(|&b| b != b']');
            if !is_range {
                set[usize::from(low)] = true;
                continue;
            }
            self.at += 1;
            let byte = self.next().ok_or(EreError::Bracket)?;
            let high = if byte == b'[' { self.element()? } else { byte };
            if high < low {
                return Err(EreError::Range(low as char, high as char));
            }
            set[usize::from(low)..=usize::from(high)].fill(true);
        }
        if negated {
            set.iter_mut().for_each(|b| *b = !*b);
            set[usize::from(b'\n')] = false;
        }
        let text = class_text(&set);
        self.put(&text);
        Ok(())
    }

    /// `[.x.]` and `[=x=]` stand for `x` in the C locale; a plain `[` for itself.
    fn element(&mut self) -> Result<u8, EreError> {
        let Some(mark @ (b'.' | b'=')) = self.peek() else { return Ok(b'[') };
        let byte = *self.from.get(self.at + 1).ok_or(EreError::Bracket)?;
        if self.from.get(self.at + 2) != Some(&mark) || self.from.get(self.at + 3) != Some(&b']') {
            return Err(EreError::Bracket);
        }
        self.at += 4;
        Ok(byte)
    }

    fn class(&mut self, set: &mut [bool; 256]) -> Result<(), EreError> {
        let rest = &self.from[self.at + 1..];
        let end = rest.windows(2).position(|w| w == b":]").ok_or(EreError::Bracket)?;
        let name = String::from_utf8_lossy(&rest[..end]).into_owned();
        let test: fn(&u8) -> bool = match name.as_str() {
            "alpha" => u8::is_ascii_alphabetic,
            "digit" => u8::is_ascii_digit,
            "alnum" => u8::is_ascii_alphanumeric,
            "upper" => u8::is_ascii_uppercase,
            "lower" => u8::is_ascii_lowercase,
            "space" => |b| b.is_ascii_whitespace() || *b == 0x0b,
            "blank" => |b| *b == b' ' || *b == b'\t',
            "punct" => u8::is_ascii_punctuation,
            "print" => |b| b.is_ascii_graphic() || *b == b' ',
            "graph" => u8::is_ascii_graphic,
            "cntrl" => u8::is_ascii_control,
            "xdigit" => u8::is_ascii_hexdigit,
            _ => return Err(EreError::Class(name)),
        };
        (0..=255u8).filter(test).for_each(|b| set[usize::from(b)] = true);
        self.at += 1 + end + 2;
        Ok(())
    }
}

fn class_text(set: &[bool; 256]) -> String {
    let mut text = String::from("[");
    let mut byte = 0;
    while byte < 256 {
        if !set[byte] {
            byte += 1;
            continue;
        }
        let start = byte;
        while byte < 256 && set[byte] {
            byte += 1;
        }
        text.push_str(&format!("\\x{start:02X}-\\x{:02X}", byte - 1));
    }
    // An empty set (`[^\x00-\xff]`) matches nothing.
    if text.len() == 1 { r"[^\x00-\xFF]".to_owned() } else { text + "]" }
}
