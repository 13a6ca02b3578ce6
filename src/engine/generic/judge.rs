//! Judges one place: finds its site and value, and weighs them. Keeps account of the bytes that were read.

mod columns;
mod line;
mod members;
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
    /// The features that hold.
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
    /// The last name: further keywords in it belong to the same place.
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
    /// The name of the last word, where several values may stand under it.
    over: Option<Span>,
}

/// The bytes before a name that its class depends on: the word before it.
const WORD: usize = 26;
/// The bytes before a name that decide what its value is: a call in front of it.
const FRONT: usize = 84;
/// The bytes behind a word that decide whether its name has a value: what may close and separate it.
const NEAR: usize = 640;
/// True if the word at `pos` may have a value. Decided within 400 bytes, independently of the file.
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
            over: None,
        }
    }

    /// A judge that returns everything that extraction and vetoes leave: the weights are fitted from that.
    pub fn thorough(text: &'t [u8], kind: FileKind) -> Self {
        Judge { eager: false, ..Judge::new(text, kind) }
    }

    /// Judges only names of these classes.
    pub fn only(self, classes: &'static [Class]) -> Self {
        Judge { classes, ..self }
    }

    /// How many bytes before and behind the last word were read: the footprint of its verdict.
    pub fn reach(&self) -> (usize, usize) {
        self.reach.get()
    }

    /// How often the last value occurs in the text, if that mattered: the only thing outside the reach that does.
    pub fn often(&self) -> Option<Often> {
        self.often.get()
    }

    /// True if the last word heads a column, so that it has several values.
    pub fn in_columns(&self) -> bool {
        self.column
    }

    /// Judges the word at `pos` (ascending from call to call); passes what is worth reporting to `out`.
    pub fn at(&mut self, pos: usize, mut out: impl FnMut(Found<'t>)) {
        self.reach.set((site::LONGEST_NAME + FRONT, NEAR));
        self.often.set(None);
        self.column = false;
        self.over = None;
        if pos < self.last.end && pos >= self.last.start && self.last.end > 0 {
            return;
        }
        let Some(named) = site::widen(self.text, pos) else { return };
        let Some((front, back)) = self.columns(pos, named.name, &mut out) else { return };
        self.at_site(pos, &named, out);
        self.look(front, back);
    }

    /// Judges the value of the name that the word at `pos` belongs to.
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

    /// The site of the word at `pos`; `None` if its name has no value.
    fn site_at(&mut self, pos: usize, named: &Named) -> Option<Site> {
        let &Named { name, raw, .. } = named;
        if let Some(end) = site::refused_at_once(self.text, name) {
            let front = (pos + site::refused_from(self.text, name)).saturating_sub(name.start);
            self.reach.set((front.max(pos - raw.start + 1), end.max(raw.end + 1) - pos));
            // `[tokens]`, a section
            self.over = Some(name).filter(|name| self.text.get(name.end) == Some(&b']'));
            return None;
        }
        // The object that a call belongs to may promise more than the name, or less.
        let is_call = self.text.get(name.end) == Some(&b'(');
        if !is_call && !self.is_asked(name) {
            self.reach.set((pos - raw.start + WORD, raw.end - pos + 1));
            return None;
        }
        self.over = Some(name);
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

    /// Notes that this many bytes before and behind the word are read.
    fn look(&self, before: usize, behind: usize) {
        let (front, back) = self.reach.get();
        self.reach.set((front.max(before), back.max(behind)));
    }
}
