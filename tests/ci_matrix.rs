//! The gate, event by event: each in the shape in which its system delivers it (variables, payload, the clone that it
//! makes), and for each exactly the commits and files that it must look at.
//!
//! Every commit of the story adds one file of its own name with one key: what is found is what was scanned.

use crate::support::{Cmd, Output, TestRepo};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const ZERO: &str = "0000000000000000000000000000000000000000";

/// A key of the right form that nobody owns, in parts so that no scanner finds it here.
fn key(n: usize) -> String {
    format!("{}{n:02}{}", ["sk_live", "_9hQ2mV7bT4nK1z"].concat(), "R8wY5cJ3hL")
}

/// A remote, and the developer's clone that filled it:
///
/// ```text
/// m0 -- m1 -- m2 (main) ---- merge7 (of f2), queue (of f2), merge9 (of x1)
///         \     `-- t1 (tag v2, on no branch)
///          |-- f1 -- f2 (feature)
///          |-- o1 (other)
///          |-- x1 (of a fork)
///          `-- gone (was feature once, and nowhere any more)
/// ```
struct World {
    repo: TestRepo,
    origin: PathBuf,
    ids: BTreeMap<String, String>,
}

impl World {
    fn new() -> World {
        let repo = TestRepo::new();
        let origin = repo.beside("origin.git");
        repo.git(["-c", "init.defaultBranch=main", "init", "-q", "--bare", &origin.to_string_lossy()]);
        // As the large hosts do.
        repo.git(["-C", &origin.to_string_lossy(), "config", "uploadpack.allowAnySHA1InWant", "true"]);
        repo.git(["remote", "add", "origin", &origin.to_string_lossy()]);
        let mut world = World { repo, origin, ids: BTreeMap::new() };
        world.commit("m0");
        world.commit("m1");
        for (branch, commits) in [("gone", &["gone"][..]), ("feature", &["f1", "f2"]), ("other", &["o1"])] {
            world.repo.git(["checkout", "-q", "-b", branch, world.id("m1")]);
            commits.iter().for_each(|name| world.commit(name));
        }
        world.repo.git(["checkout", "-q", "-b", "fork", world.id("m1")]);
        world.commit("x1");
        world.repo.git(["checkout", "-q", "main"]);
        world.commit("m2");
        for (name, source) in [("merge7", "f2"), ("queue", "f2"), ("merge9", "x1")] {
            world.repo.git(["checkout", "-q", "--detach", "main"]);
            world.repo.git(["merge", "-q", "--no-ff", "--no-commit", world.id(source)]);
            world.commit(name);
        }
        world.repo.git(["checkout", "-q", "--detach", "main"]);
        world.commit("t1");
        world.repo.git(["tag", "-a", "v2", "-m", "the second"]);
        world.repo.git(["tag", "v1", world.id("m1")]);
        let refs = [
            ("main", "refs/heads/main"),
            ("feature", "refs/heads/feature"),
            ("other", "refs/heads/other"),
            ("v1", "refs/tags/v1"),
            ("v2", "refs/tags/v2"),
            (world.id("f2"), "refs/pull/7/head"),
            (world.id("merge7"), "refs/pull/7/merge"),
            (world.id("x1"), "refs/pull/9/head"),
            (world.id("merge9"), "refs/pull/9/merge"),
            (world.id("queue"), "refs/heads/gh-readonly-queue/main/pr-7"),
            (world.id("f2"), "refs/merge-requests/3/head"),
            (world.id("merge7"), "refs/merge-requests/3/merge"),
        ];
        for (from, to) in refs {
            world.repo.git(["push", "-q", "origin", &format!("{from}:{to}")]);
        }
        world
    }

    fn commit(&mut self, name: &str) {
        let n = self.ids.len();
        self.repo.stage(&format!("{name}.ini"), format!("stripe = {}\n", key(n)));
        let id = self.repo.commit_all(name);
        self.ids.insert(name.to_owned(), id);
    }

    fn id(&self, name: &str) -> &str {
        if name == "-" { ZERO } else { &self.ids[name] }
    }

