//! Systems that come with the host of the repository: GitLab, Bitbucket, Azure.

use super::{ALL, HEADS, World, ZERO, text};
use crate::support::Output;
use std::collections::BTreeSet;
use std::path::Path;

fn gitlab(world: &World, folder: &Path, sha: &str, more: &[(&str, &str)]) -> Output {
    let env = [
        ("GITLAB_CI", "true"),
        ("CI", "true"),
        ("CI_COMMIT_SHA", world.id(sha)),
        ("CI_DEFAULT_BRANCH", "main"),
    ];
    world.ci(folder, &[&env, more].concat()).run()
}

#[test]
fn gitlab_merge_requests() {
    let world = World::new();
    let run = |folder: &Path, sha: &str, more: &[(&str, &str)]| gitlab(&world, folder, sha, more);
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
}

#[test]
fn gitlab_pushes() {
    let world = World::new();
    let folder = world.runner("branch", &[HEADS, "+refs/tags/*:refs/tags/*"], "origin/feature", &[]);
    let pushed = |before: &str, branch: &str, sha: &str| {
        let env = [
            ("CI_PIPELINE_SOURCE", "push"),
            ("CI_COMMIT_BRANCH", branch),
            ("CI_COMMIT_BEFORE_SHA", world.id(before)),
        ];
        gitlab(&world, &folder, sha, &env)
    };
    world.is_exactly(pushed("f1", "feature", "f2"), "GitLab CI, push to feature", &["f2"], 2);
    world.is_exactly(pushed("-", "feature", "f2"), "GitLab CI, push to feature", &["f1", "f2"], 4);
    world.is_exactly(pushed("gone", "feature", "f2"), "GitLab CI, push to feature", &["f1", "f2"], 4);
    world.is_exactly(pushed("m1", "main", "m2"), "GitLab CI, push to main", &["m2"], 2);
    let tag = [("CI_PIPELINE_SOURCE", "push"), ("CI_COMMIT_TAG", "v2"), ("CI_COMMIT_BEFORE_SHA", ZERO)];
    world.is_exactly(gitlab(&world, &folder, "t1", &tag), "GitLab CI, tag v2", &["t1"], 3);
    let scheduled = [("CI_PIPELINE_SOURCE", "schedule"), ("CI_COMMIT_BRANCH", "main")];
    world.is_history_of(
        gitlab(&world, &folder, "m2", &scheduled),
        "GitLab CI, schedule",
        &[ALL, &["t1"]].concat(),
    );
}

#[test]
fn bitbucket() {
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
}

#[test]
fn azure() {
    let world = World::new();
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
