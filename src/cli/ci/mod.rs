//! `--ci`: what this run must look at, from the CI system's own variables. Pure: the environment and the payload come
//! in as values, the plan goes out; resolving it against the repository is `resolve`'s work.

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
    /// Of this process.
    pub fn of_process() -> Env {
        Env(std::env::vars_os()
            .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
            .collect())
    }

    /// The value, unless it is unset or empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|v| !v.is_empty())
    }

    /// True where the variable is set to `true` in any case.
    fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(|v| v.eq_ignore_ascii_case("true"))
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Env {
    fn from(pairs: [(&str, &str); N]) -> Env {
        Env(pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect())
    }
}

/// What a CI run must look at, in revisions that may or may not be in this clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The system's name.
    pub system: &'static str,
    /// What this run is for: `pull request 7`, `push to main`, `tag v1.0`.
    pub event: String,
    /// Commits whose history is looked at; the first that exists is also what a report calls head.
    pub heads: Vec<String>,
    /// Where looking stops.
    pub base: Base,
    /// The branch that everything is measured by, where the system says so; else the remote is asked.
    pub trunk: Option<String>,
    /// True where somebody asks to have changes taken in: then configuration comes from the base.
    pub is_request: bool,
    /// True where the clone is kept from run to run: what it knows of the remote's branches may be old.
    pub is_kept: bool,
    /// What to write into the pipeline where history is missing from the clone.
    pub deepen: &'static str,
}

/// Where a plan's range begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// What is not in these commits: the tip of the branch that a request goes to.
    Target(Vec<String>),
    /// What came to a branch since a commit. Where that commit is gone, or was gone back behind (a forced push), it is
    /// as for a new ref.
    Since {
        /// What the branch held before.
        before: String,
        /// The branch.
        branch: String,
    },
    /// A branch or tag of which no earlier state is known: what the trunk has not, and for the trunk itself, all of it.
    /// Other branches do not count: what two new ones share would be seen by neither run.
    NewRef(String),
    /// A request whose target the system does not tell: what the trunk has not.
    Trunk,
    /// All of history (a scheduled run).
    Everything,
}

/// Reads the plan of one system.
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

/// True for the name that stands for "no commit".
fn is_zero(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b == b'0')
}

/// What a branch is called whose name nobody says.
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

/// What is no request.
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

/// A tag: what the trunk has not.
fn tag(system: &'static str, name: &str, head: &str, deepen: &'static str) -> Plan {
    plan_of(system, format!("tag {name}"), head, Base::NewRef(format!("{TAGS}{name}")), deepen)
}

/// In front of the name of a new ref that is a tag.
const TAGS: &str = "refs/tags/";

/// A plan with the trunk that the system names.
fn with_trunk(plan: Plan, trunk: Option<&str>) -> Plan {
    Plan { trunk: trunk.map(str::to_owned), ..plan }
}
