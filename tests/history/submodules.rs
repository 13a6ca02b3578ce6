//! The histories of submodules.

use super::{of, scan, token};
use crate::support::{TestRepo, run};
use secretscan::git::Repo;

#[test]
fn submodules_on_request() {
    let inner = TestRepo::new();
    inner.write("s.txt", token(60));
    inner.commit_all("inner");
    let repo = TestRepo::new();
    let url = inner.path().to_string_lossy().into_owned();
    repo.git(["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &url, "libs/inner"]);
    repo.commit_all("outer");
    let modules = Repo::open(&repo.path()).expect("a repository").submodules();
    assert_eq!(modules.found.len(), 1);
    assert_eq!((modules.found[0].0.as_str(), modules.absent.len()), ("libs/inner", 0));
    of(&scan(&modules.found[0].1), &token(60));
    let clone = repo.beside("clone");
    repo.git(["clone", "-q", ".", &clone.to_string_lossy()]);
    let told = "without its submodule (--recurse-submodules scans it, too): ";
    for place in [&clone, &repo.path()] {
        let output = repo.scan_in(place, ["--history"]).run().expect(0);
        assert!(output.all().contains(told), "{}", output.all());
    }
    let output = repo.scan_in(&clone, ["--history", "--recurse-submodules"]).run().expect(3);
    assert!(!output.all().contains(told), "{}", output.all());
    assert!(output.all().contains("git submodule update"), "{}", output.all());
}

/// Submodules in submodules are followed for some levels; what lies below is named.
#[test]
fn submodules_that_lie_too_deep_are_named() {
    let repo = TestRepo::new();
    let mut folder = repo.path();
    for level in 1..=9 {
        // A repository within a repository, as git kept submodules before it had one place for all.
        std::fs::write(folder.join(".gitmodules"), "[submodule \"in\"]\n\tpath = in\n\turl = ./in\n")
            .expect("a file");
        folder = folder.join("in");
        std::fs::create_dir(&folder).expect("a folder");
        run(repo.command("git", &folder).args(["init", "-q"])).expect(0);
        std::fs::write(folder.join("s.txt"), token(level)).expect("a file");
        run(repo.command("git", &folder).args(["add", "s.txt"])).expect(0);
        run(repo.command("git", &folder).args(["commit", "-q", "-m", "inner"])).expect(0);
    }
    let said = repo.scan(["--history", "--recurse-submodules", "--format", "json"]).run();
    let document: serde_json::Value = serde_json::from_str(&said.stdout).expect("a document");
    let missing = document["receipt"]["missing"].as_array().expect("a list");
    assert_eq!(missing.len(), 1, "{missing:?}");
    let text = missing[0].to_string();
    assert!(text.contains("submodule in") && text.contains("too deep"), "{text}");
    assert_ne!(said.code, 0);
}
