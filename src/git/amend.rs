//! Tells `git commit --amend` from an ordinary commit by the environment of git's hooks.
//!
//! The arguments of the pre-commit hook do not tell it. But git exports the author that it will record: an amend keeps
//! the author date of HEAD, to the second, while an ordinary commit has a later one.

use super::graph::commit::{CommitText, person, seconds};
use super::graph::shallow_border;
use super::{GitError, Repo};
use crate::model::ObjectId;
use std::env;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A script may commit twice within a second: a date that is further in the past than this cannot be that of the commit
/// that is being made.
const JUST_NOW: Duration = Duration::from_secs(2);

/// The author that a running `git commit` records.
struct Author {
    /// `Name <mail>`
    person: String,
    /// Seconds and zone as git writes them.
    date: String,
}

impl Author {
    /// As `git commit` exports it; `None` if no `git commit` is running.
    fn of_commit() -> Option<Author> {
        let text = |name: &str| env::var(name).ok();
        let date = text("GIT_AUTHOR_DATE")?.strip_prefix('@')?.to_owned();
        let person = format!("{} <{}>", text("GIT_AUTHOR_NAME")?, text("GIT_AUTHOR_EMAIL")?);
        Some(Author { person, date })
    }

    /// True if the author line of an existing commit is the same and older than `now`: then the commit keeps it.
    fn is_kept(&self, line: &[u8], now: SystemTime) -> bool {
        let began =
            u64::try_from(seconds(line).0).map_or(UNIX_EPOCH, |s| UNIX_EPOCH + Duration::from_secs(s));
        let old = now.duration_since(began).is_ok_and(|age| age >= JUST_NOW);
        old && line == format!("{} {}", self.person, self.date).as_bytes() && person(line) != line
    }
}

impl Repo {
    /// The commit that a running `git commit --amend` replaces, if its author date tells; `None` for any other commit.
    pub fn amended(&self) -> Result<Option<ObjectId>, GitError> {
        // With dates set by hand, two commits may have the same one.
        let Some(author) = Author::of_commit().filter(|_| env::var_os("GIT_COMMITTER_DATE").is_none()) else {
            return Ok(None);
        };
        let Some(head) = self.head()? else { return Ok(None) };
        let bytes = self.text_of(head)?;
        let kept = author.is_kept(CommitText::parse(&bytes).author, SystemTime::now());
        Ok(Some(head).filter(|_| kept))
    }

    /// The same if git told prepare-commit-msg that HEAD's message is reused, but the author date does not tell an
    /// amend: HEAD is only seconds old, or the amend changes the author. (`git commit -c HEAD` looks the same.)
    pub fn amended_anew(&self) -> Result<Option<ObjectId>, GitError> {
        match Author::of_commit() {
            Some(_) if self.amended()?.is_none() => self.head(),
            _ => Ok(None),
        }
    }

    /// The parents of the commit that replaces this one; `None` if this shallow clone does not have them.
    pub(in crate::git) fn parents_of(&self, commit: ObjectId) -> Result<Option<Vec<ObjectId>>, GitError> {
        if shallow_border(self.common_dir()).contains(&commit) {
            return Ok(None);
        }
        Ok(Some(CommitText::parse(&self.text_of(commit)?).parents))
    }

    fn text_of(&self, commit: ObjectId) -> Result<Arc<Vec<u8>>, GitError> {
        let objects = self.lent()?;
        let read = objects.shared(commit);
        self.leave(objects);
        Ok(read?.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_author_that_is_kept_to_the_second_and_is_not_of_now() {
        let author = Author { person: "A B <a@b>".into(), date: "1767323045 +0100".into() };
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        let line = b"A B <a@b> 1767323045 +0100";
        assert!(author.is_kept(line, at(1_767_323_047)));
        assert!(!author.is_kept(line, at(1_767_323_046)), "a script that commits twice within a second");
        assert!(!author.is_kept(line, at(1_767_323_000)), "a clock that was set back");
        for other in [
            &b"A B <a@b> 1767323044 +0100"[..],
            b"A B <a@b> 1767323045 +0000",
            b"A C <a@b> 1767323045 +0100",
            b"",
        ] {
            assert!(!author.is_kept(other, at(1_800_000_000)));
        }
    }
}
