//! Files that the pipeline names on its command line: in the repository they are the base's, like all that decides.

use super::review::review;
use crate::support::{TestRepo, numbered_key};

/// A `main` whose pipeline may name `sec/base` and `sec/cfg.toml`, and a branch that adds a key.
fn pipeline() -> (TestRepo, String, String) {
    let repo = TestRepo::new();
    repo.stage("old.ini", format!("stripe = {}\n", numbered_key(1)));
    repo.stage("sec/cfg.toml", "rules = [\"team.toml\"]\n");
    repo.stage(
        "sec/team.toml",
        "[[rule]]\nid = \"team-key\"\nname = \"n\"\nprovider = \"p\"\nseverity = \"low\"\nconfidence = \"low\"\n\
         keywords = [\"team_\"]\nregex = 'team_[a-z]{9}'\nadvice = \"none\"\n",
    );
    std::fs::create_dir_all(repo.path().join("sec")).expect("a folder");
    repo.scan(["baseline", "create", "--baseline", "sec/base"]).run().expect(0);
    let main = repo.commit_all("base");
    repo.git(["checkout", "-q", "-b", "feature"]);
    repo.stage("new.ini", format!("stripe = {}\n", numbered_key(2)));
    repo.commit_all("a key");
    let found = repo.scan(["new.ini", "--format", "jsonl"]).run().expect(1).json_lines();
    let id = found[0]["fingerprint"].as_str().expect("a fingerprint").to_owned();
    (repo, main, id)
}

#[test]
fn a_named_baseline_is_the_one_of_the_base() {
    let (repo, main, id) = pipeline();
    let known = std::fs::read_to_string(repo.path().join("sec/base")).expect("a baseline");
    repo.stage("sec/base", format!("{known}{id}\n"));
    repo.commit_all("and knows it");
    let absolute = repo.path().canonicalize().expect("a folder").join("sec/base");
    let link = repo.beside("link");
    std::os::unix::fs::symlink(repo.path(), &link).expect("a link");
    for file in [
        "sec/base",
        "./sec/../sec/base",
        &absolute.to_string_lossy(),
        &link.join("sec/base").to_string_lossy(),
    ] {
        let said = review(&repo, &main, &["--baseline", file]).expect(1);
        assert!(said.stdout.contains("new.ini:1:10") && !said.stdout.contains("old.ini"), "{}", said.all());
        assert!(said.stderr.contains(&format!("{file}: 1 more known finding")), "{}", said.stderr);
        review(&repo, &main, &["--baseline", file, "--fail-on-new"]).expect(1);
    }
    // Outside of the repository it is the pipeline's own.
    let outside = repo.beside("base");
    std::fs::copy(repo.path().join("sec/base"), &outside).expect("copied");
    review(&repo, &main, &["--baseline", &outside.to_string_lossy()]).expect(0);
}

#[test]
fn a_named_configuration_is_the_one_of_the_base() {
    let (repo, main, _) = pipeline();
    repo.stage("sec/cfg.toml", "exclude = [\"**\"]\n");
    repo.commit_all("and looks away");
    let said = review(&repo, &main, &["--config", "sec/cfg.toml"]).expect(1);
    assert!(said.stdout.contains("new.ini:1:10"), "{}", said.all());
    assert!(said.stderr.contains("sec/cfg.toml: exclude \"**\""), "{}", said.stderr);
    assert!(said.stderr.contains("no longer use the rules in \"team.toml\""), "{}", said.stderr);
    // A branch that removes it is judged by it all the same.
    repo.git(["rm", "-q", "sec/cfg.toml"]);
    repo.commit_all("removes it");
    review(&repo, &main, &["--config", "sec/cfg.toml"]).expect(1);
    // The rules beside it are those of the base, too.
    repo.git(["checkout", "-q", "-B", "rules", &main]);
    repo.stage("sec/team.toml", "[[rule]]\nid = \"broken\"\n");
    repo.commit_all("breaks them");
    let said = review(&repo, &main, &["--config", "sec/cfg.toml"]).expect(0).stderr;
    assert!(said.contains("team.toml: the rules in it are changed"), "{said}");
}

#[test]
fn what_only_the_branch_has_is_an_error() {
    let (repo, main, id) = pipeline();
    repo.stage("cfg.toml", "exclude = [\"**\"]\n");
    repo.stage("known", format!("{id}\n"));
    repo.commit_all("brings its own");
    for option in [["--config", "cfg.toml"], ["--baseline", "known"]] {
        let said = review(&repo, &main, &option).expect(2).stderr;
        assert!(said.contains(option[1]) && said.contains("is not in the base commit"), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[test]
fn a_push_is_judged_by_a_named_file_as_the_repository_has_it() {
    let (repo, main, id) = pipeline();
    let known = std::fs::read_to_string(repo.path().join("sec/base")).expect("a baseline");
    repo.stage("sec/base", format!("{known}{id}\n"));
    let pushed = repo.commit_all("and knows it");
    // HEAD is what was agreed to; the files that lie about are those of the push.
    repo.git(["symbolic-ref", "HEAD", "refs/heads/main"]);
    repo.git(["update-ref", "refs/heads/main", &main]);
    repo.git(["update-ref", "-d", "refs/heads/feature"]);
    let none = "0".repeat(40);
    let update = ["hook", "run", "update", "--baseline", "sec/base", "--", "refs/heads/f", &none, &pushed];
    let said = repo.scan(update).run().expect(1).stderr;
    assert!(said.contains("new.ini:1:10"), "{said}");
}
