//! The pre-push hook: the commits that a push would publish.

use super::args::CommonArgs;
use super::emit::Emitter;
use crate::error::{Error, Result};
use crate::outcome::Exit;

/// Checks the lines that git gives to the hook.
pub fn check(_remote: Option<&str>, _input: &[u8], _args: &CommonArgs, _emitter: &Emitter) -> Result<Exit> {
    Err(Error::Usage("the pre-push check is not in this build yet".to_owned()))
}
