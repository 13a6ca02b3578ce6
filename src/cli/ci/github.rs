//! GitHub Actions: the event's payload tells the range.

use super::{Env, Plan, is_zero, push, request, tag, whole, with_trunk};
use serde_json::Value;
use std::path::Path;

const DEEPEN: &str = "give actions/checkout `with: { fetch-depth: 0 }`";

pub fn plan(env: &Env, read: &dyn Fn(&Path) -> std::io::Result<Vec<u8>>) -> Result<Plan, String> {
    let unknown = |name: &str| {
        format!(
            "{name} is not set, though GITHUB_ACTIONS is, so the event is unknown: run --ci in a step of a job, or say \
             what to look at, such as --range origin/main..HEAD"
        )
    };
    let event = env.get("GITHUB_EVENT_NAME").ok_or_else(|| unknown("GITHUB_EVENT_NAME"))?;
    let file = env.get("GITHUB_EVENT_PATH").ok_or_else(|| unknown("GITHUB_EVENT_PATH"))?;
    let text = read(Path::new(file)).map_err(|e| format!("the event payload {file} cannot be read: {e}"))?;
    let json =
        serde_json::from_slice(&text).map_err(|e| format!("the event payload {file} is no JSON: {e}"))?;
    let payload = Payload { event, json };
    let sha = env.get("GITHUB_SHA").unwrap_or("HEAD");
    match event {
        // A review, or a comment on one, runs on the same merge commit as its pull request.
        "pull_request" | "pull_request_target" | "pull_request_review" | "pull_request_review_comment" => {
            payload.pull_request(sha)
        }
        "merge_group" => payload.merge_group(),
        "push" => payload.push(),
        other => Ok(whole("GitHub Actions", other.to_owned(), sha, DEEPEN)),
    }
}

/// The payload of an event.
struct Payload<'e> {
    event: &'e str,
    json: Value,
}

impl Payload<'_> {
    fn at(&self, pointer: &str) -> Option<&str> {
        self.json.pointer(pointer).and_then(Value::as_str).filter(|v| !v.is_empty())
    }

    fn need(&self, pointer: &str) -> Result<&str, String> {
        let missing =
            || format!("the payload of this {} event has no {}", self.event, pointer.replace('/', "."));
        self.at(pointer).ok_or_else(missing)
    }

    fn pull_request(&self, sha: &str) -> Result<Plan, String> {
        let number = ["/number", "/pull_request/number"].iter().find_map(|at| self.json.pointer(at));
        let number = number.map_or_else(String::new, Value::to_string);
        let head = self.need("/pull_request/head/sha")?;
        let base = self.need("/pull_request/base/sha")?.to_owned();
        if self.event == "pull_request_target" {
            let mut plan = request("GitHub Actions", &number, &[head], &[base], DEEPEN);
            plan.deepen = "give actions/checkout `with: { fetch-depth: 0, ref: \
                           ${{ github.event.pull_request.head.sha }} }`";
            return Ok(plan);
        }
        // The merge commit that is checked out is scanned as well: a secret may be in it alone. Its first parent is the
        // commit of the target branch that it was made from.
        Ok(request("GitHub Actions", &number, &[head, sha], &[base, format!("{sha}^1")], DEEPEN))
    }

    fn merge_group(&self) -> Result<Plan, String> {
        let head = self.need("/merge_group/head_sha")?;
        let base = self.need("/merge_group/base_sha")?.to_owned();
        let mut plan = request("GitHub Actions", "", &[head], &[base], DEEPEN);
        plan.event = "merge group".to_owned();
        Ok(plan)
    }

    fn push(&self) -> Result<Plan, String> {
        let name = self.need("/ref")?;
        let after = self.need("/after")?;
        if is_zero(after) {
            return Err(format!(
                "{name} was deleted: there is nothing to look at; leave deletions out with \
                 `if: ${{{{ !github.event.deleted }}}}`"
            ));
        }
        let trunk = self.at("/repository/default_branch");
        if let Some(name) = name.strip_prefix("refs/tags/") {
            return Ok(with_trunk(tag("GitHub Actions", name, after, DEEPEN), trunk));
        }
        let branch = name.strip_prefix("refs/heads/").unwrap_or(name);
        Ok(with_trunk(push("GitHub Actions", branch, self.at("/before"), after, DEEPEN), trunk))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Base, plan};
    use super::*;

    const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    const ZERO: &str = "0000000000000000000000000000000000000000";

    fn on(event: &str, payload: String) -> Result<Plan, String> {
        let env = Env::from([
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_EVENT_NAME", event),
            ("GITHUB_EVENT_PATH", "/payload"),
            ("GITHUB_SHA", B),
        ]);
        plan(&env, &|_| Ok(payload.clone().into_bytes()))
    }

    #[test]
    fn requests_start_at_the_target() {
        let payload = format!(
            r#"{{"number":7,"pull_request":{{"base":{{"sha":"{A}","ref":"main"}},"head":{{"sha":"{B}"}}}}}}"#
        );
        let plan = on("pull_request", payload.clone()).expect("a plan");
        assert!(plan.is_request);
        assert_eq!(plan.event, "pull request 7");
        assert_eq!(plan.heads, [B, B]);
        assert_eq!(plan.base, Base::Target(vec![A.to_owned(), format!("{B}^1")]));
        assert_eq!(on("pull_request_target", payload.clone()).expect("a plan").heads, [B]);
        // In a review, only the request names its number.
        let review = payload.replacen(r#""number":7,"#, "", 1).replace(r#""base""#, r#""number":7,"base""#);
        for event in ["pull_request_review", "pull_request_review_comment"] {
            assert_eq!(on(event, review.clone()).expect("a plan"), plan);
        }
    }

    #[test]
    fn pushes_know_new_branches_tags_and_deletions() {
        let payload = |name: &str, before: &str, after: &str| {
            format!(r#"{{"ref":"{name}","before":"{before}","after":"{after}"}}"#)
        };
        let base = |plan: Result<Plan, String>| plan.expect("a plan").base;
        assert_eq!(
            base(on("push", payload("refs/heads/main", A, B))),
            Base::Since { before: A.into(), branch: "main".into() }
        );
        assert_eq!(base(on("push", payload("refs/heads/x/y", ZERO, B))), Base::NewRef("x/y".into()));
        assert_eq!(base(on("push", payload("refs/tags/v1", ZERO, B))), Base::NewRef("refs/tags/v1".into()));
        assert!(on("push", payload("refs/heads/x", A, ZERO)).expect_err("deleted").contains("deleted"));
        assert_eq!(base(on("schedule", "{}".into())), Base::Everything);
    }

    #[test]
    fn a_payload_without_what_we_need_says_so() {
        assert!(on("pull_request", "{}".into()).expect_err("empty").contains("pull_request.head.sha"));
        assert!(on("push", "no json".into()).expect_err("broken").contains("no JSON"));
    }
}
