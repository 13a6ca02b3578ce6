//! Which values are masked where: all secrets, but for words that stand for themselves.

use crate::finding::{Finding, Secret, Suppression};

/// Shorter values are words of their surroundings; masking them would tell more than it hides.
pub const SHORTEST: usize = 6;
/// In a path a short value is more likely a folder's name than a leak.
const SHORTEST_IN_PATH: usize = 12;
/// What has letters alone is a name up to this length.
const LONGEST_NAME: usize = 24;

/// True for what a filter dismissed and what looks like words: masking `password` wherever it stands would garble paths
/// and reasons, and hide nothing.
pub fn is_word(finding: &Finding) -> bool {
    matches!(finding.suppressed, Some(Suppression::Filter(_))) && has_letters_alone(&finding.secret)
}

fn has_letters_alone(value: &Secret) -> bool {
    value.reveal().iter().all(|b| b.is_ascii_alphabetic() || b"-_ ".contains(b))
}

/// True for a value that is masked wherever it stands.
pub fn anywhere(value: &Secret) -> bool {
    value.len() >= SHORTEST
}

/// True for a value that is masked in a path, too. A shorter one made of letters is a name there: a file that cannot be
/// opened by the path in the report helps nobody.
pub fn in_paths(value: &Secret) -> bool {
    value.len() >= LONGEST_NAME || value.len() >= SHORTEST_IN_PATH && !has_letters_alone(value)
}

/// True for a value that is masked in the lines of another file, too: not for an ordinary word (`postgres`), which stands
/// there for itself, and would leave frames without any.
pub fn in_frames(value: &Secret) -> bool {
    let mixes = value.reveal().windows(2).any(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase());
    anywhere(value) && (mixes || !has_letters_alone(value) || value.len() >= LONGEST_NAME)
}
