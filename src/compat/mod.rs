//! Other scanners' patterns, files and markers, read so that their users can move.

mod ere;
mod globs;
mod lines;

pub use ere::{EreError, translate};
pub use globs::globs;
pub use lines::{LineMatch, LinePatterns};
