//! Compiles rules to tables and proves everything that can be proven from a rule alone. The same code loads the
//! catalogue (at build time, from `rules/build.rs`, which includes this file) and a user's rules (at run time).

use super::bytes;
use super::kinds;
use super::layout::Builder;
use super::lint::{self, level};
use super::proof;
use super::raw::{RawNear, RawRule};
use super::table::*;
use regex_syntax::hir::Hir;

/// What is wrong with a rule, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its id, or `#3` for the third rule if it has none.
    pub rule: String,
    /// One sentence.
    pub message: String,
}

/// Names outside of the rule file that rules may refer to.
pub struct Known<'k> {
    /// True for a check that exists.
    pub check: &'k dyn Fn(&str) -> bool,
    /// True for a matcher that exists.
    pub matcher: &'k dyn Fn(&str) -> bool,
    /// True for a rule id that exists in another file or in the catalogue.
    pub rule: &'k dyn Fn(&str) -> bool,
}

/// The matcher whose values come with the run instead of the catalogue: it needs neither keyword nor example.
pub const OWN_VALUES: &str = "own-values";
/// Longest keyword, in bytes: a hit must not depend on more.
pub const LONGEST_KEYWORD: usize = 40;
/// How far from a secret its words may be, in bytes to either side, however long the lines are.
pub const NEAR_REACH: usize = 2048;
/// Most bytes of a match before its keyword.
pub const LONGEST_LEAD: usize = 256;

/// Compiles rules. All problems of all rules are reported, not only the first.
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
    builder.class(&bytes::ANY);
    for (at, rule) in raw.iter().enumerate() {
        let is_rule = |id: &str| ids.iter().any(|own| own == id) || (known.rule)(id);
        let mut say = |message: String| problems.push(Problem { rule: rule.id.clone(), message });
        builder.add(at, rule, known, &is_rule, &mut say);
    }
    if problems.is_empty() { Ok(builder.finish()) } else { Err(problems) }
}

/// The keywords as they are searched for. Empty ones are reported elsewhere: they occur everywhere, so nothing can be proven
/// from them.
fn keywords(rule: &RawRule) -> Vec<String> {
    let words = rule.keywords.iter().filter(|word| !word.is_empty());
    words.map(|word| if rule.ignore_case { word.to_ascii_lowercase() } else { word.clone() }).collect()
}

impl Builder {
    fn add(
        &mut self,
        at: usize,
        rule: &RawRule,
        known: &Known<'_>,
        is_rule: &dyn Fn(&str) -> bool,
        say: &mut dyn FnMut(String),
    ) {
        lint::words(rule, say);
        for name in rule.checks.iter().filter(|name| !(known.check)(name)) {
            say(format!("there is no check `{name}`; `src/engine/checks` lists them"));
        }
        let severity = level(&rule.severity, &["low", "medium", "high", "critical"], "severity", say);
        let confidence = level(&rule.confidence, &["low", "medium", "high"], "confidence", say);
        let boundary = boundary(rule.boundary.as_deref(), say);
        let near = rule.near.as_ref().map_or(0, |near| self.near(near, is_rule, say));
        let keywords = keywords(rule);
        let (form, hir) = self.form(rule, known, say);
        let opens = self.enter(at, rule, &keywords, hir.as_ref(), say);
        let measured = self.measure(hir.as_ref());
        let program = hir.as_ref().map_or(0, |hir| self.program(hir));
        let row = RuleRow {
            id: self.text(&rule.id),
            form: match form {
                Form::Regex(pattern) if measured.complete => Form::Shape(pattern),
                other => other,
            },
            parts: measured.parts,
            front: measured.front,
            front_min: measured.front_min,
            bytes: measured.bytes,
            front_at: measured.front_at,
            boundary,
            tail: measured.tail,
            severity,
            confidence,
            ignore_case: rule.ignore_case,
            entropy: rule.entropy.map_or(0, |bits| (bits * 1000.0) as u16),
            longest: measured.longest,
            shortest: measured.shortest,
            checks: self.list(&rule.checks),
            allow: self.list(&rule.allow.iter().map(|text| text.join()).collect::<Vec<_>>()),
            near,
            by_path: !rule.paths.is_empty(),
            kinds: kinds::of(&rule.paths),
            off: rule.default == Some(false),
            opens,
            program,
        };
        self.tables.rules.to_mut().push(row);
        let about = self.about(rule, &keywords);
        self.tables.about.to_mut().push(about);
    }

    /// The texts about the rule for people.
    fn about(&mut self, rule: &RawRule, keywords: &[String]) -> AboutRow {
        AboutRow {
            name: self.text(&rule.name),
            provider: self.text(&rule.provider),
            advice: self.text(&rule.advice),
            revoke: self.text(&rule.revoke),
            references: self.list(&rule.references),
            paths: self.list(&rule.paths),
            keywords: self.list(keywords),
        }
    }

    /// How the rule is matched, and its parsed pattern if it has one.
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
                    lint::pattern(&hir, say);
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
}

/// What may stand to either side of a secret.
fn boundary(word: Option<&str>, say: &mut dyn FnMut(String)) -> Boundary {
    match word {
        None | Some("word") => Boundary::Word,
        Some("base64") => Boundary::Base64,
        Some("none") => Boundary::None,
        Some("apart") => Boundary::Apart,
        Some("lone") => Boundary::Lone,
        Some(other) => {
            say(format!("boundary `{other}` is unknown: write word, base64, apart, lone or none"));
            Boundary::Word
        }
    }
}
