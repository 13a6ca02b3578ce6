//! From hits to candidates: the rule's form at the hit, then boundary, entropy, checks, context, dummies.

use super::bare::Bare;
use super::form::{self, Looked, Place};
use super::matcher::Catch;
use super::search::{RUN_WORD, is_run_byte};
use super::verdict::{Kept, Verdict};
use super::{Engine, Hit, checks, dummy, entropy, near};
use crate::model::{Candidate, FileKind, Mark, RuleIx, Span};
use crate::rules::table::{Form, Use, rows};
use crate::rules::{LONGEST_KEYWORD, Rule, RuleSet, confidence};
use std::borrow::Cow;

/// Judges the hits of one text.
pub struct Judge<'e, 'b> {
    rules: &'e RuleSet,
    bare: &'e Bare,
    text: &'b [u8],
    kind: FileKind,
    last: Last,
    found: Vec<Candidate<'b>>,
}

impl<'e, 'b> Judge<'e, 'b> {
    /// A judge for one text.
    pub fn new(rules: &'e RuleSet, bare: &'e Bare, text: &'b [u8], kind: FileKind) -> Self {
        Judge { rules, bare, text, kind, last: Last::default(), found: Vec::new() }
    }

    /// Judges one hit.
    pub fn hit(&mut self, hit: Hit) {
        let (rules, bare, text) = (self.rules, self.bare, self.text);
        each(rules, bare, text, self.kind, hit, |rule, used, at, word| self.rule_at(&rule, used, at, word));
    }

    /// The candidates, in the order found.
    pub fn finish(self) -> Vec<Candidate<'b>> {
        self.found
    }

    fn rule_at(&mut self, rule: &Rule<'_>, used: &Use, at: usize, word: usize) {
        if self.last.covers(rule.ix, at) {
            return;
        }
        let place = Place { text: self.text, at, word, kind: self.kind };
        let Some(caught) = form::catch(rule, used, place).caught else { return };
        if self.last.knows(rule.ix, caught.secret) {
            return;
        }
        if let Some(candidate) = weigh(rule, caught, self.text) {
            self.last.note(rule.ix, candidate.secret);
            self.found.push(candidate);
        }
    }
}

/// Calls `visit` with every rule that a hit leads to, the place to try it at, and the length of the keyword. Says how many
/// bytes to either side of a run were looked at to choose among its rules.
fn each<'e>(
    rules: &'e RuleSet,
    bare: &Bare,
    text: &[u8],
    kind: FileKind,
    hit: Hit,
    mut visit: impl FnMut(Rule<'e>, &Use, usize, usize),
) -> usize {
    let mut looked = 0;
    let at = hit.pos as usize;
    let [base, user] = rules.tables();
    let fits = |rule: &Rule<'_>| rules.is_on(rule.ix) && rule.row.kinds >> kind as u16 & 1 == 1;
    let rule_of = |ix: u16| rules.rule(RuleIx(ix)).filter(fits);
    if hit.word == RUN_WORD {
        // Runs of lock files are the hashes that they are there for.
        if kind == FileKind::Lock {
            return looked;
        }
        let end = run_look(text, at);
        starts(text, at, |start| {
            let around = bare.at(rules, text, start, end, |ix| {
                if let Some(rule) = rule_of(ix) {
                    visit(rule, &Use { rule: ix, lead_min: 0, lead_max: 0, follow: 0 }, start, 0);
                }
            });
            looked = looked.max(around);
        });
        return looked;
    }
    let (tables, word, first) = match usize::from(hit.word).checked_sub(base.words.len()) {
        None => (base, usize::from(hit.word), 0),
        Some(local) => (user, local, base.rules.len() as u16),
    };
    let Some(row) = tables.words.get(word) else { return looked };
    let len = row.text.len as usize;
    // Nothing behind the end of the text: only a word that anything may follow can end there.
    let behind = text.get(at + len);
    let follows = |used: &&Use| {
        used.follow == 0
            || behind.is_some_and(|&b| {
                let class = tables.classes.get(usize::from(used.follow));
                class.is_none_or(|class| class[usize::from(b >> 6)] >> (b & 63) & 1 == 1)
            })
    };
    for used in rows(&tables.uses, row.uses).iter().filter(follows) {
        if let Some(rule) = rule_of(first + used.rule) {
            visit(rule, used, at, len);
        }
    }
    looked
}

