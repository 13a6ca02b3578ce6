//! Pull requests, merge groups, pushes, tags and schedules of GitHub Actions.

use super::{ALL, HEADS, World};
use std::path::{Path, PathBuf};

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
    // A review runs on the same merge, and is judged by the same base.
    let said = run(&folder, "pull_request_review", "merge7", world.pull_request("7", "f2", "merge7"));
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
