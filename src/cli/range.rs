//! Scanning what a range of commits brings in: for `--range`, `--since`, `--ci` and the pre-push hook alike.

use super::args::{CommonArgs, RangeArgs};
use super::scan;
use super::settings::Settings;
use crate::error::{Error, Result};
use crate::finding::{Date, Life, Scrubber};
use crate::git::{Content, GitError, Limits, Range, Repo};
use crate::model::{ObjectId, Place};
use crate::outcome::{Gap, Outcome};
use crate::report::receipt::count;
use crate::source::{MAX_BYTES, RangeSource};
use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

/// A range in commits that are there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// What is reachable from these counts …
    pub include: Vec<ObjectId>,
    /// … unless one of these reaches it.
    pub exclude: Vec<ObjectId>,
    /// Tags, and blobs or trees that a ref names itself.
    pub named: Vec<ObjectId>,
    /// In words, for the receipt.
    pub scope: String,
    /// The commit that an empty range must not differ from; `None` where a range may well be empty.
    pub judged: Option<ObjectId>,
    /// Refs that lead to nothing, and why: what they reach is not known.
    pub lost: Vec<Gap>,
}

/// `A..B` or `A...B`; a right side that is left out is HEAD. A left one is more likely a variable that is empty.
pub fn parse(repo: &Repo, text: &str) -> Result<Bounds> {
    let (from, to) = text
        .split_once("...")
        .or_else(|| text.split_once(".."))
        .ok_or_else(|| Error::Usage(format!("--range {text}: write two revisions as A..B")))?;
    if from.is_empty() {
        return Err(Error::Usage(format!(
            "--range {text}: the revision before the dots is missing (is a variable empty?)"
        )));
    }
    let or_head = |rev: &str| if rev.is_empty() { "HEAD".to_owned() } else { rev.to_owned() };
    let (from, to) = (repo.commit_of(from)?, repo.commit_of(&or_head(to))?);
    let bounds = Bounds {
        include: vec![to],
        exclude: vec![from],
        named: Vec::new(),
        scope: format!("{text} ({}..{})", from.short(10), to.short(10)),
        judged: Some(to),
        lost: Vec::new(),
    };
    Ok(bounds)
}

/// `--since`, `--max-count`, `--branch`: from every ref, or one branch.
pub fn of_args(repo: &Repo, args: &RangeArgs) -> Result<(Bounds, Limits)> {
    let mut bounds = Bounds::default();
    let mut words = Vec::new();
    match &args.branch {
        Some(branch) => {
            bounds.include.push(repo.commit_of(branch)?);
            bounds.judged = bounds.include.first().copied();
            words.push(format!("branch {branch}"));
        }
        None => {
            bounds.include = repo.refs_below("refs/")?.into_iter().map(|(_, id)| id).collect();
            bounds.include.extend(repo.head()?);
            bounds.lost = repo.lost_refs()?.into_iter().map(|(what, why)| Gap { what, why }).collect();
            bounds.judged = repo.head()?;
            words.push("all refs".to_owned());
        }
    }
    let mut limits = Limits { most: args.max_count, ..Limits::default() };
    if let Some(since) = &args.since {
        match since.parse::<Date>() {
            Ok(day) => limits.since = Some(day.unix_day() * 86_400),
            Err(_) => bounds.exclude.push(repo.commit_of(since).map_err(|e| match e {
                GitError::Revision { rev, message } => GitError::Revision {
                    rev,
                    message: format!("{message}; --since takes a revision or a day as 2026-01-31"),
                },
                other => other,
            })?),
        }
        words.push(format!("since {since}"));
    }
    if let Some(most) = args.max_count {
        words.push(format!("at most {}", count(most as u64, "commit")));
    }
    bounds.scope = words.join(", ");
    Ok((bounds, limits))
}

/// Scans a range; findings carry the commit that brought them in.
pub fn outcome(
    repo: &Repo,
    bounds: &Bounds,
    limits: Limits,
    settings: &Settings,
    args: &CommonArgs,
) -> Result<Outcome> {
    let mut outcome = scanned(repo, &source(repo, bounds, limits, settings, args)?, bounds, settings, args)?;
    outcome.coverage.missing.extend_from_slice(&bounds.lost);
    Ok(outcome)
}

/// Reads what a range brings in.
pub fn source(
    repo: &Repo,
    bounds: &Bounds,
    limits: Limits,
    settings: &Settings,
    args: &CommonArgs,
) -> Result<RangeSource> {
    let limits = Limits { deadline: settings.deadline, threads: scan::threads(args), ..limits };
    let mut range = repo.range(&bounds.include, &bounds.exclude, &bounds.named, limits)?;
    let is_whole = limits.most.is_none() && limits.since.is_none();
    if is_whole && range.commits.iter().any(|commit| commit.parents.len() > 1) {
        add_kept(repo, bounds, &mut range)?;
    }
    if range.commits.is_empty() && range.unread.is_empty() && is_whole {
        refuse_if_different(repo, bounds)?;
    }
    Ok(RangeSource::new(repo, range))
}

