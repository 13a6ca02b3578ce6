//! What a branch does to its own check: allow entries, markers, exclusions and other settings that it adds, and what it
//! moves to where nobody looks. Listed for whoever reviews it; with `--strict` it fails.

mod judge;

use super::args::CommonArgs;
use super::committed::Committed;
use super::git_secrets::patterns::{ALLOWED_FILE, Patterns};
use super::settings::{self, Settings};
use crate::config::{Config, REPOSITORY_FILE};
use crate::error::Result;
use crate::finding::{
    ALLOW_FILE, AllowEntry, AllowList, AllowedLines, BASELINE_FILE, Baseline, Date, Policy,
};
use crate::git::Repo;
use crate::model::{ObjectId, Span};
use globset::GlobSet;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// What was agreed to before, and what the branch changes about it.
pub struct Review {
    allow: AllowList,
    baseline: Option<Baseline>,
    today: Date,
    excluded: GlobSet,
    /// Paths that the agreed configuration leaves out, or that the branch's would.
    hidden: GlobSet,
    /// Entries that the branch adds.
    entries: Vec<AllowEntry>,
    /// Other changes, in words.
    changes: Vec<String>,
}

impl Review {
    /// Compares the branch's files with the trusted ones, and sets the run up for it: the entries that the branch adds
    /// hold too (what its author allowed at the hook, CI does not reject unseen), and excluded paths are read.
    pub fn prepare(
        settings: &mut Settings,
        args: &CommonArgs,
        trusted: &Committed,
        heads: &[ObjectId],
    ) -> Result<Review> {
        let policy = &mut settings.policy;
        let before = settings::config(args, trusted)?;
        let mut review = Review {
            allow: policy.allow.clone(),
            baseline: policy.baseline.clone(),
            today: policy.today,
            excluded: policy.exclude.clone(),
            hidden: policy.exclude.clone(),
            entries: Vec::new(),
            changes: Vec::new(),
        };
        policy.reads_excluded = true;
        let mut either = before.clone();
        for head in heads {
            let own = Committed::Commit(Repo::discover(Path::new("."))?, *head);
            review.take_entries(policy, &own)?;
            take_patterns(policy, trusted, &own)?;
            let after = settings::config(args, &own)?;
            either.add_excludes(&after.exclude_text)?;
            review.compare(&before, &after);
            review.compare_files(&before, &after, trusted, &own)?;
        }
        review.changes.sort();
        review.changes.dedup();
        review.hidden = either.exclude;
        Ok(review)
    }

    /// Lets the entries hold that the branch adds, and notes them.
    fn take_entries(&mut self, policy: &mut Policy, own: &Committed) -> Result<()> {
        let Some(text) = own.read(ALLOW_FILE)? else { return Ok(()) };
        for entry in AllowList::parse(&text, &own.label(ALLOW_FILE))?.entries() {
            if !self.allow.entries().any(|old| old == entry) && policy.allow.insert(entry.clone()) {
                self.entries.push(entry.clone());
            }
        }
        Ok(())
    }

    /// Paths that are out of sight before or after.
    pub fn hidden(&self) -> &GlobSet {
        &self.hidden
    }

    /// Settings that find less than before.
    fn compare(&mut self, before: &Config, after: &Config) {
        let new = |old: &[String], new: &[String]| -> Vec<String> {
            new.iter().filter(|text| !old.contains(text)).cloned().collect()
        };
        let mut say = |word: &str, texts: Vec<String>| {
            self.changes.extend(texts.iter().map(|t| format!("{REPOSITORY_FILE}: {word} \"{t}\"")));
        };
        say("exclude", new(&before.exclude_text, &after.exclude_text));
        say("disable", new(&before.disable, &after.disable));
        say("no longer enable", new(&after.enable, &before.enable));
        say("no longer use the rules in", new(&after.repository_rules, &before.repository_rules));
        if after.confidence > before.confidence {
            say("confidence", vec![after.confidence.name().to_owned()]);
        }
    }

    /// Rule files with another content, and a baseline that grows.
    fn compare_files(
        &mut self,
        before: &Config,
        after: &Config,
        trusted: &Committed,
        own: &Committed,
    ) -> Result<()> {
        for name in before.repository_rules.iter().filter(|name| after.repository_rules.contains(name)) {
            if trusted.read(name)? != own.read(name)? {
                self.changes.push(format!("{name}: the rules in it are changed"));
            }
        }
        let (old, new) = (trusted.read(ALLOWED_FILE)?, own.read(ALLOWED_FILE)?);
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        let added = pattern_lines(&new).difference(&pattern_lines(&old)).count();
        if added > 0 {
            self.changes.push(format!("{ALLOWED_FILE}: {added} more allowed patterns"));
        }
        if let Some(text) = own.read(BASELINE_FILE)? {
            let after = Baseline::parse(&text, &own.label(BASELINE_FILE))?;
            let known = |id: &&_| self.baseline.as_ref().is_some_and(|old| old.contains(id));
            let added = after.entries().filter(|id| !known(id)).count();
            if added > 0 {
                self.changes.push(format!("{BASELINE_FILE}: {added} more known findings"));
            }
        }
        Ok(())
    }
}

/// Behind the place of an allowed pattern that nobody agreed to yet.
const IN_BRANCH: &str = " of this branch";

/// The allowed patterns of git-secrets that were agreed to, and those of the branch.
#[derive(Debug)]
struct BranchLines {
    agreed: Option<Arc<dyn AllowedLines>>,
    own: Patterns,
}

impl AllowedLines for BranchLines {
    fn allows(&self, path: &[u8], number: usize, line: &[u8], place: Span) -> Option<String> {
        let agreed = self.agreed.as_ref().and_then(|lines| lines.allows(path, number, line, place));
        agreed.or_else(|| Some(AllowedLines::allows(&self.own, path, number, line, place)? + IN_BRANCH))
    }
}

/// Lets the allowed patterns of git-secrets hold that the branch has, behind those that were agreed to.
fn take_patterns(policy: &mut Policy, trusted: &Committed, own: &Committed) -> Result<()> {
    let patterns = own.read(ALLOWED_FILE)?;
    if patterns.is_some()
        && patterns != trusted.read(ALLOWED_FILE)?
        && let Some(own) = own.with_repo(|repo| Patterns::registered(repo, own))?.flatten()
    {
        let agreed = policy.lines.take();
        policy.lines = Some(Arc::new(BranchLines { agreed, own }));
    }
    Ok(())
}

/// Lines of a file of patterns; comments and empty ones left out.
fn pattern_lines(text: &[u8]) -> BTreeSet<&[u8]> {
    let lines = text.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    lines.filter(|line| !line.is_empty() && !line.starts_with(b"#")).collect()
}
