//! Where git looks for hooks, and which tool manages that place.

use super::script;
use crate::error::{Error, Result};
use crate::git::GitTool;
use std::path::{Path, PathBuf};

/// The folder that git takes this repository's hooks from, and who manages it.
#[derive(Debug)]
pub struct Place {
    /// The folder; absolute.
    pub folder: PathBuf,
    /// If that is our folder for all repositories: the repository's own folder, which its scripts hand over to.
    pub own: Option<PathBuf>,
    /// Who manages it.
    pub manager: Manager,
}

/// Who manages the hooks of a repository.
#[derive(Debug, PartialEq, Eq)]
pub enum Manager {
    /// Nobody: `.git/hooks`, or a `core.hooksPath` of the repository's own.
    Git,
    /// `core.hooksPath` points at a folder outside this repository; the value.
    Elsewhere(String),
    /// husky: the scripts to write are in `.husky/`, one folder above.
    Husky(PathBuf),
    /// lefthook writes the hook files anew from its configuration; the file.
    Lefthook(PathBuf),
    /// The pre-commit framework; the file. Its hook file is kept and chained.
    PreCommit(PathBuf),
}

/// An empty `core.hooksPath`: git takes it for the root of the file system.
const NOWHERE: &str = "core.hooksPath is set to nothing, so git finds no hook of this repository: take the setting out \
     (`git config --show-origin core.hooksPath` says where it stands)";

impl Place {
    /// For the repository around the current folder.
    pub fn of(git: &GitTool) -> Result<Place> {
        let hooks_path = git.config("core.hooksPath")?;
        if hooks_path.as_deref() == Some("") {
            return Err(Error::Usage(NOWHERE.to_owned()));
        }
        let folder = git.hooks_folder()?;
        let common = git.common_folder()?;
        let root = git.work_tree()?;
        let manager = recognise(&folder, &common, root.as_deref(), hooks_path);
        let own = global_folder().is_ok_and(|global| global == folder).then(|| common.join("hooks"));
        Ok(Place { folder, own, manager })
    }

    /// The file that does the work of a hook: the one that git starts, or the one that this hands over to.
    pub fn file(&self, name: &str) -> PathBuf {
        let file = self.folder.join(name);
        match &self.own {
            Some(own) if std::fs::read(&file).is_ok_and(|text| script::is_forward(&text)) => own.join(name),
            _ => file,
        }
    }
}

fn recognise(folder: &Path, common: &Path, root: Option<&Path>, hooks_path: Option<String>) -> Manager {
    if let Some(husky) = folder.ancestors().find(|f| f.ends_with(".husky")) {
        return Manager::Husky(husky.to_owned());
    }
    let first_there =
        |names: &[&str]| root.and_then(|r| names.iter().map(|n| r.join(n)).find(|f| f.is_file()));
    if let Some(file) =
        first_there(&["lefthook.yml", "lefthook.yaml", ".lefthook.yml", ".lefthook.yaml", "lefthook.toml"])
    {
        return Manager::Lefthook(file);
    }
    let outside = !folder.starts_with(common) && !root.is_some_and(|r| folder.starts_with(r));
    if let Some(value) = hooks_path.filter(|_| outside) {
        // Whatever else is configured: this folder is shared with other repositories.
        return Manager::Elsewhere(value);
    }
    first_there(&[".pre-commit-config.yaml"]).map_or(Manager::Git, Manager::PreCommit)
}

/// Our part in the `.d` folder of the hook at `file`, then the name that it had in earlier versions. Parts run in the
/// order of their names.
pub fn parts(file: &Path, ours_first: bool) -> [PathBuf; 2] {
    let mut folder = file.as_os_str().to_owned();
    folder.push(".d");
    let name = if ours_first { "00-secretscan" } else { "zz-secretscan" };
    [name, "secretscan"].map(|name| Path::new(&folder).join(name))
}

/// True if the folder belongs to this repository alone: below its git folder, or in its working tree.
pub fn is_own(folder: &Path, git: &GitTool) -> Result<bool> {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = real(folder);
    Ok(folder.starts_with(real(&git.common_folder()?))
        || git.work_tree()?.is_some_and(|root| folder.starts_with(real(&root))))
}

/// The user's folder for hooks of all repositories.
pub fn global_folder() -> Result<PathBuf> {
    config_home().map(|home| home.join("secretscan/hooks")).ok_or_else(|| {
        Error::Usage(
            "neither XDG_CONFIG_HOME nor HOME is set, so there is no place for global hooks".to_owned(),
        )
    })
}

/// `$XDG_CONFIG_HOME`, or `~/.config`.
pub fn config_home() -> Option<PathBuf> {
    match std::env::var_os("XDG_CONFIG_HOME") {
        Some(dir) if !dir.is_empty() => Some(PathBuf::from(dir)),
        _ => std::env::home_dir().filter(|h| !h.as_os_str().is_empty()).map(|h| h.join(".config")),
    }
}

/// True if there is anything of that name, including a dangling link.
pub fn is_there(file: &Path) -> bool {
    file.symlink_metadata().is_ok()
}

#[cfg(unix)]
/// True if the system would run the file.
pub fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn managers_are_recognised() {
        let common = Path::new("/r/.git");
        let root = Some(Path::new("/r"));
        let plain = recognise(Path::new("/r/.git/hooks"), common, root, None);
        assert_eq!(plain, Manager::Git);
        let own = recognise(Path::new("/r/.githooks"), common, root, Some(".githooks".into()));
        assert_eq!(own, Manager::Git);
        let husky = recognise(Path::new("/r/.husky/_"), common, root, Some(".husky/_".into()));
        assert_eq!(husky, Manager::Husky(PathBuf::from("/r/.husky")));
        let other = recognise(Path::new("/etc/hooks"), common, root, Some("/etc/hooks".into()));
        assert_eq!(other, Manager::Elsewhere("/etc/hooks".into()));
    }
}
