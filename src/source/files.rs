//! Reads files into one buffer per worker. Files are not mapped: reading is faster for usual sizes, and a mapped file
//! that shrinks would crash the program.

use super::{Read, Reader, Unit, WHOLE_BYTES};
use crate::model::{Chunk, Place};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// Reads units that lie below a folder.
pub(super) struct FileReader {
    base: PathBuf,
    spare: Vec<u8>,
}

impl FileReader {
    /// Unit paths are relative to `base`.
    pub fn new(base: &Path) -> Self {
        FileReader { base: base.to_path_buf(), spare: Vec::new() }
    }
}

impl Reader for FileReader {
    fn read(&mut self, unit: &Unit) -> Read {
        let path = self.base.join(OsStr::from_bytes(unit.origin.path.as_bytes()));
        let mut bytes = std::mem::take(&mut self.spare);
        bytes.clear();
        if unit.origin.place == Place::Link {
            return match std::fs::read_link(&path) {
                Ok(target) => {
                    Read::Chunk(Chunk::whole(unit.origin.clone(), target.into_os_string().into_vec()))
                }
                Err(e) => Read::Unread(reason(&e)),
            };
        }
        match fill(&path, &mut bytes) {
            Ok(None) => Read::Chunk(Chunk::whole(unit.origin.clone(), bytes)),
            Ok(Some(stream)) => Read::Large(stream),
            Err(e) => Read::Unread(reason(&e)),
        }
    }

    fn recycle(&mut self, bytes: Vec<u8>) {
        self.spare = bytes;
    }
}

/// Reads a whole file; one that is too large is returned as a stream.
fn fill(path: &Path, bytes: &mut Vec<u8>) -> std::io::Result<Option<Box<dyn std::io::Read>>> {
    let mut file = File::open(path)?;
    let meta = file.metadata()?;
    let size = meta.len();
    if size > WHOLE_BYTES {
        return Ok(Some(Box::new(file)));
    }
    if meta.is_file() && size > 0 {
        bytes.reserve(size as usize);
        (&mut file).take(size).read_to_end(bytes)?;
        return Ok(None);
    }
    // A pipe, or a file without a known size (`/proc`).
    let read = (&mut file).take(WHOLE_BYTES + 1).read_to_end(bytes)?;
    if read as u64 > WHOLE_BYTES {
        return Ok(Some(Box::new(std::io::Cursor::new(std::mem::take(bytes)).chain(file))));
    }
    Ok(None)
}

/// The system's error as a clause.
pub(super) fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => "permission denied".to_string(),
        ErrorKind::NotFound => "it is gone since it was listed".to_string(),
        _ => error.to_string(),
    }
}
