//! GitLab CI: merge request, merged results, branch, tag and scheduled pipelines.

use super::{Env, Plan, UNNAMED, push, request, tag, whole, with_trunk};

const DEEPEN: &str = "set `GIT_DEPTH: \"0\"` in this job's variables";

pub fn plan(env: &Env) -> Result<Plan, String> {
    let head = env.get("CI_COMMIT_SHA").unwrap_or("HEAD");
    if let Some(number) = env.get("CI_MERGE_REQUEST_IID") {
        // A merged-results pipeline runs on a merge commit made for it; the tip of the source branch is in another
        // variable.
        let source = env.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA").unwrap_or(head);
        let targets: Vec<String> = ["CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "CI_MERGE_REQUEST_DIFF_BASE_SHA"]
            .iter()
            .filter_map(|name| env.get(name).map(str::to_owned))
            .collect();
        if targets.is_empty() {
            return Err(
                "CI_MERGE_REQUEST_DIFF_BASE_SHA is not set, so the target of this merge request is unknown: \
                        say it with --range"
                    .to_owned(),
            );
        }
        let mut plan = request("GitLab CI", number, &[source, head], &targets, DEEPEN);
        plan.event = format!("merge request {number}");
        return Ok(plan);
    }
    // A pull request of GitHub that GitLab builds.
    if let (Some(number), Some(target)) =
        (env.get("CI_EXTERNAL_PULL_REQUEST_IID"), env.get("CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA"))
    {
        let source = env.get("CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA").unwrap_or(head);
        return Ok(request("GitLab CI", number, &[source, head], &[target.to_owned()], DEEPEN));
    }
    let trunk = env.get("CI_DEFAULT_BRANCH");
    if let Some(name) = env.get("CI_COMMIT_TAG") {
        return Ok(with_trunk(tag("GitLab CI", name, head, DEEPEN), trunk));
    }
    match env.get("CI_PIPELINE_SOURCE") {
        Some("push") => {
            let branch = env.get("CI_COMMIT_BRANCH").or(env.get("CI_COMMIT_REF_NAME")).unwrap_or(UNNAMED);
            Ok(with_trunk(push("GitLab CI", branch, env.get("CI_COMMIT_BEFORE_SHA"), head, DEEPEN), trunk))
        }
        source => Ok(whole("GitLab CI", source.unwrap_or("pipeline").to_owned(), head, DEEPEN)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Base;
    use super::*;

    #[test]
    fn pipelines_of_each_kind() {
        let request = Env::from([
            ("CI_COMMIT_SHA", "h"),
            ("CI_MERGE_REQUEST_IID", "3"),
            ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "b"),
            ("CI_PIPELINE_SOURCE", "merge_request_event"),
        ]);
        let got = plan(&request).expect("a plan");
        assert_eq!((got.base, got.event.as_str()), (Base::Target(vec!["b".into()]), "merge request 3"));
        let branch = [("CI_COMMIT_SHA", "h"), ("CI_COMMIT_BRANCH", "x"), ("CI_PIPELINE_SOURCE", "push")];
        assert_eq!(plan(&Env::from(branch)).expect("a plan").base, Base::NewRef("x".into()));
        let scheduled = Env::from([("CI_COMMIT_SHA", "h"), ("CI_PIPELINE_SOURCE", "schedule")]);
        assert_eq!(plan(&scheduled).expect("a plan").base, Base::Everything);
        let tagged =
            Env::from([("CI_COMMIT_SHA", "h"), ("CI_COMMIT_TAG", "v1"), ("CI_PIPELINE_SOURCE", "push")]);
        assert_eq!(plan(&tagged).expect("a plan").base, Base::NewRef("refs/tags/v1".into()));
        assert!(plan(&Env::from([("CI_MERGE_REQUEST_IID", "3")])).is_err());
    }
}
