//! One place judged: its site, its value, and what they weigh. Keeps account of the bytes that were looked at.

mod columns;
mod other;
mod place;
mod plain;
mod raw;
mod values;
mod weigh;

use super::around::Often;
use super::bytes::line_start;
use super::feature::Set;
use super::key::{self, Class, Words};
use super::quote;
use super::site::{self, Named, Sep, Site};
use super::value::Setting;
use crate::model::{Confidence, FileKind, Span};
use std::borrow::Cow;
use std::cell::Cell;

/// A judged name and value.
#[derive(Clone, Debug)]
pub struct Found<'t> {
    /// The name.
    pub name: Span,
    /// The value as it stands.
    pub span: Span,
    /// The value, escapes resolved.
    pub value: Cow<'t, [u8]>,
    /// What was seen.
    pub set: Set,
    /// The score.
    pub points: f32,
    /// The verdict; `None` below low.
    pub confidence: Option<Confidence>,
}

/// Judges the places of one text.
pub struct Judge<'t> {
    text: &'t [u8],
    kind: FileKind,
    /// The last name looked at: further words in it are the same place.
    last: Span,
    /// Stop as soon as the low threshold is out of reach.
    eager: bool,
    /// Names of these classes only; empty: of any.
    classes: &'static [Class],
    /// See [`Judge::reach`].
    reach: Cell<(usize, usize)>,
    /// See [`Judge::often`].
    often: Cell<Option<Often>>,
    /// See [`Judge::in_columns`].
    column: bool,
}

/// How many bytes before a name its class asks for: the word before it.
const WORD: usize = 26;
/// How many bytes before a name say what hangs on it: a call in front of it.
const FRONT: usize = 84;
/// How many bytes behind a word say that no value hangs on its name: what may close and separate it.
const NEAR: usize = 640;
/// True if the word at `pos` may have a value: decided within 400 bytes, whatever the file.
pub fn triage(text: &[u8], pos: usize) -> bool {
    site::find(text, pos).is_some()
}

impl<'t> Judge<'t> {
    /// A judge for this text.
    pub fn new(text: &'t [u8], kind: FileKind) -> Self {
        Judge {
            text,
            kind,
            last: Span { start: 0, end: 0 },
            eager: true,
            classes: &[],
            reach: Cell::default(),
            often: Cell::default(),
            column: false,
        }
    }

    /// A judge that hands out everything that extraction and vetoes leave: what weights are fitted from.
    pub fn thorough(text: &'t [u8], kind: FileKind) -> Self {
        Judge { eager: false, ..Judge::new(text, kind) }
    }

    /// Leaves names of other classes out.
    pub fn only(self, classes: &'static [Class]) -> Self {
        Judge { classes, ..self }
    }

    /// How many bytes before and behind the last word were looked at.
    pub fn reach(&self) -> (usize, usize) {
        self.reach.get()
    }

    /// How often the last value stands in the text, where that counted: beyond the reach, it is all that does.
    pub fn often(&self) -> Option<Often> {
        self.often.get()
    }

    /// True if the last word heads a column, so that several values hang on it.
    pub fn in_columns(&self) -> bool {
        self.column
    }

    /// Judges the word at `pos` (ascending from call to call); hands what is worth reporting to `out`.
    pub fn at(&mut self, pos: usize, mut out: impl FnMut(Found<'t>)) {
        self.reach.set((site::LONGEST_NAME + FRONT, NEAR));
        self.often.set(None);
        self.column = false;
        if pos < self.last.end && pos >= self.last.start && self.last.end > 0 {
            return;
        }
        let Some(named) = site::widen(self.text, pos) else { return };
        let Some((front, back)) = self.columns(pos, named.name, &mut out) else { return };
        self.at_site(pos, &named, out);
        self.look(front, back);
    }

    /// Judges the value that hangs on the name of the word at `pos`.
    fn at_site(&mut self, pos: usize, named: &Named, mut out: impl FnMut(Found<'t>)) {
        let Some(site) = self.site_at(pos, named) else { return };
        if site.sep == Sep::Blank
            && let Some(end) = self.goes_on_in_words(&site)
        {
            return self.reach.set((self.reach.get().0, end - pos));
        }
        let string = quote::around(self.text, site.name.start, site.name.end);
        let setting = Setting { string, whole_line: string.is_none() && self.opens_line(&site) };
        if let Some(found) = self.value_at(pos, &site, setting) {
            self.weigh_all(&site, &found, setting, &mut out);
        }
    }

    /// The site of the word at `pos`, where a value may hang on its name.
    fn site_at(&mut self, pos: usize, named: &Named) -> Option<Site> {
        let &Named { name, raw, .. } = named;
        if let Some(end) = site::refused_at_once(self.text, name) {
            let front = (pos + site::refused_from(self.text, name)).saturating_sub(name.start);
            self.reach.set((front.max(pos - raw.start + 1), end.max(raw.end + 1) - pos));
            return None;
        }
        // A call may promise more, or less, than its name.
        let is_call = self.text.get(name.end) == Some(&b'(');
        if !is_call && !self.is_asked(name) {
            self.reach.set((pos - raw.start + WORD, raw.end - pos + 1));
            return None;
        }
        let line = line_start(self.text, name.start, quote::BACK);
        // A pair may begin with its value, and a statement with what it sets.
        let ahead = if site::is_told(self.text, name.start) || site::is_wanted(self.text, name.start) {
            (pos + site::PAIR + 1).saturating_sub(name.start)
        } else {
            0
        };
        let front = (pos - raw.start + FRONT).max((pos + 2).saturating_sub(line)).max(ahead);
        self.reach.set((front, NEAR));
        let Some(site) = site::of(self.text, named) else {
            self.reach.set((front, site::refused_to(self.text, name) - pos));
            return None;
        };
        self.last = site.name;
        let speaks =
            (!is_call || self.is_asked(site.name)) && (site.sep != Sep::Call || self.callee_speaks(&site));
        speaks.then_some(site)
    }

    /// True if names like this are asked for.
    fn is_asked(&self, name: Span) -> bool {
        self.classes.is_empty() || {
            let words = Words::of(name.of(self.text));
            self.classes.contains(&key::class(&words, self.word_before(name.start)).0)
        }
    }

    /// Notes that so many bytes before and behind the word are looked at.
    fn look(&self, before: usize, behind: usize) {
        let (front, back) = self.reach.get();
        self.reach.set((front.max(before), back.max(behind)));
    }
}
