//! The gate: for each event of each CI system, exactly the right commits, judged by the right configuration.

use crate::support::{Output, TestRepo};
use std::path::{Path, PathBuf};

/// A key of the right form that nobody owns, in parts so that no scanner finds it here.
fn key(n: u8) -> String {
    format!("{}{n}{}", ["sk_live", "_9hQ2mV7bT4nK1z"].concat(), "R8wY5cJ3hL6")
}

/// `main` with one commit, `feature` with two more (the first adds a key, the second takes it out again), and `main`
/// moved on since.
struct Story {
    repo: TestRepo,
    base: String,
    main: String,
    feature: String,
}

impl Story {
    fn new() -> Story {
        let repo = TestRepo::new();
        repo.stage("a.txt", "a\n");
        let base = repo.commit_all("base");
        repo.git(["checkout", "-q", "-b", "feature"]);
        repo.stage("f.ini", format!("stripe = {}\n", key(1)));
        repo.commit_all("adds a key");
        repo.stage("f.ini", "stripe = from-the-vault\n");
        let feature = repo.commit_all("takes it out");
        repo.git(["checkout", "-q", "main"]);
        repo.stage("m.ini", format!("stripe = {}\n", key(2)));
        let main = repo.commit_all("main goes on");
        repo.git(["checkout", "-q", "feature"]);
        Story { repo, base, main, feature }
    }

    /// GitHub's merge commit for a pull request, checked out as actions/checkout does.
    fn merged(&self) -> String {
        self.repo.git(["checkout", "-q", "--detach", "main"]);
        self.repo.git(["merge", "-q", "--no-ff", "-m", "merge", "feature"]);
        self.repo.git(["rev-parse", "HEAD"]).trim().to_owned()
    }

    fn payload(&self, text: &str) -> PathBuf {
        let file = self.repo.beside("event.json");
        std::fs::write(&file, text).expect("a payload");
        file
    }

    fn pull_request(&self) -> PathBuf {
        self.payload(&format!(
            r#"{{"action":"synchronize","number":7,"pull_request":{{"number":7,
                "base":{{"ref":"main","sha":"{}"}},"head":{{"ref":"feature","sha":"{}"}}}}}}"#,
            self.main, self.feature
        ))
    }

    fn github(&self, folder: &Path, event: &str, sha: &str, payload: &Path, more: &[&str]) -> Output {
        let args = [&["--ci"], more].concat();
        self.repo
            .scan_in(folder, args)
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_EVENT_NAME", event)
            .env("GITHUB_EVENT_PATH", payload)
            .env("GITHUB_SHA", sha)
            .run()
    }

    /// The finding of the feature branch and nothing of main.
    #[track_caller]
    fn is_just_the_feature(&self, said: Output, commits: usize) {
        let said = said.expect(1).stdout;
        assert!(said.contains("f.ini:1:10"), "{said}");
        assert!(!said.contains("m.ini"), "main's own history is not this request's: {said}");
        assert!(said.contains(&format!("{commits} commits")), "{said}");
    }
}

#[test]
fn a_pull_request_is_what_its_commits_bring_in() {
    let story = Story::new();
    let merge = story.merged();
    let said = story.github(&story.repo.path(), "pull_request", &merge, &story.pull_request(), &[]);
    assert!(said.stdout.contains("GitHub Actions, pull request 7"), "{}", said.stdout);
    story.is_just_the_feature(said, 3);
    let target =
        story.github(&story.repo.path(), "pull_request_target", &story.main, &story.pull_request(), &[]);
    story.is_just_the_feature(target, 2);
}

#[test]
fn a_secret_of_the_merge_commit_alone_is_found() {
    let story = Story::new();
    story.merged();
    story.repo.stage("evil.ini", format!("stripe = {}\n", key(3)));
    story.repo.git(["commit", "-q", "--amend", "--no-edit"]);
    let merge = story.repo.git(["rev-parse", "HEAD"]).trim().to_owned();
    let said = story.github(&story.repo.path(), "pull_request", &merge, &story.pull_request(), &[]);
    assert!(said.expect(1).stdout.contains("evil.ini:1:10"));
}

