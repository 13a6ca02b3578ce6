//! The composition root: parses, dispatches to one file per subcommand, turns results into exit codes.

mod allow;
pub mod args;
mod baseline;
mod canary;
mod ci;
mod committed;
mod completions;
mod context;
mod destination;
mod doctor;
mod emit;
mod explain;
mod gate;
mod git_secrets;
mod history;
mod hook;
mod inapplicable;
mod lookup;
mod man;
mod migrate;
mod out;
mod progress;
mod push;
mod push_refusal;
mod range;
mod receive;
mod redact_error;
mod remote_refs;
mod review;
mod rules;
mod scan;
mod settings;
mod union;
mod worker;

use crate::error::{Error, Result};
use crate::outcome::Exit;
use args::{Cli, Command, HookAction};
use clap::Parser;
use clap::error::ErrorKind;
use out::Out;
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// Runs one command line and returns the exit code.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    std::panic::set_hook(Box::new(report_panic));
    let args = help_last(args.into_iter().collect());
    if let Some(rest) = as_git_secrets(&args) {
        return git_secrets::main(&rest);
    }
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    match run(cli) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(error) => fail(&error),
    }
}

/// Prints where a panic happened, but not its message, which may quote scanned text.
fn report_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
    let _ = writeln!(anstream::stderr(), "secretscan: internal error{place}; please report it");
}

/// `help hook` is `hook --help`.
fn help_last(mut args: Vec<OsString>) -> Vec<OsString> {
    if args.get(1).is_some_and(|word| word == "help") {
        args.remove(1);
        args.push("--help".into());
    }
    args
}

/// The arguments for git-secrets, if the program was started under that name or with that subcommand.
fn as_git_secrets(args: &[OsString]) -> Option<Vec<String>> {
    let rest = match args {
        [name, rest @ ..] if Path::new(name).file_stem() == Some("git-secrets".as_ref()) => rest,
        [_, first, rest @ ..] if first == "git-secrets" => rest,
        _ => return None,
    };
    Some(rest.iter().map(|arg| arg.to_string_lossy().into_owned()).collect())
}

fn run(cli: Cli) -> Result<Exit> {
    let mut out = Out::stdout();
    let exit = dispatch(&cli, &mut out)?;
    out.finish()?;
    Ok(exit)
}

fn dispatch(cli: &Cli, out: &mut Out) -> Result<Exit> {
    inapplicable::refuse(cli)?;
    match &cli.command {
        None => scan::run(cli),
        Some(Command::Hook { action }) => match action {
            HookAction::Install(args) => {
                if args.from.is_some() {
                    migrate::from_git_secrets(args, out)?;
                }
                hook::install(args, out).map(|()| Exit::Clean)
            }
            HookAction::Uninstall(place) => hook::uninstall(place, out).map(|()| Exit::Clean),
            HookAction::Status => {
                hook::status(out).map(|ours| if ours { Exit::Clean } else { Exit::Incomplete })
            }
            HookAction::Run { name, from, args } => {
                hook::run(&hook::Call { name, from: from.as_deref(), args }, &cli.common)
            }
        },
        Some(Command::Allow(args)) => allow::run(args, &cli.common, out),
        Some(Command::Baseline { action }) => baseline::run(action, &cli.common, out),
        Some(Command::Rules { action }) => rules::run(action, &cli.common, out),
        Some(Command::Explain { id, history }) => explain::run(id, *history, &cli.common, out),
        Some(Command::Worker) => worker::run(&cli.common),
        Some(Command::Doctor) => doctor::run(&cli.common, out),
        Some(Command::Migrate(args)) => migrate::run(args, &cli.common, out),
        Some(Command::Completions { shell, name }) => {
            completions::run(*shell, name, out);
            Ok(Exit::Clean)
        }
        // Reached only behind other options: see `as_git_secrets`.
        Some(Command::GitSecrets { .. }) => Err(Error::Usage(
            "git-secrets takes no options of ours: write it first, `secretscan git-secrets ...`".to_owned(),
        )),
        Some(Command::Man { page, to }) => man::run(page, to.as_deref(), out),
    }
}

/// Help and version go to standard output with 0; anything else is a usage error.
fn usage(error: &clap::Error) -> ExitCode {
    let text = error.render();
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let mut out = anstream::stdout();
        return match out::written(write!(out, "{}", text).and_then(|()| out.flush())) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error),
        };
    }
    let _ = write!(anstream::stderr(), "{}", text);
    ExitCode::from(Exit::Usage.code())
}

/// One sentence on standard error.
fn fail(error: &Error) -> ExitCode {
    let _ = writeln!(anstream::stderr(), "secretscan: {}", redact_error::redact_error(&error.to_string()));
    ExitCode::from(error.exit_code())
}
