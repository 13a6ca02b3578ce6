//! Values that are known to be secret before the scan: the user's own credentials. They are searched literally and in
//! the escapes of URLs and JSON, and are kept in memory only.

use super::Hit;
use crate::model::{Candidate, Mark, Span};
use crate::rules::RuleSet;
use aho_corasick::{AhoCorasick, MatchKind};
use std::fmt;

/// The rule of their findings. It has no keywords in the catalogue.
pub const RULE: &str = "own-credentials";
/// Hits of literals have word numbers from here on. Keywords have lower ones, and the highest number marks a run.
pub const FIRST_WORD: u16 = 0xF000;
/// Greatest number of literals in a run.
pub const MOST: usize = 0x0FFF;
/// How many bytes of a value are searched for: a hit may depend on `FOOTPRINT` bytes at most.
const HEAD: usize = 32;
/// Shorter values would be found everywhere.
const SHORTEST: usize = 8;

/// The values, and an automaton for their first bytes.
pub struct Literals {
    values: Vec<Value>,
    machine: AhoCorasick,
}

/// A value in one spelling.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Value {
    written: Vec<u8>,
    meant: Vec<u8>,
}

impl fmt::Debug for Literals {
    /// Prints only the number of values: they are secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Literals({})", self.values.len())
    }
}

impl Literals {
    /// `None` if none of the values can be searched for.
    pub fn new(values: impl IntoIterator<Item = Vec<u8>>) -> Option<Self> {
        let mut all: Vec<Vec<u8>> = values.into_iter().filter(|v| v.len() >= SHORTEST).collect();
        all.sort();
        all.dedup();
        let mut values: Vec<Value> =
            all.iter().map(|v| Value { written: v.clone(), meant: v.clone() }).collect();
        // Escaped spellings come after the values, so that the values have priority if there are too many.
        values.extend(all.iter().flat_map(|meant| escaped(meant)));
        values.truncate(MOST);
        if values.is_empty() {
            return None;
        }
        let heads = values.iter().map(|v| &v.written[..v.written.len().min(HEAD)]);
        let machine = AhoCorasick::builder().match_kind(MatchKind::Standard).build(heads).ok()?;
        Some(Literals { values, machine })
    }

    /// Adds a hit wherever a value may begin.
    pub fn hits(&self, bytes: &[u8], hits: &mut Vec<Hit>) {
        for found in self.machine.find_overlapping_iter(bytes) {
            let word = FIRST_WORD + found.pattern().as_usize() as u16;
            hits.push(Hit { pos: found.start() as u32, word });
        }
    }

    /// The length of the value of a hit, in bytes.
    pub fn length(&self, hit: Hit) -> usize {
        let value = hit.word.checked_sub(FIRST_WORD).and_then(|at| self.values.get(usize::from(at)));
        value.map_or(0, |value| value.written.len())
    }

    /// The candidate at a hit; `None` if only the first bytes of the value are there. Boundaries are not checked: a
    /// value is the same with letters around it.
    pub fn judge<'b>(&self, rules: &RuleSet, hit: Hit, text: &'b [u8]) -> Option<Candidate<'b>> {
        let value = self.values.get(usize::from(hit.word.checked_sub(FIRST_WORD)?))?;
        let rule = rules.find(RULE).filter(|&ix| rules.is_on(ix))?;
        let secret = Span::new(hit.pos as usize, hit.pos as usize + value.written.len());
        if text.get(secret.start..secret.end) != Some(&value.written) {
            return None;
        }
        let is_escaped = value.written != value.meant;
        let info = rules.info(rule);
        let value = if is_escaped { value.meant.clone().into() } else { secret.of(text).into() };
        Some(Candidate {
            marks: vec![Mark::proof("own", "it stands in your own credentials")],
            ..Candidate::new(rule, secret, value, info.severity, info.confidence)
        })
    }
}

/// Other spellings of a value: escaped for URLs, with or without its slashes, and for JSON.
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
    // Characters outside ASCII have too many spellings.
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

/// True for characters that URLs never escape.
fn is_plain(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"-._~".contains(&b)
}

#[cfg(test)]
mod tests {
    use crate::engine::{Engine, Scratch};
    use crate::model::{Chunk, Confidence, Origin, Place, Span};
    use crate::rules::{MOST_KEYWORDS, RuleSet};
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

    /// Keywords and these values share numbers of 16 bits.
    #[test]
    fn no_number_is_given_twice() {
        let words: usize = RuleSet::builtin().tables().iter().map(|tables| tables.words.len()).sum();
        assert!(words + MOST_KEYWORDS <= usize::from(super::FIRST_WORD));
    }

    #[test]
    fn nothing_prints_them() {
        let engine = Engine::new(Arc::new(RuleSet::builtin())).with_literals([b"zyxwvutsrq".to_vec()]);
        assert!(!format!("{engine:?}").contains("zyxw"));
    }
}
