//! Decodes every wanted object once, along its delta tree, depth first, on all threads.
//!
//! A frame is a decoded base whose children are still to come. The heaviest child comes last, and the frame is gone
//! by then, so at most log2(tree) buffers are alive a thread. A thread without work is given half of the oldest open
//! frame of another one.

mod worker;

use super::plan::{Plan, jobs, pieces};
use super::share::Share;
use super::{Copied, Fault, Store};
use crate::model::{ObjectKind, run_on_threads, signal};
use std::sync::atomic::AtomicUsize;
use std::time::Instant;
use worker::{Task, Worker};

/// A decoded object.
pub struct Decoded<'a> {
    /// Its number in the store.
    pub object: u32,
    /// Its kind.
    pub kind: ObjectKind,
    /// Its content.
    pub bytes: &'a [u8],
    /// True where the visitor asked for it; false where it is only the base of one that was, or a second copy.
    pub wanted: bool,
    /// True where other objects will be handed its state.
    pub has_heirs: bool,
}

/// What an object was made of.
pub struct Base<'a, S> {
    /// Content of the delta base.
    pub bytes: &'a [u8],
    /// What the visitor kept of it.
    pub state: &'a S,
    /// What the object has taken over; the rest is new.
    pub copies: &'a [Copied],
}

/// Looks at decoded objects.
pub trait Visitor: Sync {
    /// What a base hands down to its children.
    type State: Send + Sync;
    /// What one thread collects.
    type Worker: Send;
    /// True for objects to be handed out.
    fn wants(&self, object: u32, kind: ObjectKind) -> bool;
    /// A fresh collection for one thread.
    fn worker(&self) -> Self::Worker;
    /// Lets go of what a thread needed for its work alone: freed there, all threads free theirs at once.
    fn rest(&self, _worker: &mut Self::Worker) {}
    /// Looks at an object; `base` is there where it is stored as a change of one.
    fn visit(
        &self,
        worker: &mut Self::Worker,
        object: &Decoded<'_>,
        base: Option<&Base<'_, Self::State>>,
    ) -> Self::State;
}

/// How others follow the work, and end it early.
#[derive(Clone, Copy, Default)]
pub struct Watch<'a> {
    /// Set to the number of a signal to stop.
    pub stop: Option<&'a AtomicUsize>,
    /// The moment to stop.
    pub deadline: Option<Instant>,
    /// Told the size of every object handed out.
    pub progress: Option<&'a (dyn Fn(u64) + Sync)>,
}

impl Watch<'_> {
    /// True where somebody wants the work to end.
    pub fn stopped(&self) -> bool {
        self.interrupted().is_some() || self.deadline.is_some_and(|end| Instant::now() >= end)
    }

    /// The signal with which somebody stopped it.
    pub fn interrupted(&self) -> Option<u8> {
        signal(self.stop)
    }
}

/// What a walk came to.
pub struct Walked<W> {
    /// What each thread collected.
    pub workers: Vec<W>,
    /// Wanted objects that nobody could read, by number.
    pub unread: Vec<(u32, Fault)>,
}

/// Hands every wanted object to the visitor, each once.
pub fn walk<V: Visitor>(store: &Store, visitor: &V, watch: Watch<'_>) -> Walked<V::Worker> {
    let wanted = |object: u32| store.kind(object).is_some_and(|kind| visitor.wants(object, kind));
    let plans: Vec<Plan> = store.packs.iter().map(|pack| Plan::new(pack, wanted)).collect();
    let mut loose: Vec<u32> = store.loose().filter(|&n| wanted(n)).collect();
    // Entries that the table could not place go the way of loose ones: read singly.
    loose.extend(store.odd().filter(|&n| wanted(n)));
    let jobs = jobs(store, &plans, loose.len());
    let threads = store.threads().clamp(1, 256).min(pieces(&plans, loose.len()).max(1));
    let share = Share::new();
    let (plans, loose, jobs, share) = (&plans[..], &loose[..], &jobs[..], &share);
    let mut walked = Walked { workers: Vec::new(), unread: Vec::new() };
    let done = run_on_threads(threads, || {
        let _alarm = share.enter();
        let mut worker = Worker::new(Task { store, visitor, watch, plans, loose, share });
        worker.run(jobs);
        visitor.rest(&mut worker.collected);
        (worker.collected, worker.unread)
    });
    for (collected, unread) in done {
        walked.workers.push(collected);
        walked.unread.extend(unread);
    }
    walked.unread.sort_by_key(|u| u.0);
    walked
}
