//! Values that are known to be secret before the scan: the user's own credentials. They are searched as they stand, and
//! are kept in memory alone.

use super::Hit;
use crate::model::{Candidate, Mark, Span};
use crate::rules::RuleSet;
use aho_corasick::{AhoCorasick, MatchKind};
use std::borrow::Cow;
use std::fmt;

/// The rule that speaks for them. It has no keywords in the catalogue.
pub const RULE: &str = "own-credentials";
/// Hits of literals have words from here on; keywords stay below, and the last is the mark of a run.
pub const FIRST_WORD: u16 = 0xF000;
/// Most literals of a run.
pub const MOST: usize = 0x0FFF;
/// A hit stands where the first bytes of a value do: no more of it may decide (see `FOOTPRINT`).
const HEAD: usize = 32;
/// Shorter values would be found everywhere.
const SHORTEST: usize = 8;

/// The values, and the machine that finds where their first bytes stand.
pub struct Literals {
    values: Vec<Box<[u8]>>,
    machine: AhoCorasick,
}

impl fmt::Debug for Literals {
    /// Only how many: the values are nobody's business.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Literals({})", self.values.len())
    }
}

impl Literals {
    /// A machine for these values; `None` where none of them can be searched for.
    pub fn new(values: impl IntoIterator<Item = Vec<u8>>) -> Option<Self> {
        let mut values: Vec<Box<[u8]>> =
            values.into_iter().filter(|v| v.len() >= SHORTEST).map(Vec::into_boxed_slice).collect();
        values.sort();
        values.dedup();
        values.truncate(MOST);
        if values.is_empty() {
            return None;
        }
        let heads = values.iter().map(|v| &v[..v.len().min(HEAD)]);
        let machine = AhoCorasick::builder().match_kind(MatchKind::Standard).build(heads).ok()?;
        Some(Literals { values, machine })
    }

    /// Adds the places where a value begins.
    pub fn hits(&self, bytes: &[u8], hits: &mut Vec<Hit>) {
        for found in self.machine.find_overlapping_iter(bytes) {
            let word = FIRST_WORD + found.pattern().as_usize() as u16;
            hits.push(Hit { pos: found.start() as u32, word });
        }
    }

    /// How long the value of a hit is.
    pub fn length(&self, hit: Hit) -> usize {
        let value = hit.word.checked_sub(FIRST_WORD).and_then(|at| self.values.get(usize::from(at)));
        value.map_or(0, |value| value.len())
    }

    /// The candidate at a hit; `None` where only its first bytes stand there. Letters that go on at its ends make it no
    /// other value.
    pub fn judge<'b>(&self, rules: &RuleSet, hit: Hit, text: &'b [u8]) -> Option<Candidate<'b>> {
        let value = self.values.get(usize::from(hit.word.checked_sub(FIRST_WORD)?))?;
        let rule = rules.find(RULE).filter(|&ix| rules.is_on(ix))?;
        let secret = Span::new(hit.pos as usize, hit.pos as usize + value.len());
        if text.get(secret.start..secret.end) != Some(&**value) {
            return None;
        }
        let info = rules.info(rule);
        Some(Candidate {
            rule,
            secret,
            whole: secret,
            value: Cow::Borrowed(secret.of(text)),
            public_prefix: 0,
            severity: info.severity,
            confidence: info.confidence,
            related: Vec::new(),
            marks: vec![Mark {
                name: Cow::Borrowed("own"),
                passed: true,
                points: 0.0,
                detail: Cow::Borrowed("it stands in your own credentials"),
            }],
            aws_account: None,
            note: None,
            ends: None,
            dismissed: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::{Engine, Scratch};
    use crate::model::{Chunk, Confidence, Origin, Place, Span};
    use crate::rules::RuleSet;
    use std::sync::Arc;

    fn places(values: &[&str], text: &str) -> Vec<Span> {
        let values: Vec<Vec<u8>> = values.iter().map(|v| v.as_bytes().to_vec()).collect();
        let engine = Engine::new(Arc::new(RuleSet::builtin())).with_literals(values);
        let chunk = Chunk::whole(Origin { path: "a".into(), place: Place::File }, text.into());
        let found = engine.scan_all(&chunk, &mut Scratch::default());
        let own = |c: &&crate::model::Candidate<'_>| engine.rules().info(c.rule).id == super::RULE;
        assert!(found.iter().filter(own).all(|c| c.confidence == Confidence::High));
        found.iter().filter(own).map(|c| c.secret).collect()
    }

    #[test]
    fn own_values_are_found_wherever_they_stand() {
        let long = "0123456789abcdefghij/ABCDEFGHIJ+klmnopqrst0123456789";
        let text = format!("x{long}, zyxw-vuts-rq\n{}", &long[..40]);
        assert_eq!(places(&[long, "zyxw-vuts-rq"], &text), [Span::new(1, 53), Span::new(55, 67)]);
        assert!(places(&[], &text).is_empty());
        assert!(places(&["short"], "short").is_empty());
        assert_eq!(places(&["q7abcdefgh"], "xq7abcdefghx"), [Span::new(1, 11)]);
    }

    #[test]
    fn nothing_prints_them() {
        let engine = Engine::new(Arc::new(RuleSet::builtin())).with_literals([b"zyxwvutsrq".to_vec()]);
        assert!(!format!("{engine:?}").contains("zyxw"));
    }
}
