//! Azure Pipelines.

use super::{Env, Plan, push, request, tag, whole};

const DEEPEN: &str = "set `fetchDepth: 0` on the checkout step";

pub fn plan(env: &Env) -> Result<Plan, String> {
    let head = env.get("BUILD_SOURCEVERSION").unwrap_or("HEAD");
    let reason = env.get("BUILD_REASON").unwrap_or("Manual");
    let source = env.get("BUILD_SOURCEBRANCH").unwrap_or_default();
    if reason == "PullRequest" || env.get("SYSTEM_PULLREQUEST_PULLREQUESTID").is_some() {
        let number = env.get("SYSTEM_PULLREQUEST_PULLREQUESTID").unwrap_or_default();
        let branch = env
            .get("SYSTEM_PULLREQUEST_TARGETBRANCH")
            .ok_or("SYSTEM_PULLREQUEST_TARGETBRANCH is not set: say the target with --range")?;
        let branch = branch.strip_prefix("refs/heads/").unwrap_or(branch);
        let own = env.get("SYSTEM_PULLREQUEST_SOURCECOMMITID").unwrap_or(head);
        // Azure builds a merge commit made for the request; its first parent is the target.
        let targets = [format!("refs/remotes/origin/{branch}"), format!("{head}^1")];
        return Ok(request("Azure Pipelines", number, &[own, head], &targets, DEEPEN));
    }
    if let Some(name) = source.strip_prefix("refs/tags/") {
        return Ok(tag("Azure Pipelines", name, head, DEEPEN));
    }
    if matches!(reason, "Schedule" | "Manual") {
        return Ok(whole("Azure Pipelines", reason.to_lowercase(), head, DEEPEN));
    }
    let branch = source.strip_prefix("refs/heads/").unwrap_or(source);
    Ok(push("Azure Pipelines", branch, None, head, DEEPEN))
}

#[cfg(test)]
mod tests {
    use super::super::Base;
    use super::*;

    #[test]
    fn requests_and_pushes() {
        let request = [
            ("BUILD_REASON", "PullRequest"),
            ("BUILD_SOURCEVERSION", "m"),
            ("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main"),
            ("SYSTEM_PULLREQUEST_PULLREQUESTID", "9"),
        ];
        let targets = vec!["refs/remotes/origin/main".to_owned(), "m^1".to_owned()];
        assert_eq!(plan(&Env::from(request)).expect("a plan").base, Base::Target(targets));
        let push = [("BUILD_REASON", "IndividualCI"), ("BUILD_SOURCEBRANCH", "refs/heads/a/b")];
        assert_eq!(plan(&Env::from(push)).expect("a plan").base, Base::NewRef("a/b".into()));
        let scheduled = [("BUILD_REASON", "Schedule"), ("BUILD_SOURCEBRANCH", "refs/heads/main")];
        assert_eq!(plan(&Env::from(scheduled)).expect("a plan").base, Base::Everything);
    }
}
