//! Types that cross layers. No I/O here, and no dependency on any other folder.

pub mod calendar;
mod candidate;
mod chunk;
mod common;
#[cfg(test)]
mod dice;
mod keyed;
pub mod kind;
mod level;
pub mod marker;
mod object_id;
mod origin;
mod parallel;
mod span;
mod stop;
mod translation;

pub use candidate::{Candidate, Mark, Related, RuleIx};
pub use chunk::{Added, Chunk, Line, LineMap, Lines, Position};
pub use common::{Common, common_lines, same_start};
#[cfg(test)]
pub use dice::Dice;
pub use keyed::Keyed;
pub use kind::FileKind;
pub use level::{Confidence, Severity};
pub use object_id::{ObjectId, ObjectKind};
pub use origin::{Origin, Place, RepoPath};
pub use parallel::{map_parallel, run_on_threads, spawn_beside};
pub use span::Span;
pub use stop::signal;
pub use translation::{may_be_translation, may_translate};