    /// The clone of a runner: an empty repository, these refs fetched, `at` checked out.
    fn runner(&self, name: &str, refs: &[&str], at: &str, more: &[&str]) -> PathBuf {
        let folder = self.repo.beside(name);
        let path = folder.to_string_lossy().into_owned();
        let url = format!("file://{}", self.origin.display());
        self.repo.git(["init", "-q", &path]);
        self.repo.git(["-C", &path, "remote", "add", "origin", &url]);
        let fetch = [&["-C", &path, "fetch", "-q", "--no-tags"], more, &["origin"], refs].concat();
        self.repo.git(fetch);
        self.repo.git(["-C", &path, "checkout", "-q", "--detach", at]);
        folder
    }

    fn payload(&self, file: &str, values: &[(&str, &str)]) -> PathBuf {
        let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ci").join(format!("{file}.json"));
        let text = std::fs::read_to_string(template).expect("a payload");
        let fill = |text: String, (name, value): &(&str, &str)| text.replace(&format!("@{name}@"), value);
        let text = values.iter().fold(text, fill);
        assert!(!text.contains('@') || text.contains("ada@example.com"), "a place is left open: {text}");
        let path = self.repo.beside("event.json");
        std::fs::write(&path, text).expect("a payload");
        path
    }

    /// A run in a clone, with the variables of the event.
    fn ci(&self, folder: &Path, env: &[(&str, &str)]) -> Cmd {
        let scan = self.repo.scan_in(folder, ["--ci", "--format", "jsonl"]);
        env.iter().fold(scan, |scan, (name, value)| scan.env(name, value))
    }

    fn push(&self, name: &str, before: &str, after: &str) -> PathBuf {
        self.payload(
            "push",
            &[
                ("REF", name),
                ("BEFORE", self.id(before)),
                ("AFTER", self.id(after)),
                ("CREATED", if before == "-" { "true" } else { "false" }),
                ("FORCED", if before == "gone" { "true" } else { "false" }),
            ],
        )
    }

    fn pull_request(&self, number: &str, head: &str, merge: &str) -> PathBuf {
        let fork = number == "9";
        self.payload(
            "pull_request",
            &[
                ("NUMBER", number),
                ("BEFORE", self.id("m1")),
                ("HEAD", self.id(head)),
                ("MERGE", self.id(merge)),
                ("BASE", self.id("m2")),
                ("OWNER", if fork { "eve" } else { "acme" }),
                ("FORK", if fork { "true" } else { "false" }),
            ],
        )
    }

    /// The files of exactly these commits were looked at, and the receipt says so: `changes` counts files and messages.
    #[track_caller]
    fn is_exactly(&self, said: Output, scope: &str, commits: &[&str], changes: usize) {
        let all = said.all();
        let found: BTreeSet<(String, String)> = said
            .expect(if commits.is_empty() { 0 } else { 1 })
            .json_lines()
            .iter()
            .map(|f| (text(&f["path"]), text(&f["commit"])))
            .collect();
        let wanted = commits.iter().map(|name| (format!("{name}.ini"), self.id(name).to_owned())).collect();
        assert_eq!(found, wanted, "{scope}: {all}");
        assert!(all.contains(&format!("{scope}: ")), "{scope}: {all}");
        let count = |n: usize, noun: &str| format!("{n} {noun}{}", if n == 1 { "" } else { "s" });
        let receipt = format!(": {}, {}, ", count(changes, "change"), count(commits.len(), "commit"));
        assert!(all.contains(&receipt), "{scope}: not `{receipt}` in {all}");
        assert!(all.contains("nothing skipped, nothing unread"), "{scope}: {all}");
    }

