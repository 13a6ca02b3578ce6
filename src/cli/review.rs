//! What a branch changes about its own check: allow entries, markers, exclusions and other settings that it adds, and
//! content that it moves to excluded paths. Listed for the reviewer; with `--strict` the run fails.

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
use crate::report::receipt::count;
use globset::GlobSet;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The trusted settings, and what the branch changes about them.
pub struct Review {
    allow: AllowList,
    baseline: Option<Baseline>,
    today: Date,
    excluded: GlobSet,
    /// Paths that the trusted configuration excludes, or that the branch's would.
    hidden: GlobSet,
    /// Entries that the branch adds.
    entries: Vec<AllowEntry>,
    /// Other changes that take effect already, in words.
    holding: Vec<String>,
    /// Changes of settings, which take effect once they are merged.
    later: Vec<String>,
}

impl Review {
    /// Compares the branch's files with the trusted ones and prepares the run: allow entries of the branch hold (so
    /// that what the hook let pass is not rejected in CI), and excluded paths are read.
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
            holding: Vec::new(),
            later: Vec::new(),
        };
        policy.reads_excluded = true;
        let mut either = before.clone();
        for head in heads {
            let own = Committed::Alone(Repo::discover(Path::new("."))?.into(), *head);
            review.take_entries(policy, &own)?;
            take_patterns(policy, trusted, &own)?;
            let after = settings::config(&with_config_of(args, &own)?, &own)?;
            either.add_excludes(&after.exclude_text)?;
            review.compare(&config_name(args), &before, &after);
            review.compare_files((&before, &after), args, trusted, &own)?;
        }
        for changes in [&mut review.holding, &mut review.later] {
            changes.sort();
            changes.dedup();
        }
        review.hidden = either.exclude;
        Ok(review)
    }

    /// Adds the branch's new allow entries to the policy and notes them.
    fn take_entries(&mut self, policy: &mut Policy, own: &Committed) -> Result<()> {
        let Some(text) = own.read(ALLOW_FILE)? else { return Ok(()) };
        for entry in AllowList::parse(&text, &own.label(ALLOW_FILE))?.entries() {
            if !self.allow.entries().any(|old| old == entry) && policy.allow.insert(entry.clone()) {
                self.entries.push(entry.clone());
            }
        }
        Ok(())
    }

    /// Paths that are excluded before or after.
    pub fn hidden(&self) -> &GlobSet {
        &self.hidden
    }

    /// Notes settings that find less than before.
    fn compare(&mut self, name: &str, before: &Config, after: &Config) {
        let new = |old: &[String], new: &[String]| -> Vec<String> {
            new.iter().filter(|text| !old.contains(text)).cloned().collect()
        };
        let mut say = |word: &str, texts: Vec<String>| {
            self.later.extend(texts.iter().map(|t| format!("{name}: {word} \"{t}\"")));
        };
        say("exclude", new(&before.exclude_text, &after.exclude_text));
        say("disable", new(&before.disable, &after.disable));
        say("no longer enable", new(&after.enable, &before.enable));
        say("no longer use the rules in", new(&after.repository_rules, &before.repository_rules));
        if after.confidence > before.confidence {
            say("confidence", vec![after.confidence.name().to_owned()]);
        }
    }

    /// Notes rule files that changed, and a baseline that grows.
    fn compare_files(
        &mut self,
        (before, after): (&Config, &Config),
        args: &CommonArgs,
        trusted: &Committed,
        own: &Committed,
    ) -> Result<()> {
        for name in before.repository_rules.iter().filter(|name| after.repository_rules.contains(name)) {
            let read = |place| settings::rule_file(args, name, place).map(|file| file.1);
            if read(trusted)? != read(own)? {
                self.later.push(format!("{name}: the rules in it are changed"));
            }
        }
        let (old, new) = (trusted.read(ALLOWED_FILE)?, own.read(ALLOWED_FILE)?);
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        let added = pattern_lines(&new).difference(&pattern_lines(&old)).count();
        if added > 0 {
            self.holding.push(format!("{ALLOWED_FILE}: {}", count(added as u64, "more allowed pattern")));
        }
        let (name, text) = match &args.baseline {
            Some(file) => (file.display().to_string(), own.read_named(file)?),
            None => (BASELINE_FILE.to_owned(), own.read(BASELINE_FILE)?),
        };
        if let Some(text) = text {
            let after = Baseline::parse(&text, &own.label(&name))?;
            let known = |id: &&_| self.baseline.as_ref().is_some_and(|old| old.contains(id));
            let added = after.entries().filter(|id| !known(id)).count();
            if added > 0 {
                self.later.push(format!("{name}: {}", count(added as u64, "more known finding")));
            }
        }
        Ok(())
    }
}

/// The settings of the head, without the named configuration file if the branch removes it.
fn with_config_of(args: &CommonArgs, own: &Committed) -> Result<CommonArgs> {
    let mut args = args.clone();
    if let Some(file) = &args.config
        && own.read_named(file)?.is_none()
    {
        args.config = Some(PathBuf::from("/dev/null"));
    }
    Ok(args)
}

fn config_name(args: &CommonArgs) -> String {
    args.config.as_ref().map_or_else(|| REPOSITORY_FILE.to_owned(), |file| file.display().to_string())
}

/// Appended to the place of an allowed pattern that only the branch has.
const IN_BRANCH: &str = " of this branch";

/// The trusted allowed patterns of git-secrets, and those of the branch.
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

/// Adds the branch's allowed patterns of git-secrets behind the trusted ones.
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

/// Lines of a pattern file, without comments and empty ones.
fn pattern_lines(text: &[u8]) -> BTreeSet<&[u8]> {
    let lines = text.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    lines.filter(|line| !line.is_empty() && !line.starts_with(b"#")).collect()
}
