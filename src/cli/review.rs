//! What a branch does to its own check: allow entries, markers, exclusions and other settings that it adds, and what it
//! moves to where nobody looks. Listed for whoever reviews it; with `--strict` it fails.

use super::args::CommonArgs;
use super::committed::Committed;
use super::git_secrets::patterns::{ALLOWED_FILE, Patterns};
use super::settings::{self, Settings};
use crate::config::{Config, REPOSITORY_FILE};
use crate::error::Result;
use crate::finding::{
    ALLOW_FILE, AllowEntry, AllowList, AllowedLines, BASELINE_FILE, Baseline, Date, Finding, Fingerprint,
    Suppression, Verdict,
};
use crate::git::{GitError, Repo};
use crate::model::{ObjectId, RepoPath, Span};
use crate::outcome::{Gap, Outcome};
use crate::report::sanitize::escape;
use crate::source::RangeSource;
use globset::GlobSet;
use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::Arc;

/// So many findings are listed one by one.
const SHOWN: usize = 20;

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
            if let Some(text) = own.read(ALLOW_FILE)? {
                for entry in AllowList::parse(&text, &own.label(ALLOW_FILE))?.entries() {
                    if !review.allow.entries().any(|old| old == entry) && policy.allow.insert(entry.clone()) {
                        review.entries.push(entry.clone());
                    }
                }
            }
            let patterns = own.read(ALLOWED_FILE)?;
            if patterns.is_some()
                && patterns != trusted.read(ALLOWED_FILE)?
                && let Some(own) = own.with_repo(|repo| Patterns::registered(repo, &own))?.flatten()
            {
                let agreed = policy.lines.take();
                policy.lines = Some(Arc::new(BranchLines { agreed, own }));
            }
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

    /// Lists what was let through only because the branch says so; false where the run must fail for it. With `strict`
    /// what was held back by the branch is reported instead. Without a `source` nothing was there before the branch.
    pub fn judge(
        &self,
        outcome: &mut Outcome,
        repo: &Repo,
        source: Option<&RangeSource>,
        strict: bool,
    ) -> bool {
        let mut own = Vec::new();
        let mut moved = Vec::new();
        let mut rest = Vec::new();
        let hidden: Vec<&Finding> =
            outcome.suppressed.iter().filter(|f| self.is_hidden(&f.origin.path)).collect();
        let (in_sight, unread) = in_sight(self, repo, source, &hidden);
        outcome.coverage.missing.extend(unread);
        for finding in std::mem::take(&mut outcome.suppressed) {
            match &finding.suppressed {
                Some(Suppression::Allowed(_)) if !self.was_allowed(&finding) => own.push(finding),
                Some(Suppression::Marker(_)) => own.push(finding),
                Some(Suppression::Pattern(place)) if place.ends_with(IN_BRANCH) => own.push(finding),
                _ if !self.is_hidden(&finding.origin.path) => rest.push(finding),
                Some(Suppression::Filter(_)) => rest.push(finding),
                _ if in_sight.contains(&finding.fingerprint) => moved.push(finding),
                _ => rest.push(finding),
            }
        }
        let used = |entry: &&AllowEntry| !own.iter().any(|f: &Finding| f.fingerprint == entry.fingerprint);
        let unused: Vec<&AllowEntry> = self.entries.iter().filter(used).collect();
        let excluded = rest.iter().filter(|f| matches!(f.suppressed, Some(Suppression::Excluded(_)))).count();
        let count = own.len() + moved.len() + unused.len() + self.changes.len();
        if count > 0 {
            self.list(&own, &moved, &unused, strict);
        }
        if excluded > 0 {
            say(&format!(
                "secretscan: {excluded} more in paths that the configuration excludes (-v lists them)"
            ));
        }
        outcome.suppressed = rest;
        if strict {
            let shown = |finding| Finding { suppressed: None, ..finding };
            outcome.findings.extend(own.into_iter().chain(moved).map(shown));
        } else {
            outcome.suppressed.extend(own.into_iter().chain(moved));
        }
        !strict || count == 0
    }

    fn list(&self, own: &[Finding], moved: &[Finding], unused: &[&AllowEntry], strict: bool) {
        let verdict = if strict { "refused (--strict)" } else { "let through, please review" };
        say(&format!("secretscan: what this branch changes about its own check, {verdict}:"));
        for (findings, word) in [(own, ""), (moved, "moved to an excluded path; ")] {
            for finding in findings.iter().take(SHOWN) {
                let why = finding.suppressed.as_ref().map_or_else(String::new, crate::report::reason);
                let (place, id) = (crate::report::place(finding), finding.fingerprint.short());
                say(&format!("  {place}  {id}  {word}{}", escape(&why)));
            }
            if findings.len() > SHOWN {
                say(&format!("  and {} more (-v lists them)", findings.len() - SHOWN));
            }
        }
        for entry in unused {
            say(&format!("  {ALLOW_FILE}: {} ({})", entry.fingerprint.short(), escape(&entry.reason)));
        }
        for change in &self.changes {
            say(&format!("  {}", escape(change)));
        }
    }

    fn was_allowed(&self, finding: &Finding) -> bool {
        matches!(self.allow.verdict(&finding.fingerprint, self.today), Verdict::Allowed(_))
    }

    fn is_hidden(&self, path: &RepoPath) -> bool {
        self.hidden.is_match(Path::new(OsStr::from_bytes(path.as_bytes())))
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

/// Lines of a file of patterns; comments and empty ones left out.
fn pattern_lines(text: &[u8]) -> BTreeSet<&[u8]> {
    let lines = text.split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    lines.filter(|line| !line.is_empty() && !line.starts_with(b"#")).collect()
}

/// Which of the findings in hidden paths stood, before the branch or within it, where everybody looks; and what could not
/// be read to tell.
fn in_sight(
    review: &Review,
    repo: &Repo,
    source: Option<&RangeSource>,
    hidden: &[&Finding],
) -> (HashSet<Fingerprint>, Vec<Gap>) {
    let agreed = |f: &Finding| {
        review.was_allowed(f) || review.baseline.as_ref().is_some_and(|known| known.contains(&f.fingerprint))
    };
    let (agreed, others): (Vec<&Finding>, Vec<&Finding>) = hidden.iter().partition(|f| agreed(f));
    let mut found: HashSet<Fingerprint> = agreed.iter().map(|f| f.fingerprint).collect();
    let mut unread = Vec::new();
    let Some(source) = source.filter(|_| !others.is_empty()) else { return (found, unread) };
    // Files in sight that the branch removes or rewrites.
    let range = source.range();
    let seen = |path: &[u8]| !review.excluded.is_match(Path::new(OsStr::from_bytes(path)));
    let removed = range.commits.iter().flat_map(|c| &c.removed).filter(|r| seen(&r.path)).map(|r| r.id);
    let rewritten = range.brought.iter().filter(|b| seen(&b.path)).flat_map(|b| b.olds.iter().copied());
    let ids: BTreeSet<ObjectId> = removed.chain(rewritten).collect();
    let gap = |what: String, why: GitError| Gap {
        what: format!("{what}, which may hold what was moved to an excluded path"),
        why: why.to_string(),
    };
    let objects = match repo.objects() {
        Ok(objects) => objects,
        Err(why) => return (found, vec![gap("the object store".to_owned(), why)]),
    };
    for id in ids {
        match objects.read(id) {
            Ok((_, text)) => {
                let holds = |f: &&&Finding| memchr::memmem::find(&text, f.secret.reveal()).is_some();
                found.extend(others.iter().filter(holds).map(|f| f.fingerprint));
            }
            Err(why) => unread.push(gap(format!("blob {}", id.short(12)), why)),
        }
    }
    (found, unread)
}

fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
