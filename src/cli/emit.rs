//! Writing reports: to standard output or files, and the receipt to standard error where the format has no room for it.

use super::args::{CommonArgs, When};
use crate::error::{Error, Result};
use crate::outcome::{Exit, Outcome};
use crate::report::{self, Format, Mode, Options, Report};
use crate::rules::RuleSet;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Where reports go, checked before the scan so that no long run ends in a misspelt format.
pub struct Emitter {
    format: &'static Format,
    output: Option<PathBuf>,
    more: Vec<(&'static Format, PathBuf)>,
    show_secrets: bool,
    color: When,
    verbosity: u8,
    /// Hooks speak on standard error, and only where there is something to say.
    hook: bool,
}

impl Emitter {
    /// Checks formats and destinations.
    pub fn new(args: &CommonArgs) -> Result<Emitter> {
        let more = args.report.iter().map(|text| split(text)).collect::<Result<_>>()?;
        let verbosity = if args.quiet > 0 { 0 } else { 1 + args.verbose };
        Ok(Emitter {
            format: by_name(args.format.as_deref().unwrap_or("text"))?,
            output: args.output.clone(),
            more,
            show_secrets: args.show_secrets,
            color: args.color.unwrap_or(When::Auto),
            verbosity,
            hook: false,
        })
    }

    /// For a git hook: nobody notices it until it saves them.
    pub fn for_hook(args: &CommonArgs) -> Result<Emitter> {
        Ok(Emitter { hook: true, ..Emitter::new(args)? })
    }

    /// How a report to a terminal or file is shown.
    pub fn options(&self, mode: Mode, to_terminal: bool) -> Options {
        let color = match self.color {
            When::Always => true,
            When::Never => false,
            When::Auto => to_terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
        };
        Options { show_secrets: self.show_secrets, color, verbosity: self.verbosity, mode }
    }

    /// True where findings go out piece by piece, before the run is over.
    fn streams(&self) -> bool {
        self.output.is_none() && !self.hook && self.format.streams()
    }

    /// Writes what is known so far, where the format lets pieces follow each other.
    pub fn stream(&self, outcome: &Outcome, rules: &RuleSet, mode: Mode) {
        if self.streams() {
            self.to_stdout(&Report {
                outcome,
                rules,
                options: self.options(mode, io::stdout().is_terminal()),
            });
        }
    }

    /// Ends a run whose pieces went through [`Emitter::stream`].
    pub fn finish(&self, outcome: &Outcome, rules: &RuleSet, mode: Mode) -> Result<()> {
        self.emit(outcome, rules, mode, self.streams())
    }

    /// Writes every report.
    pub fn write(&self, outcome: &Outcome, rules: &RuleSet, mode: Mode) -> Result<()> {
        self.emit(outcome, rules, mode, false)
    }

    fn to_stdout(&self, report: &Report<'_>) {
        let mut out = io::BufWriter::new(io::stdout().lock());
        // Whoever closed the pipe has seen enough; the exit code still tells.
        let _ = (self.format.write)(report, &mut out).and_then(|()| out.flush());
    }

    fn emit(&self, outcome: &Outcome, rules: &RuleSet, mode: Mode, streamed: bool) -> Result<()> {
        let report = |options| Report { outcome, rules, options };
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
            None => self.to_stdout(&report(self.options(mode, io::stdout().is_terminal()))),
        }
        self.write_files(outcome, rules, mode)?;
        if self.verbosity > 0 && (streamed || !quiet) && (self.format.name != "text" || self.output.is_some())
        {
            let color = self.options(mode, io::stderr().is_terminal()).color;
            let _ = report::receipt::write(outcome, self.verbosity > 1, color, &mut io::stderr());
        }
        Ok(())
    }

    /// Writes what `--report` asks for, and nothing else.
    pub fn write_files(&self, outcome: &Outcome, rules: &RuleSet, mode: Mode) -> Result<()> {
        for (format, path) in &self.more {
            write_file(path, format, &Report { outcome, rules, options: self.options(mode, false) })?;
        }
        Ok(())
    }
}

fn by_name(name: &str) -> Result<&'static Format> {
    report::format(name).ok_or_else(|| {
        let known: Vec<_> = report::FORMATS.iter().map(|f| f.name).collect();
        Error::Usage(format!("there is no format {name}: choose from {}", known.join(", ")))
    })
}

fn split(text: &str) -> Result<(&'static Format, PathBuf)> {
    match text.split_once('=') {
        Some((format, file)) if !file.is_empty() => Ok((by_name(format)?, PathBuf::from(file))),
        _ => Err(Error::Usage(format!("--report {text}: write FORMAT=FILE, such as json=secretscan.json"))),
    }
}

fn write_file(path: &Path, format: &Format, report: &Report<'_>) -> Result<()> {
    let fail = |source| Error::Io { path: path.to_owned(), source };
    let mut out = io::BufWriter::new(std::fs::File::create(path).map_err(fail)?);
    (format.write)(report, &mut out).and_then(|()| out.flush()).map_err(fail)
}
