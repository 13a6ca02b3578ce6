//! Other scanners' patterns, files and markers, read so that their users can move.

mod ere;
mod lines;

pub use ere::{EreError, translate};
pub use lines::{LineMatch, LinePatterns};