    /// The same for a run that has no earlier state to start from: whole history, counted in blobs.
    #[track_caller]
    fn is_history_of(&self, said: Output, scope: &str, commits: &[&str]) {
        let all = said.all();
        let lines = said.expect(1).json_lines();
        let found: BTreeSet<String> = lines.iter().map(|f| text(&f["path"])).collect();
        let wanted: BTreeSet<String> = commits.iter().map(|name| format!("{name}.ini")).collect();
        assert_eq!(found, wanted, "{scope}: {all}");
        assert!(all.contains(scope) && all.contains("all history"), "{scope}: {all}");
        assert!(all.contains(&format!("{} commits, ", commits.len())), "{scope}: {all}");
    }
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

const HEADS: &str = "+refs/heads/*:refs/remotes/origin/*";
const ALL: &[&str] = &["m0", "m1", "m2", "f1", "f2", "o1", "queue"];

#[test]
fn github_pull_requests() {
    let world = World::new();
    let run = |folder: &Path, event: &str, sha: &str, payload: PathBuf| {
        let payload = payload.to_string_lossy().into_owned();
        let env = [
            ("GITHUB_ACTIONS", "true"),
            ("CI", "true"),
            ("GITHUB_EVENT_NAME", event),
            ("GITHUB_EVENT_PATH", &payload),
            ("GITHUB_SHA", world.id(sha)),
            ("GITHUB_BASE_REF", "main"),
            ("GITHUB_REPOSITORY", "acme/shop"),
        ];
        world.ci(folder, &env).run()
    };
    let merged = |n: &str| format!("+refs/pull/{n}/merge:refs/remotes/pull/{n}/merge");
    // actions/checkout fetches all branches and the merge that the host made, and checks that out.
    let folder = world.runner("pr7", &[HEADS, &merged("7")], "refs/remotes/pull/7/merge", &[]);
    let said = run(&folder, "pull_request", "merge7", world.pull_request("7", "f2", "merge7"));
    world.is_exactly(said, "GitHub Actions, pull request 7", &["f1", "f2", "merge7"], 6);
    // The same, cut off behind the merge: it is deepened.
    let shallow = world.runner("pr7-shallow", &[&merged("7")], "refs/remotes/pull/7/merge", &["--depth=1"]);
    let said = run(&shallow, "pull_request", "merge7", world.pull_request("7", "f2", "merge7"));
    world.is_exactly(said, "GitHub Actions, pull request 7", &["f1", "f2", "merge7"], 6);
    // A fork's commits are on no branch of the remote.
    let folder = world.runner("pr9", &[HEADS, &merged("9")], "refs/remotes/pull/9/merge", &[]);
    let said = run(&folder, "pull_request", "merge9", world.pull_request("9", "x1", "merge9"));
    world.is_exactly(said, "GitHub Actions, pull request 9", &["x1", "merge9"], 4);
    // pull_request_target checks out the target: the head has to be fetched.
    let folder = world.runner("target", &[HEADS], "origin/main", &[]);
    let said = run(&folder, "pull_request_target", "m2", world.pull_request("9", "x1", "merge9"));
    world.is_exactly(said, "GitHub Actions, pull request 9", &["x1"], 2);
    let payload = world.payload("merge_group", &[("HEAD", world.id("queue")), ("BASE", world.id("m2"))]);
    let said = run(&folder, "merge_group", "queue", payload);
    world.is_exactly(said, "GitHub Actions, merge group", &["f1", "f2", "queue"], 6);
}

#[test]
fn github_pushes() {
    let world = World::new();
    let folder = world.runner("push", &[HEADS, "+refs/tags/*:refs/tags/*"], "origin/main", &[]);
    let run = |name: &str, before: &str, after: &str| {
        let payload = world.push(name, before, after).to_string_lossy().into_owned();
        let env = [
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", "push"),
            ("GITHUB_EVENT_PATH", &payload),
            ("GITHUB_REF", name),
            ("GITHUB_SHA", world.id(after)),
        ];
        world.ci(&folder, &env).run()
    };
    let feature = "refs/heads/feature";
    let to_feature = "GitHub Actions, push to feature";
    world.is_exactly(run(feature, "f1", "f2"), to_feature, &["f2"], 2);
    // The first push of a branch, and a forced push whose old commit is gone: the branch itself, which the clone knows
    // as the remote's, does not count as seen.
    world.is_exactly(run(feature, "-", "f2"), to_feature, &["f1", "f2"], 4);
    world.is_exactly(run(feature, "gone", "f2"), to_feature, &["f1", "f2"], 4);
    // A forced push to another line, and one that goes back.
    world.is_exactly(run(feature, "o1", "f2"), to_feature, &["f1", "f2"], 4);
    world.is_exactly(run(feature, "f2", "f1"), to_feature, &["f1"], 2);
    // Two new branches that share a commit: neither run may leave it to the other.
    world.is_exactly(run("refs/heads/twin", "-", "f2"), "GitHub Actions, push to twin", &["f1", "f2"], 4);
    // The main branch itself, without an earlier state.
    let to_main = "GitHub Actions, push to main";
    world.is_exactly(run("refs/heads/main", "m1", "m2"), to_main, &["m2"], 2);
    world.is_history_of(run("refs/heads/main", "-", "m2"), to_main, &["m0", "m1", "m2"]);
    world.is_history_of(run("refs/heads/main", "gone", "m2"), to_main, &["m0", "m1", "m2"]);
    // Tags: one on no branch, with its own message, and one on what main has.
    world.is_exactly(run("refs/tags/v2", "-", "t1"), "GitHub Actions, tag v2", &["t1"], 3);
    world.is_exactly(run("refs/tags/v1", "-", "m1"), "GitHub Actions, tag v1", &[], 0);
    let payload = world.payload("schedule", &[]).to_string_lossy().into_owned();
    let env = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_EVENT_NAME", "schedule"),
        ("GITHUB_EVENT_PATH", &payload),
        ("GITHUB_SHA", world.id("m2")),
    ];
    let said = world.ci(&folder, &env).run();
    world.is_history_of(said, "GitHub Actions, schedule", &[ALL, &["t1"]].concat());
}

