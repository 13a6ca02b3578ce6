//! Git object names, in our own type so that no git library crosses `src/git`.

use std::fmt;
use std::str::FromStr;

/// The SHA-1 name of a git object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ObjectId(pub [u8; 20]);

impl ObjectId {
    /// The all-zero name that git uses for "no object".
    pub const ZERO: ObjectId = ObjectId([0; 20]);

    /// Takes 20 raw bytes; any other length is `None`.
    pub fn from_bytes(raw: &[u8]) -> Option<Self> {
        raw.try_into().ok().map(ObjectId)
    }

    /// The raw 20 bytes.
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// True for [`ObjectId::ZERO`].
    pub fn is_zero(&self) -> bool {
        self.0 == [0; 20]
    }

    /// The first `n` hex digits.
    pub fn short(&self, n: usize) -> String {
        let mut hex = self.to_string();
        hex.truncate(n);
        hex
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = String::with_capacity(self.0.len() * 2);
        for b in &self.0 {
            text.extend([b >> 4, b & 15].map(|half| char::from(DIGITS[usize::from(half)])));
        }
        f.write_str(&text)
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ObjectId {
    type Err = ();

    /// Reads exactly 40 hex digits.
    fn from_str(hex: &str) -> Result<Self, ()> {
        let digits = hex.as_bytes();
        if digits.len() != 40 {
            return Err(());
        }
        let mut id = [0; 20];
        for (byte, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
            let high = (pair[0] as char).to_digit(16).ok_or(())?;
            let low = (pair[1] as char).to_digit(16).ok_or(())?;
            *byte = (high * 16 + low) as u8;
        }
        Ok(ObjectId(id))
    }
}

/// The four kinds of git objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// A commit.
    Commit,
    /// A folder.
    Tree,
    /// A file's content.
    Blob,
    /// An annotated tag.
    Tag,
}

impl ObjectKind {
    /// Git's own word for the kind.
    pub fn name(self) -> &'static str {
        match self {
            ObjectKind::Commit => "commit",
            ObjectKind::Tree => "tree",
            ObjectKind::Blob => "blob",
            ObjectKind::Tag => "tag",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_round_trip() {
        let hex = "0123456789abcdef0123456789abcdef01234567";
        assert_eq!(hex.parse::<ObjectId>().expect("40 digits").to_string(), hex);
        assert!("0123".parse::<ObjectId>().is_err());
        assert!("zz23456789abcdef0123456789abcdef01234567".parse::<ObjectId>().is_err());
    }
}
