//! secretscan: finds secrets before they are committed, in every pull request and in all of history.
//!
//! The flow, drawn once:
//!
//! ```text
//! source::Source::units()      cheap units in a stable order (paths, blob ids)
//!   -> source::Reader::read()  one unit becomes an owned model::Chunk, in a worker
//!   -> engine::Engine::scan()  hits, then judgement: borrowed model::Candidate values
//!   -> finding::FindingSet     owned findings: grouped, deduplicated, allow list and baseline applied
//!   -> report::*               one plain function a format
//!   -> outcome::Outcome        findings + coverage decide the exit code
//! ```
//!
//! Who may use whom: `model` <- `rules` <- `engine`; `model` <- `git` <- `source`; `model`, `rules` <- `finding`
//! <- `report`; `scan` joins source, engine and finding; `cli` sees all. The whole table, which is checked, is `MAY_USE` in
//! `tests/architecture.rs`.

#![warn(missing_docs)]
#![deny(unsafe_op_in_unsafe_fn)]

pub mod cli;
pub mod compat;
pub mod config;
pub mod engine;
pub mod error;
pub mod finding;
pub mod git;
pub mod model;
pub mod outcome;
pub mod report;
pub mod rules;
pub mod scan;
pub mod source;
