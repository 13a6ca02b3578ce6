//! Baselines: they hold what was there, only shrink, and merge.

use crate::support::{TestRepo, key, other_key};
use std::fs;

#[test]
fn a_baseline_holds_what_was_there_and_only_shrinks() {
    let repo = TestRepo::new();
    repo.stage("old.ini", format!("stripe = {}\n", key()));
    repo.commit_all("old");
    repo.scan(["baseline", "create"]).run().expect(0);
    let text = fs::read_to_string(repo.path().join(".secretscan-baseline")).expect("the file");
    assert!(text.lines().all(|l| l.starts_with('#') || (l.starts_with("ss1-") && l.len() == 36)), "{text}");
    repo.scan::<[&str; 0]>([]).run().expect(0);
    repo.stage("new.ini", format!("stripe = {}\n", other_key()));
    repo.scan::<[&str; 0]>([]).run().expect(1);
    repo.scan(["baseline", "create"]).run().expect(2);
    // One that was emptied by accident is an error, not a clean slate.
    repo.write(".secretscan-baseline", "# cut off\n");
    let said = repo.scan::<[&str; 0]>([]).run().expect(2).stderr;
    assert!(said.contains("holds no entry"), "{said}");
}

#[test]
fn a_baseline_shrinks_with_what_is_mended_and_goes_with_the_last() {
    let repo = TestRepo::new();
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    repo.stage("b.ini", format!("stripe = {}\n", other_key()));
    let said = repo.scan(["baseline", "create"]).run().expect(0).stdout;
    assert!(said.contains("2 known findings") && said.contains(".secretscan-baseline merge=union"), "{said}");
    let file = repo.path().join(".secretscan-baseline");
    let ids =
        |text: &str| text.lines().filter(|l| l.starts_with("ss1-")).map(str::to_owned).collect::<Vec<_>>();
    let before = ids(&fs::read_to_string(&file).expect("the file"));
    assert!(before.is_sorted() && before.len() == 2, "{before:?}");
    let said = repo.scan(["baseline", "check"]).run().expect(0).stdout;
    assert!(said.contains("2 held back: 2 by the baseline"), "{said}");
    // What is mended is told, and taken out when asked for; what is new never gets in.
    repo.stage("b.ini", "stripe = from-the-vault\n");
    repo.stage("c.ini", format!("stripe = {}\n", key().replace('Q', "W")));
    let said = repo.scan(["baseline", "check"]).run().expect(1);
    assert!(said.stdout.contains("c.ini:1:10") && said.stderr.contains("1 entry of"), "{}", said.all());
    let said = repo.scan(["baseline", "shrink"]).run().expect(0).stdout;
    assert!(said.contains("1 taken out, 1 left"), "{said}");
    let after = ids(&fs::read_to_string(&file).expect("the file"));
    assert!(after.len() == 1 && before.contains(&after[0]), "{after:?}");
    repo.scan(["baseline", "check"]).run().expect(1);
    // After the last one, the file itself goes: an empty one would be an error.
    repo.stage("a.ini", "stripe = from-the-vault\n");
    let said = repo.scan(["baseline", "shrink"]).run().expect(0).stdout;
    assert!(said.contains("The one entry is gone") && !file.exists(), "{said}");
    assert_eq!(
        repo.git(["ls-files", ".secretscan-baseline"]),
        "",
        "the next commit would record the old one"
    );
    let said = repo.scan(["baseline", "shrink"]).run().expect(2).stderr;
    assert!(said.contains("there is no baseline at"), "{said}");
}

#[test]
fn failing_on_what_is_new_needs_a_baseline() {
    let repo = TestRepo::new();
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    repo.commit_all("old");
    let said = repo.scan(["--fail-on-new"]).run().expect(2).stderr;
    assert!(said.contains("--fail-on-new: there is no baseline at"), "{said}");
    repo.scan(["baseline", "create"]).run().expect(0);
    repo.scan(["--fail-on-new"]).run().expect(0);
    repo.scan(["--staged", "--fail-on-new"]).run().expect(0);
    repo.commit_all("known");
    repo.scan(["--history", "--fail-on-new"]).run().expect(0);
    repo.stage("b.ini", format!("stripe = {}\n", other_key()));
    repo.scan(["--staged", "--fail-on-new"]).run().expect(1);
    let said = repo.scan(["--fail-on-new", "--format", "jsonl"]).run().expect(1);
    assert_eq!(said.json_lines()[0]["path"], "b.ini");
    let elsewhere = repo.beside("known");
    fs::rename(repo.path().join(".secretscan-baseline"), &elsewhere).expect("moved");
    let known = elsewhere.to_string_lossy().into_owned();
    repo.scan(["a.ini", "--fail-on-new", "--baseline", &known]).run().expect(0);
}

