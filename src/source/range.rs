//! What the commits of a range bring in, and their messages.

use super::{Listing, MAX_BYTES, Read, Reader, Source, Unit, too_large};
use crate::error::Result;
use crate::git::{Brought, Objects, Range, RangeCommit, Repo, added, rename_source};
use crate::model::{Added, Chunk, FileKind, ObjectId, Origin, Place, RepoPath};
use crate::outcome::Gap;
use std::collections::HashMap;
use std::path::PathBuf;

/// The files and messages of a range.
#[derive(Debug)]
pub struct RangeSource {
    object_dirs: Vec<PathBuf>,
    range: Range,
    /// First commit that brings in this content at this path.
    commits: HashMap<(ObjectId, Vec<u8>), usize>,
}

impl RangeSource {
    /// The source for a range that was read from this repository.
    pub fn new(repo: &Repo, range: Range) -> Self {
        let places = range.brought.iter().map(|b| ((b.id, b.path.clone()), b.commit));
        let messages = range.commits.iter().enumerate().map(|(n, c)| ((c.id, message_path(c)), n));
        let commits = places.chain(messages).collect();
        RangeSource { object_dirs: repo.object_dirs(), commits, range }
    }

    /// The range itself.
    pub fn range(&self) -> &Range {
        &self.range
    }

    /// The commit that brought in what was found there.
    pub fn commit(&self, origin: &Origin) -> Option<&RangeCommit> {
        let id = match origin.place {
            Place::Blob(id) | Place::Commit(id) => id,
            _ => return None,
        };
        let at = self.commits.get(&(id, origin.path.as_bytes().to_vec()))?;
        self.range.commits.get(*at)
    }
}

fn message_path(commit: &RangeCommit) -> Vec<u8> {
    format!("commit {}", commit.id.short(10)).into_bytes()
}

impl Source for RangeSource {
    fn noun(&self) -> &'static str {
        "change"
    }

    fn counts_lines(&self) -> bool {
        true
    }

    /// Files first, then messages; each in the order of the commits.
    fn list(&self) -> Result<Listing> {
        let mut listing = Listing::default();
        let files = self.range.brought.iter().map(|b| (RepoPath(b.path.clone()), Place::Blob(b.id), 0));
        let messages = self
            .range
            .commits
            .iter()
            .map(|c| (RepoPath(message_path(c)), Place::Commit(c.id), c.text.len() as u64));
        for (index, (path, place, size)) in files.chain(messages).enumerate() {
            listing.units.push(Unit { index, origin: Origin { path, place }, size });
        }
        for id in &self.range.border {
            listing.missing.push(Gap {
                what: format!("what came before {}", id.short(10)),
                why: "this clone is shallow and ends there".to_owned(),
            });
        }
        for (path, why) in &self.range.unread {
            listing.missing.push(Gap { what: format!("folder {path}"), why: why.clone() });
        }
        Ok(listing)
    }

    fn reader(&self) -> Result<Box<dyn Reader + '_>> {
        let objects = Objects::open(&self.object_dirs)?;
        Ok(Box::new(RangeReader { objects, range: &self.range, spare: Vec::new() }))
    }
}

struct RangeReader<'s> {
    objects: Objects,
    range: &'s Range,
    spare: Vec<u8>,
}

impl Reader for RangeReader<'_> {
    fn read(&mut self, unit: &Unit) -> Read {
        let files = self.range.brought.len();
        match self.range.brought.get(unit.index) {
            Some(brought) => self.file(unit, brought),
            None => match self.range.commits.get(unit.index - files) {
                Some(commit) => {
                    let chunk = Chunk::whole(unit.origin.clone(), commit.text.clone());
                    Read::Chunk(Chunk { kind: FileKind::Message, ..chunk })
                }
                None => Read::Unread("it is not in the range".to_owned()),
            },
        }
    }

    fn recycle(&mut self, bytes: Vec<u8>) {
        self.spare = bytes;
    }
}

impl RangeReader<'_> {
    fn file(&mut self, unit: &Unit, brought: &Brought) -> Read {
        let mut bytes = std::mem::take(&mut self.spare);
        let read = match self.objects.header(brought.id) {
            Ok((_, size)) if size > MAX_BYTES => return Read::Unread(too_large(size)),
            Ok(_) => self.objects.read_into(brought.id, &mut bytes),
            Err(e) => Err(e),
        };
        if let Err(e) = read {
            return Read::Unread(e.to_string());
        }
        let added = self.added(brought, &bytes);
        let kind = FileKind::of(&brought.path);
        Read::Chunk(Chunk { origin: unit.origin.clone(), kind, bytes, added })
    }

    /// What of `bytes` the commit adds. An older blob that cannot be read makes nothing old.
    fn added(&self, brought: &Brought, bytes: &[u8]) -> Added {
        let read = |id: &ObjectId| self.objects.read(*id).ok().map(|(_, bytes)| bytes);
        let mut olds: Vec<Vec<u8>> = brought.olds.iter().filter_map(read).collect();
        if brought.olds.is_empty()
            && let Some(commit) = self.range.commits.get(brought.commit)
        {
            olds.extend(rename_source(&self.objects, &commit.removed, &brought.path, brought.id, bytes));
        }
        added(&olds.iter().map(Vec::as_slice).collect::<Vec<_>>(), bytes)
    }
}
