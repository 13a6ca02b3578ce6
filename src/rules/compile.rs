//! From rules as written to tables, with everything proven that can be proven from a rule alone. The one loader for
//! ours (at build time, from `rules/build.rs`, which includes this file) and for a user's rules (at run time).

use super::gate;
use super::kinds;
use super::proof;
use super::raw::{RawNear, RawRule};
use super::sense::{self, level};
use super::shape;
use super::table::*;
use super::window;
use regex_syntax::hir::Hir;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// What is wrong with a rule, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its id, or `#3` for the third one where it has none.
    pub rule: String,
    /// One sentence.
    pub message: String,
}

/// Names that rules refer to, outside of rule files.
pub struct Known<'k> {
    /// True for a check that exists.
    pub check: &'k dyn Fn(&str) -> bool,
    /// True for a matcher that exists.
    pub matcher: &'k dyn Fn(&str) -> bool,
    /// True for a rule id that exists in another file or in the catalogue.
    pub rule: &'k dyn Fn(&str) -> bool,
}

/// The matcher whose values come with the run and not with the catalogue: it needs neither keyword nor example.
pub const OWN_VALUES: &str = "own-values";
/// Longest keyword in bytes: hits may look no further.
pub const LONGEST_KEYWORD: usize = 40;
/// How many bytes to either side are looked at for a word that stands near, however long the lines are.
pub const NEAR_REACH: usize = 2048;
/// Most bytes of a match that may stand before its keyword.
pub const LONGEST_LEAD: usize = 256;

/// Compiles rules; every problem of every rule is told, not only the first.
pub fn compile(mut raw: Vec<RawRule>, known: &Known<'_>) -> Result<Tables, Vec<Problem>> {
    let mut problems = Vec::new();
    for (at, rule) in raw.iter_mut().enumerate() {
        if rule.id.is_empty() {
            problems.push(Problem { rule: format!("#{}", at + 1), message: "it has no id".into() });
        }
    }
    raw.sort_by(|a, b| a.id.cmp(&b.id));
    for pair in raw.windows(2) {
        if pair[0].id == pair[1].id {
            let message = "another rule has the same id: rename one of them".into();
            problems.push(Problem { rule: pair[0].id.clone(), message });
        }
    }
    let ids: Vec<String> = raw.iter().map(|rule| rule.id.clone()).collect();
    let mut builder = Builder::default();
    builder.class(&proof::ANY);
    for (at, rule) in raw.iter().enumerate() {
        let is_rule = |id: &str| ids.iter().any(|own| own == id) || (known.rule)(id);
        let mut say = |message: String| problems.push(Problem { rule: rule.id.clone(), message });
        builder.add(at, rule, known, &is_rule, &mut say);
    }
    if problems.is_empty() { Ok(builder.finish()) } else { Err(problems) }
}

#[derive(Default)]
struct Builder {
    blob: String,
    places: HashMap<String, Text>,
    tables: Tables,
    words: BTreeMap<(String, bool), Vec<(Use, u8)>>,
}

impl Builder {
    fn text(&mut self, text: &str) -> Text {
        if let Some(&place) = self.places.get(text) {
            return place;
        }
        let place = Text { at: self.blob.len() as u32, len: text.len() as u32 };
        self.blob.push_str(text);
        self.places.insert(text.to_string(), place);
        place
    }

    fn list<S: AsRef<str>>(&mut self, texts: &[S]) -> List {
        let places: Vec<Text> = texts.iter().map(|text| self.text(text.as_ref())).collect();
        let at = self.tables.texts.len() as u32;
        self.tables.texts.to_mut().extend(places);
        List { at, len: texts.len() as u32 }
    }

