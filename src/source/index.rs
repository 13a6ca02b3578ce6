//! Staged content: the blobs that `git commit` will record and that no parent has at their path.
//!
//! The whole blob is read as context. New are the lines that neither a parent's blob at the same path nor the removed
//! file that it was renamed from has. Attributes, filters and settings of git have no effect.

use super::{Listing, Read, Reader, Source, Unit, blob, renamed};
use crate::error::Result;
use crate::git::{Objects, Repo, Staged, StagedKind, rename_source};
use crate::model::{Chunk, FileKind, ObjectId, Origin, Place, RepoPath};
use crate::outcome::Gap;
use globset::GlobSet;
use std::path::PathBuf;

/// The index of a repository, compared with HEAD, or in an amend with the parents of HEAD.
#[derive(Debug)]
pub struct IndexSource {
    object_dirs: Vec<PathBuf>,
    staged: Staged,
    hidden: GlobSet,
}

impl IndexSource {
    /// Compares the index with HEAD; the blobs are read later.
    pub fn new(repo: &Repo) -> Result<Self> {
        Ok(IndexSource::of(repo, repo.staged()?))
    }

    /// Compares the index with the parents of a commit that is being amended; `None` if this clone does not have them.
    pub fn amending(repo: &Repo, commit: ObjectId) -> Result<Option<Self>> {
        let staged = repo.staged_again(commit)?;
        Ok(staged.map(|staged| IndexSource::of(repo, staged)))
    }

    fn of(repo: &Repo, staged: Staged) -> Self {
        IndexSource { object_dirs: repo.object_dirs(), staged, hidden: GlobSet::empty() }
    }

    /// The same where these paths are excluded: what is moved out from there is new.
    pub fn watching(self, hidden: GlobSet) -> Self {
        IndexSource { hidden, ..self }
    }
}

impl Source for IndexSource {
    fn noun(&self) -> &'static str {
        "staged file"
    }

    fn counts_lines(&self) -> bool {
        true
    }

    fn list(&self) -> Result<Listing> {
        let mut listing = Listing::default();
        for (index, entry) in self.staged.entries.iter().enumerate() {
            let path = RepoPath(entry.path.clone());
            let gap = |why: &str| Gap { what: path.to_string(), why: why.to_string() };
            let place = match entry.kind {
                StagedKind::File(id) => Place::Index(id),
                StagedKind::Link(_) => Place::Link,
                StagedKind::Submodule => {
                    listing.skipped.push(gap("a submodule's commit: its content is in its own repository"));
                    continue;
                }
                StagedKind::IntentToAdd => {
                    listing.skipped.push(gap("only intended to be added: this commit leaves it out"));
                    continue;
                }
                StagedKind::Conflict => {
                    listing.unread.push(gap("in conflict: resolve it and `git add` it"));
                    continue;
                }
            };
            listing.units.push(Unit { index, origin: Origin { path, place }, size: entry.size });
        }
        Ok(listing)
    }

    fn reader(&self) -> Result<Box<dyn Reader + '_>> {
        let objects = Objects::open(&self.object_dirs)?;
        Ok(Box::new(IndexReader { objects, staged: &self.staged, hidden: &self.hidden }))
    }
}

struct IndexReader<'s> {
    objects: Objects,
    staged: &'s Staged,
    hidden: &'s GlobSet,
}

impl Reader for IndexReader<'_> {
    fn read(&mut self, unit: &Unit) -> Read {
        let Some(entry) = self.staged.entries.get(unit.index) else {
            return Read::Unread("it is not in the index".to_string());
        };
        let (StagedKind::File(id) | StagedKind::Link(id)) = entry.kind else {
            return Read::Skipped("it has no content".to_string());
        };
        let bytes = match blob::whole(&self.objects, id, Vec::new()) {
            Ok(bytes) => bytes,
            Err(instead) => return instead,
        };
        let made_from = || {
            let sources = renamed::sources(&self.staged.removed, &entry.path, self.hidden);
            rename_source(&self.objects, &sources, &entry.path, id, &bytes)
        };
        let added = blob::added_to(&self.objects, &entry.olds, made_from, &bytes);
        let kind = FileKind::of(unit.origin.path.as_bytes());
        Read::Chunk(Chunk { origin: unit.origin.clone(), kind, bytes, added })
    }
}
