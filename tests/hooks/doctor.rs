//! `secretscan doctor`: proves that a hook stops a commit, or says what keeps it from that.

use super::{script, with_hooks};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

#[test]
fn doctor_proves_it_with_a_canary() {
    let repo = with_hooks();
    repo.stage("a.txt", "a\n");
    repo.commit_all("first");
    let bin = Path::new(env!("CARGO_BIN_EXE_secretscan")).parent().expect("a folder");
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display());
    let said = repo.scan(["doctor"]).env("PATH", &path).run().expect(0).stdout;
    assert!(said.contains("ok   canary: a commit with a key in it is stopped"), "{said}");
    assert_eq!(repo.git(["status", "--porcelain"]), "", "the canary left something behind");
    script(&repo.path().join(".git/hooks/pre-commit"), "#!/bin/sh\nexit 0\n");
    let said = repo.scan(["doctor"]).env("PATH", &path).run().stdout;
    assert!(said.contains("BAD"), "{said}");
}

#[test]
fn doctor_says_what_keeps_a_hook_from_running() {
    let repo = with_hooks();
    let bin = Path::new(env!("CARGO_BIN_EXE_secretscan")).parent().expect("a folder");
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display());
    let hook = repo.path().join(".git/hooks/pre-commit");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o644)).expect("not executable");
    let said = repo.scan(["doctor"]).env("PATH", &path).run().expect(3).stdout;
    assert!(
        said.contains("is not executable") && said.contains("run `secretscan hook install` again"),
        "{said}"
    );
    // Where others push to, it is the hook that sees a push.
    let bare = repo.beside("server.git");
    repo.git(["init", "-q", "--bare", &bare.to_string_lossy()]);
    let doctor = || repo.scan_in(&bare, ["doctor"]).env("PATH", &path).run();
    let said = doctor().expect(3).stdout;
    assert!(said.contains("the pre-receive hook is not ours, so pushes to this repository"), "{said}");
    for name in ["pre-receive", "update"] {
        repo.scan_in(&bare, ["hook", "install", name]).run().expect(0);
        let said = doctor().expect(0).stdout;
        assert!(said.contains("ok   canary: a push with a key in it is stopped"), "{said}");
        repo.scan_in(&bare, ["hook", "uninstall"]).run().expect(0);
    }
    let refs = repo.git(["-C", &bare.to_string_lossy(), "for-each-ref"]);
    assert_eq!(refs, "", "the canary left something behind");
}
