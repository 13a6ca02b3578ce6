//! Files that a merge keeps: the tip has them although no commit of its range brought them in. One side of the merge
//! had removed them, the other still has them, so that they are not new compared with every parent.

use super::walk::Walk;
use super::{Brought, Range};
use crate::git::{GitError, Repo};
use crate::model::{Keyed, ObjectId};
use std::collections::{HashMap, HashSet};

impl Range {
    /// True if `old` is a parent of `tip` or of a commit of the range that `tip` descends from.
    pub fn leads(&self, old: ObjectId, tip: ObjectId) -> bool {
        let parents: HashMap<ObjectId, &[ObjectId], Keyed> =
            self.commits.iter().map(|commit| (commit.id, commit.parents.as_slice())).collect();
        let (mut open, mut met) = (vec![tip], HashSet::<ObjectId, Keyed>::default());
        while let Some(id) = open.pop() {
            let of = parents.get(&id).copied().unwrap_or_default();
            if of.contains(&old) {
                return true;
            }
            open.extend(of.iter().filter(|parent| parents.contains_key(*parent) && met.insert(**parent)));
        }
        false
    }
}

impl Repo {
    /// Adds to a range the files that its commit `tip` has, that none of `bases` has at the same path, and that no
    /// commit of the range brings in.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::RangeCommit;

    #[test]
    fn only_what_leads_to_the_tip_counts() {
        let id = |n: u8| ObjectId([n; 20]);
        let commit = |n: u8, parents: &[u8]| RangeCommit {
            id: id(n),
            author: String::new(),
            date: String::new(),
            summary: String::new(),
            text: Vec::new(),
            parents: parents.iter().map(|n| id(*n)).collect(),
            removed: Vec::new(),
        };
        // A merge (5) of the head (3, from 1) into its target (4), which the head does not come from.
        let commits = vec![commit(2, &[1]), commit(3, &[2]), commit(5, &[4, 3])];
        let range = Range { commits, ..Range::default() };
        for (from, to, expected) in [(1, 3, true), (1, 5, true), (4, 5, true), (4, 3, false), (7, 5, false)] {
            assert_eq!(range.leads(id(from), id(to)), expected, "{from} to {to}");
        }
    }
}