#[test]
fn gitlab_pipelines() {
    let world = World::new();
    let run = |folder: &Path, sha: &str, more: &[(&str, &str)]| {
        let env = [
            ("GITLAB_CI", "true"),
            ("CI", "true"),
            ("CI_COMMIT_SHA", world.id(sha)),
            ("CI_DEFAULT_BRANCH", "main"),
        ];
        world.ci(folder, &[&env, more].concat()).run()
    };
    let request = [
        ("CI_PIPELINE_SOURCE", "merge_request_event"),
        ("CI_MERGE_REQUEST_IID", "3"),
        ("CI_MERGE_REQUEST_EVENT_TYPE", "detached"),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", world.id("m1")),
        ("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", ""),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", ""),
        ("CI_COMMIT_BEFORE_SHA", ZERO),
    ];
    // The runner fetches the pipeline's own ref and nothing else, fifty commits deep.
    let head = "+refs/merge-requests/3/head:refs/pipelines/1";
    let folder = world.runner("mr", &[head], "refs/pipelines/1", &["--depth=50"]);
    let scope = "GitLab CI, merge request 3";
    world.is_exactly(run(&folder, "f2", &request), scope, &["f1", "f2"], 4);
    let shallow = world.runner("mr-shallow", &[head], "refs/pipelines/1", &["--depth=1"]);
    world.is_exactly(run(&shallow, "f2", &request), scope, &["f1", "f2"], 4);
    let merged = [
        &request[..],
        &[
            ("CI_MERGE_REQUEST_EVENT_TYPE", "merged_result"),
            ("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", world.id("f2")),
            ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", world.id("m2")),
        ],
    ]
    .concat();
    let result = "+refs/merge-requests/3/merge:refs/pipelines/2";
    let folder = world.runner("merged", &[result], "refs/pipelines/2", &[]);
    world.is_exactly(run(&folder, "merge7", &merged), scope, &["f1", "f2", "merge7"], 6);

    let folder = world.runner("branch", &[HEADS, "+refs/tags/*:refs/tags/*"], "origin/feature", &[]);
    let push = |before: &str, branch: &str| {
        [
            ("CI_PIPELINE_SOURCE", "push".to_owned()),
            ("CI_COMMIT_BRANCH", branch.to_owned()),
            ("CI_COMMIT_BEFORE_SHA", world.id(before).to_owned()),
        ]
    };
    let pushed = |before: &str, branch: &str, sha: &str| {
        let env = push(before, branch);
        let env: Vec<(&str, &str)> = env.iter().map(|(name, value)| (*name, value.as_str())).collect();
        run(&folder, sha, &env)
    };
    world.is_exactly(pushed("f1", "feature", "f2"), "GitLab CI, push to feature", &["f2"], 2);
    world.is_exactly(pushed("-", "feature", "f2"), "GitLab CI, push to feature", &["f1", "f2"], 4);
    world.is_exactly(pushed("gone", "feature", "f2"), "GitLab CI, push to feature", &["f1", "f2"], 4);
    world.is_exactly(pushed("m1", "main", "m2"), "GitLab CI, push to main", &["m2"], 2);
    let tag = [("CI_PIPELINE_SOURCE", "push"), ("CI_COMMIT_TAG", "v2"), ("CI_COMMIT_BEFORE_SHA", ZERO)];
    world.is_exactly(run(&folder, "t1", &tag), "GitLab CI, tag v2", &["t1"], 3);
    let scheduled = [("CI_PIPELINE_SOURCE", "schedule"), ("CI_COMMIT_BRANCH", "main")];
    world.is_history_of(run(&folder, "m2", &scheduled), "GitLab CI, schedule", &[ALL, &["t1"]].concat());
}

