//! What a commit hook has to scan. Git's environment tells which command makes the commit (commit, amend, rebase); a hook manager
//! may also run the hook without any commit.

use std::path::Path;

/// What the pre-commit hook is to look at.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
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

impl Asked {
    /// As the environment tells.
    pub fn of(env: impl Fn(&str) -> Option<String>) -> Asked {
        // Git names the index to every hook of a commit. The revisions come first: a hook of a push has none.
        match (env("PRE_COMMIT_FROM_REF"), env("PRE_COMMIT_TO_REF")) {
            (Some(from), Some(to)) => Asked::Range(format!("{from}..{to}")),
            _ if env("GIT_INDEX_FILE").is_some() => Asked::Commit,
            _ if env("PRE_COMMIT").is_some() => Asked::Files,
            _ => Asked::Staged,
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
        let asked = |set: &[(&str, &str)]| {
            Asked::of(|name| set.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
        };
        let (from, to) = (("PRE_COMMIT_FROM_REF", "a"), ("PRE_COMMIT_TO_REF", "b"));
        let (index, framework) = (("GIT_INDEX_FILE", ".git/index"), ("PRE_COMMIT", "1"));
        assert_eq!(asked(&[from, to, framework]), Asked::Range("a..b".into()));
        assert_eq!(asked(&[from, framework]), Asked::Files);
        assert_eq!(asked(&[index, framework]), Asked::Commit);
        assert_eq!(asked(&[index]), Asked::Commit);
        assert_eq!(asked(&[]), Asked::Staged);
    }
}