    fn add(
        &mut self,
        at: usize,
        rule: &RawRule,
        known: &Known<'_>,
        is_rule: &dyn Fn(&str) -> bool,
        say: &mut dyn FnMut(String),
    ) {
        sense::words(rule, say);
        for name in &rule.checks {
            if !(known.check)(name) {
                say(format!("there is no check `{name}`; `src/engine/checks` lists them"));
            }
        }
        let severity = level(&rule.severity, &["low", "medium", "high", "critical"], "severity", say);
        let confidence = level(&rule.confidence, &["low", "medium", "high"], "confidence", say);
        let boundary = match rule.boundary.as_deref() {
            None | Some("word") => Boundary::Word,
            Some("base64") => Boundary::Base64,
            Some("none") => Boundary::None,
            Some("apart") => Boundary::Apart,
            Some(other) => {
                say(format!("boundary `{other}` is unknown: write word, base64, apart or none"));
                Boundary::Word
            }
        };
        let near = rule.near.as_ref().map_or(0, |near| self.near(near, is_rule, say));
        let keywords: Vec<String> = rule
            .keywords
            .iter()
            .map(|word| if rule.ignore_case { word.to_ascii_lowercase() } else { word.clone() })
            .collect();
        let (form, hir) = self.form(rule, known, say);
        let opens = self.lead(at, rule, &keywords, hir.as_ref(), say);
        let length = |hir: &Hir| {
            let properties = hir.properties();
            (properties.minimum_len().unwrap_or(0), properties.maximum_len().unwrap_or(0))
        };
        let (shortest, longest) = hir.as_ref().map_or((0, 0), length);
        let (parts, complete) = hir.as_ref().map_or_else(Default::default, |hir| self.parts(hir));
        let form = match form {
            Form::Regex(pattern) if complete => Form::Shape(pattern),
            other => other,
        };
        let secret = hir.as_ref().map(|hir| proof::secret_group(hir).unwrap_or(hir));
        let (front, front_min) = secret.map_or(([0; 4], 0), shape::front);
        let row = RuleRow {
            id: self.text(&rule.id),
            form,
            parts,
            front: self.class(&front),
            front_min,
            bytes: self.class(&hir.as_ref().map_or(proof::ANY, shape::bytes)),
            front_at: hir.as_ref().and_then(shape::before_secret).unwrap_or(0),
            boundary,
            tail: hir.as_ref().map_or(0, proof::tail_bits),
            severity,
            confidence,
            ignore_case: rule.ignore_case,
            entropy: rule.entropy.map_or(0, |bits| (bits * 1000.0) as u16),
            longest: u32::try_from(longest).unwrap_or(0),
            shortest: u32::try_from(shortest).unwrap_or(0),
            checks: self.list(&rule.checks),
            allow: self.list(&rule.allow.iter().map(|text| text.join()).collect::<Vec<_>>()),
            near,
            by_path: !rule.paths.is_empty(),
            kinds: kinds::of(&rule.paths),
            off: rule.default == Some(false),
            opens,
        };
        let about = AboutRow {
            name: self.text(&rule.name),
            provider: self.text(&rule.provider),
            advice: self.text(&rule.advice),
            revoke: self.text(&rule.revoke),
            references: self.list(&rule.references),
            paths: self.list(&rule.paths),
            keywords: self.list(&keywords),
        };
        self.tables.rules.to_mut().push(row);
        self.tables.about.to_mut().push(about);
    }

    /// How the match is told, and the parsed pattern where there is one.
    fn form(
        &mut self,
        rule: &RawRule,
        known: &Known<'_>,
        say: &mut dyn FnMut(String),
    ) -> (Form, Option<Hir>) {
        match (&rule.regex, &rule.matcher) {
            (None, Some(name)) => {
                if !(known.matcher)(name) {
                    say(format!("there is no matcher `{name}`; `src/engine/matcher` lists them"));
                }
                (Form::Matcher(self.text(name)), None)
            }
            (Some(pattern), None) => match proof::parse(pattern, rule.ignore_case) {
                Ok(hir) => {
                    sense::pattern(&hir, say);
                    (Form::Regex(self.text(pattern)), Some(hir))
                }
                Err(why) => {
                    say(format!("its regex cannot be used: {why}"));
                    (Form::Regex(Text::default()), None)
                }
            },
            _ => {
                say("it needs one of `regex` and `matcher`, and not both".into());
                (Form::Regex(Text::default()), None)
            }
        }
    }

    /// The row of a set of bytes.
    fn class(&mut self, set: &shape::Set) -> u16 {
        let known = self.tables.classes.iter().position(|row| row == set);
        let at = known.unwrap_or_else(|| {
            self.tables.classes.to_mut().push(*set);
            self.tables.classes.len() - 1
        });
        at as u16
    }

    /// The stretches that every match begins with, and whether they are the whole pattern.
    fn parts(&mut self, hir: &Hir) -> (List, bool) {
        let (stretches, complete) = shape::of(hir, proof::secret_group(hir).is_some());
        let at = self.tables.parts.len() as u32;
        for stretch in &stretches {
            let class = self.class(&stretch.set);
            // A literal that is no UTF-8 is left to the regular expression.
            let Ok(literal) = std::str::from_utf8(&stretch.literal) else {
                return (List { at, len: 0 }, false);
            };
            let literal = self.text(literal);
            let (min, max, secret) = (stretch.min, stretch.max, stretch.secret);
            self.tables.parts.to_mut().push(Part { literal, class, secret, min, max });
        }
        (List { at, len: self.tables.parts.len() as u32 - at }, complete)
    }

