//! The files of ours that a team commits: configuration, rules, allow file, baseline. Where they are read from is a
//! matter of trust: a commit is judged by the versions that it would record, a pull request by those of its base.

use crate::error::{Error, Result};
use crate::finding::without_dots;
use crate::git::{GitError, Repo};
use crate::model::ObjectId;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Larger files cannot be ours: no list that people maintain comes near this size.
const LARGEST: u64 = 16 << 20;

/// Where a run takes committed files from.
pub enum Committed {
    /// A folder on disk: the top of the working tree, or of what is scanned.
    Folder(PathBuf),
    /// The index: what the next commit will hold.
    Index(Rc<Repo>),
    /// A commit's tree.
    Commit(Rc<Repo>, ObjectId),
    /// A commit's tree and nothing from the working tree, whose content the author of a request controls: files named
    /// on the command line are read from the commit, too.
    Alone(Rc<Repo>, ObjectId),
    /// Nowhere: there is no such file.
    Nothing,
}

impl Committed {
    /// The top of the working tree around `path`; without one, `path` itself or the folder of that file.
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

    /// The file's bytes; `None` if there is no such file.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>> {
        match self {
            Committed::Folder(folder) => read_regular(folder.join(name)),
            Committed::Nothing => Ok(None),
            Committed::Index(repo) => small(repo.index_file(name.as_bytes())?, || self.label(name)),
            Committed::Commit(repo, commit) | Committed::Alone(repo, commit) => {
                small(repo.commit_file(*commit, name.as_bytes())?, || self.label(name))
            }
        }
    }

    /// The file in this working tree's own index where a commit records another one (`git commit FILE`); `None` otherwise.
    pub fn staged_beside(&self, name: &str) -> Result<Option<Vec<u8>>> {
        match self {
            Committed::Index(repo) => small(repo.own_index_file(name.as_bytes())?, || self.label(name)),
            _ => Ok(None),
        }
    }

    /// A file that a sparse checkout keeps out of the working tree.
    pub fn not_checked_out(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let sparse = self.with_repo(|repo| {
            let sparse = repo.config_bool("core.sparseCheckout")?.unwrap_or_default();
            Ok(if sparse { repo.index_file(name.as_bytes())? } else { None })
        })?;
        small(sparse.flatten(), || self.label(name))
    }

    /// A file of the working tree that the index does not have, with its name for messages. `None` unless this is
    /// [`Committed::Index`].
    pub fn unstaged(&self, name: &str) -> Result<Option<(PathBuf, String)>> {
        let Committed::Index(repo) = self else { return Ok(None) };
        let Some(top) = repo.work_tree() else { return Ok(None) };
        let Some(bytes) = read_regular(top.join(name))? else { return Ok(None) };
        let label = PathBuf::from(format!("{name} (not staged)"));
        Ok(Some((label.clone(), text(bytes, || label)?)))
    }

    /// The bytes of a file that the command line names; `None` if the commit of a request does not have it.
    pub fn read_named(&self, file: &Path) -> Result<Option<Vec<u8>>> {
        let own = match self {
            Committed::Alone(repo, commit) => inside(repo, file).map(|path| (repo, *commit, path)),
            _ => None,
        };
        match own {
            Some((repo, commit, path)) => {
                let bytes = repo.commit_file(commit, path.as_os_str().as_encoded_bytes())?;
                small(bytes, || self.label_named(file))
            }
            None => {
                std::fs::read(file).map(Some).map_err(|source| Error::Io { path: file.to_owned(), source })
            }
        }
    }

    /// The same for a file that must exist.
    pub fn need_named(&self, file: &Path) -> Result<Vec<u8>> {
        self.read_named(file)?.ok_or_else(|| {
            let base = match self {
                Committed::Alone(_, commit) => commit.short(10),
                _ => String::new(),
            };
            Error::Config {
                path: file.to_owned(),
                message: format!(
                    "it is not in the base commit {base}, and what a request itself brings does not decide about it: \
                     merge the file first, or name one outside of the repository"
                ),
            }
        })
    }

    /// The name of such a file for messages.
    pub fn label_named(&self, file: &Path) -> PathBuf {
        match self {
            Committed::Alone(repo, commit) if inside(repo, file).is_some() => {
                PathBuf::from(format!("{} (at {})", file.display(), commit.short(10)))
            }
            _ => file.to_owned(),
        }
    }

    /// The same as text, with its name for messages.
    pub fn read_text(&self, name: &str) -> Result<Option<String>> {
        let Some(bytes) = self.read(name)? else { return Ok(None) };
        text(bytes, || self.label(name)).map(Some)
    }

    /// Asks the repository that this belongs to; `None` if there is none.
    pub fn with_repo<T>(&self, ask: impl FnOnce(&Repo) -> Result<T>) -> Result<Option<T>> {
        match self {
            Committed::Index(repo) | Committed::Commit(repo, _) | Committed::Alone(repo, _) => {
                ask(repo).map(Some)
            }
            Committed::Nothing => Ok(None),
            Committed::Folder(folder) => match folder.join(".git").exists() {
                true => match Repo::discover(folder) {
                    // Files can be scanned even if their repository uses a format that we cannot read.
                    Err(GitError::Unsupported(_) | GitError::Absent(_)) => Ok(None),
                    repo => ask(&repo?).map(Some),
                },
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
            Committed::Commit(_, commit) | Committed::Alone(_, commit) => {
                PathBuf::from(format!("{name} (at {})", commit.short(10)))
            }
        }
    }
}

