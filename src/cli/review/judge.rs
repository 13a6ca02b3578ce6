//! Judges what was let pass only because of changes in the branch itself.

use super::{IN_BRANCH, Review};
use crate::finding::{ALLOW_FILE, AllowEntry, Baseline, Finding, Fingerprint, Suppression, Verdict};
use crate::git::{GitError, Repo};
use crate::model::{ObjectId, RepoPath};
use crate::outcome::{Gap, Outcome};
use crate::report::sanitize::escape;
use crate::source::RangeSource;
use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// How many findings are listed one by one.
const SHOWN: usize = 20;

/// Suppressed findings, by who suppressed them.
#[derive(Default)]
struct Held {
    /// By the branch: an entry, marker or pattern that it adds.
    own: Vec<Finding>,
    /// By the branch, which moved them to an excluded path.
    moved: Vec<Finding>,
    /// By trusted settings.
    rest: Vec<Finding>,
}

impl Review {
    /// Lists what was let pass only because of the branch. False if the run must fail for it: with `strict` these
    /// findings are reported. Without a `source` there was no state before the branch.
    pub fn judge(
        &self,
        outcome: &mut Outcome,
        repo: &Repo,
        source: Option<&RangeSource>,
        strict: bool,
    ) -> bool {
        let hidden: Vec<&Finding> =
            outcome.suppressed.iter().filter(|f| self.is_hidden(&f.origin.path)).collect();
        let (in_sight, unread) = self.in_sight(repo, source, &hidden);
        outcome.coverage.missing.extend(unread);
        let Held { own, moved, rest } = self.part(std::mem::take(&mut outcome.suppressed), &in_sight);
        let used = |entry: &&AllowEntry| !own.iter().any(|f: &Finding| f.fingerprint == entry.fingerprint);
        let unused: Vec<&AllowEntry> = self.entries.iter().filter(used).collect();
        let excluded = rest.iter().filter(|f| matches!(f.suppressed, Some(Suppression::Excluded(_)))).count();
        let holds = own.len() + moved.len() + unused.len() + self.holding.len();
        let count = holds + self.later.len();
        if holds > 0 {
            self.list(&own, &moved, &unused, strict);
        }
        if !self.later.is_empty() {
            let verdict = if strict { ", refused (--strict)" } else { "; please review" };
            say(&format!(
                "secretscan: what this branch changes about later checks, ignored until merged{verdict}:"
            ));
            self.later.iter().for_each(|change| say(&format!("  {}", escape(change))));
        }
        if excluded > 0 {
            say(&format!(
                "secretscan: {excluded} more in paths that the configuration excludes (-v lists them)"
            ));
        }
        outcome.suppressed = rest;
        if strict {
            let shown = |finding| Finding { suppressed: None, refused: true, ..finding };
            outcome.findings.extend(own.into_iter().chain(moved).map(shown));
        } else {
            outcome.suppressed.extend(own.into_iter().chain(moved));
        }
        !strict || count == 0
    }

    /// Splits the suppressed findings; `in_sight` are values that were in a path that is not excluded.
    fn part(&self, suppressed: Vec<Finding>, in_sight: &HashSet<Fingerprint>) -> Held {
        let mut held = Held::default();
        for finding in suppressed {
            let part = match &finding.suppressed {
                Some(Suppression::Allowed(_)) if !self.was_allowed(&finding) => &mut held.own,
                Some(Suppression::Marker(_)) => &mut held.own,
                Some(Suppression::Pattern(place)) if place.ends_with(IN_BRANCH) => &mut held.own,
                _ if !self.is_hidden(&finding.origin.path) => &mut held.rest,
                Some(Suppression::Filter(_)) => &mut held.rest,
                _ if in_sight.contains(&finding.fingerprint) => &mut held.moved,
                _ => &mut held.rest,
            };
            part.push(finding);
        }
        held
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
        for change in &self.holding {
            say(&format!("  {}", escape(change)));
        }
    }

    fn was_allowed(&self, finding: &Finding) -> bool {
        matches!(self.allow.verdict(&finding.fingerprint, self.today), Verdict::Allowed(_))
    }

    fn is_hidden(&self, path: &RepoPath) -> bool {
        self.hidden.is_match(Path::new(OsStr::from_bytes(path.as_bytes())))
    }

    /// Which findings in excluded paths were in a path that is not excluded, before the branch or within it, and what
    /// could not be read to find out.
    fn in_sight(
        &self,
        repo: &Repo,
        source: Option<&RangeSource>,
        hidden: &[&Finding],
    ) -> (HashSet<Fingerprint>, Vec<Gap>) {
        let (agreed, others): (Vec<&Finding>, Vec<&Finding>) =
            hidden.iter().partition(|f| self.was_agreed(f));
        let mut found: HashSet<Fingerprint> = agreed.iter().map(|f| f.fingerprint).collect();
        let mut unread = Vec::new();
        let Some(source) = source.filter(|_| !others.is_empty()) else { return (found, unread) };
        let gap = |what: String, why: GitError| Gap {
            what: format!("{what}, which may hold what was moved to an excluded path"),
            why: why.to_string(),
        };
        let objects = match repo.objects() {
            Ok(objects) => objects,
            Err(why) => return (found, vec![gap("the object store".to_owned(), why)]),
        };
        for id in self.replaced(source) {
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

    /// Old versions of the files outside excluded paths that the branch removes or rewrites.
    fn replaced(&self, source: &RangeSource) -> BTreeSet<ObjectId> {
        let range = source.range();
        let seen = |path: &[u8]| !self.excluded.is_match(Path::new(OsStr::from_bytes(path)));
        let removed = range.commits.iter().flat_map(|c| &c.removed).filter(|r| seen(&r.path)).map(|r| r.id);
        let rewritten = range.brought.iter().filter(|b| seen(&b.path)).flat_map(|b| b.olds.iter().copied());
        removed.chain(rewritten).collect()
    }

    fn was_agreed(&self, finding: &Finding) -> bool {
        let known = |known: &Baseline| known.contains(&finding.fingerprint);
        self.was_allowed(finding) || self.baseline.as_ref().is_some_and(known)
    }
}

fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
