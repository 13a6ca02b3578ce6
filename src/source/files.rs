//! Reads files into one buffer a worker. No mapping: for files of usual size it costs more than reading, and a file that
//! shrinks meanwhile would end the program.

use super::{MAX_BYTES, Read, Reader, Unit, too_large};
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
        let read = if unit.origin.place == Place::Link {
            std::fs::read_link(&path).map(|target| {
                bytes = target.into_os_string().into_vec();
                bytes.len() as u64
            })
        } else {
            fill(&path, &mut bytes)
        };
        match read {
            Ok(size) if size > MAX_BYTES => Read::Unread(too_large(size)),
            Ok(_) => Read::Chunk(Chunk::whole(unit.origin.clone(), bytes)),
            Err(e) => Read::Unread(reason(&e)),
        }
    }

    fn recycle(&mut self, bytes: Vec<u8>) {
        self.spare = bytes;
    }
}

/// Reads a whole file; a larger one than may be read is left unread, and its size given.
fn fill(path: &Path, bytes: &mut Vec<u8>) -> std::io::Result<u64> {
    let mut file = File::open(path)?;
    let meta = file.metadata()?;
    let size = meta.len();
    if size > MAX_BYTES {
        return Ok(size);
    }
    if meta.is_file() && size > 0 {
        bytes.reserve(size as usize);
        let read = (&mut file).take(size).read_to_end(bytes)?;
        return Ok(read as u64);
    }
    // A pipe, or a file that does not tell its size (`/proc`).
    let read = file.take(MAX_BYTES + 1).read_to_end(bytes)?;
    Ok(read as u64)
}

/// What the system said, as a clause.
pub(super) fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => "permission denied".to_string(),
        ErrorKind::NotFound => "it is gone since it was listed".to_string(),
        _ => error.to_string(),
    }
}
