//! Tables under construction: equal texts and byte sets are stored once, and keywords are collected until the last rule
//! is in. Shared with `rules/build.rs`.

use super::bytes::Set;
use super::gate;
use super::table::*;
use super::window;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// The tables so far.
#[derive(Default)]
pub struct Builder {
    blob: String,
    places: HashMap<String, Text>,
    /// The rows.
    pub tables: Tables,
    /// Keywords, and whether they ignore case, with their rules and gates.
    pub words: BTreeMap<(String, bool), Vec<(Use, u8)>>,
}

impl Builder {
    /// Adds a text, or finds an equal one.
    pub fn text(&mut self, text: &str) -> Text {
        if let Some(&place) = self.places.get(text) {
            return place;
        }
        let place = Text { at: self.blob.len() as u32, len: text.len() as u32 };
        self.blob.push_str(text);
        self.places.insert(text.to_string(), place);
        place
    }

    /// Adds a list of texts.
    pub fn list<S: AsRef<str>>(&mut self, texts: &[S]) -> List {
        let places: Vec<Text> = texts.iter().map(|text| self.text(text.as_ref())).collect();
        let at = self.tables.texts.len() as u32;
        self.tables.texts.to_mut().extend(places);
        List { at, len: texts.len() as u32 }
    }

    /// The row of a byte set, which is added if it is new.
    pub fn class(&mut self, set: &Set) -> u16 {
        let known = self.tables.classes.iter().position(|row| row == set);
        let at = known.unwrap_or_else(|| {
            self.tables.classes.to_mut().push(*set);
            self.tables.classes.len() - 1
        });
        at as u16
    }

    /// Lays out the keywords. Call it after the last rule.
    pub fn finish(mut self) -> Tables {
        for ((word, fold), mut uses) in std::mem::take(&mut self.words) {
            let gated = uses.iter().all(|&(_, gate)| gate != 0);
            let all = uses.iter().fold(0, |gates, &(_, gate)| gates | gate);
            let gates = if gated { all } else { 0 };
            uses.sort_unstable();
            uses.dedup();
            let at = self.tables.uses.len() as u32;
            let len = uses.len() as u32;
            self.tables.uses.to_mut().extend(uses.into_iter().map(|(used, _)| used));
            let text = self.text(&word);
            self.tables.words.to_mut().push(WordRow {
                text,
                fold,
                gates,
                offset: 0,
                bucket: 0,
                uses: List { at, len },
            });
        }
        let letters = |text: Text| &self.blob.as_bytes()[text.at as usize..(text.at + text.len) as usize];
        let words = self.tables.words.to_mut();
        for gated in [true, false] {
            let is_searched = |gates: u8| if gated { gates & gate::MIXED != 0 } else { gates == 0 };
            let rows: Vec<usize> = (0..words.len()).filter(|&at| is_searched(words[at].gates)).collect();
            let texts: Vec<&[u8]> = rows.iter().map(|&at| letters(words[at].text)).collect();
            let seats = if gated { window::gated_seats(&texts) } else { window::seats(&texts) };
            for (at, seat) in rows.into_iter().zip(seats) {
                (words[at].offset, words[at].bucket) = (seat.offset, seat.bucket);
            }
        }
        self.tables.blob = Cow::Owned(self.blob);
        self.tables
    }
}
