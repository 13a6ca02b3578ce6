//! What a branch does to its own check: the agreed configuration holds, and what it adds is listed or refused.

use super::Story;
use crate::support::{Output, TestRepo, numbered_key};

#[test]
fn a_branch_cannot_weaken_its_own_check() {
    let story = Story::new();
    story.repo.stage(".secretscan.toml", "disable = [\"stripe-api-key\"]\nexclude = [\"**\"]\n");
    story.repo.stage("g.ini", format!("stripe = {} # secretscan:allow\n", numbered_key(4)));
    let head = story.repo.commit_all("weakens the check");
    let story = Story { feature: head.clone(), ..story };
    let payload = story.pull_request();
    let said = story.github(&story.repo.path(), "pull_request", &head, &payload, &[]).expect(1);
    assert!(said.stdout.contains("f.ini:1:10"), "{}", said.all());
    assert!(said.stderr.contains("please review") && said.stderr.contains("g.ini:1:10"), "{}", said.stderr);
    let said = story.github(&story.repo.path(), "pull_request", &head, &payload, &["--strict"]).expect(1);
    assert!(said.stdout.contains("g.ini:1:10"), "{}", said.all());
}

/// A repository whose `main` has a configuration, a flagged file and a baseline; the branch is made by the test.
pub(super) fn agreed(config: &str) -> (TestRepo, String) {
    let repo = TestRepo::new();
    repo.stage(".secretscan.toml", config);
    repo.stage("old.ini", format!("stripe = {}\nother = 1\n", numbered_key(1)));
    repo.commit_all("old");
    repo.scan(["baseline", "create"]).run().expect(0);
    let main = repo.commit_all("known");
    repo.git(["checkout", "-q", "-b", "feature"]);
    (repo, main)
}

/// The pull request of the branch that is checked out.
pub(super) fn review(repo: &TestRepo, main: &str, more: &[&str]) -> Output {
    let head = repo.git(["rev-parse", "HEAD"]).trim().to_owned();
    let payload = repo.beside("event.json");
    let text = format!(
        r#"{{"number":7,"pull_request":{{"base":{{"ref":"main","sha":"{main}"}},"head":{{"sha":"{head}"}}}}}}"#
    );
    std::fs::write(&payload, text).expect("a payload");
    repo.scan([&["--ci"], more].concat())
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_EVENT_NAME", "pull_request")
        .env("GITHUB_EVENT_PATH", &payload)
        .env("GITHUB_SHA", &head)
        .run()
}

#[test]
fn what_is_moved_out_of_sight_is_seen() {
    let (repo, main) = agreed("exclude = [\"vendor/**\"]\n");
    // Known content, moved as it is to where nobody looks.
    std::fs::create_dir(repo.path().join("vendor")).expect("a folder");
    repo.git(["mv", "old.ini", "vendor/old.ini"]);
    repo.commit_all("moves it");
    let said = review(&repo, &main, &[]).expect(0).stderr;
    assert!(said.contains("vendor/old.ini:1:10") && said.contains("moved to an excluded path"), "{said}");
    let said = review(&repo, &main, &["--strict"]).expect(1);
    assert!(said.stdout.contains("vendor/old.ini:1:10"), "{}", said.all());
    // What was always vendored stays the team's own decision: counted, not listed.
    repo.git(["reset", "-q", "--hard", &main]);
    repo.stage("vendor/lib/test.ini", format!("stripe = {}\n", numbered_key(5)));
    repo.commit_all("a new version of the library");
    let said = review(&repo, &main, &["--strict"]).expect(0).stderr;
    assert!(said.contains("1 more in paths that the configuration excludes"), "{said}");
}

#[test]
fn reported_content_is_seen_where_it_is_moved_and_changed() {
    let (repo, _) = agreed("exclude = [\"vendor/**\"]\n");
    repo.git(["checkout", "-q", "main"]);
    repo.stage("loud.ini", format!("stripe = {}\n", numbered_key(6)));
    let main = repo.commit_all("reported by every run");
    repo.git(["checkout", "-q", "-B", "feature", "main"]);
    repo.git(["rm", "-q", "loud.ini"]);
    repo.stage("vendor/quiet.json", format!("{{\"stripe\": \"{}\"}}\n", numbered_key(6)));
    repo.commit_all("moves and rewrites it");
    let said = review(&repo, &main, &[]).expect(0).stderr;
    assert!(said.contains("vendor/quiet.json:1:13") && said.contains("moved to an excluded path"), "{said}");
    review(&repo, &main, &["--strict"]).expect(1);
}

