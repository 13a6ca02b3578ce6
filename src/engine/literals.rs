//! Values that are known to be secret before the scan: the user's own credentials. They are searched as they stand and as
//! URLs and JSON write them, and are kept in memory alone.

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
    values: Vec<Value>,
    machine: AhoCorasick,
}

/// A value, and one way to write it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Value {
    written: Vec<u8>,
    meant: Vec<u8>,
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
        let mut all: Vec<Vec<u8>> = values.into_iter().filter(|v| v.len() >= SHORTEST).collect();
        all.sort();
        all.dedup();
        let mut values: Vec<Value> =
            all.iter().map(|v| Value { written: v.clone(), meant: v.clone() }).collect();
        // Behind the values themselves, so that there is room for those.
        values.extend(all.iter().flat_map(|meant| escaped(meant)));
        values.truncate(MOST);
        if values.is_empty() {
            return None;
        }
        let heads = values.iter().map(|v| &v.written[..v.written.len().min(HEAD)]);
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
        value.map_or(0, |value| value.written.len())
    }

    /// The candidate at a hit; `None` where only its first bytes stand there. Letters that go on at its ends make it no
    /// other value.
    pub fn judge<'b>(&self, rules: &RuleSet, hit: Hit, text: &'b [u8]) -> Option<Candidate<'b>> {
        let value = self.values.get(usize::from(hit.word.checked_sub(FIRST_WORD)?))?;
        let rule = rules.find(RULE).filter(|&ix| rules.is_on(ix))?;
        let secret = Span::new(hit.pos as usize, hit.pos as usize + value.written.len());
        if text.get(secret.start..secret.end) != Some(&value.written) {
            return None;
        }
        let is_escaped = value.written != value.meant;
        let info = rules.info(rule);
        Some(Candidate {
            rule,
            secret,
            whole: secret,
            value: if is_escaped { value.meant.clone().into() } else { Cow::Borrowed(secret.of(text)) },
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

/// The other ways to write a value: escaped for URLs, whole or with its slashes as they are, and for JSON.
fn escaped(meant: &[u8]) -> Vec<Value> {
    type Sign = fn(u8) -> String;
    const WAYS: [Sign; 7] = [
        |b| if is_plain(b) { char::from(b).into() } else { format!("%{b:02X}") },
        |b| if is_plain(b) { char::from(b).into() } else { format!("%{b:02x}") },
        |b| if is_plain(b) || b == b'/' { char::from(b).into() } else { format!("%{b:02X}") },
        |b| if matches!(b, b'/' | b'"' | b'\\') { format!("\\{}", b as char) } else { char::from(b).into() },
        |b| if matches!(b, b'"' | b'\\') { format!("\\{}", b as char) } else { char::from(b).into() },
        |b| if b"+<>&'\"".contains(&b) { format!("\\u{b:04X}") } else { char::from(b).into() },
        |b| if b"<>&".contains(&b) { format!("\\u{b:04x}") } else { char::from(b).into() },
    ];
    // Beyond ASCII each of these has ways of its own.
    let ways = if meant.is_ascii() { &WAYS[..] } else { &[] };
    let mut all: Vec<Value> = ways
        .iter()
        .map(|way| meant.iter().map(|b| way(*b)).collect::<String>().into_bytes())
        .filter(|written| written != meant)
        .map(|written| Value { written, meant: meant.to_vec() })
        .collect();
    all.sort();
    all.dedup();
    all
}

/// True for what URLs never escape.
fn is_plain(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"-._~".contains(&b)
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
    fn escaped_values_are_the_same_values() {
        let value = "q7Rk2m/Vx9Lp+4Zt8w\"c3";
        for (written, at) in [
            ("q7Rk2m%2FVx9Lp%2B4Zt8w%22c3", 0),
            ("?k=q7Rk2m%2fVx9Lp%2b4Zt8w%22c3&x=1", 3),
            ("q7Rk2m/Vx9Lp%2B4Zt8w%22c3", 0),
            ("{\"a\": \"q7Rk2m\\/Vx9Lp+4Zt8w\\\"c3\"}", 7),
            ("\"q7Rk2m/Vx9Lp+4Zt8w\\\"c3\"", 1),
            ("\"q7Rk2m/Vx9Lp\\u002B4Zt8w\\u0022c3\"", 1),
        ] {
            let found = places(&[value], written);
            assert_eq!(found.iter().map(|span| span.start).collect::<Vec<_>>(), [at], "{written}");
        }
        let values = super::escaped(b"no/escapes~but-one");
        assert!(values.iter().all(|v| v.meant == b"no/escapes~but-one"));
        assert_eq!(values.len(), 3);
        assert!(super::escaped(b"abcDEF123-._~").is_empty());
    }

    #[test]
    fn nothing_prints_them() {
        let engine = Engine::new(Arc::new(RuleSet::builtin())).with_literals([b"zyxwvutsrq".to_vec()]);
        assert!(!format!("{engine:?}").contains("zyxw"));
    }
}
