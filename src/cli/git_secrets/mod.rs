//! `git secrets …` and `secretscan git-secrets …`: the command line, configuration, files, messages and exit codes of
//! git-secrets, on our engine. Its faults are only copied if `secrets.compat = strict` asks for them.

mod config;
mod history;
mod options;
pub mod patterns;
mod provider;
pub mod registered;
mod scan;
mod search;
mod strict;

use super::out::Out;
use crate::error::{Error, Result};
use crate::git::GitTool;
use options::{Options, Refusal};
use registered::Registered;
use search::Search;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

/// Runs with the arguments behind `git secrets`.
pub fn main(args: &[String]) -> ExitCode {
    let mut out = Out::stdout();
    let options = match options::parse(args) {
        Ok(options) => options,
        Err(refusal) => return refused(refusal, &mut out),
    };
    match run(&options, &mut out).and_then(|code| out.finish().map(|()| code)) {
        Ok(code) => ExitCode::from(code),
        // Git itself failed: exit with its own code.
        Err(Error::Git(why)) if !why.is_damage() => {
            complain(&format!("fatal: {why}"));
            ExitCode::from(128)
        }
        Err(error) => {
            complain(&error.to_string());
            ExitCode::from(2)
        }
    }
}

fn refused(refusal: Refusal, out: &mut Out) -> ExitCode {
    match refusal {
        Refusal::Help => out.raw(usage().as_bytes()),
        Refusal::NoCommand(name) => out.raw(format!("Unknown option: {name}\n{}", usage()).as_bytes()),
        Refusal::Unknown(what) => complain(&format!("error: {what}\n{}", usage())),
        Refusal::Misused(what) => complain(&what),
        Refusal::Conflict(what) => {
            complain(&what);
            return ExitCode::from(1);
        }
    }
    ExitCode::from(129)
}

fn run(options: &Options, out: &mut Out) -> Result<u8> {
    let git = GitTool::new(".");
    let operand = |n: usize| options.operands.get(n).map_or("", String::as_str);
    let added = |new: bool| Ok(u8::from(!new));
    match options.command.as_str() {
        "scan" | "scan-history" | "commit_msg_hook" | "pre_commit_hook" | "prepare_commit_msg_hook" => {
            search(options, &git)
        }
        "install" => match config::install(&git, options, |line| out.line(line)) {
            Err(Error::Usage(why)) => {
                complain(&why);
                Ok(1)
            }
            other => other.map(|()| 0),
        },
        "list" => match config::list(&git, options)? {
            Some(lines) => {
                out.line(&lines.to_string_lossy());
                Ok(0)
            }
            None => Ok(1),
        },
        "add" => {
            let key = if options.allowed { "secrets.allowed" } else { "secrets.patterns" };
            added(config::add(&git, options, key, operand(0))?)
        }
        "add-provider" => {
            added(config::add(&git, options, "secrets.providers", &options.operands.join(" "))?)
        }
        "aws-provider" => {
            let file = options.operands.first().map(std::path::Path::new);
            out.raw(provider::aws(file).as_bytes());
            Ok(0)
        }
        "register-aws" => {
            if config::register_aws(&git, options)? {
                out.line("OK");
            }
            Ok(0)
        }
        _ => {
            out.raw(usage().as_bytes());
            Ok(0)
        }
    }
}

/// Searches; if something was found, ends with the block of advice.
fn search(options: &Options, git: &GitTool) -> Result<u8> {
    let registered = Registered::read(git)?;
    if registered.strict {
        let code = strict::run(options, &registered)?;
        if code == 1 {
            complain(MITIGATIONS);
        }
        return Ok(code);
    }
    let patterns = Arc::new(registered.compile()?);
    let mut search = Search::new(&patterns);
    search.quote_path = registered.quote_path;
    if !patterns.prohibited.is_empty() {
        match options.command.as_str() {
            "scan-history" => history::scan(options, git, &patterns, &mut search)?,
            "commit_msg_hook" => scan::message(options, &mut search),
            "pre_commit_hook" => scan::staged(git, &mut search)?,
            "prepare_commit_msg_hook" => scan::merged(options, git, &mut search)?,
            _ => scan::scan(options, git, &mut search)?,
        }
    }
    search.finish();
    if search.found {
        complain(MITIGATIONS);
        return Ok(1);
    }
    Ok(if search.failed { 2 } else { 0 })
}

/// The exact text of git-secrets: scripts look for these lines.
const MITIGATIONS: &str = "
[ERROR] Matched one or more prohibited patterns

Possible mitigations:
- Mark false positives as allowed using: git config --add secrets.allowed ...
- Mark false positives as allowed by adding regular expressions to .gitallowed at repository's root directory
- List your configured patterns: git config --get-all secrets.patterns
- List your configured allowed patterns: git config --get-all secrets.allowed
- List your configured allowed patterns in .gitallowed at repository's root directory
- Use --no-verify if this is a one-time false positive";

fn usage() -> String {
    let forms = [
        "--scan [-r|--recursive] [--cached] [--no-index] [--untracked] [<files>...]",
        "--scan-history [-v]",
        "--install [-f|--force] [<target-directory>]",
        "--list [--global]",
        "--add [-a|--allowed] [-l|--literal] [--global] <pattern>",
        "--add-provider [--global] <command> [arguments...]",
        "--register-aws [--global]",
        "--aws-provider [<credentials-file>]",
    ];
    let mut text = String::new();
    for (n, form) in forms.iter().enumerate() {
        text.push_str(if n == 0 { "usage: " } else { "   or: " });
        text.push_str(&format!("git secrets {form}\n"));
    }
    text.push('\n');
    for (short, long, about) in options::DESCRIBED {
        let name = if short.is_empty() { format!("    --{long}") } else { format!("-{short}, --{long}") };
        text.push_str(&format!("    {name:<22} {about}\n"));
    }
    text.push_str("\nThis is secretscan in the place of git-secrets: `secretscan --help` shows the rest.\n");
    text
}

/// The command line as clap describes it, for completions and the manual page. Parsing is done by `options`.
pub fn command() -> clap::Command {
    let mut command = clap::Command::new("git-secrets")
        .about("Keeps secrets out of git repositories: secretscan under the name and with the options of git-secrets")
        .disable_help_flag(true);
    for (short, long, about) in options::DESCRIBED {
        let mut arg = clap::Arg::new(*long).long(*long).help(*about).action(clap::ArgAction::SetTrue);
        if let Some(letter) = short.chars().next() {
            arg = arg.short(letter);
        }
        command = command.arg(arg);
    }
    command.arg(
        clap::Arg::new("operands")
            .help("Files, a directory, a pattern or a command, as the option before it asks")
            .value_hint(clap::ValueHint::AnyPath)
            .num_args(0..),
    )
}

fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