#[test]
fn bitbucket_and_azure() {
    let world = World::new();
    // Bitbucket merges the target into the branch before it starts; the hash of the target comes cut to 12 digits.
    let folder = world.runner("bitbucket", &[HEADS], "origin/feature", &[]);
    let path = folder.to_string_lossy().into_owned();
    world.repo.git(["-C", &path, "merge", "-q", "--no-ff", "-m", "Merge main", "origin/main"]);
    let bitbucket = |sha: &str, more: &[(&str, &str)]| {
        let env = [("CI", "true"), ("BITBUCKET_BUILD_NUMBER", "4"), ("BITBUCKET_COMMIT", world.id(sha))];
        world.ci(&folder, &[&env, more].concat()).run()
    };
    let request = [
        ("BITBUCKET_BRANCH", "feature"),
        ("BITBUCKET_PR_ID", "4"),
        ("BITBUCKET_PR_DESTINATION_BRANCH", "main"),
        ("BITBUCKET_PR_DESTINATION_COMMIT", &world.id("m2")[..12]),
    ];
    let said = bitbucket("f2", &request);
    // The merge brings nothing of its own, but its message is read: five changes in three commits.
    assert!(
        said.all().contains("Bitbucket, pull request 4") && said.all().contains(": 5 changes, 3 commits, ")
    );
    let found: BTreeSet<String> = said.expect(1).json_lines().iter().map(|f| text(&f["path"])).collect();
    assert_eq!(found, BTreeSet::from(["f1.ini".to_owned(), "f2.ini".to_owned()]));
    let said = bitbucket("f2", &[("BITBUCKET_BRANCH", "feature")]);
    world.is_exactly(said, "Bitbucket, push to feature", &["f1", "f2"], 4);
    let said = bitbucket("m2", &[("BITBUCKET_BRANCH", "main")]);
    world.is_history_of(said, "Bitbucket, push to main", &["m0", "m1", "m2"]);
    let said = bitbucket("m1", &[("BITBUCKET_TAG", "v1")]);
    world.is_exactly(said, "Bitbucket, tag v1", &[], 0);

    let folder = world.runner(
        "azure",
        &[HEADS, "+refs/pull/7/merge:refs/remotes/pull/7/merge", "+refs/tags/*:refs/tags/*"],
        "refs/remotes/pull/7/merge",
        &[],
    );
    let azure = |sha: &str, reason: &str, branch: &str, more: &[(&str, &str)]| {
        let env = [
            ("TF_BUILD", "True"),
            ("BUILD_REASON", reason),
            ("BUILD_SOURCEVERSION", world.id(sha)),
            ("BUILD_SOURCEBRANCH", branch),
        ];
        world.ci(&folder, &[&env, more].concat()).run()
    };
    let request = [
        ("SYSTEM_PULLREQUEST_PULLREQUESTID", "7"),
        ("SYSTEM_PULLREQUEST_SOURCECOMMITID", world.id("f2")),
        ("SYSTEM_PULLREQUEST_SOURCEBRANCH", "refs/heads/feature"),
        ("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main"),
    ];
    let said = azure("merge7", "PullRequest", "refs/pull/7/merge", &request);
    world.is_exactly(said, "Azure Pipelines, pull request 7", &["f1", "f2", "merge7"], 6);
    let said = azure("f2", "IndividualCI", "refs/heads/feature", &[]);
    world.is_exactly(said, "Azure Pipelines, push to feature", &["f1", "f2"], 4);
    let said = azure("m2", "BatchedCI", "refs/heads/main", &[]);
    world.is_history_of(said, "Azure Pipelines, push to main", &["m0", "m1", "m2"]);
    let said = azure("t1", "IndividualCI", "refs/tags/v2", &[]);
    world.is_exactly(said, "Azure Pipelines, tag v2", &["t1"], 3);
    let said = azure("m2", "Schedule", "refs/heads/main", &[]);
    world.is_history_of(said, "Azure Pipelines, schedule", &[ALL, &["t1", "merge7"]].concat());
}

