//! Where history begins: refs, HEADs of all working trees, reflogs, stashes and notes. They are read from their files
//! directly, so that one broken ref does not hide others.

use crate::git::plain;
use crate::model::ObjectId;
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// A name and its object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tip {
    /// As git writes it: `refs/heads/main`, `HEAD`, `HEAD of worktree x`, `reflog of refs/stash`.
    pub name: String,
    /// What it names.
    pub id: ObjectId,
    /// True for an old value that only a reflog has, and for replacements.
    pub old: bool,
}

/// All tips, and what could not be read.
#[derive(Debug, Default)]
pub struct Tips {
    /// Sorted by name, with reflog entries behind.
    pub tips: Vec<Tip>,
    /// Broken refs and folders that cannot be listed: name and reason.
    pub broken: Vec<(String, String)>,
    /// The first file or folder that could not be read at all, and why.
    pub unread: Option<String>,
}

impl Tips {
    /// Only these commits, named by their ids.
    pub fn of(heads: &[ObjectId]) -> Tips {
        let tip = |id: &ObjectId| Tip { name: id.short(10), id: *id, old: false };
        Tips { tips: heads.iter().map(tip).collect(), ..Tips::default() }
    }

    /// The refs whose names start with `prefix` (`refs/remotes/origin/`), without symbolic ones, which only name
    /// others.
    pub fn named(common: &Path, prefix: &str) -> Tips {
        let (mut tips, mut refs) = (Tips::default(), BTreeMap::new());
        tips.packed(&common.join("packed-refs"), &mut refs);
        refs.retain(|name, _| name.starts_with(prefix));
        let name = prefix.trim_end_matches('/');
        tips.loose(&common.join(name), name, &mut refs);
        tips.tips = refs.into_iter().map(|(name, id)| Tip { name, id, old: false }).collect();
        tips
    }

    /// Reads all tips from the common folder (`.git`) of a repository.
    pub fn read(common: &Path) -> Tips {
        let mut tips = Tips::default();
        let mut refs = BTreeMap::new();
        tips.packed(&common.join("packed-refs"), &mut refs);
        tips.loose(&common.join("refs"), "refs", &mut refs);
        tips.head(common, "HEAD", &mut refs);
        let logs = common.join("logs");
        let mut logged: Vec<(String, ObjectId)> = Vec::new();
        tips.logs(&logs, "", &mut logged);
        for worktree in tips.list(&common.join("worktrees")) {
            let name = worktree.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            tips.head(&worktree, &format!("HEAD of worktree {name}"), &mut refs);
            tips.loose(&worktree.join("refs"), &format!("worktrees/{name}/refs"), &mut refs);
            tips.logs(&worktree.join("logs"), &format!("worktrees/{name}/"), &mut logged);
        }
        // The replacement of a commit is scanned, but counts as no part of history.
        let old = |name: &str| name.starts_with("refs/replace/");
        tips.tips = refs.into_iter().map(|(name, id)| Tip { old: old(&name), name, id }).collect();
        logged.sort();
        logged.dedup();
        tips.tips.extend(logged.into_iter().map(|(name, id)| Tip {
            name: format!("reflog of {name}"),
            id,
            old: true,
        }));
        tips
    }

    fn packed(&mut self, path: &Path, refs: &mut BTreeMap<String, ObjectId>) {
        let Some(text) = self.text(path) else { return };
        for line in text.split(|&b| b == b'\n').filter(|l| !l.is_empty() && l[0] != b'#' && l[0] != b'^') {
            let text = String::from_utf8_lossy(line);
            match text.split_once(' ').and_then(|(hex, name)| Some((hex.parse().ok()?, name.trim_end()))) {
                Some((id, name)) => {
                    refs.insert(name.to_string(), id);
                }
                None => self.broken.push((path.display().to_string(), format!("`{text}` is no ref"))),
            }
        }
    }

