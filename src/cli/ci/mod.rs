//! `--ci`: what this run must scan, from the CI system's own variables. Pure functions: environment and payload are
//! arguments, the result is a [`Plan`]. `resolve` looks its revisions up in the repository.

mod aws;
mod azure;
mod bitbucket;
mod buildkite;
mod circle;
mod github;
mod gitlab;
mod jenkins;
mod remote;
mod resolve;

pub use resolve::{Resolved, resolve};

use std::collections::BTreeMap;
use std::path::Path;

/// The environment as CI systems see it.
#[derive(Clone, Debug, Default)]
pub struct Env(BTreeMap<String, String>);

impl Env {
    /// The environment of this process.
    pub fn of_process() -> Env {
        Env(std::env::vars_os()
            .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
            .collect())
    }

    /// The value, unless it is unset or empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|v| !v.is_empty())
    }

    /// True if the variable is `true`, in any case.
    fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(|v| v.eq_ignore_ascii_case("true"))
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Env {
    fn from(pairs: [(&str, &str); N]) -> Env {
        Env(pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect())
    }
}

/// What a CI run must scan, as revisions that may or may not exist in this clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The system's name.
    pub system: &'static str,
    /// What this run is for: `pull request 7`, `push to main`, `tag v1.0`.
    pub event: String,
    /// Commits whose history is scanned. The first of them that exists is called the head in reports.
    pub heads: Vec<String>,
    /// Where the range begins.
    pub base: Base,
    /// The main branch, if the system names it; otherwise the remote is asked.
    pub trunk: Option<String>,
    /// True for a pull or merge request: configuration comes from its base.
    pub is_request: bool,
    /// True if the clone is kept between runs, so that its remote-tracking branches may be out of date.
    pub is_kept: bool,
    /// What to write into the pipeline if the clone lacks history.
    pub deepen: &'static str,
}

/// Where a plan's range begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// What these commits do not have: the tip of the branch that a request goes to.
    Target(Vec<String>),
    /// What came to a branch after a commit. If that commit is gone or is not an ancestor (a forced push), the branch
    /// counts as a new ref.
    Since {
        /// The commit that the branch was at before.
        before: String,
        /// The name of the branch.
        branch: String,
    },
    /// A branch or tag without a known earlier state: what the trunk does not have; for the trunk itself, all of it.
    /// Other branches are not excluded, because what two new branches share would then be scanned in neither run.
    NewRef(String),
    /// A request whose target the system does not tell: what the trunk does not have.
    Trunk,
    /// All of history (a scheduled run).
    Everything,
}

/// Makes the plan for one system.
type Reader = fn(&Env) -> Result<Plan, String>;

/// The plan for this environment. `Err` says in one sentence what is missing.
pub fn plan(env: &Env, read: &dyn Fn(&Path) -> std::io::Result<Vec<u8>>) -> Result<Plan, String> {
    let systems: [(bool, Reader); 7] = [
        (env.is_true("GITLAB_CI"), gitlab::plan),
        (env.get("BITBUCKET_COMMIT").is_some(), bitbucket::plan),
        (env.is_true("TF_BUILD"), azure::plan),
        (env.is_true("CIRCLECI"), circle::plan),
        (env.is_true("BUILDKITE"), buildkite::plan),
        (env.get("CODEBUILD_BUILD_ID").is_some(), aws::plan),
        (env.get("JENKINS_URL").is_some(), jenkins::plan),
    ];
    if env.is_true("GITHUB_ACTIONS") {
        return github::plan(env, read);
    }
    match systems.iter().find(|(here, _)| *here) {
        Some((_, plan)) => plan(env),
        None => Err("--ci finds no CI system in the environment (GitHub, GitLab, Bitbucket, Azure, Jenkins, CircleCI, \
                     Buildkite, CodeBuild): say what to look at, such as --range origin/main..HEAD, or --history for all"
            .to_owned()),
    }
}

/// A run that no push or request started: all of HEAD's history.
fn whole(system: &'static str, event: String, head: &str, deepen: &'static str) -> Plan {
    plan_of(system, event, head, Base::Everything, deepen)
}

/// True for the id of zeros, which stands for "no commit".
fn is_zero(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b == b'0')
}

/// The name that a branch gets in reports if the system does not tell it.
const UNNAMED: &str = "a branch";

/// A push of `head` to `branch` whose previous commit was `before` (unset, empty or zeros: a new branch).
fn push(system: &'static str, branch: &str, before: Option<&str>, head: &str, deepen: &'static str) -> Plan {
    let base = match before {
        Some(before) if !is_zero(before) => {
            Base::Since { before: before.to_owned(), branch: branch.to_owned() }
        }
        _ => Base::NewRef(branch.to_owned()),
    };
    plan_of(system, format!("push to {branch}"), head, base, deepen)
}

/// A plan that is not for a request.
fn plan_of(system: &'static str, event: String, head: &str, base: Base, deepen: &'static str) -> Plan {
    let heads = vec![head.to_owned()];
    Plan { system, event, heads, base, trunk: None, is_request: false, is_kept: false, deepen }
}

/// A request to take `head` into a branch.
fn request(
    system: &'static str,
    number: &str,
    heads: &[&str],
    targets: &[String],
    deepen: &'static str,
) -> Plan {
    Plan {
        system,
        event: format!("pull request {number}"),
        heads: heads.iter().map(|h| h.to_string()).collect(),
        base: Base::Target(targets.to_vec()),
        trunk: None,
        is_request: true,
        is_kept: false,
        deepen,
    }
}

/// The plan for a tag: what the trunk does not have.
fn tag(system: &'static str, name: &str, head: &str, deepen: &'static str) -> Plan {
    plan_of(system, format!("tag {name}"), head, Base::NewRef(format!("{TAGS}{name}")), deepen)
}

/// Prefix of a new ref that is a tag.
const TAGS: &str = "refs/tags/";

/// A plan with the trunk that the system names.
fn with_trunk(plan: Plan, trunk: Option<&str>) -> Plan {
    Plan { trunk: trunk.map(str::to_owned), ..plan }
}
