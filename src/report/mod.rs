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
mod wire;

pub use context::{AwsTarget, Context, Repository, web_address};
pub use receipt::write as receipt;
pub use record::{Record, SCHEMA};
pub use text::{explain, mark, place, reason};

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
    /// How wide the terminal is that shows it; `None` where it goes elsewhere.
    pub columns: Option<u16>,
}

/// What kind of run a report speaks of: it decides the headline and what to do now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Files, folders, standard input.
    #[default]
    Files,
    /// The hook: nothing is committed yet.
    Commit,
    /// The hook of a commit that replaces another, which has it already.
    Amend,
    /// The pre-push hook: committed, not yet published.
    Push,
    /// A pull request or a range.
    Range,
    /// All of history.
    History,
}

impl Mode {
    /// True where nothing has left this machine yet.
    pub fn is_local(self) -> bool {
        matches!(self, Mode::Commit | Mode::Amend | Mode::Push)
    }
}

/// A format: its name on the command line, its function, and what is special about it.
pub struct Format {
    /// As in `--format NAME`.
    pub name: &'static str,
    /// Writes the whole report.
    pub write: WriteReport,
    /// It speaks of the [`Context`], which costs a look at the clock and the repository.
    pub context: bool,
    /// It needs to be told the AWS account and region, see [`asff::NEEDS`].
    pub needs_aws: bool,
    /// It ends with the receipt: none has to follow on standard error.
    pub has_receipt: bool,
    /// Beside it goes a summary for the page of the CI job.
    pub job_summary: bool,
    /// Two reports, one behind the other, are one report: lines that stand for themselves.
    pub streams: bool,
}

/// Every format. A new one is a file and a row here.
pub static FORMATS: &[Format] = &[
    Format { has_receipt: true, ..plain("text", text::write) },
    plain("json", json::write),
    Format { streams: true, ..plain("jsonl", jsonl::write) },
    with_context("sarif", sarif::write),
    with_context("gitlab", gitlab::write),
    Format { job_summary: true, ..plain("github", github::write) },
    plain("markdown", markdown::write),
    with_context("junit", junit::write),
    plain("csv", csv::write),
    with_context("html", html::write),
    Format { needs_aws: true, ..with_context("asff", asff::write) },
    with_context("ocsf", ocsf::write),
];

type WriteReport = fn(&Report<'_>, &mut dyn Write) -> io::Result<()>;

const fn plain(name: &'static str, write: WriteReport) -> Format {
    Format {
        name,
        write,
        context: false,
        needs_aws: false,
        has_receipt: false,
        job_summary: false,
        streams: false,
    }
}

const fn with_context(name: &'static str, write: WriteReport) -> Format {
    Format { context: true, ..plain(name, write) }
}

/// The format of that name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}