    /// Loose refs override packed ones. A symbolic ref names another ref, which is read by itself.
    fn loose(&mut self, folder: &Path, name: &str, refs: &mut BTreeMap<String, ObjectId>) {
        for (path, name) in self.below(folder, &format!("{name}/")) {
            if !name.ends_with(".lock") {
                self.one(&path, name, refs);
            }
        }
    }

    /// Everything below this folder that is not a folder, with its name behind `prefix`. Each folder is entered once,
    /// even if links lead to it, and under its real name if it lies here.
    fn below(&mut self, folder: &Path, prefix: &str) -> Vec<(PathBuf, String)> {
        let mut found = Vec::new();
        let mut entered = HashSet::new();
        let mut todo = VecDeque::from([(folder.to_path_buf(), prefix.to_owned())]);
        while let Some((folder, prefix)) = todo.pop_front() {
            if folder.metadata().is_ok_and(|meta| !entered.insert((meta.dev(), meta.ino()))) {
                continue;
            }
            for path in self.list(&folder) {
                let name = format!("{prefix}{}", path.file_name().unwrap_or_default().to_string_lossy());
                match path.symlink_metadata() {
                    Ok(meta) if meta.is_dir() => todo.push_front((path, name + "/")),
                    Ok(meta) if meta.is_symlink() && path.is_dir() => todo.push_back((path, name + "/")),
                    _ => found.push((path, name)),
                }
            }
        }
        found
    }

    fn one(&mut self, path: &Path, name: String, refs: &mut BTreeMap<String, ObjectId>) {
        let Some(text) = self.text(path) else { return };
        let text = String::from_utf8_lossy(&text);
        if text.starts_with("ref:") {
            return;
        }
        match text.trim().parse() {
            Ok(id) => {
                refs.insert(name, id);
            }
            Err(()) => self.broken.push((name, "the ref holds no object name".to_string())),
        }
    }

    /// A detached HEAD is a tip of its own; otherwise its branch is.
    fn head(&mut self, folder: &Path, name: &str, refs: &mut BTreeMap<String, ObjectId>) {
        if folder.is_dir() {
            self.one(&folder.join("HEAD"), name.to_string(), refs);
        }
    }

    fn logs(&mut self, folder: &Path, prefix: &str, old: &mut Vec<(String, ObjectId)>) {
        for (path, name) in self.below(folder, prefix) {
            let Some(text) = self.text(&path) else { continue };
            for line in text.split(|&b| b == b'\n') {
                let hex = |range: std::ops::Range<usize>| {
                    line.get(range).and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| h.parse().ok())
                };
                let ids: [Option<ObjectId>; 2] = [hex(0..40), hex(41..81)];
                old.extend(ids.into_iter().flatten().filter(|id| !id.is_zero()).map(|id| (name.clone(), id)));
            }
        }
    }

    fn lose(&mut self, path: &Path, why: &std::io::Error) {
        self.unread.get_or_insert_with(|| format!("{}: {why}", path.display()));
        self.broken.push((path.display().to_string(), why.to_string()));
    }

    fn text(&mut self, path: &Path) -> Option<Vec<u8>> {
        match plain::read(path) {
            Ok(text) => Some(text),
            Err(e) if e.kind() == ErrorKind::NotFound => None,
            Err(e) => {
                self.lose(path, &e);
                None
            }
        }
    }

    fn list(&mut self, folder: &Path) -> Vec<PathBuf> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Vec::new();
            }
            Err(e) => {
                self.lose(folder, &e);
                return Vec::new();
            }
        };
        let mut found = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => found.push(entry.path()),
                Err(e) => self.lose(folder, &e),
            }
        }
        found.sort();
        found
    }
}

/// The commits at which a shallow clone was cut off.
pub fn shallow_border(common: &Path) -> Vec<ObjectId> {
    let text = plain::text(&common.join("shallow")).unwrap_or_default();
    text.lines().filter_map(|line| line.trim().parse().ok()).collect()
}
