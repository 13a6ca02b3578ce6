//! What the tests share: sealed git repositories and the built binary.

mod cmd;
mod dice;
mod keys;
mod repo;
pub mod schema;

pub use cmd::{Cmd, Output};
pub use dice::Dice;
pub use keys::{key, numbered_key, other_key};
pub use repo::{TestRepo, run};

use std::path::Path;
use std::process::Command;

/// Takes everything out of the environment that could change what git or the binary does, and sets a fixed home,
/// name, mail and date.
pub fn seal(command: &mut Command, home: &Path) {
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        let known =
            ["GIT_", "SECRETSCAN", "AWS_", "XDG_", "GITHUB_", "GITLAB_", "CI", "BITBUCKET_", "NO_COLOR"];
        if known.iter().any(|prefix| name.starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    command
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home.join(".config"))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_EDITOR", "true")
        .env("GIT_AUTHOR_NAME", "Ada Example")
        .env("GIT_AUTHOR_EMAIL", "ada@example.com")
        .env("GIT_COMMITTER_NAME", "Ada Example")
        .env("GIT_COMMITTER_EMAIL", "ada@example.com")
        .env("GIT_AUTHOR_DATE", "2026-01-02T03:04:05+00:00")
        .env("GIT_COMMITTER_DATE", "2026-01-02T03:04:05+00:00")
        .env("LC_ALL", "C")
        .env("TZ", "UTC");
}
