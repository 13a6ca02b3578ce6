//! What the threads of a walk share: the list of jobs, and the frames that busy threads hand to idle ones.

use super::plan::Job;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

/// A decoded base.
pub struct Held<S> {
    /// Its content.
    pub bytes: Vec<u8>,
    /// What the visitor kept of it.
    pub state: S,
}

/// A base with children yet to be decoded: `next..end` of its pack's plan.
pub struct Frame<S> {
    pub pack: u32,
    pub next: u32,
    pub end: u32,
    pub base: Arc<Held<S>>,
}

/// The shared part.
pub struct Share<S> {
    next_job: AtomicUsize,
    threads: usize,
    /// Threads that wait and for which no frame lies ready.
    hungry: AtomicUsize,
    inner: Mutex<Inner<S>>,
    wake: Condvar,
}

struct Inner<S> {
    frames: Vec<Frame<S>>,
    idle: usize,
    done: bool,
}

impl<S> Share<S> {
    pub fn new(threads: usize) -> Self {
        let inner = Inner { frames: Vec::new(), idle: 0, done: false };
        Share {
            next_job: AtomicUsize::new(0),
            threads,
            hungry: AtomicUsize::new(0),
            inner: Mutex::new(inner),
            wake: Condvar::new(),
        }
    }

    /// The next job of the list.
    pub fn job(&self, jobs: &[Job]) -> Option<Job> {
        jobs.get(self.next_job.fetch_add(1, Ordering::Relaxed)).copied()
    }

    /// A frame that another thread gave away; waits for one until all threads wait.
    pub fn frame(&self) -> Option<Frame<S>> {
        let mut inner = self.lock();
        loop {
            if inner.done {
                return None;
            }
            if let Some(frame) = inner.frames.pop() {
                self.count(&inner);
                return Some(frame);
            }
            inner.idle += 1;
            if inner.idle == self.threads {
                inner.done = true;
                self.hungry.store(0, Ordering::Relaxed);
                self.wake.notify_all();
                return None;
            }
            self.count(&inner);
            inner = self.wake.wait(inner).unwrap_or_else(|poison| poison.into_inner());
            inner.idle -= 1;
        }
    }

    /// True where a thread waits for work.
    pub fn hungry(&self) -> bool {
        self.hungry.load(Ordering::Relaxed) > 0
    }

    /// Hands a frame to a waiting thread.
    pub fn give(&self, frame: Frame<S>) {
        let mut inner = self.lock();
        inner.frames.push(frame);
        self.count(&inner);
        drop(inner);
        self.wake.notify_one();
    }

    /// Lets the other threads go home if this one panics.
    pub fn alarm(&self) -> Alarm<'_, S> {
        Alarm(self)
    }

    fn count(&self, inner: &Inner<S>) {
        self.hungry.store(inner.idle.saturating_sub(inner.frames.len()), Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, Inner<S>> {
        self.inner.lock().unwrap_or_else(|poison| poison.into_inner())
    }
}

/// Ends the waiting of the others when its thread panics.
pub struct Alarm<'a, S>(&'a Share<S>);

impl<S> Drop for Alarm<'_, S> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.lock().done = true;
            self.0.wake.notify_all();
        }
    }
}