#[test]
fn jenkins_and_circleci() {
    let world = World::new();
    let folder = world.runner("jenkins", &[HEADS, "+refs/tags/*:refs/tags/*"], "origin/feature", &[]);
    let jenkins = |sha: &str, more: &[(&str, &str)]| {
        let env =
            [("JENKINS_URL", "https://ci.example/"), ("BUILD_NUMBER", "8"), ("GIT_COMMIT", world.id(sha))];
        world.ci(&folder, &[&env, more].concat()).run()
    };
    let request = [("CHANGE_ID", "8"), ("CHANGE_TARGET", "main"), ("BRANCH_NAME", "PR-8")];
    world.is_exactly(jenkins("f2", &request), "Jenkins, pull request 8", &["f1", "f2"], 4);
    let feature = ("BRANCH_NAME", "feature");
    let passed = |name| ("GIT_PREVIOUS_SUCCESSFUL_COMMIT", world.id(name));
    world.is_exactly(jenkins("f2", &[feature, passed("f1")]), "Jenkins, push to feature", &["f2"], 2);
    world.is_exactly(jenkins("f2", &[feature]), "Jenkins, push to feature", &["f1", "f2"], 4);
    // Run again without a change.
    world.is_exactly(jenkins("f2", &[feature, passed("f2")]), "Jenkins, push to feature", &["f1", "f2"], 4);
    world.is_exactly(jenkins("t1", &[("TAG_NAME", "v2")]), "Jenkins, tag v2", &["t1"], 3);
    // The checkout may be a merge made for the run.
    world.repo.git(["-C", &folder.to_string_lossy(), "fetch", "-q", "origin", "refs/pull/7/merge"]);
    world.repo.git(["-C", &folder.to_string_lossy(), "checkout", "-q", "--detach", "FETCH_HEAD"]);
    world.is_exactly(jenkins("f2", &request), "Jenkins, pull request 8", &["f1", "f2", "merge7"], 6);

    let folder = world.runner("circle", &[HEADS, "+refs/tags/*:refs/tags/*"], "origin/feature", &[]);
    let circle = |sha: &str, more: &[(&str, &str)]| {
        let env = [("CIRCLECI", "true"), ("CI", "true"), ("CIRCLE_SHA1", world.id(sha))];
        world.ci(&folder, &[&env, more].concat()).run()
    };
    let branch = ("CIRCLE_BRANCH", "feature");
    let request = ("CIRCLE_PULL_REQUEST", "https://github.example/acme/shop/pull/12");
    let base = ("CIRCLE_BASE_REVISION", world.id("f1"));
    // What the branch held before is no target of a request: it would be judged by itself.
    let said = circle("f2", &[branch, request, base]);
    world.is_exactly(said, "CircleCI, pull request 12", &["f1", "f2"], 4);
    world.is_exactly(circle("f2", &[branch, base]), "CircleCI, push to feature", &["f2"], 2);
    world.is_exactly(circle("f2", &[branch]), "CircleCI, push to feature", &["f1", "f2"], 4);
    world.is_exactly(circle("t1", &[("CIRCLE_TAG", "v2")]), "CircleCI, tag v2", &["t1"], 3);
}

