//! Configuration: as written (`raw`), then resolved (`resolved`): defaults < global < repository < flags.

mod raw;
mod resolved;

pub use raw::RawConfig;
pub use resolved::{Config, GLOBAL_FILE, Layer, REPOSITORY_FILE};
