//! Hand-written matchers, for formats that are no regular shape. One fn and one row a matcher; a file per family.

mod pem;
mod url;

use crate::model::{Confidence, FileKind, Mark, Span};

/// A keyword hit that a matcher is asked about.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'t> {
    /// The whole text.
    pub text: &'t [u8],
    /// Where the keyword begins.
    pub at: usize,
    /// Where the keyword ends.
    pub end: usize,
    /// What the path says about the file.
    pub kind: FileKind,
}

/// What a matcher found at a keyword.
#[derive(Clone, Debug, Default)]
pub struct Catch {
    /// The secret.
    pub secret: Span,
    /// The whole match; contains the secret.
    pub whole: Span,
    /// The value where it is not the bytes of `secret` (unescaped, joined lines).
    pub value: Option<Vec<u8>>,
    /// Confidence where it is not the rule's.
    pub confidence: Option<Confidence>,
    /// What spoke for and against.
    pub marks: Vec<Mark>,
    /// Why it is no secret after all.
    pub dismissed: Option<&'static str>,
}

/// Tells whether a secret stands at the keyword. Must look at a bounded stretch around it, or walk on from it in such
/// a way that no byte is walked for two hits that both fail: time stays linear in the text.
pub type Matcher = fn(&Ask<'_>) -> Option<Catch>;

/// Every matcher, by the name that rules use, sorted.
pub static MATCHERS: &[(&str, Matcher)] = &[
    // Its values come with the run: `engine::literals` finds them.
    ("own-values", |_| None),
    ("pem", pem::find),
    ("url-userinfo", url::find),
];

/// The matcher of that name.
pub fn find(name: &str) -> Option<Matcher> {
    MATCHERS.iter().find(|(known, _)| *known == name).map(|(_, matcher)| *matcher)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(MATCHERS.is_sorted_by(|a, b| a.0 < b.0));
    }
}
