//! The files that a team commits for us: configuration, rules, allow list, baseline. Where they are read from is a matter
//! of trust: what a commit would record is judged by what it records, a pull request by its base.

use crate::error::{Error, Result};
use crate::git::Repo;
use crate::model::ObjectId;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Where a run takes committed files from.
pub enum Committed {
    /// A folder on disk: the top of the working tree, or of what is scanned.
    Folder(PathBuf),
    /// The index: what the next commit will hold.
    Index(Repo),
    /// A commit's tree.
    Commit(Repo, ObjectId),
    /// Nowhere: there is no such file.
    Nothing,
}

impl Committed {
    /// The folder of the working tree around `path`, else `path` itself (its folder, where it is a file).
    pub fn around(path: &Path) -> Committed {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let top = absolute.ancestors().find(|folder| folder.join(".git").exists());
        let folder = match top {
            Some(top) => top.to_owned(),
            None if absolute.is_dir() => absolute,
            None => absolute.parent().map_or_else(|| PathBuf::from("."), Path::to_owned),
        };
        Committed::Folder(folder)
    }

    /// The file's bytes; `None` where there is no such file.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>> {
        match self {
            Committed::Folder(folder) => {
                let path = folder.join(name);
                match std::fs::read(&path) {
                    Ok(bytes) => Ok(Some(bytes)),
                    Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
                    Err(source) => Err(Error::Io { path, source }),
                }
            }
            Committed::Nothing => Ok(None),
            Committed::Index(repo) => Ok(repo.index_file(name.as_bytes())?),
            Committed::Commit(repo, commit) => Ok(repo.commit_file(*commit, name.as_bytes())?),
        }
    }

    /// The same as text, with its name for messages.
    pub fn read_text(&self, name: &str) -> Result<Option<String>> {
        let Some(bytes) = self.read(name)? else { return Ok(None) };
        String::from_utf8(bytes)
            .map(Some)
            .map_err(|_| Error::Config { path: self.label(name), message: "it is not UTF-8 text".to_owned() })
    }

    /// Asks the repository that this is part of; `None` where there is none.
    pub fn with_repo<T>(&self, ask: impl FnOnce(&Repo) -> Result<T>) -> Result<Option<T>> {
        match self {
            Committed::Index(repo) | Committed::Commit(repo, _) => ask(repo).map(Some),
            Committed::Nothing => Ok(None),
            Committed::Folder(folder) => match folder.join(".git").exists() {
                true => ask(&Repo::discover(folder)?).map(Some),
                false => Ok(None),
            },
        }
    }

    /// The file's name for messages.
    pub fn label(&self, name: &str) -> PathBuf {
        match self {
            Committed::Folder(folder) => folder.join(name),
            Committed::Nothing => PathBuf::from(name),
            Committed::Index(_) => PathBuf::from(format!("{name} (as staged)")),
            Committed::Commit(_, commit) => PathBuf::from(format!("{name} (at {})", commit.short(10))),
        }
    }
}
