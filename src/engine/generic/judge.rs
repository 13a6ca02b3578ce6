//! One place judged: site, value, vetoes, features, points; cheap steps first.

mod place;

use super::around::{self, Around, Often};
use super::bytes::{contains_ci, is_blank, is_one_of, line_start};
use super::feature::{Feature as F, Set};
use super::key::{self, Class, Words};
use super::quote::{self, Quote};
use super::site::{self, Sep, Site};
use super::text::{self, Counts};
use super::value::{self, After, Setting, Value};
use super::wrap::Wrap;
use super::{form, looks, score, veto, weak};
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
}

/// A value under a name, and what is known of both.
struct Case<'a> {
    site: &'a Site,
    v: &'a Value,
    setting: Setting,
    /// The value as it stands, and with its escapes undone.
    raw: &'a [u8],
    value: &'a [u8],
    counts: Counts,
    words: Words,
}

/// How many bytes before a name its class asks for: the word before it.
const WORD: usize = 26;
/// How many bytes before a name say what hangs on it: a call in front of it.
const FRONT: usize = 84;
/// How many bytes behind a word say that no value hangs on its name: what may close and separate it.
const NEAR: usize = 640;
/// How many bytes behind the line of a value are looked at.
const BEHIND: usize = 160;
/// How many bytes before a name that is an item of a list.
const ITEM: usize = 320;

