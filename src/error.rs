//! The errors that end a run: one variant a layer, each naming the path, rule or revision, and what to do.

use std::path::PathBuf;

/// Result of anything that can end the run.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a run could not be done. Exit 2 unless [`Error::exit_code`] says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Arguments that do not go together, or name something that does not exist.
    #[error("{0}")]
    Usage(String),
    /// A configuration file cannot be used.
    #[error("{path}: {message}")]
    Config {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what to write instead.
        message: String,
    },
    /// A rule, ours or the user's, cannot be used.
    #[error("{file}: rule {rule}: {message}")]
    Rule {
        /// Where the rule is written.
        file: String,
        /// Its id, or its position in the file if it has none.
        rule: String,
        /// What is wrong with it.
        message: String,
    },
    /// Git, the repository or a revision cannot be used.
    #[error("{0}")]
    Git(#[from] crate::git::GitError),
    /// A file that the run needs cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// Nothing could be scanned, although something should have been.
    #[error("{0}")]
    Incomplete(String),
}

impl Error {
    /// 3 if the scan could not look, 2 if the request was wrong.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Incomplete(_) => 3,
            Error::Git(e) if e.is_damage() => 3,
            _ => 2,
        }
    }
}
