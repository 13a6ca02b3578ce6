//! A rule file as written. Shared with `rules/build.rs`, so it only depends on serde.

use serde::Deserialize;

/// A rule file: only `[[rule]]` blocks.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawFile {
    /// The blocks, in order.
    #[serde(default, rename = "rule")]
    pub rules: Vec<RawRule>,
}

/// One `[[rule]]` block. `rules/README.md` explains the keys.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct RawRule {
    pub id: String,
    pub name: String,
    pub provider: String,
    pub severity: String,
    pub confidence: String,
    /// `false`: the rule is off unless it is named.
    pub default: Option<bool>,
    #[serde(default)]
    pub keywords: Vec<String>,
    #[serde(default)]
    pub ignore_case: bool,
    pub regex: Option<String>,
    pub matcher: Option<String>,
    pub boundary: Option<String>,
    pub entropy: Option<f32>,
    #[serde(default)]
    pub checks: Vec<String>,
    pub near: Option<RawNear>,
    #[serde(default)]
    pub paths: Vec<String>,
    #[serde(default)]
    pub allow: Vec<RawText>,
    pub advice: String,
    #[serde(default)]
    pub revoke: String,
    #[serde(default)]
    pub references: Vec<String>,
    #[serde(default)]
    pub examples: Vec<RawExample>,
    #[serde(default)]
    pub non_examples: Vec<RawExample>,
}

/// Context that a rule requires or uses.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct RawNear {
    #[serde(default)]
    pub words: Vec<String>,
    pub rule: Option<String>,
    pub within: usize,
    pub reach: Option<usize>,
    #[serde(default)]
    pub required: bool,
    pub confidence: Option<String>,
}

/// A text that may be written in parts.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum RawText {
    /// As it is.
    Whole(String),
    /// To be joined.
    Parts(Vec<String>),
}

impl RawText {
    /// The text itself.
    pub fn join(&self) -> String {
        match self {
            RawText::Whole(text) => text.clone(),
            RawText::Parts(parts) => parts.concat(),
        }
    }
}

/// An example or non-example.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum RawExample {
    /// In a file of no particular name.
    Text(RawText),
    /// In a file at a path.
    File {
        /// The path.
        path: String,
        /// The content.
        text: RawText,
    },
}
