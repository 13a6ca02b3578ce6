//! Frees large structures without waiting for it.

/// Frees a value on a thread of its own: after a long scan that takes about as long as reporting. If no thread can be started,
/// it is freed here.
pub fn free_in_background(what: impl Send + 'static) {
    let _ = std::thread::Builder::new().spawn(move || drop(what));
}
