//! From a keyword to a site: the whole name around it, what closes the name, and the separator behind.
//!
//! Local by contract: nothing further than 400 bytes from the word matters, and neither does the kind of file.

mod blank;
mod call;
mod column;
mod declared;
mod listed;
mod locate;
mod markup;
mod members;
mod name;
mod operator;
mod parallel;
mod refused;
mod sep;
mod separated;
mod setter;
mod wanted;

use super::bytes::skip_blanks;
use crate::model::Span;
pub use call::{PAIR, is_told};
pub use column::of as column;
pub use locate::of;
pub use members::of as members;
pub use name::{Named, widen};
pub use refused::{refused_at_once, refused_from, refused_to};
pub use sep::Sep;
pub use wanted::is_wanted;

/// The longest name.
pub const LONGEST_NAME: usize = 80;
/// How far behind a name its separator is searched.
const FARTHEST: usize = 480;
/// How far behind the start of a line `value=` and the like are searched.
const SIBLING: usize = 160;
/// Longer than what opens a string, prefixes and backslashes included.
const QUOTE: usize = 24;

/// A name and the place where its value begins.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// The name, without quotes and dashes.
    pub name: Span,
    /// The separator.
    pub sep: Sep,
    /// Where the value begins, blanks skipped.
    pub at: usize,
}

impl Site {
    /// How far behind the name [`find`] has read.
    pub fn found_to(&self) -> usize {
        match self.sep {
            Sep::Eq | Sep::Walrus => self.at + parallel::REACH,
            Sep::Call => self.at + setter::REACH,
            Sep::Arrow | Sep::Compare => self.at + 24,
            // A type may stand behind the colon.
            Sep::Colon | Sep::Typed => self.at + 96,
            _ => self.at.max(self.name.end + FARTHEST) + SIBLING,
        }
    }
}

/// The site of the name that the word at `pos` belongs to; `None` if no value can follow.
pub fn find(text: &[u8], pos: usize) -> Option<Site> {
    of(text, &widen(text, pos)?)
}

/// Skips blanks and at most two line ends.
pub fn skip_lines(text: &[u8], at: usize) -> usize {
    let mut p = skip_blanks(text, at, 64);
    for _ in 0..2 {
        let mut n = p;
        if text.get(n) == Some(&b'\r') {
            n += 1;
        }
        if text.get(n) != Some(&b'\n') {
            break;
        }
        p = skip_blanks(text, n + 1, 64);
    }
    p
}

#[cfg(test)]
mod tests;