#[test]
fn buildkite_and_codebuild() {
    let world = World::new();
    let folder = world.runner("buildkite", &[HEADS, "+refs/tags/*:refs/tags/*"], "origin/feature", &[]);
    let buildkite = |sha: &str, more: &[(&str, &str)]| {
        let env = [
            ("BUILDKITE", "true"),
            ("BUILDKITE_COMMIT", world.id(sha)),
            ("BUILDKITE_PIPELINE_DEFAULT_BRANCH", "main"),
        ];
        world.ci(&folder, &[&env, more].concat()).run()
    };
    let branch = ("BUILDKITE_BRANCH", "feature");
    let said = buildkite(
        "f2",
        &[branch, ("BUILDKITE_PULL_REQUEST", "5"), ("BUILDKITE_PULL_REQUEST_BASE_BRANCH", "main")],
    );
    world.is_exactly(said, "Buildkite, pull request 5", &["f1", "f2"], 4);
    let none = ("BUILDKITE_PULL_REQUEST", "false");
    world.is_exactly(buildkite("f2", &[branch, none]), "Buildkite, push to feature", &["f1", "f2"], 4);
    let said = buildkite("t1", &[("BUILDKITE_TAG", "v2"), none]);
    world.is_exactly(said, "Buildkite, tag v2", &["t1"], 3);
    let said = buildkite("m2", &[("BUILDKITE_BRANCH", "main"), none]);
    world.is_history_of(said, "Buildkite, push to main", &["m0", "m1", "m2"]);
    let said = buildkite("m2", &[("BUILDKITE_SOURCE", "schedule"), none]);
    world.is_history_of(said, "Buildkite, schedule", &[ALL, &["t1"]].concat());

    let codebuild = |sha: &str, more: &[(&str, &str)]| {
        let env = [("CODEBUILD_BUILD_ID", "shop:0a1b"), ("CODEBUILD_RESOLVED_SOURCE_VERSION", world.id(sha))];
        world.ci(&folder, &[&env, more].concat()).run()
    };
    let request = [
        ("CODEBUILD_WEBHOOK_EVENT", "PULL_REQUEST_UPDATED"),
        ("CODEBUILD_WEBHOOK_TRIGGER", "pr/6"),
        ("CODEBUILD_WEBHOOK_BASE_REF", "refs/heads/main"),
        ("CODEBUILD_WEBHOOK_HEAD_REF", "refs/heads/feature"),
    ];
    world.is_exactly(codebuild("f2", &request), "AWS CodeBuild, pull request 6", &["f1", "f2"], 4);
    let push = [
        ("CODEBUILD_WEBHOOK_EVENT", "PUSH"),
        ("CODEBUILD_WEBHOOK_TRIGGER", "branch/feature"),
        ("CODEBUILD_WEBHOOK_HEAD_REF", "refs/heads/feature"),
        ("CODEBUILD_WEBHOOK_PREV_COMMIT", world.id("f1")),
    ];
    world.is_exactly(codebuild("f2", &push), "AWS CodeBuild, push to feature", &["f2"], 2);
    world.is_exactly(codebuild("f2", &push[..3]), "AWS CodeBuild, push to feature", &["f1", "f2"], 4);
    let tag = [("CODEBUILD_WEBHOOK_EVENT", "PUSH"), ("CODEBUILD_WEBHOOK_TRIGGER", "tag/v2")];
    world.is_exactly(codebuild("t1", &tag), "AWS CodeBuild, tag v2", &["t1"], 3);
    let pipeline = [("CODEBUILD_INITIATOR", "codepipeline/shop")];
    world.is_history_of(
        codebuild("m2", &pipeline),
        "AWS CodeBuild, codepipeline/shop",
        &[ALL, &["t1"]].concat(),
    );
    // CodePipeline hands over an archive without history unless it is told to clone.
    let bare = world.repo.beside("archive");
    std::fs::create_dir(&bare).expect("a folder");
    let env = [("CODEBUILD_BUILD_ID", "shop:0a1b"), ("CODEBUILD_INITIATOR", "codepipeline/shop")];
    let said = world.ci(&bare, &env).run().expect(3).stderr;
    assert!(said.contains("not inside a git repository") && said.contains("choose full clone"), "{said}");
}

#[test]
fn a_clone_that_is_cut_off_for_good_fails_with_the_line_to_add() {
    let world = World::new();
    let folder = world.runner(
        "cut",
        &["+refs/heads/feature:refs/remotes/origin/feature"],
        "origin/feature",
        &["--depth=1"],
    );
    world.repo.git([
        "-C",
        &folder.to_string_lossy(),
        "remote",
        "set-url",
        "origin",
        "file:///no/such/remote",
    ]);
    let payload = world.pull_request("7", "f2", "merge7").to_string_lossy().into_owned();
    let f2 = world.id("f2");
    let github = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_EVENT_NAME", "pull_request"),
        ("GITHUB_EVENT_PATH", &payload),
        ("GITHUB_SHA", f2),
    ];
    let systems: [(&str, &[(&str, &str)]); 8] = [
        ("fetch-depth: 0", &github),
        (
            "GIT_DEPTH: \"0\"",
            &[("GITLAB_CI", "true"), ("CI_COMMIT_SHA", f2), ("CI_PIPELINE_SOURCE", "schedule")],
        ),
        ("clone: { depth: full }", &[("BITBUCKET_COMMIT", f2), ("BITBUCKET_BRANCH", "feature")]),
        ("fetchDepth: 0", &[("TF_BUILD", "True"), ("BUILD_SOURCEVERSION", f2)]),
        ("checkout: { method: full }", &[("CIRCLECI", "true"), ("CIRCLE_SHA1", f2)]),
        ("BUILDKITE_GIT_CLONE_FLAGS", &[("BUILDKITE", "true"), ("BUILDKITE_COMMIT", f2)]),
        ("gitCloneDepth: 0", &[("CODEBUILD_BUILD_ID", "b:1")]),
        ("shallow clone off", &[("JENKINS_URL", "https://ci.example/")]),
    ];
    for (line, env) in systems {
        let said = world.ci(&folder, env).run().expect(3).stderr;
        assert!(said.contains("shallow") && said.contains(line), "{line}: {said}");
    }
}

