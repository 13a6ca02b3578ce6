//! What is registered, where it is kept, and what of it cannot be used.

use super::{repo, secrets};

#[test]
fn configuration_is_kept_where_git_secrets_keeps_it() {
    let repo = repo();
    secrets(&repo, &["--add", "--literal", "a+b[c"]).expect(0);
    secrets(&repo, &["--add", "-l", "a+b[c"]).expect(1);
    secrets(&repo, &["--add", "--global", "everywhere"]).expect(0);
    assert!(repo.git(["config", "--global", "--get-all", "secrets.patterns"]).contains("everywhere"));
    secrets(&repo, &["--register-aws"]).expect(0);
    let listed = secrets(&repo, &["--list"]).expect(0).stdout;
    assert!(listed.contains("secrets.providers git secrets --aws-provider"), "{listed}");
    secrets(&repo, &["--add-provider", "--", "echo", "from-provider"]).expect(0);
    repo.write("a.txt", "a+b[c\n");
    secrets(&repo, &["--scan", "a.txt"]).expect(1);
    repo.write("a.txt", "from-provider\n");
    secrets(&repo, &["--scan", "a.txt"]).expect(1);
}

#[test]
fn a_pattern_that_cannot_be_matched_fails_closed_and_is_named() {
    let repo = repo();
    repo.git(["config", "--add", "secrets.patterns", r"(a)\1"]);
    repo.write("a.txt", "fine\n");
    let said = secrets(&repo, &["--scan", "a.txt"]).expect(2).stderr;
    assert!(
        said.contains(r"`(a)\1`") && said.contains("secrets.patterns") && said.contains("back-reference"),
        "{said}"
    );
    repo.git(["config", "--unset-all", "secrets.patterns"]);
    repo.git(["config", "--add", "secrets.providers", "no-such-program-here x"]);
    let said = secrets(&repo, &["--scan", "a.txt"]).expect(2).stderr;
    assert!(said.contains("no-such-program-here"), "{said}");
    repo.git(["config", "--unset-all", "secrets.providers"]);
    // What a provider gives may be a secret: its place is named, its text is not.
    repo.write("given", "fine\nhush(hush\n");
    repo.git(["config", "--add", "secrets.providers", "cat given"]);
    for said in [secrets(&repo, &["--scan", "a.txt"]), repo.scan(["a.txt"]).run()] {
        let said = said.expect(2).stderr;
        assert!(said.contains("cat given, output line 2") && !said.contains("hush"), "{said}");
    }
    repo.git(["config", "--unset-all", "secrets.providers"]);
    repo.git(["config", "--add", "secrets.patterns", "fine"]);
    repo.write(".gitallowed", "ok\n[\n");
    let said = secrets(&repo, &["--scan", "a.txt"]).expect(2).stderr;
    assert!(said.contains(".gitallowed, line 2"), "{said}");
}

#[test]
fn registering_twice_says_so_and_adds_nothing() {
    let repo = repo();
    assert_eq!(secrets(&repo, &["--register-aws"]).expect(0).stdout, "OK\n");
    let before = secrets(&repo, &["--list"]).expect(0).stdout;
    assert_eq!(secrets(&repo, &["--register-aws"]).expect(0).stdout, "");
    assert_eq!(secrets(&repo, &["--list"]).expect(0).stdout, before);
    secrets(&repo, &["--add-provider", "--global", "--", "echo", "x"]).expect(0);
    secrets(&repo, &["--add-provider", "--global", "--", "echo", "x"]).expect(1);
    assert_eq!(secrets(&repo, &["--list", "--global"]).expect(0).stdout, "secrets.providers echo x\n");
    // A provider that ends badly is told of.
    repo.git(["config", "--add", "secrets.providers", "false"]);
    repo.write("a.txt", "fine\n");
    assert!(secrets(&repo, &["--scan", "a.txt"]).expect(0).stderr.contains("`false`"));
    // In any other scan, which promises more, it fails the run.
    let said = repo.scan(["a.txt"]).run().expect(2).stderr;
    assert!(said.contains("`false`") && said.contains("ended with 1"), "{said}");
}
