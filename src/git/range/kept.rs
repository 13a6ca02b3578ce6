//! What a tip holds though no commit of its range brought it in: a merge may keep of one side what the other had taken
//! out, and then its files are those of a parent.

use super::walk::Walk;
use super::{Brought, Range};
use crate::git::{GitError, Repo};
use crate::model::{Keyed, ObjectId};
use std::collections::HashSet;

impl Repo {
    /// Adds to a range what its commit `tip` holds, none of `bases` has at its path, and no commit brought in.
    pub fn add_kept(&self, range: &mut Range, tip: ObjectId, bases: &[ObjectId]) -> Result<(), GitError> {
        let Some(at) = range.commits.iter().position(|commit| commit.id == tip) else { return Ok(()) };
        let objects = self.lent()?;
        let kept = Walk::new(&objects).between(tip, bases);
        self.leave(objects);
        let kept = kept?;
        let seen: HashSet<(ObjectId, &[u8]), Keyed> =
            range.brought.iter().map(|b| (b.id, b.path.as_slice())).collect();
        let is_new = |b: &Brought| !seen.contains(&(b.id, b.path.as_slice()));
        let new: Vec<Brought> = kept.brought.into_iter().filter(is_new).collect();
        range.brought.extend(new.into_iter().map(|b| Brought { commit: Some(at), ..b }));
        range.unread.extend(kept.unread);
        Ok(())
    }
}