/// A hook is measured by all branches there are: so many are not compared with what it looks at.
const FEW: usize = 4;

/// A merge may keep of one side what the other had taken out: no commit brings that in, and it is in the tip again.
fn add_kept(repo: &Repo, bounds: &Bounds, range: &mut Range) -> Result<()> {
    if bounds.exclude.len() > FEW {
        return Ok(());
    }
    for tip in &bounds.include {
        let mut bases = Vec::new();
        for old in &bounds.exclude {
            // Most ranges begin at a commit that their tip comes from: then nothing is looked for.
            let common = match range.leads(*old, *tip) {
                true => vec![*old],
                false => repo.merge_bases(*tip, *old)?,
            };
            // What the old tip has at its path is new to nobody.
            bases.extend(common.iter().chain((!common.is_empty()).then_some(old)));
        }
        bases.sort();
        bases.dedup();
        if !bases.is_empty() {
            repo.add_kept(range, *tip, &bases)?;
        }
    }
    Ok(())
}

/// Scans what was read.
pub fn scanned(
    repo: &Repo,
    source: &RangeSource,
    bounds: &Bounds,
    settings: &Settings,
    args: &CommonArgs,
) -> Result<Outcome> {
    let mut outcome = scan::scan(source, settings, args)?;
    outcome.coverage.commits = Some(source.range().commits.len() as u64);
    outcome.coverage.scope = Some(bounds.scope.clone());
    tell(repo, source, settings.policy.today, &mut outcome);
    Ok(outcome)
}

/// An empty range passes only where there is nothing to see: the sides hold the same files.
fn refuse_if_different(repo: &Repo, bounds: &Bounds) -> Result<()> {
    let Some(judged) = bounds.judged.filter(|id| !bounds.exclude.contains(id)) else { return Ok(()) };
    let tree = repo.tree_of(judged)?;
    for old in &bounds.exclude {
        if repo.tree_of(*old)? == tree {
            return Ok(());
        }
    }
    if bounds.exclude.is_empty() {
        return Ok(());
    }
    Err(Error::Incomplete(format!(
        "the range {} holds no commit, though its sides differ: is it the wrong way round, or is {} behind already?",
        bounds.scope,
        judged.short(10)
    )))
}

/// Gives each finding its commit, and whether HEAD still has it.
fn tell(repo: &Repo, source: &RangeSource, today: Date, outcome: &mut Outcome) {
    let mut head = Head { repo, commit: repo.head().ok().flatten(), files: HashMap::new() };
    let mut count: HashMap<_, u64> = HashMap::new();
    for finding in &outcome.findings {
        *count.entry(finding.fingerprint).or_default() += 1;
    }
    for finding in outcome.findings.iter_mut().chain(&mut outcome.suppressed) {
        let Some(commit) = source.commit(&finding.origin) else { continue };
        let in_head = match finding.origin.place {
            Place::Blob(id) => {
                head.holds(finding.origin.path.as_bytes(), id, finding.secret.reveal()).unwrap_or(true)
            }
            _ => true,
        };
        finding.life = Some(Box::new(Life {
            commit: Some(commit.id.to_string()),
            author: commit.author.clone(),
            date: commit.date.clone(),
            age_days: today.days_since(&commit.date),
            summary: commit.summary.clone(),
            in_head,
            occurrences: count.get(&finding.fingerprint).copied().unwrap_or(1),
            ..Life::default()
        }));
    }
    // Authors and messages came in after the run's own scrubbing.
    Scrubber::outcome(outcome);
}

/// The files of HEAD, as far as they were asked for.
struct Head<'r> {
    repo: &'r Repo,
    commit: Option<ObjectId>,
    files: HashMap<Vec<u8>, Option<HeadFile>>,
}

struct HeadFile {
    id: ObjectId,
    /// Read where another version of the file is asked about; `None` where it is too large for that.
    text: OnceCell<Option<Arc<Vec<u8>>>>,
}

impl Head<'_> {
    /// Whether the file at `path` still holds a secret that stands in version `id` of it; `None` where nobody can tell.
    fn holds(&mut self, path: &[u8], id: ObjectId, secret: &[u8]) -> Option<bool> {
        let (repo, commit) = (self.repo, self.commit?);
        let file = self.files.entry(path.to_vec()).or_insert_with(|| {
            let id = repo.commit_file_id(commit, path).ok().flatten()?;
            Some(HeadFile { id, text: OnceCell::new() })
        });
        let Some(file) = file else { return Some(false) };
        if file.id == id {
            return Some(true);
        }
        let read = || match repo.objects().ok()?.content(file.id, MAX_BYTES) {
            Ok(Content::Whole(text)) => Some(text),
            _ => None,
        };
        let text = file.text.get_or_init(read).as_ref()?;
        Some(memchr::memmem::find(text, secret).is_some())
    }
}
