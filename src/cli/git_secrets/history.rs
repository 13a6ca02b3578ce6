//! `--scan-history`: every line that was ever in the repository, from the object store, each with the commit that
//! brought it in; then what is not committed yet.

use super::options::Options;
use super::patterns::Patterns;
use super::scan;
use super::search::Search;
use crate::engine::Engine;
use crate::error::Result;
use crate::finding::{AllowedLines, Finding, Policy};
use crate::git::{GitTool, Objects, Repo};
use crate::model::{Confidence, Place};
use crate::rules::RuleSet;
use crate::scan::{self as pipeline, HistoryJob};
use std::path::Path;
use std::sync::Arc;

/// Prints `commit:path:line:text` for each line with a match that is not allowed; with `-v` who brought it in, and
/// when.
pub fn scan(
    options: &Options,
    git: &GitTool,
    patterns: &Arc<Patterns>,
    search: &mut Search<'_>,
) -> Result<()> {
    search.like_git = true;
    let repo = Repo::discover(Path::new("."))?;
    let mut rules = RuleSet::builtin();
    rules.select(&[crate::engine::extra::RULE.to_owned()], &[])?;
    let engine = Engine::new(Arc::new(rules)).with_extra_alone(patterns.finder(true));
    let job = HistoryJob { repo: &repo, heads: &[], unreachable: false, whole: false };
    let lines = (!patterns.allowed.is_empty()).then(|| patterns.clone() as Arc<dyn AllowedLines>);
    let policy = Policy { threshold: Confidence::Low, lines, ..Policy::default() };
    let outcome = pipeline::history(&job, &engine, &policy, pipeline::Options::default())?;
    let objects = repo.objects()?;
    for finding in &outcome.findings {
        tell(finding, &objects, options.verbose, search);
    }
    for gap in outcome.coverage.unread.iter().chain(&outcome.coverage.missing) {
        search.unreadable(&gap.what, &gap.why);
    }
    if repo.work_tree().is_some() {
        scan::tracked(&Options::default(), git, search)?;
    }
    Ok(())
}

fn tell(finding: &Finding, objects: &Objects, verbose: bool, search: &mut Search<'_>) {
    let life = finding.life.clone().unwrap_or_default();
    let commit = life.commit.unwrap_or_else(|| "unreachable".to_owned());
    let text = match finding.origin.place {
        Place::Blob(id) => objects.read(id).map(|(_, bytes)| bytes).unwrap_or_default(),
        // git-secrets does not search messages of old commits: its hook checks them when they are written.
        _ => return,
    };
    let mut name = commit.into_bytes();
    name.push(b':');
    name.extend_from_slice(finding.origin.path.as_bytes());
    let mut about = String::new();
    if verbose {
        about = format!("\n    {} {}", life.date, life.author);
        if !life.other_paths.is_empty() {
            about.push_str(&format!("; also in {}", life.other_paths.join(", ")));
        }
    }
    search.line(&name, finding.start.line, finding.span.of(&text), &about);
}
