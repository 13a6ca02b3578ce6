//! Standard input as one chunk.

use super::{Listing, MAX_BYTES, Read, Reader, Source, Unit, too_large};
use crate::error::Result;
use crate::model::{Chunk, Origin, Place, RepoPath};
use std::io::Read as _;

/// Standard input, under a name that path rules see.
#[derive(Debug)]
pub struct StdinSource {
    path: RepoPath,
}

impl StdinSource {
    /// Input that is named `path`, or `stdin`.
    pub fn new(path: Option<&str>) -> Self {
        StdinSource { path: RepoPath::from(path.unwrap_or("stdin")) }
    }
}

impl Source for StdinSource {
    fn noun(&self) -> &'static str {
        "input"
    }

    fn list(&self) -> Result<Listing> {
        let origin = Origin { path: self.path.clone(), place: Place::Stdin };
        Ok(Listing { units: vec![Unit { index: 0, origin, size: 0 }], ..Listing::default() })
    }

    fn reader(&self) -> Result<Box<dyn Reader + '_>> {
        Ok(Box::new(StdinReader))
    }
}

struct StdinReader;

impl Reader for StdinReader {
    fn read(&mut self, unit: &Unit) -> Read {
        let mut bytes = Vec::new();
        match std::io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes) {
            Ok(read) if read as u64 > MAX_BYTES => Read::Unread(too_large(read as u64)),
            Ok(_) => Read::Chunk(Chunk::whole(unit.origin.clone(), bytes)),
            Err(e) => Read::Unread(e.to_string()),
        }
    }
}
