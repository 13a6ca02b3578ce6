//! The gate, event by event: each in the shape in which its system delivers it (variables, payload, the clone that it
//! makes), and for each exactly the commits and files that it must look at.
//!
//! Every commit of the story adds one file of its own name with one key: what is found is what was scanned.

mod builders;
mod clones;
mod github;
mod hooks;
mod hosts;

use crate::support::{Cmd, Output, TestRepo, numbered_key};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const ZERO: &str = "0000000000000000000000000000000000000000";

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
        self.repo.stage(&format!("{name}.ini"), format!("stripe = {}\n", numbered_key(n)));
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

/// Leaves a clone without its remote.
fn cut_off(world: &World, folder: &Path) {
    world.repo.git([
        "-C",
        &folder.to_string_lossy(),
        "remote",
        "set-url",
        "origin",
        "file:///no/such/remote",
    ]);
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
    cut_off(&world, &folder);
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
