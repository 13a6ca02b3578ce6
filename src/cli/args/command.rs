//! The subcommands as typed.

use clap::{Args, Subcommand};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

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
    /// Stands in for git-secrets: its commands, settings and exit codes
    #[command(name = "git-secrets", disable_help_flag = true)]
    GitSecrets {
        /// As for `git secrets`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
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
        /// The hook script that calls: the one it replaced runs, too
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
    /// Which hooks [default: pre-commit,prepare-commit-msg,pre-applypatch,commit-msg,pre-push; in a bare repository: pre-receive]
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
    pub fn within(&self, template: Option<&Path>) -> HookInstall {
        let place = HookPlace { global: false, template: template.map(Path::to_owned) };
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
