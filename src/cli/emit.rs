//! Writes reports to standard output or files, and the receipt to standard error if the format has no room for it.

use super::args::{CommonArgs, When};
use super::{context, destination, out};
use crate::error::{Error, Result};
use crate::outcome::{Exit, Outcome};
use crate::report::{self, Context, Format, Mode, Options, Report};
use crate::rules::RuleSet;
use console::Term;
use std::io::{self, IsTerminal, Write};
use std::path::{Component, Path, PathBuf};

/// The name of standard output in place of a file.
const STDOUT: &str = "-";

/// Where reports go. Checked before the scan, so that a long scan does not end in a misspelt format.
pub struct Emitter {
    format: &'static Format,
    output: Option<PathBuf>,
    more: Vec<(&'static Format, PathBuf)>,
    show_secrets: bool,
    color: When,
    verbosity: u8,
    /// True in hooks, which write to standard error, and only if there is something to report.
    hook: bool,
    /// The folder that was scanned, for formats that name the repository; `None` if there are several.
    folder: Option<PathBuf>,
}

impl Emitter {
    /// Checks formats and destinations.
    pub fn new(args: &CommonArgs) -> Result<Emitter> {
        let more: Vec<_> = args.report.iter().map(|text| split(text)).collect::<Result<_>>()?;
        let format = by_name(args.format.as_deref().unwrap_or("text"))?;
        let output = args.output.clone().filter(|file| file != Path::new(STDOUT));
        destination::check(output.as_deref().into_iter().chain(more.iter().map(|m| m.1.as_path())))?;
        if (format.needs_aws || more.iter().any(|m| m.0.needs_aws)) && !context::knows_aws() {
            return Err(Error::Usage(report::asff::NEEDS.to_owned()));
        }
        let verbosity = if args.quiet > 0 { 0 } else { 1 + args.verbose };
        Ok(Emitter {
            format,
            output,
            more,
            show_secrets: args.show_secrets,
            color: args.color.unwrap_or(When::Auto),
            verbosity,
            hook: false,
            folder: Some(PathBuf::from(".")),
        })
    }

    /// For a git hook, which stays silent if all is well.
    pub fn for_hook(args: &CommonArgs) -> Result<Emitter> {
        Ok(Emitter { hook: true, ..Emitter::new(args)? })
    }

    /// For a run over these paths. If it is one path, reports name the repository around it.
    pub fn over(self, paths: &[PathBuf]) -> Emitter {
        let folder = match paths {
            [] => self.folder,
            [one] => Some(one.clone()),
            _ => None,
        };
        Emitter { folder, ..self }
    }

    /// How a report to a terminal or file is shown.
    pub fn options(&self, mode: Mode, to_terminal: bool) -> Options {
        let color = match self.color {
            When::Always => true,
            When::Never => false,
            When::Auto => to_terminal && takes_color(|name| std::env::var_os(name)),
        };
        let terminal = || if self.hook { Term::stderr() } else { Term::stdout() };
        let columns = to_terminal.then(terminal).and_then(|shown| shown.size_checked()).map(|size| size.1);
        Options { show_secrets: self.show_secrets, color, verbosity: self.verbosity, mode, columns }
    }

    /// True if findings are written piece by piece, before the run is over.
    fn streams(&self) -> bool {
        self.output.is_none() && !self.hook && self.format.streams
    }

    /// Writes the findings so far, if the format allows several pieces.
    pub fn stream(&self, outcome: &Outcome, rules: &RuleSet, mode: Mode) -> Result<()> {
        if self.streams() {
            return self.to_stdout(&Report {
                outcome,
                rules,
                options: self.options(mode, io::stdout().is_terminal()),
                context: &Context::default(),
            });
        }
        Ok(())
    }

    /// Ends a run whose parts were given to [`Emitter::stream`].
    pub fn finish(&self, outcome: &Outcome, rules: &RuleSet, mode: Mode) -> Result<()> {
        self.emit(outcome, rules, mode, self.streams())
    }

    /// Writes every report.
    pub fn write(&self, outcome: &Outcome, rules: &RuleSet, mode: Mode) -> Result<()> {
        self.emit(outcome, rules, mode, false)
    }

    fn to_stdout(&self, report: &Report<'_>) -> Result<()> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        out::written((self.format.write)(report, &mut out).and_then(|()| out.flush()))
    }

