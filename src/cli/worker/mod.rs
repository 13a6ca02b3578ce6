//! `secretscan worker`: the unit that schedulers run. Each line of input is a JSON job; the output is its findings and
//! one receipt. No job ends the worker, however bad it is.

mod job;
mod lines;

use super::args::CommonArgs;
use super::out::lost;
use super::progress;
use super::redact_error::redact_error;
use super::{committed::Committed, history, settings::Settings};
use crate::error::{Error, Result};
use crate::model::signal;
use crate::outcome::{Exit, Outcome};
use crate::report::answer::{self, About};
use job::{Job, Named};
use lines::{Line, Lines};
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::Ordering;

/// Answers jobs until standard input ends.
pub fn run(args: &CommonArgs) -> Result<Exit> {
    if args.format.is_some() || args.output.is_some() || !args.report.is_empty() {
        return Err(Error::Usage(
            "worker answers on standard output in JSON Lines: leave --format, --output and --report out"
                .to_owned(),
        ));
    }
    let idle = progress::end_while_idle();
    let mut lines = Lines::new(io::stdin().lock());
    let mut out = io::BufWriter::new(io::stdout().lock());
    loop {
        // While the worker waits for a job a signal may end it at once: nothing is half done and all answers are
        // written.
        idle.store(true, Ordering::SeqCst);
        let line = lines.next();
        idle.store(false, Ordering::SeqCst);
        let (number, line) = match line {
            Ok(Some(line)) => line,
            Ok(None) => return Ok(Exit::Clean),
            Err(error) => return Err(Error::Incomplete(format!("standard input cannot be read: {error}"))),
        };
        // A closed pipe is an error, too: a scheduler that waits for answers must learn that there are none.
        let answered = answer(number, &line, args, &mut out).and_then(|()| out.flush());
        answered.map_err(|error| lost(&error))?;
        if let Some(signal) = signal(progress::interrupt_flag()) {
            return Ok(Exit::Interrupted(signal));
        }
    }
}

fn answer(line: u64, text: &Line, args: &CommonArgs, out: &mut dyn Write) -> io::Result<()> {
    let job = match text {
        Line::Text(text) => Job::parse(text),
        Line::TooLong => Err("the line is longer than a job can be".to_owned()),
    };
    let job = match job {
        Ok(job) => job,
        Err(why) => {
            let named = match text {
                Line::Text(text) => Named::of(text),
                Line::TooLong => Named::default(),
            };
            let about = About { job: named.job.as_deref(), line, ..About::default() };
            let error = format!("line {line} is no job: {}", redact_error(&why.to_string()));
            return answer::refusal(&about, &error, Exit::Usage.code(), out);
        }
    };
    let about = About { job: job.job.as_deref(), line, repository: Some(&job.repository) };
    // A panic is a bug, but the jobs behind it must still be done.
    let mut closed = None;
    let done = catch_unwind(AssertUnwindSafe(|| scan(&job, &about, args, out, &mut closed)));
    if let Some(error) = closed {
        return Err(error);
    }
    match done {
        Ok(Ok(outcome)) => answer::receipt(&about, &outcome, out),
        Ok(Err(error)) => answer::refusal(&about, &redact_error(&error.to_string()), error.exit_code(), out),
        Err(_) => answer::refusal(&about, crate::scan::BUG, Exit::Incomplete.code(), out),
    }
}

/// Does a job. Findings are written repository by repository; the rest of the outcome is for the receipt.
fn scan(
    job: &Job,
    about: &About<'_>,
    defaults: &CommonArgs,
    out: &mut dyn Write,
    closed: &mut Option<io::Error>,
) -> Result<Outcome> {
    let args = job.args(defaults);
    let path = Path::new(&job.repository);
    let mut whole: Option<Outcome> = None;
    let mut take = |part: Outcome, settings: &Settings| {
        for finding in &part.findings {
            let written = answer::finding(about, finding, settings.engine.rules(), args.show_secrets, out);
            if let Err(error) = written.and_then(|()| out.flush()) {
                closed.get_or_insert(error);
            }
        }
        match &mut whole {
            None => whole = Some(part),
            Some(whole) => whole.merge(part),
        }
    };
    match &job.range {
        Some(range) => {
            let (outcome, settings) = history::range_of(path, range, &args)?;
            take(outcome, &settings);
        }
        None => {
            // Opened first, so that a missing repository is reported before a missing configuration.
            history::open(path)?;
            let settings = Settings::load(&args, &Committed::around(path))?;
            history::each(path, &job.part(), &settings, &args, &mut |part| {
                take(part, &settings);
                Ok(())
            })?;
        }
    }
    Ok(whole.unwrap_or_default())
}