/// Longest run that bare rules are tried in.
const RUN_LOOK: usize = 4096;

/// Where a bare value may begin in the run at `start`: there, and behind every sign that is no letter or digit.
fn starts(text: &[u8], start: usize, mut visit: impl FnMut(usize)) {
    let end = run_look(text, start);
    let mut at = start;
    while at + 16 <= end {
        visit(at);
        let word = text[at..end].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        at += word.max(1) + usize::from(word > 0);
    }
}

fn run_look(text: &[u8], start: usize) -> usize {
    start + text[start..].iter().take(RUN_LOOK).take_while(|b| is_run_byte(**b)).count()
}

/// What comes of one hit, whatever came of others, and which bytes say so.
pub fn verdict(engine: &Engine, kind: FileKind, text: &[u8], hit: Hit) -> (Verdict, Looked) {
    let at = hit.pos as usize;
    let mut looked = match hit.word {
        RUN_WORD => Looked::new(text, at.checked_sub(1), run_look(text, at) + 1),
        _ => Looked::new(text, at.checked_sub(1), at + LONGEST_KEYWORD + 1),
    };
    let mut verdict = Verdict { pos: at, ..Verdict::default() };
    let rules = &engine.rules;
    let around = each(rules, &engine.bare, text, kind, hit, |rule, used, at, word| {
        let tried = form::catch(&rule, used, Place { text, at, word, kind });
        looked = looked.and(tried.looked);
        verdict.often.extend(tried.often);
        let Some(caught) = tried.caught else { return };
        if let Some(row) = rule.near().filter(|row| row.words.len > 0) {
            looked = looked.and(near::looked(text, caught.secret, row));
        }
        looked = looked.and(Looked::new(text, caught.secret.start.checked_sub(CHECKSUM), caught.secret.end));
        if let Some(mut candidate) = weigh(&rule, caught, text) {
            let more = engine.almost.lower(rules, text, &mut candidate);
            looked = more.map_or(looked, |more| looked.and(more));
            verdict.found.push(Kept::of(at, candidate, text));
        }
    });
    if around > 0 {
        // Words that stand close to a bare value decide which rules are tried.
        looked = looked.and(Looked::new(text, at.checked_sub(around), run_look(text, at) + around));
    }
    (verdict, looked)
}

/// Where each rule matched last: what it finds inside of that is a part of the same secret.
#[derive(Debug, Default)]
pub struct Last(Vec<(RuleIx, Span)>);

impl Last {
    fn of(&self, rule: RuleIx) -> Span {
        self.0.iter().find(|(ix, _)| *ix == rule).map_or(Span::default(), |(_, span)| *span)
    }

    /// True where the rule need not be tried at `at`.
    fn covers(&self, rule: RuleIx, at: usize) -> bool {
        let last = self.of(rule);
        last.start <= at && at < last.end
    }

    /// True where the rule found this secret just before.
    fn knows(&self, rule: RuleIx, secret: Span) -> bool {
        !secret.is_empty() && self.of(rule) == secret
    }

    fn note(&mut self, rule: RuleIx, secret: Span) {
        match self.0.iter_mut().find(|(ix, _)| *ix == rule) {
            Some(slot) => slot.1 = secret,
            None => self.0.push((rule, secret)),
        }
    }

    /// Notes what the rule, tried at `at`, has found; false where that is known already.
    pub fn admits(&mut self, rule: RuleIx, at: usize, secret: Span) -> bool {
        let is_new = !self.covers(rule, at) && !self.knows(rule, secret);
        if is_new {
            self.note(rule, secret);
        }
        is_new
    }
}

