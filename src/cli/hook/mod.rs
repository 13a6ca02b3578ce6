//! `secretscan hook …`: installs, removes, explains and serves git hooks.

mod install;
mod place;
mod script;
mod status;

pub use install::{install, uninstall, write_hook};
pub use status::status;
