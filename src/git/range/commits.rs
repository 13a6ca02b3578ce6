//! Finds the commits of a range: those that the tips reach and the bounds do not, as git defines it.

mod bases;
mod order;

use super::Limits;
use crate::git::graph::commit::CommitText;
use crate::git::{GitError, Objects};
use crate::model::{Keyed, ObjectId, ObjectKind};
use order::Queue;
use std::collections::{HashMap, HashSet};
use std::time::Instant;

/// The commits that were read so far.
pub struct Commits<'o> {
    objects: &'o Objects,
    border: &'o HashSet<ObjectId>,
    met: Vec<Commit>,
    numbers: HashMap<ObjectId, usize, Keyed>,
    queue: Queue,
    /// Number of commits in the queue that are not hidden.
    open: usize,
    /// Buffer for the first bytes of a commit.
    head: Vec<u8>,
}

struct Commit {
    id: ObjectId,
    /// Committer date, in seconds since 1970.
    time: i64,
    parents: Vec<ObjectId>,
    /// Reached from a bound.
    hidden: bool,
    state: State,
}

/// How far the walk has got with a commit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Met,
    Queued,
    Done,
}

/// Bytes that contain the parents and dates of most commits.
const HEAD: usize = 384;

/// The lines up to the committer, which comes after all parents; `None` if they do not end within these bytes.
fn header(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    loop {
        let end = at + memchr::memchr(b'\n', &bytes[at..])? + 1;
        match &bytes[at..end] {
            b"\n" => return None,
            line if line.starts_with(b"committer ") => return Some(&bytes[..end]),
            _ => at = end,
        }
    }
}

/// A walk limited by date ends after this many commits in a row that are too old: clocks may be wrong, but not for
/// long.
const SKEW: usize = 1000;

/// How many hidden commits, older than all others, are visited before the walk ends; the same as in git.
const SLOP: usize = 5;

impl<'o> Commits<'o> {
    /// Commits of this store. The parents of the commits of `border` are missing.
    pub fn new(objects: &'o Objects, border: &'o HashSet<ObjectId>) -> Self {
        let (met, numbers) = (Vec::new(), HashMap::default());
        Commits { objects, border, met, numbers, queue: Queue::default(), open: 0, head: Vec::new() }
    }

    /// The ids of a range, parents before children; `None` if time ran out. `found` is told of each commit as soon as
    /// it is read, newest first, and of some that turn out to be hidden.
    pub fn between(
        mut self,
        include: &[ObjectId],
        exclude: &[ObjectId],
        limits: Limits,
        found: &mut dyn FnMut(ObjectId),
    ) -> Result<Option<Vec<ObjectId>>, GitError> {
        let ends = include.iter().map(|id| (id, false)).chain(exclude.iter().map(|id| (id, true)));
        for (id, hidden) in ends {
            let number = self.meet(*id)?;
            if hidden {
                self.hide(number);
            }
            self.enter(number);
        }
        let is_over = || limits.deadline.is_some_and(|end| Instant::now() >= end);
        // Without bounds, only as many commits are read as are asked for. With bounds, all must be known before the
        // first is certain.
        let is_whole = limits.most.is_none() && limits.since.is_none();
        let mut nobody = |_| {};
        let (early, late): (&mut dyn FnMut(ObjectId), _) =
            if is_whole && !exclude.is_empty() { (found, &mut nobody as _) } else { (&mut nobody, found) };
        let sorted = match exclude.is_empty() {
            true => None,
            false => match self.bounded(is_over, early)? {
                Some(found) => Some(self.newest_first(found)),
                None => return Ok(None),
            },
        };
        let wanted = self.wanted(sorted, limits, is_over, late)?;
        Ok(wanted.map(|wanted| self.by_descent(wanted)))
    }

