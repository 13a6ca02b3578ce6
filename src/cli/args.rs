//! The command line as typed: clap derives and nothing else. `settings` turns it into what the program needs.

#![allow(missing_docs)]

mod command;

pub use command::{
    AllowAction, AllowArgs, BaselineAction, Command, HookAction, HookInstall, HookPlace, MigrateArgs,
    RulesAction,
};

use crate::model::Confidence;
use clap::{ArgAction, Args, Parser, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

/// Finds secrets before they are committed, in every pull request and in all of history.
///
/// With no mode, scans the given files and folders (default: the current folder), honouring .gitignore.
#[derive(Debug, Parser)]
#[command(
    name = "secretscan",
    version,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    after_help = "Exit codes: 0 clean and complete, 1 findings, 2 usage or configuration error, 3 incomplete.\n\
                  A path that looks like a subcommand is written ./hook, or after --."
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub target: TargetArgs,
    #[command(flatten)]
    pub range: RangeArgs,
    #[command(flatten)]
    pub common: CommonArgs,
}

/// What to scan.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "What to scan")]
pub struct TargetArgs {
    /// Files and folders; with --history: repositories
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What `git commit` would record: the index against HEAD
    #[arg(long, group = "mode")]
    pub staged: bool,
    /// Every blob, commit message and tag reachable from any ref
    #[arg(long, group = "mode")]
    pub history: bool,
    /// What the commits of a range bring in: A..B or A...B
    #[arg(long, group = "mode", value_name = "A..B")]
    pub range: Option<String>,
    /// The range of this pull request or push, from the CI system's own variables
    #[arg(long, group = "mode")]
    pub ci: bool,
    /// Standard input
    #[arg(long, group = "mode")]
    pub stdin: bool,
    /// A path for standard input, for rules that depend on paths
    #[arg(long, value_name = "NAME", requires = "stdin")]
    pub stdin_path: Option<PathBuf>,
}

/// Which part of history.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "History and ranges")]
pub struct RangeArgs {
    /// Only commits after a date (2026-01-31) or not reachable from a revision
    #[arg(long, value_name = "DATE|REV", conflicts_with_all = ["staged", "stdin", "ci", "range"])]
    pub since: Option<String>,
    /// At most so many commits, newest first
    #[arg(long, value_name = "N", value_parser = commits, conflicts_with_all = ["staged", "stdin", "ci", "range"])]
    pub max_count: Option<usize>,
    /// Only what this branch reaches
    #[arg(long, value_name = "NAME", conflicts_with_all = ["staged", "stdin", "ci", "range"])]
    pub branch: Option<String>,
    /// Objects that no ref reaches, too (amended, reset, dropped)
    #[arg(long, requires = "history", conflicts_with_all = ["staged", "stdin", "ci", "range", "since", "max_count", "branch"])]
    pub unreachable: bool,
    /// The repositories of submodules, too
    #[arg(long, requires = "history", conflicts_with_all = ["staged", "stdin", "ci", "range"])]
    pub recurse_submodules: bool,
    /// Searches every blob whole instead of inheriting from delta bases (for proving that both agree)
    #[arg(long, hide = true)]
    pub no_inherit: bool,
}

impl RangeArgs {
    /// True where only a part of history is asked for.
    pub fn is_part(&self) -> bool {
        self.since.is_some() || self.max_count.is_some() || self.branch.is_some()
    }
}

/// What every way of scanning takes.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Options")]
pub struct CommonArgs {
    /// Output format: text, json, jsonl, sarif, gitlab, github, markdown, junit, csv, html, asff or ocsf [default: text]
    #[arg(long, global = true, value_name = "FORMAT")]
    pub format: Option<String>,
    /// Writes the report to a file; - is standard output
    #[arg(long, short, global = true, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// One more report into a file; repeatable
    #[arg(long, global = true, value_name = "FORMAT=FILE")]
    pub report: Vec<String>,
    /// Least confidence that is shown and blocks [default: medium]
    #[arg(long, global = true, value_name = "LEVEL")]
    pub confidence: Option<Confidence>,
    /// Configuration file instead of the repository's .secretscan.toml
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Only this rule; repeatable
    #[arg(long, global = true, value_name = "ID")]
    pub rule: Vec<String>,
    /// Leaves a rule out; repeatable
    #[arg(long, global = true, value_name = "ID")]
    pub disable: Vec<String>,
    /// Leaves out paths that match a glob; repeatable
    #[arg(long, global = true, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Known findings to leave out [default: .secretscan-baseline where there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Fails for what the baseline does not know, and where there is no baseline to ask
    #[arg(long, global = true)]
    pub fail_on_new: bool,
    /// Stops after so many seconds (0: never); what was not looked at by then fails the run [default: none; server hooks: 30]
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds)]
    pub time_budget: Option<Duration>,
    /// In --ci and server hooks: allow entries, markers and exclusions that the branch itself adds fail the run
    #[arg(long, global = true)]
    pub strict: bool,
    /// Prints secrets in clear: the only way out
    #[arg(long, global = true)]
    pub show_secrets: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", value_enum)]
    pub color: Option<When>,
    /// Number of worker threads [default: all cores]
    #[arg(long, global = true, value_name = "N")]
    pub threads: Option<usize>,
    /// Findings only: no receipt, no progress
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub quiet: u8,
    /// Suppressed findings and the reasons behind each verdict, too
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub verbose: u8,
}

/// A number of seconds, such as `30` or `0.5`.
pub fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{}` is no number of seconds", text.escape_debug());
    let number = text.trim().parse().map_err(|_| wrong())?;
    Duration::try_from_secs_f64(number).map_err(|_| wrong())
}

/// A number of commits to look at.
fn commits(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("of no commits nothing would be seen: give 1 or more".to_owned()),
        Ok(count) => Ok(count),
        Err(_) => Err(format!("`{}` is no number of commits", text.escape_debug())),
    }
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On terminals, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn modes_exclude_each_other() {
        assert!(Cli::try_parse_from(["secretscan", "--staged", "--history"]).is_err());
        assert!(Cli::try_parse_from(["secretscan", "--stdin-path", "x"]).is_err());
        let cli = Cli::try_parse_from(["secretscan", "--", "hook"]).expect("a path");
        assert!(cli.command.is_none());
        assert_eq!(cli.target.paths, [PathBuf::from("hook")]);
    }
}
