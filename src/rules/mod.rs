//! Rules as data: as written (`raw`), compiled to tables (`compile`), and the rules of a run (`set`).

mod builtin;
mod byte_runs;
pub(crate) mod bytes;
mod check;
mod compile;
mod enumerate;
pub mod gate;
mod keywords;
mod kinds;
mod layout;
mod lint;
mod load;
mod measure;
mod mixing;
mod odds;
mod pattern;
mod program;
mod proof;
mod raw;
mod rule;
mod secret;
mod set;
mod shape;
mod sieve;
mod steps;
pub mod table;
#[cfg(test)]
mod tests;
pub mod window;

// The build script has `kinds` beside its other modules.
use crate::model::kind;

pub use builtin::SOURCES;
pub(crate) use bytes::has;
pub use check::{check, examples};
pub use compile::{LONGEST_KEYWORD, Problem};
pub use load::{MOST_KEYWORDS, RuleFile};
pub use pattern::Pattern;
pub use raw::{RawExample, RawFile, RawNear, RawRule, RawText};
pub use rule::{Rule, RuleInfo, confidence};
pub use set::{RuleSet, no_rule};
