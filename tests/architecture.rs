//! The borders between the folders of `src`, held by reading the sources.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Folder (or file) of `src` and the others it may name. What is not listed may name nothing but `outcome` and `error`.
const MAY_USE: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("rules", &["model", "error"]),
    ("engine", &["model", "rules"]),
    ("git", &["model"]),
    ("source", &["model", "git", "error", "outcome"]),
    ("finding", &["model", "rules", "error", "outcome"]),
    ("compat", &[]),
    ("outcome", &["finding"]),
    ("error", &["git"]),
    ("config", &["model", "error"]),
    ("report", &["model", "rules", "finding", "outcome"]),
    ("scan", &["model", "rules", "engine", "git", "source", "finding", "outcome", "error"]),
];

/// Files that may look one layer up, and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("rules/check.rs", "engine", "a rule is proven by running it on its own examples"),
    ("rules/load.rs", "engine", "a rule may only name checks and matchers that there are"),
];

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                let text = fs::read_to_string(&path).expect("UTF-8");
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found.sort();
    found
}

/// The code of a file: no comments, and nothing from `#[cfg(test)]` on.
fn code(text: &str) -> String {
    let lines = text.lines().take_while(|line| line.trim() != "#[cfg(test)]");
    lines
        .filter(|line| !line.trim_start().starts_with("//"))
        .fold(String::new(), |all, line| all + line + "\n")
}

/// The first part below `src`, without `.rs`.
fn part(path: &Path) -> String {
    let below = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("below src");
    let first = below.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_string()
}

/// The parts that a text names behind `crate::`, groups included.
fn named(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for after in code.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            None => names.push(word(after)),
            Some(group) => {
                let (mut depth, mut start) = (0, true);
                for (at, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => start = true,
                        _ if start && !c.is_whitespace() => {
                            names.push(word(&group[at..]));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    names
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn layers_use_only_what_lies_below_them() {
    let parts: Vec<String> = sources().iter().map(|(path, _)| part(path)).collect();
    let mut used = BTreeSet::new();
    for (path, text) in sources() {
        let own = part(&path);
        if ["cli", "main", "lib"].contains(&own.as_str()) {
            continue;
        }
        let row = MAY_USE.iter().find(|(name, _)| *name == own);
        let allowed = row.unwrap_or_else(|| panic!("{own}: give it a row in MAY_USE")).1;
        for name in named(&code(&text)) {
            let excepted = EXCEPTIONS.iter().any(|(file, used, _)| path.ends_with(file) && *used == name);
            if name != own && parts.contains(&name) && !excepted {
                assert!(allowed.contains(&name.as_str()), "{}: {own} may not use {name}", path.display());
                used.insert((own.clone(), name));
            }
        }
    }
    for (own, allowed) in MAY_USE {
        for name in *allowed {
            let pair = (own.to_string(), name.to_string());
            assert!(used.contains(&pair), "{own} does not use {name}: close that border");
        }
    }
}

#[test]
fn the_git_library_stays_in_its_folder() {
    for (path, text) in sources() {
        assert!(part(&path) == "git" || !code(&text).contains("git2"), "{}: names git2", path.display());
    }
}

#[test]
fn the_library_neither_prints_nor_exits() {
    let banned =
        ["println!", "eprintln!", "print!", "eprint!", "process::exit", "dbg!", "todo!", "unimplemented!"];
    for (path, text) in sources() {
        let code = code(&text);
        for word in banned {
            let found = code.match_indices(word).any(|(at, _)| {
                let before = code[..at].chars().next_back().unwrap_or(' ');
                !before.is_alphanumeric() && before != '_'
            });
            assert!(!found, "{}: {word}", path.display());
        }
    }
}

#[test]
fn no_code_opens_a_connection() {
    for (path, text) in sources() {
        let code = code(&text);
        for word in ["TcpStream", "UdpSocket", "ToSocketAddrs", "reqwest", "ureq", "hyper::"] {
            assert!(!code.contains(word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn every_file_is_wired_and_says_what_it_is_for() {
    let all = sources();
    for (path, text) in &all {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        assert!(
            text.starts_with("//!") || name == "main",
            "{}: the first line says what the file is for",
            path.display()
        );
        if ["lib", "main"].contains(&name.as_str()) {
            continue;
        }
        let folder = path.parent().expect("a folder");
        let (module, home) = if name == "mod" {
            (
                folder.file_name().expect("a name").to_string_lossy().into_owned(),
                folder.parent().expect("a folder"),
            )
        } else {
            (name, folder)
        };
        let declared = all.iter().any(|(other, text)| {
            let stem = other.file_stem().expect("a name").to_string_lossy().into_owned();
            let owner = if ["mod", "lib", "main"].contains(&stem.as_str()) {
                other.parent().expect("a folder").to_path_buf()
            } else {
                other.with_extension("")
            };
            owner == home && text.lines().any(|line| line.trim_end().ends_with(&format!("mod {module};")))
        });
        assert!(declared, "{}: no `mod {module};` names it", path.display());
    }
}
