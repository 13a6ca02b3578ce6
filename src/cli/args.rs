//! The command line as typed: clap derives and nothing else. `settings` turns it into what the program needs.

#![allow(missing_docs)]

use crate::model::Confidence;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
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
    #[arg(long, value_name = "N", conflicts_with_all = ["staged", "stdin", "ci"])]
    pub max_count: Option<usize>,
    /// Only what this branch reaches
    #[arg(long, value_name = "NAME", conflicts_with_all = ["staged", "stdin", "ci", "range"])]
    pub branch: Option<String>,
    /// Objects that no ref reaches, too (amended, reset, dropped)
    #[arg(long, requires = "history")]
    pub unreachable: bool,
    /// The repositories of submodules, too
    #[arg(long, requires = "history")]
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
    /// Writes the report to a file
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
    /// Stops after so many seconds; what was not looked at by then fails the run [default: none; server hooks: 30]
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

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Git hooks: install, uninstall, status
    Hook {
        #[command(subcommand)]
        action: HookAction,
    },
    /// Lets a false alarm pass, everywhere and for good
    Allow(AllowArgs),
    /// Known findings of an old repository: create, shrink, check
    Baseline {
        #[command(subcommand)]
        action: BaselineAction,
    },
    /// The rules: list, show ID, check FILE
    Rules {
        #[command(subcommand)]
        action: RulesAction,
    },
    /// What a finding or rule is, why it was flagged, what to do now
    Explain {
        /// A finding's id from a report (8 hex digits or ss1-…), or a rule's id
        id: String,
        /// Where to look for the finding: the whole history instead of the index and the working tree
        #[arg(long)]
        history: bool,
    },
    /// Is this machine and repository really protected? Proves it with a canary
    Doctor,
    /// Takes over what git-secrets, gitleaks, detect-secrets or trufflehog were told here
    Migrate(MigrateArgs),
    /// Prints shell completions: bash, zsh, fish, elvish or powershell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
        /// For which of our two names
        #[arg(long, value_name = "NAME", default_value = "secretscan", value_parser = NAMES)]
        name: String,
    },
    /// Prints a manual page, or writes all of them
    Man {
        /// `git-secrets`, or a subcommand
        #[arg(default_value = "secretscan")]
        page: String,
        /// Writes every page into a folder (share/man/man1)
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
    },
    /// Scans histories named by jobs on standard input, one JSON object a line
    Worker,
}

/// The names that the program goes by.
const NAMES: [&str; 2] = ["secretscan", "git-secrets"];

/// `secretscan migrate`
#[derive(Debug, Default, Args)]
pub struct MigrateArgs {
    /// Says what would be done, and changes nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The template folder for new repositories, in place of this repository
    #[arg(long)]
    pub global: bool,
}

/// `secretscan hook …`
#[derive(Debug, Subcommand)]
pub enum HookAction {
    /// Installs the hooks
    Install(HookInstall),
    /// Takes them out again and restores what was there
    Uninstall(HookPlace),
    /// Says which hook really fires
    Status,
    /// What the hook scripts call
    Run {
        /// Name of the git hook
        name: String,
        /// The hook script that calls: the one it replaced runs afterwards
        #[arg(long, value_name = "FILE")]
        from: Option<PathBuf>,
        /// What git passes to it
        #[arg(last = true)]
        args: Vec<OsString>,
    },
}

/// Where hooks go.
#[derive(Debug, Default, Args)]
pub struct HookPlace {
    /// For every repository of this user (sets core.hooksPath; the repositories' own hooks still run)
    #[arg(long, conflicts_with = "template")]
    pub global: bool,
    /// Into a template folder that `git init` and `git clone` copy
    #[arg(long, value_name = "DIR")]
    pub template: Option<PathBuf>,
}

/// `secretscan hook install`
#[derive(Debug, Default, Args)]
pub struct HookInstall {
    #[command(flatten)]
    pub place: HookPlace,
    /// Which hooks [default: pre-commit,commit-msg,prepare-commit-msg,pre-push; in a bare repository: pre-receive]
    #[arg(value_name = "HOOK", value_delimiter = ',')]
    pub hooks: Vec<String>,
    /// Installs beside a hook manager, too, and over a hook file that cannot be chained
    #[arg(long)]
    pub force: bool,
    /// Takes over the set-up of another scanner first
    #[arg(long, value_name = "NAME", value_parser = ["git-secrets"])]
    pub from: Option<String>,
}

impl HookInstall {
    /// The same, for a template folder, or for the repository around the current folder.
    pub fn within(&self, template: Option<&std::path::Path>) -> HookInstall {
        let place = HookPlace { global: false, template: template.map(std::path::Path::to_owned) };
        HookInstall { place, hooks: self.hooks.clone(), force: self.force, from: None }
    }
}

/// `secretscan allow …`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct AllowArgs {
    #[command(subcommand)]
    pub action: Option<AllowAction>,
    /// The finding's id from the report: 8 hex digits, or the whole ss1-… fingerprint
    #[arg(required = true)]
    pub id: Option<String>,
    /// Why it is no secret, or why it may stay
    #[arg(long, required = true, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The entry ends on this day (2027-01-31)
    #[arg(long, value_name = "DATE")]
    pub expires: Option<String>,
}

/// `secretscan allow list|prune`
#[derive(Debug, Subcommand)]
pub enum AllowAction {
    /// Prints the entries
    List {
        /// Only those that match nothing any more, in the working tree, the index and all of history
        #[arg(long)]
        unused: bool,
    },
    /// Takes out entries that match nothing any more
    Prune,
}

/// `secretscan baseline …`
#[derive(Debug, Subcommand)]
pub enum BaselineAction {
    /// Writes the findings of today as known
    Create {
        /// Of the whole history, not of the working tree
        #[arg(long)]
        history: bool,
    },
    /// Takes out what is no longer found; never adds
    Shrink {
        /// Of the whole history, not of the working tree
        #[arg(long)]
        history: bool,
    },
    /// Fails where something is found that the baseline does not know
    Check {
        /// Of the whole history, not of the working tree
        #[arg(long)]
        history: bool,
    },
}

/// `secretscan rules …`
#[derive(Debug, Subcommand)]
pub enum RulesAction {
    /// One line a rule
    List,
    /// All about one rule
    Show {
        /// Its id
        id: String,
    },
    /// Proves rules: ours, or those of a file
    Check {
        /// A rule file; without one, the built-in catalogue
        file: Option<PathBuf>,
    },
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