/// Whether it stood in sight before cannot be told where the old file cannot be read: no clean run.
#[test]
fn what_cannot_be_read_is_no_proof_that_nothing_was_moved() {
    let (repo, _) = agreed("exclude = [\"vendor/**\"]\n");
    repo.git(["checkout", "-q", "main"]);
    repo.stage("loud.ini", format!("stripe = {}\n", numbered_key(6)));
    let main = repo.commit_all("reported by every run");
    let blob = repo.git(["rev-parse", "HEAD:loud.ini"]).trim().to_owned();
    repo.git(["checkout", "-q", "-B", "feature", "main"]);
    repo.git(["rm", "-q", "loud.ini"]);
    repo.stage("vendor/quiet.json", format!("{{\"stripe\": \"{}\"}}\n", numbered_key(6)));
    repo.commit_all("moves and rewrites it");
    let object = repo.path().join(".git/objects").join(&blob[..2]).join(&blob[2..]);
    std::fs::remove_file(object).expect("a loose object");
    let said = review(&repo, &main, &["--strict"]).expect(3).all();
    assert!(said.contains(&blob[..12]) && said.contains("INCOMPLETE"), "{said}");
}

#[test]
fn what_the_branch_itself_excludes_is_seen() {
    let (repo, main) = agreed("");
    repo.stage(".secretscan.toml", "exclude = [\"hidden/**\"]\nconfidence = \"high\"\n");
    repo.stage("hidden/new.ini", format!("stripe = {}\n", numbered_key(7)));
    std::fs::create_dir_all(repo.path().join("hidden")).expect("a folder");
    repo.git(["mv", "old.ini", "hidden/old.ini"]);
    repo.commit_all("excludes a folder, and moves there");
    let said = review(&repo, &main, &[]).expect(1);
    assert!(said.stdout.contains("hidden/new.ini:1:10"), "its exclusion counts already: {}", said.all());
    let said = said.stderr;
    assert!(said.contains(".secretscan.toml: exclude \"hidden/**\""), "{said}");
    assert!(said.contains(".secretscan.toml: confidence \"high\""), "{said}");
    assert!(said.contains("hidden/old.ini:1:10") && said.contains("moved to an excluded path"), "{said}");
    // What holds is told from what does not yet.
    let (holds, later) = said.split_once("ignored until merged").expect("two lists");
    assert!(holds.contains("let through, please review") && holds.contains("hidden/old.ini"), "{said}");
    assert!(!holds.contains("confidence") && later.contains("confidence"), "{said}");
    // Settings alone fail a strict run, too.
    repo.git(["reset", "-q", "--hard", &main]);
    repo.stage(".secretscan.toml", "disable = [\"generic-password\"]\n");
    repo.commit_all("takes a rule out");
    review(&repo, &main, &[]).expect(0);
    let said = review(&repo, &main, &["--strict"]).expect(1).stderr;
    assert!(said.contains("refused (--strict)") && said.contains("disable \"generic-password\""), "{said}");
    assert!(said.contains("ignored until merged") && !said.contains("let through"), "{said}");
}

#[test]
fn markers_entries_and_known_findings_that_the_branch_adds_are_listed() {
    let (repo, _) = agreed("");
    repo.git(["checkout", "-q", "main"]);
    repo.stage("loud.ini", format!("a = 1\nstripe = {}\n", numbered_key(6)));
    let main = repo.commit_all("reported by every run");
    repo.git(["checkout", "-q", "-B", "feature", "main"]);
    // A marker on a line of its own, above a secret that is old.
    repo.stage("loud.ini", format!("a = 1\n# secretscan:allow\nstripe = {}\n", numbered_key(6)));
    repo.commit_all("marks it");
    let said = review(&repo, &main, &[]).expect(0).stderr;
    assert!(
        said.contains("loud.ini:3:10") && said.contains("marked in the text: secretscan:allow"),
        "{said}"
    );
    review(&repo, &main, &["--strict"]).expect(1);
    // An entry for what the branch does not even touch.
    repo.git(["reset", "-q", "--hard", &main]);
    let found = repo.scan(["--format", "jsonl"]).run().expect(1).json_lines();
    let id = found[0]["fingerprint"].as_str().expect("a fingerprint").to_owned();
    repo.scan(["allow", &id, "--reason", "looks fine"]).run().expect(0);
    repo.commit_all("allows it");
    let said = review(&repo, &main, &[]).expect(0).stderr;
    assert!(said.contains(".secretscan-allow: ") && said.contains("looks fine"), "{said}");
    review(&repo, &main, &["--strict"]).expect(1);
    // A baseline that grows; that it does not hold for its own branch, another test shows.
    repo.git(["reset", "-q", "--hard", &main]);
    let known = std::fs::read_to_string(repo.path().join(".secretscan-baseline")).expect("a baseline");
    repo.stage(".secretscan-baseline", format!("{known}{id}\n"));
    repo.commit_all("knows it");
    let said = review(&repo, &main, &["--strict"]).expect(1).stderr;
    assert!(said.contains(".secretscan-baseline: 1 more known finding"), "{said}");
}