    fn emit(&self, outcome: &Outcome, rules: &RuleSet, mode: Mode, streamed: bool) -> Result<()> {
        let context = self.context();
        let report = |options| Report { outcome, rules, options, context: &context };
        let quiet = streamed || self.hook && self.verbosity < 2 && outcome.exit() == Exit::Clean;
        match &self.output {
            None if quiet => {}
            None if self.hook => {
                let stderr = io::stderr();
                let options = self.options(mode, stderr.is_terminal());
                let mut out = io::BufWriter::new(stderr.lock());
                let _ = (self.format.write)(&report(options), &mut out).and_then(|()| out.flush());
            }
            Some(path) => write_file(path, self.format, &report(self.options(mode, false)))?,
            None => self.to_stdout(&report(self.options(mode, io::stdout().is_terminal())))?,
        }
        self.write_more(&report(self.options(mode, false)))?;
        let shown = self.format.has_receipt && self.output.is_none();
        // What is missing is said however quiet a run is asked to be.
        let told = self.verbosity > 0 && (streamed || !quiet) || !outcome.coverage.is_complete();
        if told && !shown {
            let color = self.options(mode, io::stderr().is_terminal()).color;
            let _ = report::receipt::write(outcome, self.verbosity > 1, color, &mut io::stderr());
        }
        Ok(())
    }

    /// Writes only what `--report` asks for.
    pub fn write_files(&self, outcome: &Outcome, rules: &RuleSet, mode: Mode) -> Result<()> {
        let context = self.context();
        self.write_more(&Report { outcome, rules, options: self.options(mode, false), context: &context })
    }

    /// Writes the further reports, and the job summary if one of the formats calls for it.
    fn write_more(&self, report: &Report<'_>) -> Result<()> {
        for (format, path) in &self.more {
            write_file(path, format, report)?;
        }
        match self.formats().any(|format| format.job_summary) {
            true => job_summary(report),
            false => Ok(()),
        }
    }

    /// Made only if one of the formats needs it.
    fn context(&self) -> Context {
        let context = match self.formats().any(|format| format.context) {
            true => context::of(self.folder.as_deref()),
            false => Context::default(),
        };
        // Paths in a report are relative to the folder, but a terminal opens links relative to the current folder.
        let folder = self.folder.iter().filter(|folder| folder.is_dir());
        let below = folder.flat_map(|folder| folder.components()).filter(|part| *part != Component::CurDir);
        let below = below.collect::<PathBuf>().display().to_string();
        Context { below, ..context }
    }

    fn formats(&self) -> impl Iterator<Item = &'static Format> + '_ {
        std::iter::once(self.format).chain(self.more.iter().map(|m| m.0))
    }
}

/// True if the environment allows colour: no `NO_COLOR`, and a terminal that has colours.
fn takes_color(env: impl Fn(&str) -> Option<std::ffi::OsString>) -> bool {
    env("NO_COLOR").is_none_or(|v| v.is_empty()) && env("TERM").is_none_or(|v| v != "dumb")
}

fn by_name(name: &str) -> Result<&'static Format> {
    report::format(name).ok_or_else(|| {
        let known: Vec<_> = report::FORMATS.iter().map(|f| f.name).collect();
        Error::Usage(format!("there is no format {name}: choose from {}", known.join(", ")))
    })
}

fn split(text: &str) -> Result<(&'static Format, PathBuf)> {
    match text.split_once('=') {
        Some((_, STDOUT)) => Err(Error::Usage(format!(
            "--report {text}: standard output is for --format; name a file, such as json=secretscan.json"
        ))),
        Some((format, file)) if !file.is_empty() => Ok((by_name(format)?, PathBuf::from(file))),
        _ => Err(Error::Usage(format!("--report {text}: write FORMAT=FILE, such as json=secretscan.json"))),
    }
}

fn write_file(path: &Path, format: &Format, report: &Report<'_>) -> Result<()> {
    let fail = |source| Error::Io { path: path.to_owned(), source };
    let mut out = io::BufWriter::new(std::fs::File::create(path).map_err(fail)?);
    (format.write)(report, &mut out).and_then(|()| out.flush()).map_err(fail)
}

/// Appends the Markdown summary to the page of a GitHub Actions job, if there is one. Other steps write to the same
/// file.
fn job_summary(report: &Report<'_>) -> Result<()> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|p| !p.is_empty()).map(PathBuf::from)
    else {
        return Ok(());
    };
    let fail = |source| Error::Io { path: path.clone(), source };
    let file = std::fs::OpenOptions::new().create(true).append(true).open(&path).map_err(fail)?;
    let mut out = io::BufWriter::new(file);
    report::markdown::write(report, &mut out).and_then(|()| out.flush()).map_err(fail)
}

#[cfg(test)]
mod tests {
    use super::takes_color;

    #[test]
    fn the_environment_has_a_say_in_colour() {
        let with = |set: &[(&str, &str)]| {
            takes_color(|name| set.iter().find(|(n, _)| *n == name).map(|(_, v)| v.into()))
        };
        assert!(with(&[]) && with(&[("TERM", "xterm"), ("NO_COLOR", "")]));
        assert!(!with(&[("NO_COLOR", "1")]) && !with(&[("TERM", "dumb")]));
    }
}
