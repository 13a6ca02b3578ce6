//! Finds the finding that a person names by its id: in what is staged, then in the working tree, then in history.

use super::args::CommonArgs;
use super::committed::Committed;
use super::scan;
use super::settings::Settings;
use crate::error::{Error, Result};
use crate::finding::{Finding, Named, resolve};
use crate::git::Repo;
use crate::model::Confidence;
use crate::outcome::Outcome;
use crate::source::{IndexSource, WorktreeSource};
use std::path::{Path, PathBuf};

/// The result of a scan of one place.
pub struct Looked {
    /// Findings, suppressed ones among them.
    pub outcome: Outcome,
    /// The settings that it was scanned with.
    pub settings: Settings,
}

/// Places to look for a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// The staged content.
    Staged,
    /// The files of the working tree.
    Worktree,
    /// All of history.
    History,
}

/// Scans a place at the lowest threshold; `None` if there is no such place (no repository).
pub fn look(place: Where, args: &CommonArgs) -> Result<Option<Looked>> {
    let low = CommonArgs { confidence: Some(Confidence::Low), quiet: 1, ..args.clone() };
    let here = Committed::around(Path::new("."));
    let settings = Settings::load(&low, &here)?;
    let top = here.label("");
    let outcome = match place {
        Where::Staged => match Repo::discover(Path::new(".")) {
            Ok(repo) => scan::scan(&IndexSource::new(&repo)?, &settings, &low)?,
            Err(_) => return Ok(None),
        },
        Where::Worktree => scan::scan(&WorktreeSource::new(&[top], scan::threads(&low))?, &settings, &low)?,
        Where::History => match Repo::discover(Path::new(".")) {
            Ok(_) => scan::history_outcome(&[PathBuf::from(".")], &Default::default(), &settings, &low)?,
            Err(_) => return Ok(None),
        },
    };
    Ok(Some(Looked { outcome, settings }))
}

/// Looks in one place after the other until the finding is there. A whole fingerprint is returned even if it is found
/// nowhere.
pub fn find(id: &str, places: &[Where], args: &CommonArgs) -> Result<(Named, Option<Looked>)> {
    let mut last = None;
    for place in places {
        let Some(looked) = look(*place, args)? else { continue };
        match resolve(id, all(&looked.outcome)) {
            Ok(named) if named.rule.is_some() => return Ok((named, Some(looked))),
            Ok(named) => last = Some(Ok((named, None))),
            Err(e) => last = Some(Err(e)),
        }
    }
    last.unwrap_or_else(|| Err(Error::Usage(format!("there is nothing here to look for {id} in"))))
}

/// Reported and suppressed findings.
pub fn all(outcome: &Outcome) -> impl Iterator<Item = &Finding> {
    outcome.findings.iter().chain(&outcome.suppressed)
}