/// The text of a file of ours.
pub fn text(bytes: Vec<u8>, label: impl FnOnce() -> PathBuf) -> Result<String> {
    String::from_utf8(bytes)
        .map_err(|_| Error::Config { path: label(), message: "it is not UTF-8 text".to_owned() })
}

/// Reads a file, but not a pipe or device in its place: it may never end.
fn read_regular(path: PathBuf) -> Result<Option<Vec<u8>>> {
    match path.metadata() {
        Ok(meta) if !meta.is_file() => {
            let message = "it is no regular file: put a file there, or remove it".to_owned();
            return Err(Error::Config { path, message });
        }
        Ok(_) => {}
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return match path.is_symlink() {
                // A dangling link: somebody relies on this file.
                true => Err(Error::Config {
                    path,
                    message:
                        "it is a link that leads nowhere: put the file there that it names, or remove it"
                            .to_owned(),
                }),
                false => Ok(None),
            };
        }
        Err(source) => return Err(Error::Io { path, source }),
    }
    let mut bytes = Vec::new();
    let read = std::fs::File::open(&path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => small(Some(bytes), || path),
        Err(source) => Err(Error::Io { path, source }),
    }
}

fn small(bytes: Option<Vec<u8>>, label: impl FnOnce() -> PathBuf) -> Result<Option<Vec<u8>>> {
    match bytes {
        Some(bytes) if bytes.len() as u64 > LARGEST => Err(Error::Config {
            path: label(),
            message: "it is larger than 16 MiB, which no such file is: take out what is not needed"
                .to_owned(),
        }),
        other => Ok(other),
    }
}

/// The path in the repository of a file in its working tree. `None` for a file outside, or below `.git`, which no
/// commit can change. Links below the top are not followed, because a branch may have made them.
fn inside(repo: &Repo, file: &Path) -> Option<PathBuf> {
    let top = repo.work_tree()?;
    let real = top.canonicalize().ok();
    let absolute = std::path::absolute(file).ok()?;
    [Some(without_dots(&absolute)), absolute.canonicalize().ok()].into_iter().flatten().find_map(|path| {
        let is_top = |above: &Path| above == top || above.canonicalize().ok() == real;
        let above = path.ancestors().filter(|above| is_top(above)).last()?;
        let rest = path.strip_prefix(above).ok().filter(|rest| !rest.as_os_str().is_empty())?;
        (!rest.starts_with(".git")).then(|| rest.to_owned())
    })
}
