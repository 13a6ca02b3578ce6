//! Output formats: one file each, each a plain function over a [`Report`], and a row in [`FORMATS`].

mod advice;
pub mod answer;
pub mod asff;
mod clock;
mod context;
mod csv;
mod github;
mod gitlab;
mod html;
mod json;
pub mod jsonl;
mod junit;
mod life;
pub mod markdown;
mod ocsf;
mod paint;
mod place;
pub mod receipt;
mod record;
pub mod sanitize;
mod sarif;
mod snippet;
mod text;
mod why;

pub use context::{AwsTarget, Context, Repository, web_address};
pub use receipt::write as receipt;
pub use record::{Record, SCHEMA};
pub use text::{explain, mark, reason};

use crate::outcome::Outcome;
use crate::rules::RuleSet;
use std::io::{self, Write};

/// All that a format may know.
pub struct Report<'r> {
    /// What was found, held back and covered.
    pub outcome: &'r Outcome,
    /// The rules of the run, for names and advice.
    pub rules: &'r RuleSet,
    /// How to show it.
    pub options: Options,
    /// When and where the run was.
    pub context: &'r Context,
}

/// How to show a report.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Print values in clear (`--show-secrets`).
    pub show_secrets: bool,
    /// Colour and other escapes are welcome.
    pub color: bool,
    /// 0 quiet, 1 normal, 2 and more: with suppressed findings and the marks behind each verdict.
    pub verbosity: u8,
    /// What the run was, for the headline and the advice.
    pub mode: Mode,
}

/// What kind of run a report speaks of: it decides the headline and what to do now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Files, folders, standard input.
    #[default]
    Files,
    /// The hook: nothing is committed yet.
    Commit,
    /// The pre-push hook: committed, not yet published.
    Push,
    /// A pull request or a range.
    Range,
    /// All of history.
    History,
}

/// A format: its name on the command line and its function.
pub struct Format {
    /// As in `--format NAME`.
    pub name: &'static str,
    /// True where it speaks of the [`Context`], which costs a look at the clock and the repository.
    pub context: bool,
    /// Writes the whole report.
    pub write: fn(&Report<'_>, &mut dyn Write) -> io::Result<()>,
}

impl Format {
    /// True where two reports, one behind the other, are one report: lines that stand for themselves.
    pub fn streams(&self) -> bool {
        self.name == "jsonl"
    }
}

/// Every format. A new one is a file and a row here.
pub static FORMATS: &[Format] = &[
    Format { name: "text", context: false, write: text::write },
    Format { name: "json", context: false, write: json::write },
    Format { name: "jsonl", context: false, write: jsonl::write },
    Format { name: "sarif", context: true, write: sarif::write },
    Format { name: "gitlab", context: true, write: gitlab::write },
    Format { name: "github", context: false, write: github::write },
    Format { name: "markdown", context: false, write: markdown::write },
    Format { name: "junit", context: true, write: junit::write },
    Format { name: "csv", context: false, write: csv::write },
    Format { name: "html", context: true, write: html::write },
    Format { name: "asff", context: true, write: asff::write },
    Format { name: "ocsf", context: true, write: ocsf::write },
];

/// The format of that name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}
