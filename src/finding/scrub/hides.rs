//! Which values are masked in which texts: all secrets, except those that are ordinary words.

use crate::finding::{Finding, Secret, Suppression};

/// Shorter values occur as parts of words; masking those would reveal more than it hides.
pub const SHORTEST: usize = 6;
/// A shorter value in a path is more likely the name of a folder than a leak.
const SHORTEST_IN_PATH: usize = 12;
/// A value of letters only, up to this length, is a name.
const LONGEST_NAME: usize = 24;

/// True for dismissed findings and for values that look like words: masking `password` everywhere would garble paths
/// and reasons, and hide nothing.
pub fn is_word(finding: &Finding) -> bool {
    matches!(finding.suppressed, Some(Suppression::Filter(_))) && has_letters_alone(&finding.secret)
}

fn has_letters_alone(value: &Secret) -> bool {
    value.reveal().iter().all(|b| b.is_ascii_alphabetic() || b"-_ ".contains(b))
}

/// True for a value that is masked in any text.
pub fn anywhere(value: &Secret) -> bool {
    value.len() >= SHORTEST
}

/// True for a value that is also masked in paths. A shorter one made of letters is a name there, and the path in the
/// report must be one that can be opened.
pub fn in_paths(value: &Secret) -> bool {
    value.len() >= LONGEST_NAME || value.len() >= SHORTEST_IN_PATH && !has_letters_alone(value)
}

/// True for a value that is also masked in lines of other files. An ordinary word (`postgres`) is not: it means itself
/// there, and nothing would be left of the frames.
pub fn in_frames(value: &Secret) -> bool {
    let mixes = value.reveal().windows(2).any(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase());
    anywhere(value) && (mixes || !has_letters_alone(value) || value.len() >= LONGEST_NAME)
}
