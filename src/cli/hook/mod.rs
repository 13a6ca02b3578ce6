//! `secretscan hook …`: installs, removes, explains and serves git hooks.

mod calls;
pub mod chained;
mod cleanup;
mod framework;
mod global;
mod husky;
mod install;
mod parts;
mod place;
mod run;
mod scope;
mod script;
mod status;
mod uninstall;
mod user_file;
mod write;

pub use install::{install, refusal};
pub use place::{config_home, global_folder, is_executable, is_own};
pub use run::{Call, run};
pub use status::{Guard, guard, status};
pub use uninstall::uninstall;
pub use write::write_hook;
