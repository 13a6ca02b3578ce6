//! `secretscan hook …`: installs, removes, explains and serves git hooks.

mod install;
mod place;
mod script;
mod status;

pub use install::{install, uninstall};
pub use status::status;
