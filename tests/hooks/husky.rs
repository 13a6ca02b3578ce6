//! Beside husky, of today and from before version 9.

use super::{commit, script};
use crate::support::{TestRepo, key};
use std::fs;

const LINE: &str = "secretscan hook run pre-commit -- \"$@\"";

#[test]
fn husky_that_is_not_set_up_is_told() {
    let repo = TestRepo::new();
    repo.write(".husky/pre-commit", "npm test\n");
    let said = repo.scan(["hook", "install"]).run().expect(0).stdout;
    assert!(said.contains("once husky is set up here"), "{said}");
    repo.git(["config", "core.hooksPath", ".husky/_"]);
    repo.scan(["hook", "install"]).run().expect(0);
    let said = repo.scan(["hook", "status"]).run().expect(3).stdout;
    assert!(said.contains("DOES NOT FIRE: husky") && said.contains("run `npx husky`"), "{said}");
    script(&repo.path().join(".husky/_/pre-commit"), "#!/bin/sh\n. .husky/pre-commit\n");
    repo.scan(["hook", "status"]).run().expect(0);
}

#[test]
fn what_a_script_stages_is_judged() {
    let repo = TestRepo::new();
    script(&repo.path().join(".husky/_/pre-commit"), "#!/bin/sh\nsh -e .husky/pre-commit \"$@\"\n");
    repo.write(
        ".husky/pre-commit",
        format!("echo stripe = {} >gen.ini\r\ngit add gen.ini", key()).replace('\r', ""),
    );
    let before = fs::read(repo.path().join(".husky/pre-commit")).expect("husky's script");
    repo.git(["config", "core.hooksPath", ".husky/_"]);
    repo.scan(["hook", "install", "pre-commit"]).run().expect(0);
    repo.scan(["hook", "install", "pre-commit"]).run().expect(0);
    repo.stage("a.txt", "a\n");
    assert!(commit(&repo).expect(1).stderr.contains("gen.ini:1:10"));
    repo.scan(["hook", "uninstall"]).run().expect(0);
    assert_eq!(fs::read(repo.path().join(".husky/pre-commit")).expect("husky's script"), before);
    // A script that may end early.
    repo.write(".husky/pre-commit", "exit 0\n");
    let said = repo.scan(["hook", "install", "pre-commit"]).run().expect(0).stdout;
    assert!(said.contains("our line is at the beginning"), "{said}");
    repo.stage("b.ini", format!("stripe = {}\n", key()));
    commit(&repo).expect(1);
}

#[test]
fn before_version_9_scripts_name_their_interpreter() {
    let repo = TestRepo::new();
    let file = repo.path().join(".husky/pre-commit");
    repo.git(["config", "core.hooksPath", ".husky"]);
    script(&file, "#!/usr/bin/env bash\nwords=(a b)\n[ ${#words[@]} -eq 2 ]\n");
    repo.scan(["hook", "install", "pre-commit"]).run().expect(0);
    repo.stage("a.txt", "a\n");
    commit(&repo).expect(0);
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    assert!(commit(&repo).expect(1).stderr.contains("would record 1 secret"));
    // Its own last word counts as before.
    repo.git(["rm", "-qf", "a.ini"]);
    let text = fs::read_to_string(&file).expect("a script").replace("-eq 2", "-eq 3");
    script(&file, &text);
    assert_ne!(commit(&repo).code, 0);
    repo.scan(["hook", "uninstall"]).run().expect(0);
    let text = fs::read_to_string(&file).expect("a script");
    assert_eq!(text, "#!/usr/bin/env bash\nwords=(a b)\n[ ${#words[@]} -eq 3 ]\n");
    // Another language.
    let node = "#!/usr/bin/env node\nprocess.exit(0)\n";
    script(&file, node);
    let said = repo.scan(["hook", "install"]).run().expect(2).stderr;
    assert!(said.contains("is a script for node") && said.contains(LINE), "{said}");
    assert_eq!(fs::read_to_string(&file).expect("a script"), node);
    assert!(!repo.path().join(".husky/pre-push").exists());
}
