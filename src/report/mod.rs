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

/// The input of a format.
pub struct Report<'r> {
    /// Findings, suppressed findings and coverage.
    pub outcome: &'r Outcome,
    /// The rules of the run, for names and advice.
    pub rules: &'r RuleSet,
    /// How to show it.
    pub options: Options,
    /// When and where the run took place.
    pub context: &'r Context,
}

/// How to show a report.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Print values in clear (`--show-secrets`).
    pub show_secrets: bool,
    /// Use colour and other terminal escapes.
    pub color: bool,
    /// 0 quiet, 1 normal, 2 and more: with suppressed findings and the marks behind each verdict.
    pub verbosity: u8,
    /// The kind of run, for headline and advice.
    pub mode: Mode,
    /// Width of the terminal; `None` if the output is not a terminal.
    pub columns: Option<u16>,
}

/// The kind of run: it decides the headline and the advice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Files, folders, standard input.
    #[default]
    Files,
    /// The pre-commit hook: nothing is committed yet.
    Commit,
    /// The hook of an amend: the commit that it replaces already has the secret.
    Amend,
    /// The pre-push hook: committed, not yet published.
    Push,
    /// A pull request or a range.
    Range,
    /// All of history.
    History,
}

impl Mode {
    /// True if nothing has left this machine yet.
    pub fn is_local(self) -> bool {
        matches!(self, Mode::Commit | Mode::Amend | Mode::Push)
    }
}

/// A format: its name on the command line, its function, and its special needs.
pub struct Format {
    /// As in `--format NAME`.
    pub name: &'static str,
    /// Writes the whole report.
    pub write: WriteReport,
    /// It shows the [`Context`], which costs a look at the clock and the repository.
    pub context: bool,
    /// It needs the AWS account and region, see [`asff::NEEDS`].
    pub needs_aws: bool,
    /// It contains the receipt, so none is written to standard error.
    pub has_receipt: bool,
    /// A summary is also written to the page of the CI job.
    pub job_summary: bool,
    /// Reports of this format may be concatenated, because each line stands alone.
    pub streams: bool,
}

/// Every format. A new one is a file, and a row here.
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