    /// What the limits leave of these commits, or of all commits if `None`, newest first. `None` if time ran out.
    fn wanted(
        &mut self,
        sorted: Option<Vec<usize>>,
        limits: Limits,
        is_over: impl Fn() -> bool,
        found: &mut dyn FnMut(ObjectId),
    ) -> Result<Option<Vec<usize>>, GitError> {
        let most = limits.most.unwrap_or(usize::MAX);
        let (mut wanted, mut too_old) = (Vec::new(), 0);
        let mut sorted = sorted.map(Vec::into_iter);
        while wanted.len() < most {
            if is_over() {
                return Ok(None);
            }
            let next = match &mut sorted {
                Some(sorted) => sorted.next(),
                None => self.next()?,
            };
            let Some(number) = next else { break };
            let is_new = limits.since.is_none_or(|since| self.met[number].time >= since);
            too_old = if is_new { 0 } else { too_old + 1 };
            if is_new {
                wanted.push(number);
                found(self.met[number].id);
            }
            if too_old > SKEW {
                break;
            }
        }
        Ok(Some(wanted))
    }

    /// The number of a commit, which is read if it was not before.
    fn meet(&mut self, id: ObjectId) -> Result<usize, GitError> {
        if let Some(number) = self.numbers.get(&id) {
            return Ok(*number);
        }
        // For most commits the first few lines are enough.
        let started = self.objects.start(id, HEAD, &mut self.head) == Some(ObjectKind::Commit);
        let whole;
        let bytes = match started.then(|| header(&self.head)).flatten() {
            Some(header) => header,
            None => {
                let (kind, bytes) = self.objects.shared(id)?;
                if kind != ObjectKind::Commit {
                    return Err(GitError::Damaged(format!("object {id} is no commit; run `git fsck`")));
                }
                whole = bytes;
                &whole
            }
        };
        let text = CommitText::parse(bytes);
        let parents = if self.border.contains(&id) { Vec::new() } else { text.parents.clone() };
        self.met.push(Commit { id, time: text.time(), parents, hidden: false, state: State::Met });
        self.numbers.insert(id, self.met.len() - 1);
        Ok(self.met.len() - 1)
    }

    fn enter(&mut self, number: usize) {
        let commit = &mut self.met[number];
        if commit.state == State::Met {
            commit.state = State::Queued;
            self.open += usize::from(!commit.hidden);
            self.queue.push(commit.time, number);
        }
    }

    /// Hides a commit and all of its ancestors that were read.
    fn hide(&mut self, number: usize) {
        let mut open = vec![number];
        while let Some(number) = open.pop() {
            let commit = &mut self.met[number];
            if !commit.hidden {
                commit.hidden = true;
                self.open -= usize::from(commit.state == State::Queued);
                open.extend(commit.parents.iter().filter_map(|id| self.numbers.get(id)));
            }
        }
    }

    /// Takes the newest commit from the queue and adds its parents.
    fn next(&mut self) -> Result<Option<usize>, GitError> {
        let Some(number) = self.queue.pop() else { return Ok(None) };
        let commit = &mut self.met[number];
        commit.state = State::Done;
        self.open -= usize::from(!commit.hidden);
        for at in 0..commit.parents.len() {
            let parent = self.meet(self.met[number].parents[at])?;
            if self.met[number].hidden {
                self.hide(parent);
            }
            self.enter(parent);
        }
        Ok(Some(number))
    }

    /// All commits that are reached and not hidden; `None` if time ran out.
    fn bounded(
        &mut self,
        is_over: impl Fn() -> bool,
        tell: &mut dyn FnMut(ObjectId),
    ) -> Result<Option<Vec<usize>>, GitError> {
        let (mut found, mut oldest, mut slop) = (Vec::new(), i64::MAX, SLOP);
        while let Some(number) = self.next()? {
            if is_over() {
                return Ok(None);
            }
            let commit = &self.met[number];
            if !commit.hidden {
                oldest = commit.time;
                found.push(number);
                tell(commit.id);
                continue;
            }
            // A commit that could still hide one that was found is not much older than it, unless clocks are wrong.
            let goes_on = self.open > 0 || self.queue.newest().is_some_and(|time| time >= oldest);
            slop = if goes_on { SLOP } else { slop - 1 };
            if slop == 0 {
                break;
            }
        }
        found.retain(|number| !self.met[*number].hidden);
        Ok(Some(found))
    }
}

#[cfg(test)]
mod tests;