#[test]
fn a_branch_that_changes_nothing_about_its_check_is_not_talked_about() {
    let (repo, main) = agreed("exclude = [\"vendor/**\"]\n");
    repo.stage("b.txt", "nothing\n");
    repo.git(["mv", "old.ini", "renamed.ini"]);
    repo.commit_all("fine");
    let said = review(&repo, &main, &["--strict"]).expect(0);
    assert_eq!(said.stderr, "", "{}", said.stdout);
}

#[test]
fn a_known_finding_of_the_branch_itself_does_not_hold() {
    let (repo, main) = agreed("");
    repo.stage("new.ini", format!("stripe = {}\n", numbered_key(8)));
    repo.git(["rm", "-q", ".secretscan-baseline"]);
    repo.scan(["baseline", "create"]).run().expect(0);
    repo.commit_all("adds a key and knows it");
    let said = review(&repo, &main, &[]).expect(1);
    assert!(said.stdout.contains("new.ini:1:10"), "{}", said.all());
    assert!(said.stderr.contains("1 more known finding"), "{}", said.stderr);
}

#[test]
fn what_the_author_allowed_passes_but_is_listed() {
    let story = Story::new();
    let said = story.repo.scan(["--range", "main..feature", "--format", "jsonl"]).run().expect(1);
    let id = said.json_lines()[0]["fingerprint"].as_str().expect("a fingerprint").to_owned();
    story.repo.scan(["allow", &id, "--reason", "rotated"]).run().expect(0);
    let head = story.repo.commit_all("allows it");
    let story = Story { feature: head.clone(), ..story };
    let payload = story.pull_request();
    let said = story.github(&story.repo.path(), "pull_request", &head, &payload, &[]).expect(0);
    assert!(said.stderr.contains("please review") && said.stderr.contains("rotated"), "{}", said.all());
    // To allow it once more would not help.
    for format in ["text", "github", "gitlab", "junit", "markdown", "html"] {
        let args = ["--strict", "--format", format];
        let said = story.github(&story.repo.path(), "pull_request", &head, &payload, &args).expect(1).stdout;
        assert!(said.contains("which --strict refuses") && !said.contains("secretscan allow"), "{said}");
    }
}

#[test]
fn a_branch_may_allow_as_git_secrets_does_and_it_is_listed() {
    let repo = TestRepo::new();
    repo.stage("a.txt", "a\n");
    let main = repo.commit_all("base");
    repo.git(["checkout", "-q", "-b", "feature"]);
    repo.stage("f.ini", format!("stripe = {}\n", numbered_key(1)));
    repo.stage(".gitallowed", "f\\.ini:.*\n");
    repo.commit_all("a key, and a pattern that lets it pass");
    let said = review(&repo, &main, &[]).expect(0).stderr;
    assert!(said.contains("f.ini:1:10") && said.contains("of this branch"), "{said}");
    assert!(said.contains(".gitallowed: 1 more allowed pattern"), "{said}");
    review(&repo, &main, &["--strict"]).expect(1);
}

/// What git has of a link is the path that it points to: that is no configuration, and neither is what lies there.
#[test]
fn a_linked_configuration_is_refused_in_one_sentence() {
    let link = |repo: &TestRepo, name: &str| {
        repo.stage("conf/own.toml", "exclude = [\"**\"]\n");
        std::os::unix::fs::symlink("conf/own.toml", repo.path().join(name)).expect("a link");
    };
    let (repo, main) = agreed("");
    link(&repo, ".secretscan-allow");
    repo.stage("new.ini", format!("stripe = {}\n", numbered_key(7)));
    repo.commit_all("points elsewhere");
    let said = review(&repo, &main, &[]).expect(2).stderr;
    assert!(said.contains(".secretscan-allow: git has a symbolic link there"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    // The hook says the same of the index.
    let repo = TestRepo::new();
    link(&repo, ".secretscan.toml");
    repo.git(["add", "-A"]);
    let said = repo.scan(["--staged"]).run().expect(2).stderr;
    assert!(said.contains(".secretscan.toml: git has a symbolic link there"), "{said}");
}