#[test]
fn a_baseline_of_history_and_an_incomplete_scan() {
    let repo = TestRepo::new();
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    repo.commit_all("a key");
    repo.stage("a.ini", "stripe = from-the-vault\n");
    repo.commit_all("taken out");
    let said = repo.scan(["baseline", "create"]).run().expect(0).stdout;
    assert!(
        said.contains("Nothing was found") && !repo.path().join(".secretscan-baseline").exists(),
        "{said}"
    );
    repo.scan(["baseline", "create", "--history"]).run().expect(0);
    repo.scan(["--history"]).run().expect(0);
    // What could not be looked at is not gone.
    let blob = repo.git(["rev-parse", "HEAD~1:a.ini"]).trim().to_owned();
    fs::remove_file(repo.path().join(format!(".git/objects/{}/{}", &blob[..2], &blob[2..])))
        .expect("removed");
    let said = repo.scan(["baseline", "shrink", "--history"]).run().expect(3).stderr;
    assert!(said.contains("the scan was incomplete"), "{said}");
    fs::remove_file(repo.path().join(".secretscan-baseline")).expect("removed");
    let said = repo.scan(["baseline", "create", "--history"]).run().expect(3).stderr;
    assert!(said.contains("no baseline was written"), "{said}");
}

#[test]
fn two_branches_that_shrink_and_one_that_does_not_merge_without_a_conflict() {
    let repo = TestRepo::new();
    repo.stage(".gitattributes", ".secretscan-baseline merge=union\n");
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    repo.stage("b.ini", format!("stripe = {}\n", other_key()));
    repo.scan(["baseline", "create"]).run().expect(0);
    repo.commit_all("known");
    for (branch, file) in [("one", "a.ini"), ("two", "b.ini")] {
        repo.git(["checkout", "-q", "-b", branch, "main"]);
        repo.stage(file, "stripe = from-the-vault\n");
        repo.scan(["baseline", "shrink"]).run().expect(0);
        repo.commit_all(branch);
    }
    repo.git(["merge", "-q", "-m", "both", "one"]);
    // A union may bring an entry back that is no longer needed; never a wrong one, and it shrinks again.
    repo.scan::<[&str; 0]>([]).run().expect(0);
    if repo.path().join(".secretscan-baseline").exists() {
        repo.scan(["baseline", "shrink"]).run().expect(0);
    }
    assert!(!repo.path().join(".secretscan-baseline").exists());
}

/// What is gone from the files is not gone from the history that the baseline is of.
#[test]
fn a_baseline_shrinks_by_what_it_was_made_from() {
    let repo = TestRepo::new();
    repo.stage("a.ini", format!("stripe = {}\n", key()));
    repo.commit_all("a key");
    repo.stage("a.ini", "stripe = from-the-vault\n");
    repo.commit_all("taken out");
    let file = repo.path().join(".secretscan-baseline");
    let create = || repo.scan(["baseline", "create", "--history"]).run().expect(0).stdout;
    assert!(create().contains("1 known finding in"));
    let text = fs::read_to_string(&file).expect("the file");
    // Also where a hand or a merge took the header off.
    for text in [&text, text.lines().last().expect("an entry")] {
        fs::write(&file, text).expect("written");
        let said = repo.scan(["baseline", "shrink"]).run().expect(0).stdout;
        assert!(said.contains("0 taken out, 1 left"), "{said}");
        let said = repo.scan(["baseline", "check"]).run().expect(0).stderr;
        assert!(!said.contains("no longer found"), "{said}");
    }
    repo.scan(["--history"]).run().expect(0);
    // One of the files that still stand in them, uncommitted, when history is asked for.
    fs::remove_file(&file).expect("removed");
    repo.write("b.ini", format!("stripe = {}\n", other_key()));
    repo.scan(["baseline", "create"]).run().expect(0);
    let said = repo.scan(["baseline", "shrink", "--history"]).run().expect(0).stdout;
    assert!(said.contains("0 taken out, 1 left"), "{said}");
    repo.write("b.ini", "stripe = from-the-vault\n");
    repo.scan(["baseline", "shrink"]).run().expect(0);
    assert!(!file.exists());
}
