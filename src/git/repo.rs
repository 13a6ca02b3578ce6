//! A repository: its folders, HEAD, and its object store. Opening it takes about a millisecond.

use super::index::Index;
use super::objects::object_id;
use super::refusal::refusal;
use super::{GitError, GitTool, Objects, guard, pack, plain};
use crate::model::ObjectId;
use std::cell::{OnceCell, RefCell};
use std::env;
use std::path::{Path, PathBuf};
use std::sync::Once;

/// An open repository.
pub struct Repo {
    inner: git2::Repository,
    /// Read once, so that the whole run sees the same index.
    index: OnceCell<Index>,
    /// Object stores that are open and not in use.
    open: RefCell<Vec<Objects>>,
}

impl std::fmt::Debug for Repo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Repo").field("git_dir", &self.git_dir()).finish()
    }
}

impl Repo {
    /// Opens the repository that git itself would use from `start`: `GIT_DIR` and the other variables first (git sets
    /// them for hooks), then `start` and the folders above it.
    pub fn discover(start: &Path) -> Result<Self, GitError> {
        set_up_library();
        let given = env::var_os("GIT_DIR").filter(|dir| !dir.is_empty());
        if let Some(dir) = given.as_deref().map(Path::new).filter(|dir| !dir.exists()) {
            return Err(GitError::Absent(format!(
                "the variable GIT_DIR names the repository {}, which is not there: correct or unset it",
                dir.display()
            )));
        }
        // As in git: who names the repository by a variable has chosen it, so its owner does not matter.
        let opened = match given.is_some() {
            true => opened(false, git2::Repository::open_from_env),
            false => {
                guard::folders(start)?;
                let ceilings = env::var_os("GIT_CEILING_DIRECTORIES").unwrap_or_default();
                let ceilings: Vec<PathBuf> =
                    env::split_paths(&ceilings).filter(|c| c.is_absolute()).collect();
                trusted(start, || {
                    git2::Repository::open_ext(start, git2::RepositoryOpenFlags::FROM_ENV, &ceilings)
                })
            }
        };
        let place = given.map_or_else(|| shown(start), PathBuf::from);
        let inner = opened.map_err(|e| refusal(&place, &e))?;
        // Git takes a relative one from the current folder, the library from the repository's own.
        if let Some(tree) = env::var_os("GIT_WORK_TREE").filter(|tree| !tree.is_empty())
            && Path::new(&tree).is_relative()
        {
            let tree = std::path::absolute(&tree).unwrap_or_else(|_| PathBuf::from(&tree));
            inner.set_workdir(&tree, false).map_err(|e| refusal(&tree, &e))?;
        }
        Ok(Repo { inner, index: OnceCell::new(), open: RefCell::default() })
    }

    /// Opens exactly this repository (a `.git` folder, a bare repository, or the root of a working tree), whatever the
    /// environment says.
    pub fn open(path: &Path) -> Result<Self, GitError> {
        set_up_library();
        guard::folders(path)?;
        let opened = trusted(path, || git2::Repository::open(path));
        Ok(Repo {
            inner: opened.map_err(|e| refusal(path, &e))?,
            index: OnceCell::new(),
            open: RefCell::default(),
        })
    }

    /// The folder with the data of this working tree: `.git`, or `.git/worktrees/NAME`.
    pub fn git_dir(&self) -> &Path {
        self.inner.path()
    }

    /// The folder that all working trees share: `.git`.
    pub fn common_dir(&self) -> &Path {
        self.inner.commondir()
    }

    /// The root of the working tree; `None` in a bare repository.
    pub fn work_tree(&self) -> Option<&Path> {
        self.inner.workdir()
    }

    /// True for a shallow clone.
    pub fn is_shallow(&self) -> bool {
        self.common_dir().join("shallow").metadata().is_ok_and(|m| m.len() > 0)
    }

    /// The remote from which a partial clone fetches missing objects; `None` for a full clone.
    pub fn partial_of(&self) -> Option<String> {
        let old = self.config_string("extensions.partialClone").ok().flatten();
        let origin = || self.config_bool("remote.origin.promisor").ok().flatten() == Some(true);
        old.or_else(|| origin().then(|| "origin".to_owned()))
    }

    /// The index that `git commit` will record: `GIT_INDEX_FILE` (set for `commit -a`, `-p` and `commit FILE`),
    /// otherwise the working tree's own. A relative path is relative to the root of the working tree.
    pub fn index_path(&self) -> PathBuf {
        match env::var_os("GIT_INDEX_FILE").filter(|path| !path.is_empty()) {
            Some(path) => self.work_tree().unwrap_or(Path::new("")).join(path),
            None => self.git_dir().join("index"),
        }
    }

    /// The index, read at the first call.
    pub(in crate::git) fn index(&self) -> Result<&Index, GitError> {
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        let index = Index::read(&self.index_path(), self.git_dir())?;
        Ok(self.index.get_or_init(|| index))
    }