    /// Enters the rule under its keywords, with the proven distance from the start of the match. True where every
    /// secret is proven to begin with one of them.
    fn lead(
        &mut self,
        at: usize,
        rule: &RawRule,
        keywords: &[String],
        hir: Option<&Hir>,
        say: &mut dyn FnMut(String),
    ) -> bool {
        let index = at as u16;
        if rule.matcher.as_deref() == Some(OWN_VALUES) {
            return false;
        }
        if keywords.is_empty() {
            let near = rule.near.as_ref().is_some_and(|near| near.required && !near.words.is_empty());
            let required = near || !rule.paths.is_empty();
            match required {
                true => self.tables.bare.to_mut().push(index),
                false => say(
                    "it has no keyword: give one, or `paths`, or `near` with `words` and `required = true`"
                        .into(),
                ),
            }
            return false;
        }
        let Some(hir) = hir else {
            for word in keywords {
                let entry = self.words.entry((word.clone(), rule.ignore_case)).or_default();
                entry.push((Use { rule: index, lead_min: 0, lead_max: 0, follow: 0 }, 0));
            }
            return false;
        };
        // The boundary is asked for where the secret begins: that is where the match begins, too.
        let bounded = rule.boundary.as_deref() != Some("none");
        let fronted = bounded && proof::begins_with_secret(hir);
        let literal: Vec<Vec<u8>> = keywords.iter().map(|word| word.clone().into_bytes()).collect();
        let Some(witnesses) = proof::witnesses(hir, &literal, rule.ignore_case) else {
            say("its regex can match without any of its keywords: name a literal that is in every match"
                .into());
            return false;
        };
        let opens = proof::begins_with_secret(hir) && witnesses.iter().all(|witness| witness.max == 0);
        for witness in witnesses {
            if witness.max > LONGEST_LEAD {
                say(format!(
                    "more than {LONGEST_LEAD} bytes can stand before `{}` in a match: bound what comes before it",
                    keywords[witness.keyword]
                ));
            }
            let gate = gate::of(hir, &witness, rule.ignore_case, fronted && witness.max == 0);
            let follow = self.class(&witness.follow);
            let entry = self.words.entry((keywords[witness.keyword].clone(), rule.ignore_case)).or_default();
            let lead_max = witness.max.min(LONGEST_LEAD) as u16;
            entry.push((Use { rule: index, lead_min: witness.min as u16, lead_max, follow }, gate));
        }
        opens
    }

    fn near(&mut self, near: &RawNear, is_rule: &dyn Fn(&str) -> bool, say: &mut dyn FnMut(String)) -> u16 {
        let partner = near.rule.as_deref().unwrap_or_default();
        if !partner.is_empty() && !is_rule(partner) {
            say(format!("its `near.rule` names `{partner}`, and there is no such rule"));
        }
        if partner.is_empty() == near.words.is_empty() {
            say("its `near` needs one of `words` and `rule`, and not both".into());
        }
        if near.within > 100 {
            say("its `near.within` is more than 100 lines: that is not near".into());
        }
        if near.reach == Some(0) {
            say("its `near.reach` is 0 bytes: nothing stands there".into());
        }
        let confidence = match near.confidence.as_deref() {
            None => 255,
            Some(word) => level(word, &["low", "medium", "high"], "near.confidence", say),
        };
        let words: Vec<String> = near.words.iter().map(|word| word.to_ascii_lowercase()).collect();
        let row = NearRow {
            words: self.list(&words),
            rule: self.text(partner),
            within: near.within.min(100) as u16,
            reach: near.reach.unwrap_or(NEAR_REACH).min(NEAR_REACH) as u16,
            required: near.required,
            confidence,
        };
        self.tables.nears.to_mut().push(row);
        self.tables.nears.len() as u16
    }

    fn finish(mut self) -> Tables {
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
        for row in words.iter_mut().filter(|row| row.gates & gate::MIXED != 0) {
            row.offset = window::of_gated(letters(row.text));
        }
        let anywhere: Vec<usize> = (0..words.len()).filter(|&at| words[at].gates == 0).collect();
        let texts: Vec<&[u8]> = anywhere.iter().map(|&at| letters(words[at].text)).collect();
        let seats = window::seats(&texts);
        for (at, seat) in anywhere.into_iter().zip(seats) {
            (words[at].offset, words[at].bucket) = (seat.offset, seat.bucket);
        }
        self.tables.blob = Cow::Owned(self.blob);
        self.tables
    }
}
