//! Decodes every wanted object once, along its delta tree, depth first, on all threads.
//!
//! A frame is a decoded base whose children are still to come. The heaviest child comes last, and the frame is gone
//! by then, so at most log2(tree) buffers are alive a thread. A thread without work is given half of the oldest open
//! frame of another one.

use super::plan::{Job, Plan, jobs};
use super::share::{Frame, Held, Share};
use super::{Copied, Fault, Reader, Store};
use crate::model::ObjectKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

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
    /// What a base hands down to its heirs.
    type State: Send + Sync;
    /// What one thread collects.
    type Worker: Send;
    /// True for objects to be handed out.
    fn wants(&self, object: u32, kind: ObjectKind) -> bool;
    /// A fresh collection for one thread.
    fn worker(&self) -> Self::Worker;
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
    /// Set to stop.
    pub stop: Option<&'a AtomicBool>,
    /// The moment to stop.
    pub deadline: Option<Instant>,
    /// Told the size of every object handed out.
    pub tell: Option<&'a (dyn Fn(u64) + Sync)>,
}

impl Watch<'_> {
    /// True where somebody wants the work to end.
    pub fn stopped(&self) -> bool {
        self.interrupted() || self.deadline.is_some_and(|end| Instant::now() >= end)
    }

    /// True where somebody stopped it by hand.
    pub fn interrupted(&self) -> bool {
        self.stop.is_some_and(|flag| flag.load(Ordering::Relaxed))
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
    let threads = store.threads().clamp(1, 256);
    let share = Share::new(threads);
    let (plans, loose, jobs) = (&plans[..], &loose[..], &jobs[..]);
    let mut walked = Walked { workers: Vec::new(), unread: Vec::new() };
    std::thread::scope(|scope| {
        let share = &share;
        let spawn = |_| {
            scope.spawn(move || {
                let _alarm = share.alarm();
                let mut worker = Worker::new(store, visitor, watch, plans, loose, share);
                worker.run(jobs);
                (worker.collected, worker.unread)
            })
        };
        let handles: Vec<_> = (0..threads).map(spawn).collect();
        for handle in handles {
            match handle.join() {
                Ok((collected, unread)) => {
                    walked.workers.push(collected);
                    walked.unread.extend(unread);
                }
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    walked.unread.sort_by_key(|u| u.0);
    walked
}

struct Worker<'a, V: Visitor> {
    store: &'a Store,
    visitor: &'a V,
    watch: Watch<'a>,
    plans: &'a [Plan],
    loose: &'a [u32],
    share: &'a Share<V::State>,
    reader: Reader<'a>,
    collected: V::Worker,
    unread: Vec<(u32, Fault)>,
    stack: Vec<Frame<V::State>>,
}

impl<'a, V: Visitor> Worker<'a, V> {
    fn new(
        store: &'a Store,
        visitor: &'a V,
        watch: Watch<'a>,
        plans: &'a [Plan],
        loose: &'a [u32],
        share: &'a Share<V::State>,
    ) -> Self {
        let (reader, collected) = (Reader::new(store), visitor.worker());
        Worker {
            store,
            visitor,
            watch,
            plans,
            loose,
            share,
            reader,
            collected,
            unread: Vec::new(),
            stack: Vec::new(),
        }
    }

    fn run(&mut self, jobs: &[Job]) {
        while let Some(job) = self.share.job(jobs).filter(|_| !self.watch.stopped()) {
            match job {
                Job::Trees { pack, from, to } => {
                    for root in from..to {
                        self.root(pack, self.plans[pack as usize].root(root));
                        self.unwind();
                        if self.watch.stopped() {
                            break;
                        }
                    }
                }
                Job::Loose { from, to } => {
                    for &object in &self.loose[from as usize..to as usize] {
                        self.single(object);
                        if self.watch.stopped() {
                            break;
                        }
                    }
                }
            }
        }
        while let Some(frame) = self.share.frame() {
            self.stack.push(frame);
            self.unwind();
        }
    }

    /// Works until no frame is open.
    fn unwind(&mut self) {
        while let Some(frame) = self.stack.last_mut() {
            let (pack, child) = (frame.pack, self.plans[frame.pack as usize].child(frame.next));
            frame.next += 1;
            let last = frame.next == frame.end;
            let base = frame.base.clone();
            if last {
                self.stack.pop();
            }
            self.child(pack, child, &base);
            self.release(base);
            if self.watch.stopped() {
                self.stack.clear();
            }
            if self.share.hungry() {
                self.donate();
            }
        }
    }

    fn root(&mut self, pack: u32, entry: u32) {
        match self.reader.whole(pack, entry) {
            Ok(bytes) => {
                let state = self.visit(pack, entry, &bytes, None);
                self.open(pack, entry, bytes, state);
            }
            Err(fault) => self.fail(pack, entry, fault),
        }
    }

    fn child(&mut self, pack: u32, entry: u32, base: &Arc<Held<V::State>>) {
        match self.reader.changed(pack, entry, &base.bytes) {
            Ok(bytes) => {
                let copies = std::mem::take(&mut self.reader.copies);
                let from = Base { bytes: &base.bytes, state: &base.state, copies: &copies };
                let state = self.visit(pack, entry, &bytes, Some(&from));
                self.reader.copies = copies;
                self.open(pack, entry, bytes, state);
            }
            Err(fault) => self.fail(pack, entry, fault),
        }
    }

    fn visit(&mut self, pack: u32, entry: u32, bytes: &[u8], base: Option<&Base<'_, V::State>>) -> V::State {
        let row = &self.store.packs[pack as usize].entries[entry as usize];
        let kind = row.kind.unwrap_or(ObjectKind::Blob);
        let wanted = row.first && self.visitor.wants(row.object, kind);
        let (from, to) = self.plans[pack as usize].heirs(entry);
        self.show(&Decoded { object: row.object, kind, bytes, wanted, has_heirs: from < to }, base)
    }

    fn show(&mut self, object: &Decoded<'_>, base: Option<&Base<'_, V::State>>) -> V::State {
        if let Some(tell) = self.watch.tell.filter(|_| object.wanted) {
            tell(object.bytes.len() as u64);
        }
        self.visitor.visit(&mut self.collected, object, base)
    }

    /// Puts a decoded object on the stack where it has heirs.
    fn open(&mut self, pack: u32, entry: u32, bytes: Vec<u8>, state: V::State) {
        let (next, end) = self.plans[pack as usize].heirs(entry);
        if next < end {
            self.stack.push(Frame { pack, next, end, base: Arc::new(Held { bytes, state }) });
        } else {
            self.reader.recycle(bytes);
        }
    }

    fn release(&mut self, base: Arc<Held<V::State>>) {
        if let Some(held) = Arc::into_inner(base) {
            self.reader.recycle(held.bytes);
        }
    }

    /// Gives away half of the oldest frame that has more than what this thread is at.
    fn donate(&mut self) {
        let top = self.stack.len().saturating_sub(1);
        for (i, frame) in self.stack.iter_mut().enumerate() {
            let left = frame.end - frame.next;
            if left > 1 {
                let middle = frame.next + left / 2;
                let given = Frame { next: middle, base: frame.base.clone(), ..*frame };
                frame.end = middle;
                return self.share.give(given);
            }
            if i < top {
                let given = self.stack.remove(i);
                return self.share.give(given);
            }
        }
    }

    /// An object that is read by itself: loose, or one that the tables could not place.
    fn single(&mut self, object: u32) {
        match self.reader.read(object) {
            Ok((kind, bytes)) => {
                self.show(&Decoded { object, kind, bytes: &bytes, wanted: true, has_heirs: false }, None);
                self.reader.recycle(bytes);
            }
            Err(fault) => self.unread.push((object, fault)),
        }
    }

    /// An entry that does not decode takes its heirs with it; each gets its second chance from another copy.
    fn fail(&mut self, pack: u32, entry: u32, _fault: Fault) {
        let mut lost = vec![entry];
        while let Some(entry) = lost.pop() {
            let row = self.store.packs[pack as usize].entries[entry as usize];
            if row.first && row.kind.is_some_and(|kind| self.visitor.wants(row.object, kind)) {
                self.single(row.object);
            }
            let (from, to) = self.plans[pack as usize].heirs(entry);
            lost.extend((from..to).map(|at| self.plans[pack as usize].child(at)));
        }
    }
}
