//! A pack file, read by position and never mapped: if the file is truncated meanwhile, that is an error, not a signal.

use super::Fault;
use crate::git::plain;
use crate::model::{ObjectId, ObjectKind};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The checksum at the end of a pack.
const TRAILER: u64 = 20;

/// An open pack.
pub struct PackFile {
    file: File,
    path: PathBuf,
    /// Where the last entry ends.
    end: u64,
}

/// What an entry is stored as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// As it is.
    Whole(ObjectKind),
    /// As a change of the entry this many bytes before it.
    OffsetDelta(u64),
    /// As a change of the object of this name.
    RefDelta(ObjectId),
}

/// The head of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// What the entry is stored as.
    pub stored: Stored,
    /// Bytes after inflating: of the object, or of the delta.
    pub size: u64,
    /// Length of the head itself.
    pub len: u8,
}

/// No head is longer: ten bytes of size and a name.
pub const MAX_HEAD: u64 = 32;

impl PackFile {
    /// Opens a pack and checks its first bytes.
    pub fn open(path: &Path) -> Result<PackFile, Fault> {
        let file = plain::open(path)?;
        let len = file.metadata()?.len();
        let pack = PackFile { file, path: path.to_owned(), end: len.saturating_sub(TRAILER) };
        let mut head = [0; 12];
        pack.read_at(0, &mut head)?;
        match head {
            [b'P', b'A', b'C', b'K', 0, 0, 0, 2 | 3, ..] => Ok(pack),
            _ => Err(Fault::Corrupt("pack header")),
        }
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the last entry ends.
    pub fn end(&self) -> u64 {
        self.end
    }

    /// What stands from `at` on, to be read bit by bit.
    pub fn stream(&self, at: u64) -> io::Result<impl io::Read + use<>> {
        let file = self.file.try_clone()?;
        Ok(Section { pack: PackFile { file, path: self.path.clone(), end: self.end }, at })
    }

    /// Fills `out` with the bytes at `at`.
    #[cfg(unix)]
    pub fn read_at(&self, at: u64, out: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, out, at)
    }

    /// Fills `out` with the bytes at `at`.
    #[cfg(windows)]
    pub fn read_at(&self, at: u64, out: &mut [u8]) -> io::Result<()> {
        let mut done = 0;
        while done < out.len() {
            let n = std::os::windows::fs::FileExt::seek_read(&self.file, &mut out[done..], at + done as u64)?;
            if n == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            done += n;
        }
        Ok(())
    }
}

/// A pack from some place to its last entry.
struct Section {
    pack: PackFile,
    at: u64,
}

impl io::Read for Section {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let len = self.pack.end.saturating_sub(self.at).min(out.len() as u64) as usize;
        self.pack.read_at(self.at, &mut out[..len])?;
        self.at += len as u64;
        Ok(len)
    }
}

/// Reads the head of an entry from its first bytes.
pub fn head(bytes: &[u8]) -> Result<Head, Fault> {
    let mut at = 0;
    let mut next = || {
        let byte = bytes.get(at).copied().ok_or(Fault::Truncated);
        at += 1;
        byte
    };
    let first = next()?;
    let mut size = u64::from(first & 15);
    let (mut shift, mut byte) = (4, first);
    while byte & 0x80 != 0 {
        byte = next()?;
        if shift > 56 {
            return Err(Fault::Corrupt("entry size"));
        }
        size |= u64::from(byte & 0x7f) << shift;
        shift += 7;
    }
    let stored = match first >> 4 & 7 {
        1 => Stored::Whole(ObjectKind::Commit),
        2 => Stored::Whole(ObjectKind::Tree),
        3 => Stored::Whole(ObjectKind::Blob),
        4 => Stored::Whole(ObjectKind::Tag),
        6 => {
            let mut byte = next()?;
            let mut back = u64::from(byte & 0x7f);
            while byte & 0x80 != 0 {
                byte = next()?;
                if back >= 1 << 56 {
                    return Err(Fault::Corrupt("delta base offset"));
                }
                back = (back + 1) << 7 | u64::from(byte & 0x7f);
            }
            Stored::OffsetDelta(back)
        }
        7 => {
            let id = bytes.get(at..at + 20).and_then(ObjectId::from_bytes).ok_or(Fault::Truncated)?;
            at += 20;
            Stored::RefDelta(id)
        }
        _ => return Err(Fault::Corrupt("entry type")),
    };
    Ok(Head { stored, size, len: at as u8 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let blob = head(&[0x80 | 3 << 4 | 5, 0x02, 0x78]).expect("a blob head");
        assert_eq!(blob, Head { stored: Stored::Whole(ObjectKind::Blob), size: 5 | 2 << 4, len: 2 });
        let delta = head(&[6 << 4 | 7, 0x81, 0x00]).expect("an offset delta");
        assert_eq!(delta, Head { stored: Stored::OffsetDelta(256), size: 7, len: 3 });
        let by_name = [&[7 << 4 | 1][..], &[9; 20]].concat();
        assert_eq!(head(&by_name).expect("a ref delta").stored, Stored::RefDelta(ObjectId([9; 20])));
        for bad in [&[][..], &[0x80], &[0], &[5 << 4], &[6 << 4, 0x80], &[7 << 4, 1, 2], &[0xff; 40]] {
            assert!(head(bad).is_err(), "{bad:?}");
        }
    }
}
