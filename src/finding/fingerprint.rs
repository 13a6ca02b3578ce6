//! The fingerprint of a secret, its name in allow files, baselines and reports.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// Context string of the hash: a new version of the scheme needs a new one.
const CONTEXT: &str = "secretscan 2026-11 fingerprint of a secret value v1";

/// The hash state that every value starts from, set up once: a history hashes a hundred thousand values.
static BEGUN: LazyLock<blake3::Hasher> = LazyLock::new(|| blake3::Hasher::new_derive_key(CONTEXT));

/// `ss1-` and 32 hex digits: half of a BLAKE3 hash of the value alone, so that moving or renaming a file does not
/// change it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The fingerprint of a secret value.
    pub fn of(value: &[u8]) -> Self {
        let hash = BEGUN.clone().update(value).finalize();
        let mut half = [0; 16];
        half.copy_from_slice(&hash.as_bytes()[..16]);
        Fingerprint(half)
    }

    /// The first eight digits, for people: enough to tell the findings of one run apart.
    pub fn short(&self) -> String {
        self.to_string()[4..12].to_string()
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ss1-")?;
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Fingerprint {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let hex = text.strip_prefix("ss1-").filter(|h| h.len() == 32 && h.is_ascii()).ok_or(())?;
        let mut id = [0; 16];
        for (i, byte) in id.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).map_err(|_| ())?;
        }
        Ok(Fingerprint(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_stable_and_reads_back() {
        let id = Fingerprint::of(b"value");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().len(), 36);
        assert_ne!(id, Fingerprint::of(b"Value"));
        assert!("ss1-xyz".parse::<Fingerprint>().is_err());
        assert!("ss2-00000000000000000000000000000000".parse::<Fingerprint>().is_err());
    }
}
