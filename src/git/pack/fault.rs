//! Why an object could not be read: one clause, fit for the receipt.

use std::fmt;

/// Why one object could not be decoded. Never ends a run: it is counted and named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The data ends too early.
    Truncated,
    /// The data is not what its format asks for; which part.
    Corrupt(&'static str),
    /// Bigger than what is read into memory.
    TooBig(u64),
    /// Its delta base cannot be read.
    Base,
    /// The system would not read it.
    Io(String),
    /// Not in any object directory.
    Missing,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Truncated => f.write_str("its data ends too early"),
            Fault::Corrupt(part) => write!(f, "corrupt: {part}"),
            Fault::TooBig(size) => write!(f, "too big to read: {size} bytes"),
            Fault::Base => f.write_str("the object it is stored as a change of cannot be read"),
            Fault::Io(error) => write!(f, "cannot be read: {error}"),
            Fault::Missing => f.write_str("missing from this repository"),
        }
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::UnexpectedEof => Fault::Truncated,
            _ => Fault::Io(error.to_string()),
        }
    }
}
