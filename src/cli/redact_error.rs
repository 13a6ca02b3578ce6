//! Redacts error messages. They quote what they are about (a word of the command line, a line of a file), that may be a
//! secret that somebody put into the wrong place, and logs would keep it.

use crate::engine::{Engine, Scratch};
use crate::finding::redacted;
use crate::model::{Chunk, Confidence, Origin, Place, RepoPath};
use crate::rules::RuleSet;
use std::borrow::Cow;
use std::sync::Arc;

/// The message with every secret that a vendor's rule finds in it masked. Generic rules would mask ordinary words.
pub fn redact_error(message: &str) -> Cow<'_, str> {
    let rules = Arc::new(RuleSet::builtin());
    let origin = Origin { path: RepoPath::from("error"), place: Place::Stdin };
    let chunk = Chunk::whole(origin, message.as_bytes().to_vec());
    let mut scratch = Scratch::default();
    let found = Engine::new(rules.clone()).scan(&chunk, &mut scratch);
    let mut shown = Cow::Borrowed(message);
    let sure = |c: &&crate::model::Candidate<'_>| {
        c.dismissed.is_none() && c.confidence >= Confidence::Medium && !rules.is_generic(c.rule)
    };
    for candidate in found.iter().filter(sure).rev() {
        let span = candidate.secret.start..candidate.secret.end;
        if message.is_char_boundary(span.start) && message.is_char_boundary(span.end) {
            let mask = redacted(&candidate.value, candidate.public_prefix);
            shown.to_mut().replace_range(span, &mask);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::redact_error;

    #[test]
    fn tokens_are_masked_and_the_rest_is_left() {
        let token = ["sk_live", "_9hQ2mV7bT4nK1z", "R8wY5cJ3hL6g"].concat();
        let said = format!("é \"{token}\" is no fingerprint, and {token}: neither");
        let shown = redact_error(&said).into_owned();
        assert!(!shown.contains(&token[10..]), "{shown}");
        assert!(shown.starts_with("é \"sk_live_•") && shown.ends_with("•: neither"), "{shown}");
        assert_eq!(redact_error("there is no rule `nope`: `secretscan rules list` shows them all").len(), 63);
    }
}
