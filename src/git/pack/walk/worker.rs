//! One thread of a walk: its stack of open frames, and its visitor.

use super::super::plan::{Job, Plan};
use super::super::share::{Frame, Held, Share};
use super::super::{Fault, Reader, Store};
use super::{Base, Decoded, Visitor, Watch};
use crate::model::ObjectKind;
use std::sync::Arc;

/// What all threads of a walk share.
pub struct Task<'a, V: Visitor> {
    pub store: &'a Store,
    pub visitor: &'a V,
    pub watch: Watch<'a>,
    pub plans: &'a [Plan],
    pub loose: &'a [u32],
    pub share: &'a Share<V::State>,
}

pub struct Worker<'a, V: Visitor> {
    task: Task<'a, V>,
    reader: Reader<'a>,
    pub collected: V::Worker,
    pub unread: Vec<(u32, Fault)>,
    stack: Vec<Frame<V::State>>,
}

impl<'a, V: Visitor> Worker<'a, V> {
    pub fn new(task: Task<'a, V>) -> Self {
        let (reader, collected) = (Reader::new(task.store), task.visitor.worker());
        Worker { task, reader, collected, unread: Vec::new(), stack: Vec::new() }
    }

    /// Does what is left of the jobs, then what others give away.
    pub fn run(&mut self, jobs: &[Job]) {
        while let Some(job) = self.task.share.job(jobs).filter(|_| !self.task.watch.stopped()) {
            match job {
                Job::Trees { pack, from, to } => {
                    for root in from..to {
                        self.root(pack, self.task.plans[pack as usize].root(root));
                        self.unwind();
                        if self.task.watch.stopped() {
                            break;
                        }
                    }
                }
                Job::Loose { from, to } => {
                    for &object in &self.task.loose[from as usize..to as usize] {
                        self.single(object);
                        if self.task.watch.stopped() {
                            break;
                        }
                    }
                }
            }
        }
        while let Some(frame) = self.task.share.frame() {
            self.stack.push(frame);
            self.unwind();
        }
    }

    /// Works until no frame is open.
    fn unwind(&mut self) {
        while let Some(frame) = self.stack.last_mut() {
            let (pack, child) = (frame.pack, self.task.plans[frame.pack as usize].child(frame.next));
            frame.next += 1;
            let last = frame.next == frame.end;
            let base = frame.base.clone();
            if last {
                self.stack.pop();
            }
            self.child(pack, child, &base);
            self.release(base);
            if self.task.watch.stopped() {
                self.stack.clear();
            }
            if self.task.share.hungry() {
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
        let row = &self.task.store.packs[pack as usize].entries[entry as usize];
        let kind = row.kind.unwrap_or(ObjectKind::Blob);
        let wanted = row.first && self.task.visitor.wants(row.object, kind);
        let (from, to) = self.task.plans[pack as usize].children(entry);
        self.show(&Decoded { object: row.object, kind, bytes, wanted, has_heirs: from < to }, base)
    }

    fn show(&mut self, object: &Decoded<'_>, base: Option<&Base<'_, V::State>>) -> V::State {
        if let Some(progress) = self.task.watch.progress.filter(|_| object.wanted) {
            progress(object.bytes.len() as u64);
        }
        self.task.visitor.visit(&mut self.collected, object, base)
    }

    /// Puts a decoded object on the stack where it has children.
    fn open(&mut self, pack: u32, entry: u32, bytes: Vec<u8>, state: V::State) {
        let (next, end) = self.task.plans[pack as usize].children(entry);
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
                return self.task.share.give(given);
            }
            if i < top {
                let given = self.stack.remove(i);
                return self.task.share.give(given);
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

    /// An entry that does not decode takes its children with it; each gets its second chance from another copy.
    fn fail(&mut self, pack: u32, entry: u32, _fault: Fault) {
        let mut lost = vec![entry];
        while let Some(entry) = lost.pop() {
            let row = self.task.store.packs[pack as usize].entries[entry as usize];
            if row.first && row.kind.is_some_and(|kind| self.task.visitor.wants(row.object, kind)) {
                self.single(row.object);
            }
            let (from, to) = self.task.plans[pack as usize].children(entry);
            lost.extend((from..to).map(|at| self.task.plans[pack as usize].child(at)));
        }
    }
}
