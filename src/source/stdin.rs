//! Standard input: one chunk, or a stream if it is too large.

use super::{Listing, Read, Reader, Source, Unit, WHOLE_BYTES};
use crate::error::Result;
use crate::model::{Chunk, Origin, Place, RepoPath};
use std::io::Read as _;

/// Standard input, with a path for rules that depend on it.
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

    fn may_wait(&self) -> bool {
        true
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
        match std::io::stdin().lock().take(WHOLE_BYTES + 1).read_to_end(&mut bytes) {
            Ok(read) if read as u64 > WHOLE_BYTES => {
                Read::Large(Box::new(std::io::Cursor::new(bytes).chain(std::io::stdin())))
            }
            Ok(_) => Read::Chunk(Chunk::whole(unit.origin.clone(), bytes)),
            Err(e) => Read::Unread(e.to_string()),
        }
    }
}
