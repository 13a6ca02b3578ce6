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
}