/// True where the word at `pos` may have a value: decided within 400 bytes, whatever the file.
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

    /// Judges the word at `pos` (ascending from call to call); hands what is worth reporting to `out`.
    pub fn at(&mut self, pos: usize, mut out: impl FnMut(Found<'t>)) {
        self.reach.set((site::LONGEST_NAME + FRONT, NEAR));
        self.often.set(None);
        if pos < self.last.end && pos >= self.last.start && self.last.end > 0 {
            return;
        }
        let Some((name, raw)) = site::name(self.text, pos) else { return };
        // A call may promise more, or less, than its name.
        let is_call = self.text.get(name.end) == Some(&b'(');
        if !is_call && !self.is_asked(name) {
            self.reach.set((pos - raw.start + WORD, raw.end - pos + 1));
            return;
        }
        let line = line_start(self.text, name.start, quote::BACK);
        let front = (pos - raw.start + FRONT).max((pos + 2).saturating_sub(line));
        self.reach.set((front, NEAR));
        let Some(site) = site::find(self.text, pos) else {
            self.reach.set((front, site::refused_to(self.text, name) - pos));
            return;
        };
        self.last = site.name;
        if is_call && !self.is_asked(site.name) {
            return;
        }
        if site.sep == Sep::Call && !self.callee_speaks(&site) {
            return;
        }
        let string = quote::around(self.text, site.name.start, site.name.end);
        let setting = Setting { string, whole_line: string.is_none() && self.opens_line(&site) };
        let item =
            if site.sep == Sep::Comma { site.name.start.saturating_sub(ITEM) } else { site.name.start };
        let front = front.max((pos + 2).saturating_sub(item));
        let Some(found) = value::read(self.text, &site, setting) else {
            let end = value::refused_to(self.text, &site, setting);
            self.reach.set((front, end.max(site.found_to()) - pos));
            return;
        };
        let rest = self.text.get(found.end..).unwrap_or_default();
        let rest = &rest[..rest.len().min(value::LONGEST)];
        let end = found.end + memchr::memchr(b'\n', rest).unwrap_or(value::LONGEST);
        self.reach.set((front, end.max(site.at).saturating_sub(pos) + BEHIND));
        // `"password": { "description": ..`: the string is a name itself
        if found.after == After::Colon
            && found.quote != Quote::None
            && place::bytes_behind(self.text, site.at).is_some_and(|b| *b == b'{')
        {
            return;
        }
        // `"Bearer " + "x"`
        if matches!(found.after, After::Plus | After::Dot)
            && found.quote != Quote::None
            && value::is_scheme(found.span.of(self.text).trim_ascii_end())
        {
            self.look(0, NEAR + 2 * value::LONGEST);
            if let Some(rest) = value::joined(self.text, found.end, setting) {
                self.weigh(&site, &rest, setting, &mut out);
                return;
            }
        }
        let takes_two = site.sep == Sep::Call || site.sep == Sep::Blank && found.quote != Quote::None;
        if takes_two && found.wrap == Wrap::None && found.after != After::Plus {
            if let Some(second) = value::second(self.text, found.end, setting) {
                self.weigh(&Site { sep: Sep::Arg2, ..site }, &second, setting, &mut out);
                self.weigh(&site, &found, setting, &mut out);
                // Of two values no account is kept.
                self.often.set(None);
                self.reach.set((2 * around::OFTEN, 2 * around::OFTEN));
                return;
            }
            self.look(0, NEAR + 2 * value::LONGEST);
        }
        self.weigh(&site, &found, setting, &mut out);
    }

    /// True where names like this are asked for.
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

    /// Weighs a value of a site; hands it out where it reaches a level.
    fn weigh(&self, site: &Site, v: &Value, setting: Setting, out: &mut impl FnMut(Found<'t>)) {
        // `Authorization: token abc`: the scheme is no part of the value
        let scheme = scheme(v.span.of(self.text));
        let v = &Value { span: Span { start: v.span.start + scheme, end: v.span.end }, ..*v };
        let raw = v.span.of(self.text);
        if site.sep == Sep::Blank && (self.closes_string(v, setting) || !self.blank_holds(site, v, raw)) {
            return;
        }
        if v.quote == Quote::None && assigns_often(raw) {
            return;
        }
        let value = value::unescape(raw, v);
        let counts = Counts::of(&value);
        let in_string = setting.string.is_some();
        if veto::reason(raw, &value, v, site.sep, self.kind, in_string, &counts).is_some()
            || self.is_no_assignment(site, v, raw)
        {
            return;
        }
        let words = Words::of(site.name.of(self.text));
        let case = Case { site, v, setting, raw, value: &value, counts, words };
        let mut set = Set::default();
        if !(self.name_promises(&case, &mut set)
            && self.value_keeps(&case, &mut set)
            && self.surroundings_allow(&case, &mut set))
        {
            return;
        }
        let points = score::points(&set);
        let confidence = score::confidence(points);
        if confidence.is_some() || !self.eager {
            out(Found { name: site.name, span: v.span, value, set, points, confidence });
        }
    }

    /// Sets the features of the name and of the form; false where they settle that the value is none.
    fn name_promises(&self, case: &Case<'_>, set: &mut Set) -> bool {
        let Case { site, v, counts, words, .. } = case;
        let name = site.name.of(self.text);
        key::features(words, self.word_before(site.name.start), set);
        set.put_if(quote::phrase(self.text, site.name.start, site.name.end), F::KeyPhrase);
        if site.sep == Sep::Arg2 && set.has(F::KeyAuth) && key::of_login(words) {
            set.take(F::KeyAuth);
            set.put(F::KeyPw);
        }
        let many = set.has(F::KeyPlural) || words.iter().any(|w| w == b"keys");
        if v.ints && many || set.has(F::KeyToken) && key::of_page(words) {
            return false;
        }
        form::features(site, v, case.setting, self.kind, set);
        // a hash under the name of one, the id of a public key
        let is_hash = set.has(F::KeyHash) && counts.len >= 16 || key::of_key_ring(name);
        !(counts.hex == counts.len && is_hash) && (!self.eager || score::may_reach_after_form(set))
    }

    /// Sets the features of the value; false where they settle it.
    fn value_keeps(&self, case: &Case<'_>, set: &mut Set) -> bool {
        let Case { site, v, value, counts, words, .. } = case;
        if v.ints {
            set.put(F::Len31);
        } else {
            key::compare(site.name.of(self.text), value, set);
            text::features(value, counts, set);
            weak::features(value, counts, set);
            looks::features(value, counts, set);
            looks::chosen(value, set);
            looks::coverage(value, set);
            looks::random(counts, set);
        }
        // JSON in base64, under a name that promises nothing
        if set.has(F::KeyNone) && value.starts_with(b"eyJ") && memchr::memchr(b'.', value).is_none() {
            return false;
        }
        let of_thing = set.has(F::TailMeta)
            || set.has(F::TailId)
            || words.iter().any(|w| w == b"id" || w.ends_with(b"uid"));
        if set.has(F::ShapeUuid) && of_thing {
            return false;
        }
        set.put_if(case.setting.string.is_some(), F::InString);
        set.put_if(v.next_line, F::NextLine);
        !self.eager || score::may_reach_after_value(set)
    }

    /// Sets the features of what stands around; false where they settle it.
    fn surroundings_allow(&self, case: &Case<'_>, set: &mut Set) -> bool {
        let Case { site, v, words, .. } = case;
        let around = Around::of(self.text, site.name.start, v.span);
        let extent = around.extent();
        // The word that led to the name stands in it.
        self.look(
            (site.name.end + 2).saturating_sub(extent.start),
            (extent.end + 2).saturating_sub(site.name.start),
        );
        let nonce = set.has(F::KeySalt) && contains_ci(site.name.of(self.text), b"nonce");
        if nonce && (key::of_exchange(words) || around.exchange()) || key::of_request(words) {
            return false;
        }
        around.features(site.name, self.kind, set);
        if self.eager && score::confidence(score::points(set)).is_none() {
            return false;
        }
        self.often.set(around.lowering(v, case.raw, self.kind, set));
        true
    }
}

/// How much of a long value is asked whether it is a run of further names, each with its sign.
const RUN: usize = 512;
/// How many signs make such a run: base64 has two, at its very end.
const SIGNS: usize = 16;

/// True for a long run of names and values that nothing parts: none of them is worth a look at all of the rest.
fn assigns_often(raw: &[u8]) -> bool {
    let Some(head) = raw.get(..RUN) else { return false };
    let word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'"' | b'\'');
    let assigns = |w: &&[u8]| matches!(w[1], b'=' | b':') && word(w[0]) && word(w[2]);
    head.windows(3).filter(assigns).count() >= SIGNS
}

