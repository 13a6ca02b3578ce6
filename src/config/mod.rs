//! Configuration: as written, then resolved (defaults < global < repository < flags).
