//! Buildkite.

use super::{Env, Plan, UNNAMED, push, request, tag, whole, with_trunk};

const DEEPEN: &str = "leave `--depth` out of BUILDKITE_GIT_CLONE_FLAGS";

/// Agents keep their checkouts and fetch only the branch that is built.
pub fn plan(env: &Env) -> Result<Plan, String> {
    Ok(Plan { is_kept: true, ..read(env)? })
}

fn read(env: &Env) -> Result<Plan, String> {
    let head = env.get("BUILDKITE_COMMIT").unwrap_or("HEAD");
    match env.get("BUILDKITE_PULL_REQUEST") {
        Some(number) if number != "false" => {
            let branch = env
                .get("BUILDKITE_PULL_REQUEST_BASE_BRANCH")
                .ok_or("BUILDKITE_PULL_REQUEST_BASE_BRANCH is not set: say the target with --range")?;
            let targets = [format!("refs/remotes/origin/{branch}")];
            return Ok(request("Buildkite", number, &[head], &targets, DEEPEN));
        }
        _ => {}
    }
    let trunk = env.get("BUILDKITE_PIPELINE_DEFAULT_BRANCH");
    if let Some(name) = env.get("BUILDKITE_TAG") {
        return Ok(with_trunk(tag("Buildkite", name, head, DEEPEN), trunk));
    }
    if env.get("BUILDKITE_SOURCE") == Some("schedule") {
        return Ok(whole("Buildkite", "schedule".to_owned(), head, DEEPEN));
    }
    let branch = env.get("BUILDKITE_BRANCH").unwrap_or(UNNAMED);
    Ok(with_trunk(push("Buildkite", branch, None, head, DEEPEN), trunk))
}

#[cfg(test)]
mod tests {
    use super::super::Base;
    use super::*;

    #[test]
    fn requests_and_pushes() {
        let request = [("BUILDKITE_PULL_REQUEST", "5"), ("BUILDKITE_PULL_REQUEST_BASE_BRANCH", "main")];
        let targets = vec!["refs/remotes/origin/main".to_owned()];
        assert_eq!(plan(&Env::from(request)).expect("a plan").base, Base::Target(targets));
        let push = [("BUILDKITE_PULL_REQUEST", "false"), ("BUILDKITE_BRANCH", "x")];
        assert_eq!(plan(&Env::from(push)).expect("a plan").base, Base::NewRef("x".into()));
    }
}
