//! Letting go of much memory without waiting for it.

/// Frees on a thread of its own what a long work took: that lasts about as long as telling of it. Where no thread is to be
/// had, it is freed here.
pub fn free_aside(what: impl Send + 'static) {
    let _ = std::thread::Builder::new().spawn(move || drop(what));
}
