//! CircleCI. It does not tell the target of a request, so everything that the trunk does not have is scanned. A
//! pipeline may pass on what a branch held before a push. For a request that value is ignored: it is a state of the
//! branch itself, and a branch must not decide what is scanned of it.

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
