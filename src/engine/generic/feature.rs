//! The features of a verdict: named 0/1 facts, each with the words in which `explain` tells it.
//!
//! The names are the first column of `weights.tsv`. Features of a group before the colon exclude each other.

mod set;
mod table;

pub use set::Set;
pub(super) use table::NAMES;
use table::{ALL, GROUPS};
pub use table::{COUNT, FEATURES, Feature};

/// The group of a feature; empty where it stands for itself.
pub(super) const fn group_of(feature: usize) -> &'static str {
    GROUPS[feature]
}

impl Feature {
    /// Its name in `weights.tsv` and in marks.
    pub fn name(self) -> &'static str {
        NAMES[self as usize]
    }

    /// What it says, in words.
    pub fn words(self) -> &'static str {
        FEATURES[self as usize].2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_stands_for_one_feature() {
        let mut names = NAMES.to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), COUNT);
    }
}
