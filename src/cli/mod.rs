//! The composition root: parses, dispatches to one file per subcommand, turns results into exit codes.

pub mod args;

use std::process::ExitCode;
/// Parses the command line and runs it.
pub fn main(args: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    let _ = args;
    ExitCode::SUCCESS
}
