//! A line of a frame, built character by character.

use crate::finding::mask::{BULLET, MOST_BULLETS};

/// Put where a line is cut.
pub const CUT: &str = "…";

/// A line under construction, with its length in characters.
#[derive(Default)]
pub struct Line {
    pub text: String,
    pub count: usize,
    bullets: usize,
}

impl Line {
    /// Adds a visible character.
    pub fn push(&mut self, ch: char) {
        self.text.push(ch);
        self.count += 1;
        self.bullets = 0;
    }

    /// Marks that the line is cut here.
    pub fn cut(&mut self) {
        self.text.push_str(CUT);
        self.count += 1;
        self.bullets = 0;
    }

    /// Adds a bullet for a hidden character. Long runs are cut, so that they do not tell how long a secret is.
    pub fn bullet(&mut self) {
        if self.bullets < MOST_BULLETS {
            self.text.push(BULLET);
            self.count += 1;
            self.bullets += 1;
        }
    }
}

/// The first character of `bytes` and its length in bytes. A byte that is not UTF-8 is read as Latin-1.
pub fn next_char(bytes: &[u8]) -> (char, usize) {
    if let Some(&b) = bytes.first().filter(|b| b.is_ascii()) {
        return (char::from(b), 1);
    }
    let most = bytes.len().min(4);
    for len in 2..=most {
        if let Ok(text) = std::str::from_utf8(&bytes[..len]) {
            return (text.chars().next().unwrap_or('\u{FFFD}'), len);
        }
    }
    match bytes.first() {
        Some(&b) if b >= 0xA0 => (char::from(b), 1),
        _ => ('\u{FFFD}', 1),
    }
}

/// True if nearly every other byte is a NUL: UTF-16 text of mostly Latin letters.
pub fn looks_utf16(bytes: &[u8]) -> bool {
    bytes.iter().filter(|b| **b == 0).count() * 3 > bytes.len()
}
