//! AWS keys: the secret beside its id, the secret behind its name, the password in a downloaded file.

mod csv;
pub mod layout;
mod pair;
mod secret;
mod sign;

pub use csv::{REACH as CSV_REACH, console_password};
pub use pair::{ID_LENGTH, REACH as PAIR_REACH, key_pair};
pub use secret::{REACH as SECRET_REACH, named_secret};
