//! CircleCI. It does not tell a request's target: what the trunk has not is looked at. What was there before a push, a
//! pipeline may pass on; for a request that would be a state of the branch itself, which must not judge itself.

use super::{Base, Env, Plan, UNNAMED, push, request, tag};

const DEEPEN: &str = "use `checkout: { method: full }`";

pub fn plan(env: &Env) -> Result<Plan, String> {
    let head = env.get("CIRCLE_SHA1").unwrap_or("HEAD");
    let branch = env.get("CIRCLE_BRANCH").unwrap_or(UNNAMED);
    if let Some(name) = env.get("CIRCLE_TAG") {
        return Ok(tag("CircleCI", name, head, DEEPEN));
    }
    // `environment: { CIRCLE_BASE_REVISION: << pipeline.git.base_revision >> }` in the job.
    let before = env.get("CIRCLE_BASE_REVISION");
    match env.get("CIRCLE_PULL_REQUEST") {
        Some(address) => {
            let number = address.rsplit('/').next().unwrap_or_default();
            Ok(Plan { base: Base::Trunk, ..request("CircleCI", number, &[head], &[], DEEPEN) })
        }
        None => Ok(push("CircleCI", branch, before, head, DEEPEN)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_pushes() {
        let request = [("CIRCLE_SHA1", "h"), ("CIRCLE_PULL_REQUEST", "https://host.example/o/r/pull/12")];
        let got = plan(&Env::from(request)).expect("a plan");
        assert_eq!((got.event.as_str(), got.base, got.is_request), ("pull request 12", Base::Trunk, true));
        let push = [("CIRCLE_SHA1", "h"), ("CIRCLE_BRANCH", "x"), ("CIRCLE_BASE_REVISION", "b")];
        assert_eq!(
            plan(&Env::from(push)).expect("a plan").base,
            Base::Since { before: "b".into(), branch: "x".into() }
        );
    }
}
