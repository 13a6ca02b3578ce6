//! The files that the commits of a range bring in, and their messages.

use super::{Listing, Read, Reader, Source, Unit, blob, renamed};
use crate::error::Result;
use crate::git::{Brought, Objects, Range, RangeCommit, Repo, rename_source};
use crate::model::{Chunk, FileKind, ObjectId, Origin, Place, RepoPath};
use crate::outcome::Gap;
use globset::GlobSet;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// The files and messages of a range.
#[derive(Debug)]
pub struct RangeSource {
    object_dirs: Vec<PathBuf>,
    /// Object stores that are open already.
    open: Mutex<Vec<Objects>>,
    range: Range,
    /// First commit that brings in this content at this path.
    commits: HashMap<(ObjectId, Vec<u8>), usize>,
    /// See [`RangeSource::watching`].
    hidden: GlobSet,
}

impl RangeSource {
    /// The source for a range that was read from this repository.
    pub fn new(repo: &Repo, range: Range) -> Self {
        let places = range.brought.iter().filter_map(|b| Some(((b.id, b.path.clone()), b.commit?)));
        let messages = range.commits.iter().enumerate().map(|(n, c)| ((c.id, Vec::new()), n));
        let commits = places.chain(messages).collect();
        RangeSource {
            object_dirs: repo.object_dirs(),
            open: Mutex::new(repo.left()),
            commits,
            range,
            hidden: GlobSet::empty(),
        }
    }

    /// A file that moves from a path outside these globs to one inside them counts as new as a whole, because nobody
    /// has reviewed it there.
    pub fn watching(self, hidden: GlobSet) -> Self {
        RangeSource { hidden, ..self }
    }

    /// The range itself.
    pub fn range(&self) -> &Range {
        &self.range
    }

    /// The commit that brought in the text of a finding.
    pub fn commit(&self, origin: &Origin) -> Option<&RangeCommit> {
        let id = match origin.place {
            Place::Blob(id) | Place::Commit(id) => id,
            _ => return None,
        };
        let at = self.commits.get(&(id, origin.path.as_bytes().to_vec()))?;
        self.range.commits.get(*at)
    }
}

impl Source for RangeSource {
    fn noun(&self) -> &'static str {
        "change"
    }

    fn counts_lines(&self) -> bool {
        true
    }

    /// Files first, with all versions of one file together; then messages, then tags, each in commit order.
    fn list(&self) -> Result<Listing> {
        let mut listing = Listing::default();
        let brought = &self.range.brought;
        let mut order: Vec<usize> = (0..brought.len()).collect();
        order.sort_by(|a, b| brought[*a].path.cmp(&brought[*b].path));
        let place = |at: usize| (at, RepoPath(brought[at].path.clone()), Place::Blob(brought[at].id), 0);
        let files = order.into_iter().map(place);
        let messages = self
            .range
            .commits
            .iter()
            .map(|c| (RepoPath::default(), Place::Commit(c.id), c.text.len() as u64));
        let tags =
            self.range.tags.iter().map(|t| (RepoPath::default(), Place::Tag(t.id), t.text.len() as u64));
        let texts = messages.chain(tags).zip(brought.len()..);
        let texts = texts.map(|((path, place, size), at)| (at, path, place, size));
        for (index, path, place, size) in files.chain(texts) {
            listing.units.push(Unit { index, origin: Origin { path, place }, size });
        }
        for id in &self.range.border {
            listing.missing.push(Gap {
                what: format!("what came before {}", id.short(10)),
                why: "this clone is shallow and ends there".to_owned(),
            });
        }
        for (path, why) in &self.range.unread {
            listing.missing.push(Gap { what: path.clone(), why: why.clone() });
        }
        Ok(listing)
    }

    fn reader(&self) -> Result<Box<dyn Reader + '_>> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let objects = open.map_or_else(|| Objects::open(&self.object_dirs), Ok)?;
        Ok(Box::new(RangeReader { objects, range: &self.range, hidden: &self.hidden, spare: Vec::new() }))
    }
}

struct RangeReader<'s> {
    objects: Objects,
    range: &'s Range,
    hidden: &'s GlobSet,
    spare: Vec<u8>,
}

impl Reader for RangeReader<'_> {
    fn read(&mut self, unit: &Unit) -> Read {
        let files = self.range.brought.len();
        match self.range.brought.get(unit.index) {
            Some(brought) => self.file(unit, brought),
            None => match self.message(unit.index - files) {
                Some(text) => {
                    let chunk = Chunk::whole(unit.origin.clone(), text.to_vec());
                    Read::Chunk(Chunk { kind: FileKind::Message, ..chunk })
                }
                None => Read::Unread("it is not in the range".to_owned()),
            },
        }
    }

    fn recycle(&mut self, bytes: Vec<u8>) {
        self.spare = bytes;
    }

    fn forget(&mut self) {
        self.objects.forget();
    }
}

impl RangeReader<'_> {
    /// The text of a commit or tag, by its index behind the files.
    fn message(&self, at: usize) -> Option<&[u8]> {
        let commit = self.range.commits.get(at).map(|commit| commit.text.as_slice());
        commit
            .or_else(|| Some(self.range.tags.get(at.checked_sub(self.range.commits.len())?)?.text.as_slice()))
    }

    fn file(&mut self, unit: &Unit, brought: &Brought) -> Read {
        let bytes = match blob::whole(&self.objects, brought.id, std::mem::take(&mut self.spare)) {
            Ok(bytes) => bytes,
            Err(instead) => return instead,
        };
        let made_from = || {
            let commit = self.range.commits.get(brought.commit?)?;
            let sources = renamed::sources(&commit.removed, &brought.path, self.hidden);
            rename_source(&self.objects, &sources, &brought.path, brought.id, &bytes)
        };
        let added = blob::added_to(&self.objects, &brought.olds, made_from, &bytes);
        let kind = FileKind::of(&brought.path);
        Read::Chunk(Chunk { origin: unit.origin.clone(), kind, bytes, added })
    }
}