#[test]
fn pushes_start_where_the_last_one_ended() {
    let story = Story::new();
    let push = |before: &str, after: &str, name: &str| {
        let payload = story.payload(&format!(r#"{{"ref":"{name}","before":"{before}","after":"{after}"}}"#));
        story.github(&story.repo.path(), "push", after, &payload, &[])
    };
    let zero = "0000000000000000000000000000000000000000";
    story.is_just_the_feature(push(&story.base, &story.feature, "refs/heads/feature"), 2);
    // A forced push over a commit that is gone, and a new branch: what no other branch of the remote has.
    let main = story.main.clone();
    story.repo.git(["update-ref", "refs/remotes/origin/main", &main]);
    story.repo.git(["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"]);
    let gone = "1111111111111111111111111111111111111111";
    story.is_just_the_feature(push(gone, &story.feature, "refs/heads/feature"), 2);
    story.is_just_the_feature(push(zero, &story.feature, "refs/heads/feature"), 2);
    story.is_just_the_feature(push(zero, &story.feature, "refs/tags/v1"), 2);
    let said = push(&story.base, zero, "refs/heads/feature").expect(2).stderr;
    assert!(said.contains("was deleted"), "{said}");
}

#[test]
fn a_merge_group_and_a_schedule() {
    let story = Story::new();
    let payload = story.payload(&format!(
        r#"{{"merge_group":{{"base_sha":"{}","head_sha":"{}"}}}}"#,
        story.base, story.feature
    ));
    let said = story.github(&story.repo.path(), "merge_group", &story.feature, &payload, &[]);
    story.is_just_the_feature(said, 2);
    let payload = story.payload("{}");
    let said = story.github(&story.repo.path(), "schedule", &story.feature, &payload, &[]).expect(1).stdout;
    assert!(said.contains("f.ini") && said.contains("all history"), "{said}");
}

#[test]
fn a_shallow_clone_is_deepened_or_fails_with_the_line_to_add() {
    let story = Story::new();
    let merge = story.merged();
    story.repo.git(["branch", "merged", &merge]);
    let url = format!("file://{}", story.repo.path().display());
    let clone = |name: &str| {
        let folder = story.repo.beside(name);
        let to = folder.to_string_lossy().into_owned();
        story.repo.git([
            "clone",
            "-q",
            "--depth",
            "1",
            "--branch",
            "merged",
            "--no-single-branch",
            &url,
            &to,
        ]);
        folder
    };
    let payload = story.pull_request();
    let said = story.github(&clone("deepened"), "pull_request", &merge, &payload, &[]);
    story.is_just_the_feature(said, 3);
    let lonely = clone("lonely");
    let config = std::fs::read_to_string(lonely.join(".git/config")).expect("a config");
    std::fs::write(lonely.join(".git/config"), config.replace("file://", "file:///no-such"))
        .expect("written");
    let said = story.github(&lonely, "pull_request", &merge, &payload, &[]).expect(3).stderr;
    assert!(said.contains("shallow") && said.contains("fetch-depth: 0"), "{said}");
}

#[test]
fn the_other_systems() {
    let story = Story::new();
    let main = story.main.clone();
    story.repo.git(["update-ref", "refs/remotes/origin/main", &main]);
    story.repo.git(["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"]);
    let head = story.feature.as_str();
    let cases: &[(&str, &[(&str, &str)])] = &[
        (
            "GitLab CI, merge request 3",
            &[
                ("GITLAB_CI", "true"),
                ("CI_COMMIT_SHA", head),
                ("CI_MERGE_REQUEST_IID", "3"),
                ("CI_MERGE_REQUEST_DIFF_BASE_SHA", &story.base),
                ("CI_PIPELINE_SOURCE", "merge_request_event"),
            ],
        ),
        (
            "Bitbucket, pull request 4",
            &[
                ("BITBUCKET_COMMIT", head),
                ("BITBUCKET_PR_ID", "4"),
                ("BITBUCKET_PR_DESTINATION_BRANCH", "main"),
            ],
        ),
        (
            "Azure Pipelines, push to feature",
            &[
                ("TF_BUILD", "True"),
                ("BUILD_REASON", "IndividualCI"),
                ("BUILD_SOURCEVERSION", head),
                ("BUILD_SOURCEBRANCH", "refs/heads/feature"),
            ],
        ),
        (
            "Jenkins, pull request 8",
            &[
                ("JENKINS_URL", "http://j.example"),
                ("GIT_COMMIT", head),
                ("CHANGE_ID", "8"),
                ("CHANGE_TARGET", "main"),
            ],
        ),
        (
            "CircleCI, push to feature",
            &[
                ("CIRCLECI", "true"),
                ("CIRCLE_SHA1", head),
                ("CIRCLE_BRANCH", "feature"),
                ("CIRCLE_BASE_REVISION", &story.base),
            ],
        ),
        (
            "Buildkite, pull request 5",
            &[
                ("BUILDKITE", "true"),
                ("BUILDKITE_COMMIT", head),
                ("BUILDKITE_PULL_REQUEST", "5"),
                ("BUILDKITE_PULL_REQUEST_BASE_BRANCH", "main"),
            ],
        ),
        (
            "AWS CodeBuild, pull request 6",
            &[
                ("CODEBUILD_BUILD_ID", "b:1"),
                ("CODEBUILD_RESOLVED_SOURCE_VERSION", head),
                ("CODEBUILD_WEBHOOK_EVENT", "PULL_REQUEST_UPDATED"),
                ("CODEBUILD_WEBHOOK_TRIGGER", "pr/6"),
                ("CODEBUILD_WEBHOOK_BASE_REF", "refs/heads/main"),
            ],
        ),
    ];
    for (scope, variables) in cases {
        let scan =
            variables.iter().fold(story.repo.scan(["--ci"]), |scan, (name, value)| scan.env(name, value));
        let said = scan.run();
        assert!(said.stdout.contains(scope), "{scope}: {}", said.all());
        story.is_just_the_feature(said, 2);
    }
    let said = story.repo.scan(["--ci"]).run().expect(2).stderr;
    assert!(said.contains("--range"), "{said}");
}

#[test]
fn a_branch_cannot_weaken_its_own_check() {
    let story = Story::new();
    story.repo.stage(".secretscan.toml", "disable = [\"stripe-api-key\"]\nexclude = [\"**\"]\n");
    story.repo.stage("g.ini", format!("stripe = {} # secretscan:allow\n", key(4)));
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
fn agreed(config: &str) -> (TestRepo, String) {
    let repo = TestRepo::new();
    repo.stage(".secretscan.toml", config);
    repo.stage("old.ini", format!("stripe = {}\nother = 1\n", key(1)));
    repo.commit_all("old");
    repo.scan(["baseline", "create"]).run().expect(0);
    let main = repo.commit_all("known");
    repo.git(["checkout", "-q", "-b", "feature"]);
    (repo, main)
}

/// The pull request of the branch that is checked out.
fn review(repo: &TestRepo, main: &str, more: &[&str]) -> Output {
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
    repo.stage("vendor/lib/test.ini", format!("stripe = {}\n", key(5)));
    repo.commit_all("a new version of the library");
    let said = review(&repo, &main, &["--strict"]).expect(0).stderr;
    assert!(said.contains("1 more in paths that the configuration excludes"), "{said}");
}

#[test]
fn reported_content_is_seen_where_it_is_moved_and_changed() {
    let (repo, _) = agreed("exclude = [\"vendor/**\"]\n");
    repo.git(["checkout", "-q", "main"]);
    repo.stage("loud.ini", format!("stripe = {}\n", key(6)));
    let main = repo.commit_all("reported by every run");
    repo.git(["checkout", "-q", "-B", "feature", "main"]);
    repo.git(["rm", "-q", "loud.ini"]);
    repo.stage("vendor/quiet.json", format!("{{\"stripe\": \"{}\"}}\n", key(6)));
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
    repo.stage("loud.ini", format!("stripe = {}\n", key(6)));
    let main = repo.commit_all("reported by every run");
    let blob = repo.git(["rev-parse", "HEAD:loud.ini"]).trim().to_owned();
    repo.git(["checkout", "-q", "-B", "feature", "main"]);
    repo.git(["rm", "-q", "loud.ini"]);
    repo.stage("vendor/quiet.json", format!("{{\"stripe\": \"{}\"}}\n", key(6)));
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
    repo.stage("hidden/new.ini", format!("stripe = {}\n", key(7)));
    std::fs::create_dir_all(repo.path().join("hidden")).expect("a folder");
    repo.git(["mv", "old.ini", "hidden/old.ini"]);
    repo.commit_all("excludes a folder, and moves there");
    let said = review(&repo, &main, &[]).expect(1);
    assert!(said.stdout.contains("hidden/new.ini:1:10"), "its exclusion counts already: {}", said.all());
    let said = said.stderr;
    assert!(said.contains(".secretscan.toml: exclude \"hidden/**\""), "{said}");
    assert!(said.contains(".secretscan.toml: confidence \"high\""), "{said}");
    assert!(said.contains("hidden/old.ini:1:10") && said.contains("moved to an excluded path"), "{said}");
    // Settings alone fail a strict run, too.
    repo.git(["reset", "-q", "--hard", &main]);
    repo.stage(".secretscan.toml", "disable = [\"generic-password\"]\n");
    repo.commit_all("takes a rule out");
    review(&repo, &main, &[]).expect(0);
    let said = review(&repo, &main, &["--strict"]).expect(1).stderr;
    assert!(said.contains("refused (--strict)") && said.contains("disable \"generic-password\""), "{said}");
}

#[test]
fn markers_entries_and_known_findings_that_the_branch_adds_are_listed() {
    let (repo, _) = agreed("");
    repo.git(["checkout", "-q", "main"]);
    repo.stage("loud.ini", format!("a = 1\nstripe = {}\n", key(6)));
    let main = repo.commit_all("reported by every run");
    repo.git(["checkout", "-q", "-B", "feature", "main"]);
    // A marker on a line of its own, above a secret that is old.
    repo.stage("loud.ini", format!("a = 1\n# secretscan:allow\nstripe = {}\n", key(6)));
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
    assert!(said.contains(".secretscan-baseline: 1 more known findings"), "{said}");
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
    repo.stage("new.ini", format!("stripe = {}\n", key(8)));
    repo.git(["rm", "-q", ".secretscan-baseline"]);
    repo.scan(["baseline", "create"]).run().expect(0);
    repo.commit_all("adds a key and knows it");
    let said = review(&repo, &main, &[]).expect(1);
    assert!(said.stdout.contains("new.ini:1:10"), "{}", said.all());
    assert!(said.stderr.contains("1 more known findings"), "{}", said.stderr);
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
    story.github(&story.repo.path(), "pull_request", &head, &payload, &["--strict"]).expect(1);
}

#[test]
fn an_empty_range_between_different_trees_is_an_error() {
    let story = Story::new();
    let said = story.repo.scan(["--range", "feature..feature~1"]).run().expect(3).stderr;
    assert!(said.contains("holds no commit"), "{said}");
    story.repo.scan(["--range", "feature..feature"]).run().expect(0);
}

#[test]
fn three_dots_and_since_count_from_the_merge_base() {
    let story = Story::new();
    for range in ["main..feature", "main...feature", "main...", "main.."] {
        let said = story.repo.scan(["--range", range]).run().expect(1).stdout;
        assert!(
            said.contains("f.ini:1:10") && !said.contains("m.ini") && said.contains("2 commits"),
            "{said}"
        );
    }
    let said = story.repo.scan(["--since", "main", "--branch", "feature"]).run().expect(1).stdout;
    assert!(said.contains("f.ini:1:10") && said.contains("2 commits"), "{said}");
    // Of all refs: main itself is behind nothing, and a branch that is older than the revision brings nothing.
    story.repo.git(["branch", "old", &story.base]);
    let said = story.repo.scan(["--since", "main"]).run().expect(1).stdout;
    assert!(said.contains("2 commits"), "{said}");
    let said = story.repo.scan(["--since", "feature", "--branch", "main~1"]).run().expect(3).stderr;
    assert!(said.contains("holds no commit"), "{said}");
    let said = story.repo.scan(["--range", "no-such..feature"]).run().expect(2).stderr;
    assert!(said.contains("no-such") && said.contains("git fetch"), "{said}");
}

#[test]
fn a_branch_may_allow_as_git_secrets_does_and_it_is_listed() {
    let repo = TestRepo::new();
    repo.stage("a.txt", "a\n");
    let main = repo.commit_all("base");
    repo.git(["checkout", "-q", "-b", "feature"]);
    repo.stage("f.ini", format!("stripe = {}\n", key(1)));
    repo.stage(".gitallowed", "f\\.ini:.*\n");
    repo.commit_all("a key, and a pattern that lets it pass");
    let said = review(&repo, &main, &[]).expect(0).stderr;
    assert!(said.contains("f.ini:1:10") && said.contains("of this branch"), "{said}");
    assert!(said.contains(".gitallowed: 1 more allowed patterns"), "{said}");
    review(&repo, &main, &["--strict"]).expect(1);
}

#[test]
fn where_no_system_is_known_it_says_what_to_do() {
    let story = Story::new();
    for (name, why) in
        [("NO_SYSTEM", "finds no CI system"), ("GITHUB_ACTIONS", "GITHUB_EVENT_NAME is not set")]
    {
        let said = story.repo.scan(["--ci"]).env(name, "true").run().expect(2).stderr;
        assert!(said.contains(why) && said.contains("such as --range origin/main..HEAD"), "{said}");
    }
}
