//! Finds the repositories of submodules: those in the repository's own folder, and those in its working tree.

use super::Repo;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Deepest nesting of names below `modules`.
const MAX_DEPTH: usize = 16;

/// The submodules of a repository.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Submodules {
    /// Name and location of each repository, sorted by name.
    pub found: Vec<(String, PathBuf)>,
    /// Paths in `.gitmodules` without a repository.
    pub absent: Vec<String>,
}

impl Repo {
    /// Submodules that were ever cloned, even if the current commit does not have them any more. Nested submodules are
    /// listed by their own repositories.
    pub fn submodules(&self) -> Submodules {
        let mut found = BTreeMap::new();
        below(&self.common_dir().join("modules"), "", 0, &mut found);
        let mut absent = Vec::new();
        if let Some(top) = self.work_tree() {
            for path in listed(&top.join(".gitmodules")) {
                let inner = top.join(&path);
                // A `.git` folder in the submodule itself: cloned by an old version of git.
                if inner.join(".git").is_dir() {
                    found.insert(path, inner.join(".git"));
                } else if !inner.join(".git").exists() && !found.contains_key(&path) {
                    absent.push(path);
                }
            }
        }
        absent.sort();
        absent.dedup();
        Submodules { found: found.into_iter().collect(), absent }
    }
}

/// Repositories below `modules`. Their names may contain slashes.
fn below(folder: &Path, name: &str, depth: usize, found: &mut BTreeMap<String, PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let own = path.file_name().unwrap_or_default().to_string_lossy();
        let name = if name.is_empty() { own.into_owned() } else { format!("{name}/{own}") };
        if path.join("HEAD").is_file() && path.join("objects").is_dir() {
            found.insert(name, path);
        } else if path.is_dir() && !path.is_symlink() && depth < MAX_DEPTH {
            below(&path, &name, depth + 1, found);
        }
    }
}

/// The paths that a `.gitmodules` file names, without those that lead out of the working tree.
fn listed(path: &Path) -> Vec<String> {
    let text = super::plain::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let value = |line: &str| {
        let (key, value) = line.split_once('=')?;
        let value = value.trim().trim_matches('"');
        let inside = Path::new(value).components().all(|c| matches!(c, std::path::Component::Normal(_)));
        (key.trim().eq_ignore_ascii_case("path") && inside && !value.is_empty()).then(|| value.to_string())
    };
    text.lines().filter_map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_a_list() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join(".gitmodules");
        let text = "[submodule \"a\"]\n\tpath = libs/a\n\turl = ../a\n[submodule \"b\"]\n path=\"b c\"\n path = ../out\n path = /abs\n";
        std::fs::write(&file, text).expect("a file");
        assert_eq!(listed(&file), ["libs/a", "b c"]);
        assert!(listed(&dir.path().join("none")).is_empty());
    }
}
