//! Refuses options that have no effect on the chosen command: whoever gives one relies on it.

use super::args::{AllowAction, BaselineAction, Cli, Command, CommonArgs, HookAction, RulesAction};
use crate::error::{Error, Result};

/// An error if the command line has an option that would be ignored.
pub fn refuse(cli: &Cli) -> Result<()> {
    let common = &cli.common;
    if let Some(name) = cli.command.as_ref().and_then(without_report)
        && let Some(option) = report_option(common)
    {
        return Err(Error::Usage(format!("`{name}` writes no report: leave {option} out")));
    }
    let judges = match &cli.command {
        None => cli.target.ci,
        // A hook manager may pass the same options to all hooks.
        Some(command) => matches!(command, Command::Hook { action: HookAction::Run { .. } }),
    };
    if common.strict && !judges {
        return Err(Error::Usage(
            "--strict is about what a request or push adds to its own check: it goes with --ci or a server hook, leave \
             it out here"
                .to_owned(),
        ));
    }
    Ok(())
}

/// The name of a subcommand that writes no report. `None` for one that does, or that refuses the options itself.
fn without_report(command: &Command) -> Option<&'static str> {
    Some(match command {
        Command::Hook { action } => match action {
            HookAction::Install(_) => "hook install",
            HookAction::Uninstall(_) => "hook uninstall",
            HookAction::Status => "hook status",
            HookAction::Run { .. } => return None,
        },
        Command::Allow(args) => match args.action {
            None => "allow",
            Some(AllowAction::List { .. }) => "allow list",
            Some(AllowAction::Prune) => "allow prune",
        },
        Command::Baseline { action } => match action {
            BaselineAction::Create { .. } => "baseline create",
            BaselineAction::Shrink { .. } => "baseline shrink",
            BaselineAction::Check { .. } => return None,
        },
        Command::Rules { action } => match action {
            RulesAction::List => "rules list",
            RulesAction::Show { .. } => "rules show",
            RulesAction::Check { .. } => "rules check",
        },
        Command::Explain { .. } => "explain",
        Command::Doctor => "doctor",
        Command::Migrate(_) => "migrate",
        Command::Completions { .. } => "completions",
        Command::Man { .. } => "man",
        Command::GitSecrets { .. } | Command::Worker => return None,
    })
}

fn report_option(common: &CommonArgs) -> Option<&'static str> {
    match () {
        () if common.format.is_some() => Some("--format"),
        () if common.output.is_some() => Some("--output"),
        () if !common.report.is_empty() => Some("--report"),
        () => None,
    }
}
