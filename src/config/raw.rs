//! A configuration file as written. Unknown keys are errors: a misspelt key must not silently switch protection off.

use crate::error::{Error, Result};
use crate::model::Confidence;
use serde::Deserialize;
use std::path::Path;

/// `.secretscan.toml` of a repository, or `config.toml` of a user.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawConfig {
    /// Least confidence that is shown and blocks.
    pub confidence: Option<Confidence>,
    /// Ids of rules to leave out.
    #[serde(default)]
    pub disable: Vec<String>,
    /// Ids of rules to switch on that are off by default.
    #[serde(default)]
    pub enable: Vec<String>,
    /// Globs of paths to leave out, relative to the scanned root.
    #[serde(default)]
    pub exclude: Vec<String>,
    /// Rule files to add, relative to this file.
    #[serde(default)]
    pub rules: Vec<String>,
    /// Files whose values are blocked wherever they turn up; only in the user's own configuration.
    #[serde(default)]
    pub credentials: Vec<String>,
}

impl RawConfig {
    /// Reads TOML text; `path` is for the message.
    pub fn parse(text: &str, path: &Path) -> Result<RawConfig> {
        toml::from_str(text).map_err(|e| Error::Config { path: path.to_owned(), message: one_line(text, &e) })
    }
}

/// A TOML error as one sentence with its line.
fn one_line(text: &str, error: &toml::de::Error) -> String {
    let what = error.message().trim().replace('\n', " ");
    match error.span() {
        Some(span) => {
            let line =
                text.as_bytes()[..span.start.min(text.len())].iter().filter(|&&b| b == b'\n').count() + 1;
            format!("line {line}: {what}")
        }
        None => what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_errors_with_their_line() {
        let error =
            RawConfig::parse("disable = []\nexcludes = []\n", Path::new("c.toml")).expect_err("misspelt");
        let text = error.to_string();
        assert!(text.starts_with("c.toml: line 2: unknown field `excludes`"), "{text}");
    }

    #[test]
    fn wrong_types_are_errors() {
        assert!(RawConfig::parse("confidence = 3", Path::new("c")).is_err());
        assert!(RawConfig::parse("confidence = \"highest\"", Path::new("c")).is_err());
        assert!(RawConfig::parse("exclude = \"x\"", Path::new("c")).is_err());
    }
}
