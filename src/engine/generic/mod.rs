//! Generic secrets: a name that promises one (`db_password`), and a value that keeps the promise.
//!
//! The engine searches for the keywords of the generic rules (the words of [`stem::STEMS`]) and hands each place to
//! [`Judge::at`], which goes through these stages:
//!
//! ```text
//! site   widen the word to its whole name, close it, find the separator      local: at most 400 bytes
//! value  read what follows: quoted, inside calls, bare, on the next line
//! veto   forms that are no secret whatever their looks
//! key, text, around -> feature::Set   named 0/1 features
//! score  a sum of points (weights.tsv); three thresholds make low, medium, high
//! ```
//!
//! Paths are not known here, only the `FileKind`. What looks further than the neighbouring lines (the same value many times in
//! a file) can only lower a verdict. Every step accounts for the bytes that it reads, so that verdicts can be cached.

mod alone;
mod around;
mod bytes;
pub mod crowd;
mod feature;
mod foreign;
mod form;
mod judge;
mod key;
mod looks;
mod quote;
mod score;
mod site;
pub mod stem;
mod text;
mod value;
mod veto;
mod weak;
pub(in crate::engine) mod words;
mod wrap;

pub use alone::{judge as alone, marks as marks_of_place};
pub use around::Often;
pub use feature::{FEATURES, Feature, Set};
pub use foreign::asks as asks_in_another_language;
pub use judge::{Found, Judge, triage};
pub use key::Class;
pub use score::{THRESHOLDS, Thresholds, confidence, marks, points};
pub use veto::{account, hidden, is_message};
pub use weak::is_stand_in;
pub use words::coverage;
