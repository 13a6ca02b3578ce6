//! How work that is under way hears that it shall end.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The number of the signal that has come; `None` where none has, or nobody listens.
pub fn signal(stop: Option<&AtomicUsize>) -> Option<u8> {
    stop.and_then(|stop| u8::try_from(stop.load(Ordering::Relaxed)).ok()).filter(|number| *number > 0)
}
