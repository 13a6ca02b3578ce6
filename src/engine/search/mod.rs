//! Finding hits: keywords, and the starts of runs of token characters.

use super::Hit;
use crate::rules::RuleSet;
use crate::rules::table::WordRow;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// The word of a hit that marks the start of a run.
pub const RUN_WORD: u16 = u16::MAX;
/// Fewest token characters in a row that make a run.
pub const RUN: usize = 20;

/// The search machine.
#[derive(Debug)]
pub struct Search {
    machine: Option<AhoCorasick>,
    words: Vec<(Box<[u8]>, bool)>,
}

impl Search {
    /// For every keyword of these rules: the built-in words first, then the user's.
    pub fn new(rules: &RuleSet) -> Self {
        let words: Vec<(Box<[u8]>, bool)> = rules
            .tables()
            .into_iter()
            .flat_map(|tables| {
                tables.words.iter().map(|row: &WordRow| (tables.text(row.text).as_bytes().into(), row.fold))
            })
            .collect();
        let machine = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(words.iter().map(|(word, _)| word))
            .ok();
        Search { machine, words }
    }

    /// All hits, sorted by position and word.
    pub fn hits(&self, bytes: &[u8], hits: &mut Vec<Hit>) {
        hits.clear();
        if let Some(machine) = &self.machine {
            for found in machine.find_overlapping_iter(bytes) {
                let at = found.pattern().as_usize();
                let (word, fold) = &self.words[at];
                if *fold || bytes[found.start()..found.end()] == **word {
                    hits.push(Hit { pos: found.start() as u32, word: at as u16 });
                }
            }
        }
        let mut at = 0;
        while at < bytes.len() {
            let length = bytes[at..].iter().take_while(|&&b| is_run_byte(b)).count();
            if length >= RUN {
                hits.push(Hit { pos: at as u32, word: RUN_WORD });
            }
            at += length + 1;
        }
        hits.sort_unstable();
    }
}

/// True for the characters that runs are made of.
pub fn is_run_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'/' | b'-')
}
