//! Where bytes came from.

use super::ObjectId;
use std::fmt;

/// A path as git and the file system give it: bytes, `/` between the parts, relative to the scanned root.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct RepoPath(pub Vec<u8>);

impl RepoPath {
    /// The last part of the path.
    pub fn file_name(&self) -> &[u8] {
        self.0.rsplit(|&b| b == b'/').next().unwrap_or_default()
    }

    /// The raw bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl<T: Into<Vec<u8>>> From<T> for RepoPath {
    fn from(raw: T) -> Self {
        RepoPath(raw.into())
    }
}

impl fmt::Display for RepoPath {
    /// Bytes that are not UTF-8 become U+FFFD; escaping for terminals is the reporters' work.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

impl fmt::Debug for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(&self.0))
    }
}

/// What kind of thing the bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A file of a working tree or any folder.
    File,
    /// A blob that the index records.
    Index(ObjectId),
    /// A blob of the object store.
    Blob(ObjectId),
    /// The target of a symbolic link, as recorded.
    Link,
    /// A commit's message and author fields.
    Commit(ObjectId),
    /// An annotated tag's message.
    Tag(ObjectId),
    /// A commit message that is being written.
    Message,
    /// Standard input.
    Stdin,
}

/// Where a chunk came from: the path that rules and reports see (messages have none), and what it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// Path relative to the scanned root.
    pub path: RepoPath,
    /// What kind of thing lies there.
    pub place: Place,
}

impl fmt::Display for Origin {
    /// A name for the receipt.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Place::Commit(id) => write!(f, "message of commit {}", id.short(12)),
            Place::Tag(id) => write!(f, "message of tag {}", id.short(12)),
            _ => self.path.fmt(f),
        }
    }
}
