//! Named structural proofs: checksums, encoded account ids, layouts. A rule names them in `checks`.
//! One fn and one row a check; a file per family of checks.

/// Proves or refutes the structure of a value. `Err` is the reason, in words, why it cannot be a real one.
pub type Check = fn(value: &[u8]) -> Result<(), &'static str>;

/// Every check, by the name that rules use, sorted.
pub static CHECKS: &[(&str, Check)] = &[];

/// The check of that name.
pub fn find(name: &str) -> Option<Check> {
    CHECKS.iter().find(|(known, _)| *known == name).map(|(_, check)| *check)
}
