//! The gate: for each event of each CI system, exactly the right commits, judged by the right configuration.

mod named;
mod review;
mod systems;

use crate::support::{Output, TestRepo, numbered_key};
use std::path::{Path, PathBuf};

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
        repo.stage("f.ini", format!("stripe = {}\n", numbered_key(1)));
        repo.commit_all("adds a key");
        repo.stage("f.ini", "stripe = from-the-vault\n");
        let feature = repo.commit_all("takes it out");
        repo.git(["checkout", "-q", "main"]);
        repo.stage("m.ini", format!("stripe = {}\n", numbered_key(2)));
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
    story.repo.stage("evil.ini", format!("stripe = {}\n", numbered_key(3)));
    story.repo.git(["commit", "-q", "--amend", "--no-edit"]);
    let merge = story.repo.git(["rev-parse", "HEAD"]).trim().to_owned();
    let said = story.github(&story.repo.path(), "pull_request", &merge, &story.pull_request(), &[]);
    assert!(said.expect(1).stdout.contains("evil.ini:1:10"));
}

/// The merge has of one side what the other had taken out: none of its files is its own, and the request puts it back.
#[test]
fn what_a_merge_brings_back_is_found() {
    let story = Story::new();
    story.repo.git(["checkout", "-q", "main"]);
    story.repo.git(["rm", "-q", "m.ini"]);
    let main = story.repo.commit_all("revoked, and taken out");
    story.repo.git(["checkout", "-q", "-b", "stale", &story.main]);
    story.repo.stage("s.txt", "nothing\n");
    story.repo.commit_all("a request from before");
    let review = |head: &str| {
        let text = format!(
            r#"{{"number":7,"pull_request":{{"base":{{"ref":"main","sha":"{main}"}},"head":{{"sha":"{head}"}}}}}}"#
        );
        story.github(&story.repo.path(), "pull_request", head, &story.payload(&text), &[])
    };
    let tip = || story.repo.git(["rev-parse", "HEAD"]).trim().to_owned();
    // That an old branch still has the file puts nothing back, nor does a merge that takes it out.
    review(&tip()).expect(0);
    story.repo.git(["merge", "-q", "--no-ff", "-m", "sync", "main"]);
    review(&tip()).expect(0);
    story.repo.git(["reset", "-q", "--hard", "HEAD~1"]);
    story.repo.git(["merge", "-q", "-s", "ours", "-m", "keeps its own", "main"]);
    let said = review(&tip()).expect(1).stdout;
    assert!(said.contains("m.ini:1:10") && said.contains(&tip()[..12]), "{said}");
    assert!(said.contains("4 changes, 2 commits"), "{said}");
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
    story.repo.git(["tag", "v1", &story.feature]);
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
    story.repo.git(["tag", "feature", "main~1"]);
    let said = story.repo.scan(["--since", "main", "--branch", "feature"]).run().expect(1).stdout;
    assert!(said.contains("f.ini:1:10"), "a branch and no tag: {said}");
    story.repo.git(["tag", "-d", "feature"]);
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
fn where_no_system_is_known_it_says_what_to_do() {
    let story = Story::new();
    for (name, why) in
        [("NO_SYSTEM", "finds no CI system"), ("GITHUB_ACTIONS", "GITHUB_EVENT_NAME is not set")]
    {
        let said = story.repo.scan(["--ci"]).env(name, "true").run().expect(2).stderr;
        assert!(said.contains(why) && said.contains("such as --range origin/main..HEAD"), "{said}");
    }
}
