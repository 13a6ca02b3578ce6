//! The commit that each finding of a range came in with.

use crate::finding::{Date, Life, Scrubber};
use crate::git::{Content, Repo};
use crate::model::{ObjectId, Place};
use crate::outcome::Outcome;
use crate::source::{MAX_BYTES, RangeSource};
use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

/// Gives each finding the commit that brought it in, and whether HEAD still has it.
pub fn attribute(repo: &Repo, source: &RangeSource, today: Date, outcome: &mut Outcome) {
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
    // The scan has redacted its outcome already, but authors and messages were added after that.
    Scrubber::outcome(outcome);
}

/// The files of HEAD that were asked about so far.
struct Head<'r> {
    repo: &'r Repo,
    commit: Option<ObjectId>,
    files: HashMap<Vec<u8>, Option<HeadFile>>,
}

struct HeadFile {
    id: ObjectId,
    /// Its content, read when another version of the file is asked about. `None` if it is too large to be read.
    text: OnceCell<Option<Arc<Vec<u8>>>>,
}

impl Head<'_> {
    /// Whether the file at `path` still has `secret`, which was found in its version `id`. `None` if that cannot be
    /// told.
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