/// The length of an authentication scheme and its blanks at the start of a value, or of `pass:` as openssl takes it.
fn scheme(value: &[u8]) -> usize {
    if value.starts_with(b"pass:") {
        return b"pass:".len();
    }
    let Some(blank) = memchr::memchr(b' ', &value[..value.len().min(12)]) else { return 0 };
    let (word, rest) = (&value[..blank], &value[blank + 1..]);
    let base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    let known = value::is_scheme(word) || is_one_of(word, &["ntlm", "negotiate"]) && rest.iter().all(base64);
    if known && rest.len() >= 8 && !rest.iter().any(|b| is_blank(*b)) { blank + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> usize {
        let mut judge = Judge::thorough(text.as_bytes(), FileKind::Config);
        let mut found = 0;
        for at in memchr::memmem::find_iter(text.as_bytes(), "password") {
            judge.at(at, |_| found += 1);
        }
        found
    }

    #[test]
    fn a_run_of_assignments_is_no_value_of_each_of_them() {
        let run = "password=".repeat(1000);
        assert!(assigns_often(run.as_bytes()) && assigns_often("token:\"secret=".repeat(100).as_bytes()));
        // Only the last few, which no run of others follows, are looked at as a whole.
        assert!(values(&run) <= RUN / "password=".len());
        // A few signs, and the padding of base64, are what a value may hold.
        assert!(!assigns_often("a=b".repeat(8).as_bytes()));
        let long = format!("password={}==", "kD93jf02mXp1".repeat(80));
        assert_eq!(values(&long), 1);
    }
}
