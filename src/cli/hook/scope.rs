//! What a commit hook has to scan. Git's environment tells which command makes the commit; a hook manager may also run the
//! hook without any commit.

use std::path::Path;

/// What the pre-commit hook has to scan.
#[derive(Debug, PartialEq, Eq)]
pub enum Scope {
    /// Git runs it: what the commit would record.
    Commit,
    /// `pre-commit run --from-ref A --to-ref B`: the range, as written for `--range`.
    Range(String),
    /// The pre-commit framework runs it without a commit: what is staged or, as after `pre-commit run --all-files` in a
    /// fresh clone, all files.
    Files,
    /// Another program or a person: what is staged.
    Staged,
}

impl Scope {
    /// The scope that the environment of the hook tells.
    pub fn of(env: impl Fn(&str) -> Option<String>) -> Scope {
        // Git names the index to every hook of a commit. The revisions come first: a hook of a push has none.
        match (env("PRE_COMMIT_FROM_REF"), env("PRE_COMMIT_TO_REF")) {
            (Some(from), Some(to)) => Scope::Range(format!("{from}..{to}")),
            _ if env("GIT_INDEX_FILE").is_some() => Scope::Commit,
            _ if env("PRE_COMMIT").is_some() => Scope::Files,
            _ => Scope::Staged,
        }
    }
}

/// True if prepare-commit-msg, told that there is a message already, runs for a commit that no pre-commit hook sees:
/// `git cherry-pick`, `git revert`, and `git rebase --continue` after a conflict. (The other commits of a rebase repeat
/// what was committed before, with nobody's hand in between.)
pub fn skipped_pre_commit(git_dir: &Path, env: impl Fn(&str) -> Option<String>) -> bool {
    // Only `git commit` exports the author in this form. Started by hand it runs pre-commit, unless told not to.
    if env("GIT_AUTHOR_DATE").is_some_and(|date| date.starts_with('@')) {
        env("GIT_REFLOG_ACTION").is_some_and(|action| action.ends_with(" (continue)"))
    } else {
        !git_dir.join("rebase-merge").exists()
    }
}

/// What the pre-commit framework passes to a pre-push hook, in place of git's arguments and input.
#[derive(Debug, PartialEq, Eq)]
pub struct Told {
    /// The name or address of the remote.
    pub remote: Option<String>,
    /// A line as git writes it to the hook.
    pub line: String,
}

/// What the framework tells of a push; `None` where it calls for another reason, or git itself does.
pub fn pushed_by_framework(env: impl Fn(&str) -> Option<String>) -> Option<Told> {
    // For a branch that shares no history with the remote, the framework names no revisions.
    let tip = env("PRE_COMMIT_TO_REF").or_else(|| env("PRE_COMMIT_LOCAL_BRANCH"))?;
    let there = env("PRE_COMMIT_FROM_REF").unwrap_or_else(|| "0".to_owned());
    Some(Told { remote: env("PRE_COMMIT_REMOTE_NAME"), line: format!("{tip} {tip} {tip} {there}\n") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_environment_tells() {
        let scope = |set: &[(&str, &str)]| {
            Scope::of(|name| set.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
        };
        let (from, to) = (("PRE_COMMIT_FROM_REF", "a"), ("PRE_COMMIT_TO_REF", "b"));
        let (index, framework) = (("GIT_INDEX_FILE", ".git/index"), ("PRE_COMMIT", "1"));
        assert_eq!(scope(&[from, to, framework]), Scope::Range("a..b".into()));
        assert_eq!(scope(&[from, framework]), Scope::Files);
        assert_eq!(scope(&[index, framework]), Scope::Commit);
        assert_eq!(scope(&[index]), Scope::Commit);
        assert_eq!(scope(&[]), Scope::Staged);
    }

    #[test]
    fn the_frameworks_words_are_git_s_own() {
        let told = |set: &[(&str, &str)]| {
            pushed_by_framework(|name| set.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
        };
        assert_eq!(told(&[]), None);
        let both = told(&[
            ("PRE_COMMIT_FROM_REF", "a"),
            ("PRE_COMMIT_TO_REF", "b"),
            ("PRE_COMMIT_REMOTE_NAME", "origin"),
        ]);
        assert_eq!(both, Some(Told { remote: Some("origin".into()), line: "b b b a\n".into() }));
        let first = told(&[("PRE_COMMIT_LOCAL_BRANCH", "refs/heads/x")]).expect("a branch");
        assert_eq!(first.line, "refs/heads/x refs/heads/x refs/heads/x 0\n");
    }
}
