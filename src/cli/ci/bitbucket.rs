//! Bitbucket Pipelines.

use super::{Env, Plan, UNNAMED, push, request, tag};

const DEEPEN: &str = "set `clone: { depth: full }` in bitbucket-pipelines.yml";

pub fn plan(env: &Env) -> Result<Plan, String> {
    let head = env.get("BITBUCKET_COMMIT").unwrap_or("HEAD");
    if let Some(number) = env.get("BITBUCKET_PR_ID") {
        let targets: Vec<String> = [
            env.get("BITBUCKET_PR_DESTINATION_COMMIT").map(str::to_owned),
            env.get("BITBUCKET_PR_DESTINATION_BRANCH").map(|b| format!("refs/remotes/origin/{b}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        if targets.is_empty() {
            return Err("BITBUCKET_PR_DESTINATION_COMMIT is not set: say the target with --range".to_owned());
        }
        return Ok(request("Bitbucket", number, &[head, "HEAD"], &targets, DEEPEN));
    }
    if let Some(name) = env.get("BITBUCKET_TAG") {
        return Ok(tag("Bitbucket", name, head, DEEPEN));
    }
    // Bitbucket does not tell what the branch held before a push, so everything that the trunk does not have is
    // scanned.
    Ok(push("Bitbucket", env.get("BITBUCKET_BRANCH").unwrap_or(UNNAMED), None, head, DEEPEN))
}

#[cfg(test)]
mod tests {
    use super::super::Base;
    use super::*;

    #[test]
    fn requests_and_branches() {
        let request =
            [("BITBUCKET_COMMIT", "h"), ("BITBUCKET_PR_ID", "4"), ("BITBUCKET_PR_DESTINATION_COMMIT", "b")];
        assert_eq!(plan(&Env::from(request)).expect("a plan").base, Base::Target(vec!["b".into()]));
        let branch = [("BITBUCKET_COMMIT", "h"), ("BITBUCKET_BRANCH", "x")];
        assert_eq!(plan(&Env::from(branch)).expect("a plan").base, Base::NewRef("x".into()));
    }
}
