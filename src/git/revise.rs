//! Resolves revisions as people and CI systems write them (names, ids, and steps from there) with our own reader: the
//! library follows a damaged pack index beyond the pack and crashes.

use super::graph::commit::{CommitText, tag};
use super::objects::object_id;
use super::{GitError, Objects, Repo};
use crate::model::{ObjectId, ObjectKind};
use std::collections::HashSet;

/// Why a revision does not name a commit.
pub enum Why {
    /// There is no such name or id.
    Missing,
    /// Several ids begin with these digits.
    Several,
    /// It names an object that is not a commit.
    NoCommit,
    /// Its syntax is not supported here.
    Syntax,
    /// It could not be read.
    Broken(GitError),
}

impl Repo {
    /// The commit that a revision names: `main`, `v1.0`, `origin/main`, `1a2b3c4`, `HEAD~3`, `HEAD^2^{commit}`.
    pub(super) fn revised(&self, rev: &str) -> Result<ObjectId, Why> {
        // A fetch may have added objects after the store was opened: try again with a new one.
        self.step_by_step(&self.objects().map_err(Why::Broken)?, rev)
    }

    fn step_by_step(&self, objects: &Objects, rev: &str) -> Result<ObjectId, Why> {
        let (name, mut steps) = rev.split_at(rev.find(['~', '^']).unwrap_or(rev.len()));
        if name.is_empty() || name.contains(':') || rev.contains("@{") {
            return Err(Why::Syntax);
        }
        let mut id = self.start_of(objects, name)?;
        while let Some(step) = steps.chars().next() {
            let rest = steps.get(step.len_utf8()..).unwrap_or_default();
            if let (true, Some((kind, rest))) = (rest.starts_with('{'), rest.split_once('}')) {
                if step != '^' || !matches!(kind, "{" | "{commit") {
                    return Err(Why::Syntax);
                }
                steps = rest;
                continue;
            }
            let (digits, rest) =
                rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
            let number = if digits.is_empty() { 1 } else { digits.parse().map_err(|_| Why::Missing)? };
            id = match step {
                '^' => parent(objects, id, number)?,
                '~' => (0..number).try_fold(id, |id, _| parent(objects, id, 1))?,
                _ => return Err(Why::Syntax),
            };
            steps = rest;
        }
        Ok(id)
    }

    fn start_of(&self, objects: &Objects, name: &str) -> Result<ObjectId, Why> {
        if let Some(id) = name.parse().ok().filter(|_| name.len() == 40) {
            return peeled(objects, id);
        }
        let name = if name == "@" { "HEAD" } else { name };
        self.guard_short(name).map_err(Why::Broken)?;
        let reference = self.raw().resolve_reference_from_short_name(name);
        if let Some(id) = reference.and_then(|found| found.resolve()).ok().and_then(|found| found.target()) {
            return peeled(objects, object_id(id).ok_or(Why::Missing)?);
        }
        // As `git describe` writes it: `v1.0-14-g1a2b3c4`.
        let digits = name.rsplit_once("-g").map_or(name, |(_, digits)| digits).to_ascii_lowercase();
        if !(4..40).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Why::Missing);
        }
        let all = objects.starting_with(&digits);
        let mut commits = all.iter().filter_map(|id| peeled(objects, *id).ok());
        match (commits.next(), commits.next()) {
            (Some(id), None) => Ok(id),
            (Some(_), Some(_)) => Err(Why::Several),
            (None, _) => Err(if all.is_empty() { Why::Missing } else { Why::NoCommit }),
        }
    }
}

/// The commit itself, or the one that a tag leads to.
pub fn peeled(objects: &Objects, mut id: ObjectId) -> Result<ObjectId, Why> {
    let mut passed = HashSet::new();
    while passed.insert(id) {
        if !objects.contains(id) {
            return Err(Why::Missing);
        }
        match objects.header(id).map_err(Why::Broken)?.0 {
            ObjectKind::Commit => return Ok(id),
            ObjectKind::Tag => {
                let (_, bytes) = objects.shared(id).map_err(Why::Broken)?;
                id = tag(&bytes).0.map(|(target, _)| target).ok_or(Why::NoCommit)?;
            }
            ObjectKind::Tree | ObjectKind::Blob => break,
        }
    }
    Err(Why::NoCommit)
}

/// The commit itself for 0, otherwise the parent of that number.
fn parent(objects: &Objects, id: ObjectId, number: usize) -> Result<ObjectId, Why> {
    let Some(at) = number.checked_sub(1) else { return Ok(id) };
    let (_, bytes) = objects.shared(id).map_err(Why::Broken)?;
    let parent = CommitText::parse(&bytes).parents.get(at).copied().ok_or(Why::Missing)?;
    peeled(objects, parent)
}
