//! Rules as data: as written (`raw`), then validated (`rule`), and the set of a run.

mod raw;
mod rule;

pub use raw::{RawExample, RawFile, RawNear, RawRule, RawText};
pub use rule::{RuleInfo, RuleSet};
