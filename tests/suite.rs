//! One test binary: a file per source, output and promise.

mod support;

mod accuracy;
mod architecture;
mod ci;
mod command;
mod fleet;
mod git_secrets;
mod history;
mod history_coverage;
mod history_interrupt;
mod history_store;
mod hooks;
mod reports;
mod repository;
mod staged;
mod staged_commit;
mod suppression;
mod worktree;
