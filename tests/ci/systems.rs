//! The same branch as every other CI system hands it over.

use super::Story;

/// What a run is to call itself, and the variables by which it knows.
type System<'s> = (&'static str, Vec<(&'static str, &'s str)>);

fn systems<'s>(base: &'s str, head: &'s str) -> [System<'s>; 7] {
    [
        (
            "GitLab CI, merge request 3",
            vec![
                ("GITLAB_CI", "true"),
                ("CI_COMMIT_SHA", head),
                ("CI_MERGE_REQUEST_IID", "3"),
                ("CI_MERGE_REQUEST_DIFF_BASE_SHA", base),
                ("CI_PIPELINE_SOURCE", "merge_request_event"),
            ],
        ),
        (
            "Bitbucket, pull request 4",
            vec![
                ("BITBUCKET_COMMIT", head),
                ("BITBUCKET_PR_ID", "4"),
                ("BITBUCKET_PR_DESTINATION_BRANCH", "main"),
            ],
        ),
        (
            "Azure Pipelines, push to feature",
            vec![
                ("TF_BUILD", "True"),
                ("BUILD_REASON", "IndividualCI"),
                ("BUILD_SOURCEVERSION", head),
                ("BUILD_SOURCEBRANCH", "refs/heads/feature"),
            ],
        ),
        (
            "Jenkins, pull request 8",
            vec![
                ("JENKINS_URL", "http://j.example"),
                ("GIT_COMMIT", head),
                ("CHANGE_ID", "8"),
                ("CHANGE_TARGET", "main"),
            ],
        ),
        (
            "CircleCI, push to feature",
            vec![
                ("CIRCLECI", "true"),
                ("CIRCLE_SHA1", head),
                ("CIRCLE_BRANCH", "feature"),
                ("CIRCLE_BASE_REVISION", base),
            ],
        ),
        (
            "Buildkite, pull request 5",
            vec![
                ("BUILDKITE", "true"),
                ("BUILDKITE_COMMIT", head),
                ("BUILDKITE_PULL_REQUEST", "5"),
                ("BUILDKITE_PULL_REQUEST_BASE_BRANCH", "main"),
            ],
        ),
        (
            "AWS CodeBuild, pull request 6",
            vec![
                ("CODEBUILD_BUILD_ID", "b:1"),
                ("CODEBUILD_RESOLVED_SOURCE_VERSION", head),
                ("CODEBUILD_WEBHOOK_EVENT", "PULL_REQUEST_UPDATED"),
                ("CODEBUILD_WEBHOOK_TRIGGER", "pr/6"),
                ("CODEBUILD_WEBHOOK_BASE_REF", "refs/heads/main"),
            ],
        ),
    ]
}

#[test]
fn the_other_systems() {
    let story = Story::new();
    let main = story.main.clone();
    story.repo.git(["update-ref", "refs/remotes/origin/main", &main]);
    story.repo.git(["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"]);
    for (scope, variables) in systems(&story.base, &story.feature) {
        let scan =
            variables.iter().fold(story.repo.scan(["--ci"]), |scan, (name, value)| scan.env(name, value));
        let said = scan.run();
        assert!(said.stdout.contains(scope), "{scope}: {}", said.all());
        story.is_just_the_feature(said, 2);
    }
    let said = story.repo.scan(["--ci"]).run().expect(2).stderr;
    assert!(said.contains("--range"), "{said}");
}
