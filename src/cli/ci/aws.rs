//! AWS CodeBuild, started by a webhook or by CodePipeline.

use super::{Env, Plan, push, request, tag, whole};

const DEEPEN: &str =
    "set the source's git clone depth to Full (`gitCloneDepth: 0`); in CodePipeline choose full clone";

pub fn plan(env: &Env) -> Result<Plan, String> {
    let head = env.get("CODEBUILD_RESOLVED_SOURCE_VERSION").unwrap_or("HEAD");
    let name = |full: &str| full.strip_prefix("refs/heads/").unwrap_or(full).to_owned();
    let event = env.get("CODEBUILD_WEBHOOK_EVENT").unwrap_or_default();
    let trigger = env.get("CODEBUILD_WEBHOOK_TRIGGER").unwrap_or_default();
    if event.starts_with("PULL_REQUEST") || trigger.starts_with("pr/") {
        let base = env
            .get("CODEBUILD_WEBHOOK_BASE_REF")
            .ok_or("CODEBUILD_WEBHOOK_BASE_REF is not set: say the target with --range")?;
        let number = trigger.strip_prefix("pr/").unwrap_or_default();
        let targets = [format!("refs/remotes/origin/{}", name(base))];
        return Ok(request("AWS CodeBuild", number, &[head], &targets, DEEPEN));
    }
    if let Some(name) = trigger.strip_prefix("tag/") {
        return Ok(tag("AWS CodeBuild", name, head, DEEPEN));
    }
    if event == "PUSH" {
        let branch =
            env.get("CODEBUILD_WEBHOOK_HEAD_REF").map_or_else(|| trigger.replace("branch/", ""), name);
        let before = env.get("CODEBUILD_WEBHOOK_PREV_COMMIT");
        return Ok(push("AWS CodeBuild", &branch, before, head, DEEPEN));
    }
    let what = env.get("CODEBUILD_INITIATOR").unwrap_or("a build without webhook");
    Ok(whole("AWS CodeBuild", what.to_owned(), head, DEEPEN))
}

#[cfg(test)]
mod tests {
    use super::super::Base;
    use super::*;

    #[test]
    fn webhooks_and_pipelines() {
        let request = [
            ("CODEBUILD_WEBHOOK_EVENT", "PULL_REQUEST_UPDATED"),
            ("CODEBUILD_WEBHOOK_TRIGGER", "pr/6"),
            ("CODEBUILD_WEBHOOK_BASE_REF", "refs/heads/main"),
        ];
        let got = plan(&Env::from(request)).expect("a plan");
        assert_eq!(got.base, Base::Target(vec!["refs/remotes/origin/main".into()]));
        let push = [
            ("CODEBUILD_WEBHOOK_EVENT", "PUSH"),
            ("CODEBUILD_WEBHOOK_HEAD_REF", "refs/heads/x"),
            ("CODEBUILD_WEBHOOK_PREV_COMMIT", "b"),
        ];
        assert_eq!(
            plan(&Env::from(push)).expect("a plan").base,
            Base::Since { before: "b".into(), branch: "x".into() }
        );
        let pipeline = [("CODEBUILD_INITIATOR", "codepipeline/p")];
        assert_eq!(plan(&Env::from(pipeline)).expect("a plan").base, Base::Everything);
    }
}
