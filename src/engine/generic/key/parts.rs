//! Parts of words that tell a class.

/// Parts that tell a class wherever they stand in a word: a bit each.
pub struct Parts(u8);

impl Parts {
    pub const PASSWORD: u8 = 1;
    pub const SECRET: u8 = 2;
    pub const TOKEN: u8 = 4;
    pub const SALT: u8 = 8;
    /// `salting`, `saltire`
    pub const SALTI: u8 = 16;
    pub const NONCE: u8 = 32;

    /// All of them are found in one walk: most words have none.
    pub fn of(word: &[u8]) -> Self {
        let part = |rest: &[u8]| match rest {
            [b'p', b'a', b's', b's', b'w', ..]
            | [b'p', b'a', b's', b's', b'p', b'h', b'r', b'a', b's', b'e', ..]
            | [b'p', b'w', b'd', ..]
            | [b'c', b'o', b'n', b't', b'r', b'a', b's', b'e', ..]
            | [b'k', b'e', b'n', b'n', b'w', b'o', b'r', b't', ..] => Self::PASSWORD,
            [b's', b'e', b'c', b'r', b'e', b't', ..] => Self::SECRET,
            [b't', b'o', b'k', b'e', b'n', ..] => Self::TOKEN,
            [b's', b'a', b'l', b't', b'i', ..] => Self::SALT | Self::SALTI,
            [b's', b'a', b'l', b't', ..] => Self::SALT,
            [b'n', b'o', b'n', b'c', b'e', ..] => Self::NONCE,
            _ => 0,
        };
        Parts((0..word.len()).fold(0, |parts, at| parts | part(&word[at..])))
    }

    pub fn has(&self, part: u8) -> bool {
        self.0 & part != 0
    }
}
