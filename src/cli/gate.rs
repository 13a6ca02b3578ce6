//! `--ci`: the gate of a pull request or push. A request is judged by the configuration of its base; what the branch
//! itself adds to the allow file, or marks in its text, is let through but listed, and with `--strict` is not.

use super::args::CommonArgs;
use super::ci::{self, Base, Env};
use super::committed::Committed;
use super::emit::Emitter;
use super::range;
use super::scan;
use super::settings::Settings;
use crate::error::{Error, Result};
use crate::finding::{ALLOW_FILE, AllowList, Date, Finding, Suppression, Verdict};
use crate::git::{Limits, Repo};
use crate::outcome::{Exit, Outcome};
use crate::report::Mode;
use crate::report::sanitize::escape;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Runs the gate.
pub fn run(args: &CommonArgs, emitter: &Emitter) -> Result<Exit> {
    let env = Env::of_process();
    let plan = ci::plan(&env, &|path| std::fs::read(path)).map_err(Error::Usage)?;
    let resolved = ci::resolve(&plan)?;
    let committed = Committed::Commit(Repo::discover(Path::new("."))?, resolved.trusted);
    let mut settings = Settings::load(args, &committed)?;
    let trusted = settings.policy.allow.clone();
    if plan.is_request {
        add_own_entries(&mut settings, &resolved)?;
    }
    let mut outcome = match plan.base {
        Base::Everything => {
            let mut outcome =
                scan::history_outcome(&[PathBuf::from(".")], &Default::default(), &settings, args)?;
            outcome.coverage.scope = Some(resolved.bounds.scope.clone());
            outcome
        }
        _ => range::outcome(&resolved.repo, &resolved.bounds, Limits::default(), &settings, args)?,
    };
    if plan.is_request {
        review(&mut outcome, &trusted, settings.policy.today, args.strict);
    }
    emitter.write(&outcome, settings.engine.rules(), Mode::Range)?;
    Ok(outcome.exit())
}

/// The entries that the branch adds hold too: what its author allowed at the hook, CI does not reject unseen.
fn add_own_entries(settings: &mut Settings, resolved: &ci::Resolved) -> Result<()> {
    let Some(text) = resolved.repo.commit_file(resolved.head, ALLOW_FILE.as_bytes())? else { return Ok(()) };
    let label = PathBuf::from(format!("{ALLOW_FILE} (at {})", resolved.head.short(10)));
    for entry in AllowList::parse(&text, &label)?.entries() {
        settings.policy.allow.insert(entry.clone());
    }
    Ok(())
}

/// Lists what was let through only because the branch says so; with `strict` it is reported instead.
fn review(outcome: &mut Outcome, trusted: &AllowList, today: Date, strict: bool) {
    let by_branch = |finding: &Finding| match &finding.suppressed {
        Some(Suppression::Allowed(_)) => {
            !matches!(trusted.verdict(&finding.fingerprint, today), Verdict::Allowed(_))
        }
        Some(Suppression::Marker(_) | Suppression::Excluded(_)) => true,
        _ => false,
    };
    let (own, rest): (Vec<Finding>, Vec<Finding>) =
        std::mem::take(&mut outcome.suppressed).into_iter().partition(by_branch);
    outcome.suppressed = rest;
    if own.is_empty() {
        return;
    }
    let mut err = std::io::stderr();
    let verdict = if strict { "refused (--strict)" } else { "let through, please review" };
    let _ = writeln!(err, "secretscan: this branch itself holds {} back, {verdict}:", own.len());
    for finding in &own {
        let why = finding.suppressed.as_ref().map_or_else(String::new, crate::report::reason);
        let place = format!("{}:{}:{}", finding.origin.path, finding.start.line, finding.start.column);
        let _ = writeln!(err, "  {}  {}  {}", escape(&place), finding.fingerprint.short(), escape(&why));
    }
    if strict {
        outcome.findings.extend(own.into_iter().map(|finding| Finding { suppressed: None, ..finding }));
    } else {
        outcome.suppressed.extend(own);
    }
}
