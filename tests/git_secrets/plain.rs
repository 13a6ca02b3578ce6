//! Its patterns in every scan that is not started as git-secrets.

use super::{repo, secrets};
use crate::support::TestRepo;

#[test]
fn plain_scans_honour_the_patterns_too() {
    let repo = repo();
    repo.stage("a.txt", "one forbidden9 two\n");
    let said = repo.scan(["--staged"]).run().expect(1).stdout;
    assert!(said.contains("a.txt:1:5") && said.contains("git-secrets"), "{said}");
    repo.commit_all("in");
    repo.scan(["--history"]).run().expect(1);
    repo.git(["config", "--add", "secrets.allowed", "forbidden9"]);
    repo.scan(["--staged"]).run().expect(0);
    repo.scan(["--history"]).run().expect(0);
}

#[test]
fn allowed_patterns_hold_in_every_plain_scan() {
    let repo = repo();
    repo.stage(".gitallowed", "# where dummies live\n^docs/.*:\nforbidden1\n");
    repo.stage("docs/a.txt", "one forbidden9 two\n");
    repo.stage("b.txt", "forbidden1\n");
    let said = repo.scan(["--staged", "-v"]).run().expect(0).all();
    assert!(said.contains(".gitallowed, line 2") && said.contains(".gitallowed, line 3"), "{said}");
    let base = repo.commit_all("one");
    repo.scan(["--history"]).run().expect(0);
    repo.scan(["."]).run().expect(0);
    // The same line elsewhere is no dummy, and neither is a real one beside an allowed one.
    repo.stage("src/a.txt", "one forbidden9 two\n");
    assert!(repo.scan(["--staged"]).run().expect(1).stdout.contains("src/a.txt:1:5"));
    repo.stage("b.txt", "forbidden1 forbidden2\n");
    assert!(repo.scan(["--staged"]).run().expect(1).stdout.contains("b.txt:1:12"));
    let tip = repo.commit_all("two");
    assert!(repo.scan(["--history"]).run().expect(1).stdout.contains("src/a.txt:1:5"));
    assert!(secrets(&repo, &["--scan-history"]).expect(1).stderr.contains(":src/a.txt:1:one forbidden9"));
    // What a pull request allows itself is listed for review; `--strict` refuses it.
    repo.stage(".gitallowed", ".*\n");
    let tip_with_all = repo.commit_all("allow everything");
    let ci = |head: &str, more: &[&str]| {
        repo.scan([&["--ci"], more].concat())
            .env("GITLAB_CI", "true")
            .env("CI_MERGE_REQUEST_IID", "3")
            .env("CI_MERGE_REQUEST_DIFF_BASE_SHA", &base)
            .env("CI_COMMIT_SHA", head)
            .run()
    };
    repo.git(["checkout", "-q", &tip]);
    ci(&tip, &[]).expect(1);
    repo.git(["checkout", "-q", &tip_with_all]);
    assert!(ci(&tip_with_all, &[]).expect(0).stderr.contains(".gitallowed: 1 more allowed pattern"));
    ci(&tip_with_all, &["--strict"]).expect(1);
}

#[test]
fn what_the_catalogue_finds_is_allowed_by_them_too() {
    let repo = TestRepo::new();
    let token = ["ghp", "_R7pLq2Xz9VbN4mKc8TdW1s", "HfJ6gYe33SX5Sa"].concat();
    repo.write("a.txt", format!("token = \"{token}\"\n"));
    repo.scan(["."]).run().expect(1);
    repo.write(".gitallowed", "ghp_R7pLq2\n");
    repo.scan(["."]).run().expect(0);
    repo.write(".gitallowed", "token =\n");
    repo.scan(["."]).run().expect(1);
}

#[test]
fn what_delta_bases_hand_down_is_what_a_search_of_everything_finds() {
    let repo = repo();
    for version in 0..24 {
        let lines: Vec<String> = (0..120)
            .map(|n| match (n * 7 + version) % 29 {
                0 => format!("forbidden{n}"),
                1 => format!("x{version} forbidden{} y", n % 5),
                m => format!("a plain line of some length, number {n}, {}", m / 20),
            })
            .collect();
        let end = if version % 2 == 0 { "\n" } else { "" };
        repo.stage("a.txt", lines[version % 9..].join("\n") + end);
        repo.commit_all("another");
    }
    repo.git(["gc", "-q", "--aggressive", "--prune=now"]);
    let told = |args: &[&str]| {
        let mut lines: Vec<String> = repo
            .scan(args.iter().copied())
            .run()
            .expect(1)
            .json_lines()
            .iter()
            .map(|l| format!("{} {} {}", l["fingerprint"], l["commit"], l["occurrences"]))
            .collect();
        lines.sort();
        lines
    };
    let inherited = told(&["--history", "--format", "jsonl"]);
    assert!(inherited.len() > 20, "{inherited:?}");
    assert_eq!(inherited, told(&["--history", "--no-inherit", "--format", "jsonl"]));
    // git's own search names no line that ours does not.
    let ours = secrets(&repo, &["--scan-history"]).expect(1).stderr;
    let revisions = repo.git(["rev-list", "--all"]);
    let args = ["grep", "-hwE", "forbidden[0-9]*"].into_iter().chain(revisions.lines());
    for line in repo.git(args).lines() {
        assert!(ours.contains(&format!(":{line}\n")), "{line} is not in ours");
    }
}
