//! One test binary: a file per source, output and promise.

mod support;

mod accuracy;
mod amend;
mod answers;
mod architecture;
mod borders;
mod ci;
mod ci_matrix;
mod command;
mod environment;
mod faults;
mod fleet;
mod git_secrets;
mod history;
mod history_coverage;
mod history_interrupt;
mod history_store;
mod hooks;
mod migrate;
mod range;
mod receive;
mod report_formats;
mod reports;
mod repository;
mod staged;
mod staged_commit;
mod suppression;
mod worktree;
