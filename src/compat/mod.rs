//! Patterns, files and markers of other scanners, so that their users can move.

mod ere;
mod globs;
mod lines;

pub use ere::{EreError, translate};
pub use globs::globs;
pub use lines::{LineMatch, LinePatterns};
