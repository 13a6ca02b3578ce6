//! Who introduced what: tips, commits, trees, and the story of each finding.

mod bits;
pub mod commit;
mod commits;
pub mod entries;
mod links;
mod names;
mod places;
mod reach;
mod story;
mod tips;
pub mod trees;

pub use bits::Bits;
pub use commits::{Commits, RawCommit};
pub use links::{Links, MISSING};
pub use places::{Places, Spot};
pub use reach::{Reach, Roots};
pub use story::{Known, Odd, Story, stories};
pub use tips::{Tip, Tips, shallow_border};
