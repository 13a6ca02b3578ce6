//! The `secretscan` command: parse, run, print the error, return the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    secretscan::cli::main(std::env::args_os())
}
