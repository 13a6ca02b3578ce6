//! The only folder that uses a git library. Ids leave it as `ObjectId`, paths as bytes; revisions come in as `&str`.

mod amend;
mod config;
mod files;
pub mod graph;
mod guard;
mod index;
mod lines;
mod objects;
pub mod pack;
mod plain;
mod range;
mod refusal;
mod rename;
mod repo;
mod revise;
mod revision;
mod staged;
mod submodules;
mod tool;
mod tracked;
mod tree;

pub use lines::added;
pub use objects::{Content, Objects};
pub use range::{Brought, Limits, OUT_OF_TIME, Range, RangeCommit, RangeTag, Target};
pub use refusal::shell_word;
pub use rename::rename_source;
pub use repo::Repo;
pub use staged::{Removed, Staged, StagedEntry, StagedKind};
pub use submodules::Submodules;
pub use tool::GitTool;
pub use tracked::{tracked_paths, work_tree_of};

/// What is wrong with git, the repository or a revision, in one sentence with the remedy.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The repository cannot be used as it is (owned by somebody else, incomplete).
    #[error("{0}")]
    Unusable(String),
    /// There is no repository, though there may be a `.git`: an empty folder, or a file that names a missing folder.
    /// Files can still be scanned.
    #[error("{0}")]
    Absent(String),
    /// The repository has a format that this program cannot read. Its files can still be scanned.
    #[error("{0}")]
    Unsupported(String),
    /// A revision does not exist.
    #[error("revision {rev}: {message}")]
    Revision {
        /// As the user wrote it.
        rev: String,
        /// What is wrong.
        message: String,
    },
    /// Data of the repository is damaged or missing.
    #[error("{0}")]
    Damaged(String),
}

impl GitError {
    /// True if the repository's own data is damaged: then the scan is incomplete, not wrongly asked for.
    pub fn is_damage(&self) -> bool {
        matches!(self, GitError::Damaged(_))
    }
}
