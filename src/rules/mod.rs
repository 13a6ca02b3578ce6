//! Rules as data: as written (`raw`), proven and laid out as tables (`compile`), and the set of a run (`rule`).

mod builtin;
mod check;
mod compile;
mod load;
mod proof;
mod raw;
mod rule;
mod shape;
pub mod table;
#[cfg(test)]
mod tests;

pub use builtin::SOURCES;
pub use check::{check, examples};
pub use compile::Problem;
pub use load::RuleFile;
pub use proof::{FAR_REACH, RUN, RUN_REACH};
pub use raw::{RawExample, RawFile, RawNear, RawRule, RawText};
pub use rule::{Rule, RuleInfo, RuleSet, confidence};
