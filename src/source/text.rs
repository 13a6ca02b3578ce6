//! A text in memory as one chunk: a commit message before it is recorded.

use super::{Listing, Read, Reader, Source, Unit};
use crate::error::Result;
use crate::model::{Chunk, FileKind, Origin, Place, RepoPath};

/// One text.
#[derive(Debug)]
pub struct TextSource<'t> {
    origin: Origin,
    kind: FileKind,
    text: &'t [u8],
    noun: &'static str,
}

impl<'t> TextSource<'t> {
    /// A commit message, without what the commit will not record.
    pub fn message(text: &'t [u8]) -> Self {
        let origin = Origin { path: RepoPath::from("commit message"), place: Place::Message };
        TextSource { origin, kind: FileKind::Message, text, noun: "commit message" }
    }
}

impl Source for TextSource<'_> {
    fn noun(&self) -> &'static str {
        self.noun
    }

    fn list(&self) -> Result<Listing> {
        let unit = Unit { index: 0, origin: self.origin.clone(), size: self.text.len() as u64 };
        Ok(Listing { units: vec![unit], ..Listing::default() })
    }

    fn reader(&self) -> Result<Box<dyn Reader + '_>> {
        Ok(Box::new(TextReader { source: self }))
    }
}

struct TextReader<'s> {
    source: &'s TextSource<'s>,
}

impl Reader for TextReader<'_> {
    fn read(&mut self, unit: &Unit) -> Read {
        let chunk = Chunk::whole(unit.origin.clone(), self.source.text.to_vec());
        Read::Chunk(Chunk { kind: self.source.kind, ..chunk })
    }
}
