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
    /// Threads that wait and for which no frame lies ready.
    hungry: AtomicUsize,
    inner: Mutex<Inner<S>>,
    wake: Condvar,
}

struct Inner<S> {
    frames: Vec<Frame<S>>,
    /// Threads that have begun.
    threads: usize,
    idle: usize,
    done: bool,
}

impl<S> Share<S> {
    pub fn new() -> Self {
        let inner = Inner { frames: Vec::new(), threads: 0, idle: 0, done: false };
        Share {
            next_job: AtomicUsize::new(0),
            hungry: AtomicUsize::new(0),
            inner: Mutex::new(inner),
            wake: Condvar::new(),
        }
    }

    /// The next job of the list.
    pub fn job(&self, jobs: &[Job]) -> Option<Job> {
        jobs.get(self.next_job.fetch_add(1, Ordering::Relaxed)).copied()
    }

    /// A thread begins: it is waited for. One that comes when all others are through finds no job left, and so is not
    /// missed; what it gets lets the others go home if it panics.
    pub fn enter(&self) -> Alarm<'_, S> {
        self.lock().threads += 1;
        Alarm(self)
    }

    /// A frame that another thread gave away; waits for one until all threads that began wait.
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
            if inner.idle == inner.threads {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(next: u32) -> Frame<()> {
        Frame { pack: 0, next, end: 9, base: Arc::new(Held { bytes: Vec::new(), state: () }) }
    }

    /// Only those that began are waited for: one alone does all, and one that comes late finds the end.
    #[test]
    fn nobody_waits_for_threads_that_never_began() {
        let share = Share::new();
        let _one = share.enter();
        share.give(frame(1));
        assert_eq!(share.frame().map(|f| f.next), Some(1));
        assert!(share.frame().is_none());
        let _late = share.enter();
        assert!(share.frame().is_none());
    }

    #[test]
    fn one_that_waits_gets_what_another_gives() {
        let share = Share::new();
        let _own = share.enter();
        std::thread::scope(|scope| {
            let _other = share.enter();
            let got =
                scope.spawn(|| std::iter::from_fn(|| share.frame()).map(|f| f.next).collect::<Vec<_>>());
            (1..5).for_each(|next| share.give(frame(next)));
            let own: Vec<u32> = std::iter::from_fn(|| share.frame()).map(|f| f.next).collect();
            let mut all = [own, got.join().expect("it ends")].concat();
            all.sort_unstable();
            assert_eq!(all, [1, 2, 3, 4]);
        });
    }
}
