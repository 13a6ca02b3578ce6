//! Hooks that run the scripts of a folder, or only say so; and what is kept of hooks that somebody changed.

use super::{commit, script};
use crate::support::{TestRepo, key};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

const RUNS_ALL: &str = "#!/bin/sh\nfor part in \"$0.d\"/*; do \"$part\" \"$@\" || exit 1; done\n";

/// A repository with this pre-commit hook and a folder of scripts for it.
fn with(hook: &str) -> (TestRepo, PathBuf) {
    let repo = TestRepo::new();
    let hooks = repo.path().join(".git/hooks");
    script(&hooks.join("pre-commit"), hook);
    fs::create_dir_all(hooks.join("pre-commit.d")).expect("a folder");
    repo.scan(["hook", "install"]).run().expect(0);
    (repo, hooks)
}

#[test]
fn a_hook_that_does_not_stop_for_its_parts_is_chained() {
    for text in [
        "#!/bin/sh\n# we had a folder pre-commit.d once\necho theirs >&2\n",
        "#!/bin/sh\necho theirs >&2\nfor part in \"$0.d\"/*; do \"$part\" \"$@\"; done\nexit 0\n",
        "#!/bin/sh\necho theirs >&2\nnever() { run-parts \"$0.d\"; }\n",
    ] {
        let (repo, hooks) = with(text);
        assert!(!hooks.join("pre-commit.d/zz-secretscan").exists(), "{text}");
        repo.scan(["hook", "status"]).run().expect(0);
        repo.stage("a.ini", format!("stripe = {}\n", key()));
        let said = commit(&repo).expect(1).stderr;
        assert!(said.starts_with("theirs\n") && said.contains("would record 1 secret"), "{said}");
        repo.scan(["hook", "install"]).run().expect(0);
        repo.scan(["hook", "uninstall"]).run().expect(0);
        assert_eq!(fs::read_to_string(hooks.join("pre-commit")).expect("back"), text);
    }
}

#[test]
fn a_part_goes_without_a_trace_and_a_changed_one_is_not_run() {
    let (repo, hooks) = with(RUNS_ALL);
    let part = hooks.join("pre-commit.d/zz-secretscan");
    assert!(part.exists());
    let said = repo.scan(["hook", "uninstall"]).run().expect(0).stdout;
    assert!(!said.contains("not as this version") && !part.exists(), "{said}");
    assert_eq!(fs::read_dir(hooks.join("pre-commit.d")).expect("a folder").count(), 0);

    repo.scan(["hook", "install"]).run().expect(0);
    let changed = fs::read_to_string(&part).expect("ours") + "echo mine\n";
    fs::write(&part, &changed).expect("written");
    let said = repo.scan(["hook", "uninstall"]).run().expect(0).stdout;
    assert!(said.contains("hooks/pre-commit.changed"), "{said}");
    assert_eq!(fs::read_dir(hooks.join("pre-commit.d")).expect("a folder").count(), 0);
    let copy = hooks.join("pre-commit.changed");
    assert_eq!(fs::read_to_string(&copy).expect("a copy"), changed);
    assert_eq!(fs::metadata(&copy).expect("a copy").permissions().mode() & 0o111, 0);
}

#[test]
fn one_copy_does_not_take_the_place_of_another() {
    let repo = super::with_hooks();
    let hook = repo.path().join(".git/hooks/pre-commit");
    let text = fs::read_to_string(&hook).expect("a hook");
    for word in ["first", "second", "third"] {
        script(&hook, &format!("{text}# {word}\n"));
        repo.scan(["hook", "install"]).run().expect(0);
    }
    for (copy, word) in [("changed", "first"), ("changed-2", "second"), ("changed-3", "third")] {
        let copy = fs::read_to_string(hook.with_extension(copy)).expect("a copy");
        assert!(copy.ends_with(&format!("# {word}\n")), "{copy}");
    }
}

#[test]
fn a_manager_that_wrote_over_ours_leaves_a_way_on() {
    let manager = "#!/bin/sh\necho manager >&2\n";
    let repo = TestRepo::new();
    let hook = repo.path().join(".git/hooks/pre-commit");
    script(&hook, manager);
    repo.scan(["hook", "install"]).run().expect(0);
    script(&hook, manager);
    repo.scan(["hook", "install"]).run().expect(0);
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    assert!(commit(&repo).expect(1).stderr.starts_with("manager\n"));
    // Another version of it: what is said, works.
    script(&hook, "#!/bin/sh\necho newer >&2\n");
    let said = repo.scan(["hook", "install"]).run().expect(2).stderr;
    let way = said.split("run `").nth(1).and_then(|rest| rest.split('`').next()).expect("a command");
    assert!(said.contains("has taken the place of ours") && way.starts_with("mv "), "{said}");
    crate::support::run(repo.command("sh", &repo.path()).args(["-c", way])).expect(0);
    repo.scan(["hook", "install"]).run().expect(0);
    assert!(commit(&repo).expect(1).stderr.starts_with("newer\n"));
    assert_eq!(fs::read_to_string(hook.with_extension("old")).expect("kept"), manager);
}
