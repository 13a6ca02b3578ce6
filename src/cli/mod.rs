//! The composition root: parses, dispatches to one file per subcommand, turns results into exit codes.

pub mod args;
mod hook;
mod out;

use crate::error::{Error, Result};
use crate::outcome::Exit;
use args::{Cli, Command, HookAction};
use clap::Parser;
use clap::error::ErrorKind;
use out::Out;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// Runs one command line and says with which code to exit.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    match run(cli) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(error) => fail(&error),
    }
}

fn run(cli: Cli) -> Result<Exit> {
    let mut out = Out::stdout();
    match cli.command {
        None => Ok(Exit::Clean),
        Some(Command::Hook { action }) => match action {
            HookAction::Install(args) => hook::install(&args, &mut out).map(|()| Exit::Clean),
            HookAction::Uninstall(place) => hook::uninstall(&place, &mut out).map(|()| Exit::Clean),
            HookAction::Status => {
                hook::status(&mut out).map(|ours| if ours { Exit::Clean } else { Exit::Incomplete })
            }
            HookAction::Run { .. } => Ok(Exit::Clean),
        },
        Some(_) => Ok(Exit::Clean),
    }
}

/// Help and version go to standard output with 0; anything else is a usage error.
fn usage(error: &clap::Error) -> ExitCode {
    let text = error.render();
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let _ = write!(anstream::stdout(), "{}", text);
        return ExitCode::SUCCESS;
    }
    let _ = write!(anstream::stderr(), "{}", text);
    ExitCode::from(Exit::Usage.code())
}

/// One sentence on standard error.
fn fail(error: &Error) -> ExitCode {
    let _ = writeln!(anstream::stderr(), "secretscan: {error}");
    ExitCode::from(error.exit_code())
}
