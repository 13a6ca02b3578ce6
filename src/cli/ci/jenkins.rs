//! Jenkins with the git plugin; multibranch pipelines name a change's target.

use super::{Base, Env, Plan, UNNAMED, push, request, tag};

const DEEPEN: &str = "switch shallow clone off in the job's git settings";

pub fn plan(env: &Env) -> Result<Plan, String> {
    let head = env.get("GIT_COMMIT").unwrap_or("HEAD");
    if let Some(number) = env.get("CHANGE_ID") {
        let branch =
            env.get("CHANGE_TARGET").ok_or("CHANGE_TARGET is not set: say the target with --range")?;
        let targets = [format!("refs/remotes/origin/{branch}")];
        // The workspace may be a merge commit made for this change.
        return Ok(request("Jenkins", number, &[head, "HEAD"], &targets, DEEPEN));
    }
    if let Some(name) = env.get("TAG_NAME") {
        return Ok(tag("Jenkins", name, head, DEEPEN));
    }
    let branch = env.get("BRANCH_NAME").or(env.get("GIT_BRANCH")).unwrap_or(UNNAMED);
    // The last commit that passed, not the last that ran: what a failed run brought in must be scanned again.
    let before = env.get("GIT_PREVIOUS_SUCCESSFUL_COMMIT");
    let branch = branch.strip_prefix("origin/").unwrap_or(branch);
    let mut plan = push("Jenkins", branch, before, head, DEEPEN);
    if before == Some(head) {
        // The job was started again without a change: an empty range would pass without a scan.
        plan.base = Base::NewRef(branch.to_owned());
    }
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_and_branches() {
        let change = [("GIT_COMMIT", "h"), ("CHANGE_ID", "8"), ("CHANGE_TARGET", "main")];
        let targets = vec!["refs/remotes/origin/main".to_owned()];
        assert_eq!(plan(&Env::from(change)).expect("a plan").base, Base::Target(targets));
        let branch =
            [("GIT_COMMIT", "h"), ("GIT_BRANCH", "origin/x"), ("GIT_PREVIOUS_SUCCESSFUL_COMMIT", "b")];
        let got = plan(&Env::from(branch)).expect("a plan");
        assert_eq!(
            (got.base, got.event.as_str()),
            (Base::Since { before: "b".into(), branch: "x".into() }, "push to x")
        );
    }
}
