//! The delta-forest reader: every object of a repository decoded once, on all cores, with bounded memory.
//!
//! [`Store`] lists what is there, [`walk()`] hands it out together with what each object shares with its delta base,
//! [`Reader`] reads single objects. Nothing in a pack is believed: sizes, offsets and instructions are checked, and an
//! object that cannot be read is a [`Fault`] with its name, never a panic and never the end of a run. What the tables
//! cannot place, and what does not decode along its tree, is read by name, from whichever copy is whole. The git library
//! is no help there: it follows a broken index out of the pack and takes the process along.

mod bases;
mod delta;
pub mod dirs;
mod fault;
mod file;
mod idx;
mod inflate;
mod layout;
mod lookup;
mod loose;
mod plan;
mod read;
mod seek;
mod share;
mod store;
mod table;
mod walk;
mod windows;

pub use delta::Copied;
pub use fault::Fault;
pub use inflate::{Inflater, MAX_OBJECT};
pub(in crate::git) use lookup::Lookup;
pub use read::Reader;
pub use store::{Broken, Store};
pub use walk::{Base, Decoded, Visitor, Walked, Watch, walk};
