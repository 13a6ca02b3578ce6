//! Systems that fetch from elsewhere: Jenkins, CircleCI, Buildkite, AWS CodeBuild.

use super::{ALL, HEADS, World};

#[test]
fn jenkins() {
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
    // Nobody says which branch this is: it may be the main one, and nothing of it is left out.
    world.is_history_of(jenkins("m2", &[]), "Jenkins, push to a branch", &["m0", "m1", "m2"]);
    world.is_exactly(jenkins("t1", &[("TAG_NAME", "v2")]), "Jenkins, tag v2", &["t1"], 3);
    // The checkout may be a merge made for the run.
    world.repo.git(["-C", &folder.to_string_lossy(), "fetch", "-q", "origin", "refs/pull/7/merge"]);
    world.repo.git(["-C", &folder.to_string_lossy(), "checkout", "-q", "--detach", "FETCH_HEAD"]);
    world.is_exactly(jenkins("f2", &request), "Jenkins, pull request 8", &["f1", "f2", "merge7"], 6);
}

#[test]
fn circleci() {
    let world = World::new();
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
fn buildkite() {
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
}

#[test]
fn codebuild() {
    let world = World::new();
    let folder = world.runner("codebuild", &[HEADS, "+refs/tags/*:refs/tags/*"], "origin/feature", &[]);
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
