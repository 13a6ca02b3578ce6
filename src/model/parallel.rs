//! Work shared among threads: as many as are asked for, or as the system gives. A container may allow but a few.

use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, Scope, ScopedJoinHandle};

/// Starts a thread beside this one; `None` where the system gives none.
pub fn spawn_beside<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> Option<ScopedJoinHandle<'scope, T>> {
    Builder::new().spawn_scoped(scope, work).ok()
}

/// What each thread came to: this one, and beside it as many more as could be started, `threads` in all at most. Each
/// takes its work from what they share, so that with one alone all of it is done, too.
pub fn run_on_threads<T: Send>(threads: usize, work: impl Fn() -> T + Sync) -> Vec<T> {
    shared(threads, work, || true)
}

/// The same; `may` says before each start whether the system gives another thread.
fn shared<T: Send>(threads: usize, work: impl Fn() -> T + Sync, may: impl Fn() -> bool) -> Vec<T> {
    let work = &work;
    std::thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads).map_while(|_| may().then(|| spawn_beside(scope, work))?).collect();
        let mut done = vec![work()];
        done.extend(
            helpers.into_iter().map(|helper| helper.join().unwrap_or_else(|panic| resume_unwind(panic))),
        );
        done
    })
}

/// What came of each part, in their order; the parts are shared among this many threads at most.
pub fn map_parallel<P: Send, T: Send>(
    threads: usize,
    parts: impl IntoIterator<Item = P>,
    work: impl Fn(P) -> T + Sync,
) -> Vec<T> {
    let parts: Vec<P> = parts.into_iter().collect();
    let threads = threads.min(parts.len());
    let left = Mutex::new(parts.into_iter().enumerate());
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    let done = run_on_threads(threads, || {
        let mut own = Vec::new();
        while let Some((number, part)) = next() {
            own.push((number, work(part)));
        }
        own
    });
    let mut all: Vec<(usize, T)> = done.into_iter().flatten().collect();
    all.sort_by_key(|(number, _)| *number);
    all.into_iter().map(|(_, done)| done).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn no_part_is_lost_however_few_threads_there_are() {
        for given in [0, 1, 2, 7] {
            let (next, started) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let work = || {
                let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|n| *n < 100);
                std::iter::from_fn(take).collect::<Vec<_>>()
            };
            let done = shared(8, work, || started.fetch_add(1, Ordering::Relaxed) < given);
            assert_eq!(done.len(), given + 1);
            let mut all: Vec<usize> = done.into_iter().flatten().collect();
            all.sort_unstable();
            assert_eq!(all, (0..100).collect::<Vec<_>>());
            // Where one is refused, no more are asked for.
            assert_eq!(started.into_inner(), (given + 1).min(7));
        }
    }

    #[test]
    fn parts_keep_their_order() {
        for threads in [0, 1, 3, 300] {
            assert_eq!(map_parallel(threads, 0..50, |n| n * 2), (0..50).map(|n| n * 2).collect::<Vec<_>>());
        }
        assert!(map_parallel(4, Vec::<u8>::new(), |n| n).is_empty());
        let mut numbers = [1, 2, 3];
        map_parallel(2, numbers.chunks_mut(2), |part| part.iter_mut().for_each(|n| *n *= 10));
        assert_eq!(numbers, [10, 20, 30]);
    }
}
