//! Whether the system gives as many threads as a walk takes for granted.

use crate::model::aide;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// So many more threads have to be free: others of the same user may start some in between.
const SPARE: usize = 2;

/// True where so many threads may run at once, and some to spare: they are started, and end when the last one is there or is not to be had.
pub fn may_run(threads: usize) -> bool {
    let threads = threads + SPARE;
    // A thread that has ended still counts until the system has put it away.
    let running = || std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count);
    let before = running();
    let gate = Mutex::new(());
    let held = gate.lock().unwrap_or_else(PoisonError::into_inner);
    let wait = || drop(gate.lock().unwrap_or_else(PoisonError::into_inner));
    let begun = std::thread::scope(|scope| {
        let begun = (0..threads).map_while(|_| aide(scope, wait)).count();
        drop(held);
        begun
    });
    let is_over = |_| {
        running() <= before || {
            std::thread::sleep(Duration::from_micros(100));
            false
        }
    };
    begun == threads && (0..100).any(is_over)
}