/// Everything that a match has to stand besides its form. `None` where the rule does not hold at all; a candidate with
/// `dismissed` where it holds and the value is known to be none.
fn weigh<'b>(rule: &Rule<'_>, caught: Catch, text: &'b [u8]) -> Option<Candidate<'b>> {
    let value: Cow<'b, [u8]> = match caught.value {
        Some(value) => Cow::Owned(value),
        None => Cow::Borrowed(caught.secret.of(text)),
    };
    let mut marks = caught.marks;
    let mut level = caught.confidence.unwrap_or(rule.confidence());
    let prefix = rule.public_prefix(&value);
    if rule.row.entropy > 0 {
        let floor = f32::from(rule.row.entropy) / 1000.0;
        if !entropy::reaches(&value, floor) {
            return None;
        }
        let bits = entropy::shannon(&value);
        marks.push(mark("entropy", format!("{bits:.1} bits/char, at least {floor:.1}")));
    }
    // A form that only its surroundings tell is simply not there where the value refutes it; one that the value itself tells
    // by a prefix is a dummy.
    let is_told = prefix > 0 && rule.near().is_none_or(|row| !row.required);
    if !is_told && is_checksum(text, caught.secret) {
        return None;
    }
    let checks = rule.tables.list(rule.row.checks).filter_map(|name| Some((name, checks::find(name)?)));
    let proofs: Vec<_> = checks.map(|(name, check)| (name, check(&value))).collect();
    if !is_told && proofs.iter().any(|(_, proof)| proof.is_err()) {
        return None;
    }
    if let Some(row) = rule.near().filter(|row| row.words.len > 0) {
        match near::word(text, caught.secret, row, rule.tables) {
            // A random value does not spell the name of its vendor; an identifier does.
            Some(word) if prefix == 0 && row.required && spells(&value, word) => return None,
            Some(word) => {
                marks.push(mark("near", format!("`{word}` stands near")));
                if row.confidence < 3 {
                    level = level.max(confidence(row.confidence));
                }
            }
            None if row.required => return None,
            None => {}
        }
    }
    let mut dismissed: Option<Cow<'static, str>> = caught.dismissed.map(Cow::Borrowed);
    for (name, proof) in proofs {
        match proof {
            Ok(()) => marks.push(mark(name, String::new())),
            Err(reason) => {
                let detail = Cow::Borrowed(reason);
                marks.push(Mark { name: Cow::Owned(name.into()), passed: false, points: 0.0, detail });
                dismissed = dismissed.or(Some(Cow::Borrowed(reason)));
            }
        }
    }
    if rule.tables.list(rule.row.allow).any(|dummy| dummy.as_bytes() == &*value) {
        dismissed = Some(Cow::Borrowed("a documented dummy"));
    } else if dismissed.is_none() && !matches!(rule.row.form, Form::Matcher(_)) {
        dismissed = dummy::reason(&value[prefix..]).map(Cow::Borrowed);
    }
    Some(Candidate {
        rule: rule.ix,
        secret: caught.secret,
        whole: caught.whole,
        value,
        public_prefix: prefix,
        severity: rule.severity(),
        confidence: level,
        related: Vec::new(),
        marks,
        aws_account: None,
        note: None,
        dismissed,
    })
}

/// How many bytes before a value say that it is a checksum.
const CHECKSUM: usize = 7;

/// `h1:`, `sha512-`: the value behind is a checksum, as lock files have them.
fn is_checksum(text: &[u8], secret: Span) -> bool {
    let before = &text[secret.start.saturating_sub(CHECKSUM)..secret.start];
    [&b" h1:"[..], b"sha1-", b"sha256-", b"sha384-", b"sha512-"].iter().any(|sign| before.ends_with(sign))
}

/// True where `value` holds a word that no random value holds by chance.
fn spells(value: &[u8], word: &str) -> bool {
    word.len() >= 5 && near::holds(value, word.as_bytes())
}

fn mark(name: &str, detail: String) -> Mark {
    Mark { name: Cow::Owned(name.to_string()), passed: true, points: 0.0, detail: Cow::Owned(detail) }
}
