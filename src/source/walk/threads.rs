//! Whether the system can start as many threads as a walk needs.

use crate::model::spawn_beside;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Further threads that must be free, because other programs of the user may start some.
const SPARE: usize = 2;

/// True if this many threads, and some more, can run at once. They are started, and end when all are there or one
/// cannot be started.
pub fn may_run(threads: usize) -> bool {
    let threads = threads + SPARE;
    // A thread that has ended counts until the system has removed it.
    let running = || std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count);
    let before = running();
    let gate = Mutex::new(());
    let held = gate.lock().unwrap_or_else(PoisonError::into_inner);
    let wait = || drop(gate.lock().unwrap_or_else(PoisonError::into_inner));
    let begun = std::thread::scope(|scope| {
        let begun = (0..threads).map_while(|_| spawn_beside(scope, wait)).count();
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