#[test]
fn hooks_here_and_on_the_server() {
    let world = World::new();
    let line = |local: &str, there: &str| {
        format!("refs/heads/feature {} refs/heads/feature {}\n", world.id(local), world.id(there))
    };
    let pushed = |folder: &Path, args: &[&str], input: String| {
        let hook = [&["hook", "run"], args].concat();
        world.repo.scan_in(folder, hook).stdin(input).run()
    };
    let work = world.repo.path();
    let said = |args: &[&str], input: String| {
        let said = pushed(&work, args, input);
        let receipt = said.stderr.lines().last().unwrap_or_default().to_owned();
        Output {
            stdout: said.stderr.lines().filter(|l| l.starts_with('{')).collect::<Vec<_>>().join("\n"),
            stderr: receipt,
            code: said.code,
        }
    };
    let to = |remote: &'static str| ["pre-push", "--format", "jsonl", "--", remote, "url"];
    // What the remote has is known from its own branches here.
    world.repo.git(["fetch", "-q", "origin"]);
    world.repo.git(["update-ref", "-d", "refs/remotes/origin/feature"]);
    world.repo.git(["update-ref", "-d", "refs/remotes/origin/gh-readonly-queue/main/pr-7"]);
    world.is_exactly(said(&to("origin"), line("f2", "-")), "push to origin", &["f1", "f2"], 4);
    world.is_exactly(said(&to("origin"), line("f2", "f1")), "push to origin", &["f2"], 2);
    // A forced push over a commit that this clone never had.
    let gone = line("f2", "f1").replace(world.id("f1"), "1111111111111111111111111111111111111111");
    world.is_exactly(said(&to("origin"), gone), "push to origin", &["f1", "f2"], 4);
    // Deleting a branch publishes nothing.
    let delete = format!("(delete) {ZERO} refs/heads/feature {}\n", world.id("f2"));
    assert_eq!(pushed(&work, &to("origin"), delete).expect(0).all(), "");
    // Another place has nothing of what origin has: all of the branch's history is new there.
    let elsewhere = "https://public.example/shop.git";
    let whole = said(&to(elsewhere), line("f2", "-"));
    world.is_history_of(whole, &format!("push to {elsewhere}"), &["m0", "m1", "f1", "f2"]);
    let address = world.origin.to_string_lossy().into_owned();
    let args = ["pre-push", "--format", "jsonl", "--", &address, &address];
    world.is_exactly(said(&args, line("f2", "-")), &format!("push to {address}"), &["f1", "f2"], 4);

    // On the server: a new ref whose commits no other has, and an update of one.
    let server = world.origin.clone();
    let receive = |old: &str, new: &str| {
        let input = format!("{} {} refs/heads/new\n", world.id(old), world.id(new));
        let said = pushed(&server, &["pre-receive", "--format", "jsonl"], input);
        Output {
            stdout: said.stderr.lines().filter(|l| l.starts_with('{')).collect::<Vec<_>>().join("\n"),
            stderr: said.stderr.lines().last().unwrap_or_default().to_owned(),
            code: said.code,
        }
    };
    world.repo.git([
        "-C",
        &server.to_string_lossy(),
        "fetch",
        "-q",
        &work.to_string_lossy(),
        world.id("gone"),
    ]);
    world.is_exactly(receive("-", "gone"), "push to refs/heads/new", &["gone"], 2);
    world.is_exactly(receive("o1", "gone"), "push to refs/heads/new", &["gone"], 2);
    assert_eq!(receive("-", "f2").expect(0).stdout, "");
    assert_eq!(receive("f2", "-").expect(0).stdout, "");
}