    /// The object folders: `GIT_OBJECT_DIRECTORY` or the repository's own, then
    /// `GIT_ALTERNATE_OBJECT_DIRECTORIES` (a push's quarantine). Each may name further ones in `info/alternates`.
    pub fn object_dirs(&self) -> Vec<PathBuf> {
        let own = env::var_os("GIT_OBJECT_DIRECTORY").filter(|dir| !dir.is_empty());
        let mut dirs = vec![own.map_or_else(|| self.common_dir().join("objects"), PathBuf::from)];
        let more = env::var_os("GIT_ALTERNATE_OBJECT_DIRECTORIES").unwrap_or_default();
        dirs.extend(pack::dirs::listed(more.as_encoded_bytes()));
        dirs
    }

    /// A handle on the object store. Open one for each worker.
    pub fn objects(&self) -> Result<Objects, GitError> {
        Objects::open(&self.object_dirs())
    }

    /// The same, or one that was returned with [`Repo::leave`]: it does not see objects that were added since.
    pub(in crate::git) fn lent(&self) -> Result<Objects, GitError> {
        let left = self.open.borrow_mut().pop();
        left.map_or_else(|| self.objects(), Ok)
    }

    /// Returns a handle for reuse: it has its indexes open, and its memory.
    pub(in crate::git) fn leave(&self, objects: Objects) {
        self.open.borrow_mut().push(objects);
    }

    /// Takes all returned handles.
    pub fn left(&self) -> Vec<Objects> {
        self.open.take()
    }

    /// The commit that HEAD names; `None` before the first commit.
    pub fn head(&self) -> Result<Option<ObjectId>, GitError> {
        self.guard("HEAD")?;
        match self.inner.refname_to_id("HEAD") {
            Ok(id) => Ok(object_id(id)),
            Err(e) if matches!(e.code(), git2::ErrorCode::NotFound | git2::ErrorCode::UnbornBranch) => {
                Ok(None)
            }
            Err(e) => Err(GitError::Damaged(format!("HEAD cannot be read: {}; run `git fsck`", e.message()))),
        }
    }

    /// The other parents of a merge in progress, from `MERGE_HEAD`; empty if there is none.
    pub fn merge_heads(&self) -> Result<Vec<ObjectId>, GitError> {
        let path = self.git_dir().join("MERGE_HEAD");
        let text = match plain::text(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(GitError::Damaged(format!("{}: {e}", path.display()))),
        };
        let broken = |line: &str| GitError::Damaged(format!("{}: `{line}` is no commit id", path.display()));
        text.lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(|line| line.parse().map_err(|()| broken(line)))
            .collect()
    }

    /// The library's handle, for the other files of this module.
    pub(in crate::git) fn raw(&self) -> &git2::Repository {
        &self.inner
    }
}

/// `start` as a person knows it: the full path instead of `.`.
fn shown(start: &Path) -> PathBuf {
    std::path::absolute(start).unwrap_or_else(|_| start.to_path_buf())
}

/// Sets the library's global options: ids are not verified, because hashing each object again would double the cost of
/// reading.
fn set_up_library() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        git2::opts::strict_hash_verification(false);
        // Older versions of git noted in the repository format that objects were left out. Missing objects are reported
        // anyway.
        // SAFETY: the library keeps its own copy of the names, and no repository is open yet.
        let set = unsafe { git2::opts::set_extensions(&["partialclone"]) };
        debug_assert!(set.is_ok());
    });
}

fn opened(
    verify: bool,
    open: impl Fn() -> Result<git2::Repository, git2::Error>,
) -> Result<git2::Repository, git2::Error> {
    verify_owner(verify);
    open()
}

/// Opens a repository that belongs to the user or is trusted otherwise. The library does not know every place where
/// trust can be configured (`git -c`, the environment), so if it refuses, git itself is asked.
fn trusted(
    place: &Path,
    open: impl Fn() -> Result<git2::Repository, git2::Error>,
) -> Result<git2::Repository, git2::Error> {
    let first = opened(true, &open);
    match &first {
        Err(e) if e.code() == git2::ErrorCode::Owner && git_trusts(place) => opened(false, open),
        _ => first,
    }
}

fn git_trusts(place: &Path) -> bool {
    let folder = if place.is_dir() { place } else { place.parent().unwrap_or(place) };
    GitTool::new(folder).trusts()
}

/// The option is global in the library, which is why its binding is `unsafe`. No other thread opens a repository at the
/// same time, and both values are valid at any time.
fn verify_owner(on: bool) {
    // SAFETY: sets one integer inside the library; no memory is handed over.
    let set = unsafe { git2::opts::set_verify_owner_validation(on) };
    debug_assert!(set.is_ok());
}
