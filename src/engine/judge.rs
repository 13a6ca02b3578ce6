//! From hits to candidates: the rule's form at the hit, then boundary, entropy, checks, context, dummies.

use super::matcher::{self, Ask, Catch};
use super::search::{RUN_WORD, is_run_byte};
use super::{Hit, boundary, checks, dummy, entropy, near};
use crate::model::{Candidate, FileKind, Mark, RuleIx, Span};
use crate::rules::table::{Form, Use, rows};
use crate::rules::{Rule, RuleSet, confidence};
use regex_automata::{Anchored, Input};
use std::borrow::Cow;

/// Longest match of a rule that sets no bound.
const LONGEST: usize = 16 << 10;

/// Judges the hits of one text.
pub struct Judge<'e, 'b> {
    rules: &'e RuleSet,
    text: &'b [u8],
    kind: FileKind,
    /// Where each rule matched last: a hit inside of that is a part of the same secret.
    last: Vec<Span>,
    found: Vec<Candidate<'b>>,
}

impl<'e, 'b> Judge<'e, 'b> {
    /// A judge for one text.
    pub fn new(rules: &'e RuleSet, text: &'b [u8], kind: FileKind) -> Self {
        Judge { rules, text, kind, last: vec![Span::default(); rules.len()], found: Vec::new() }
    }

    /// Judges one hit.
    pub fn hit(&mut self, hit: Hit) {
        let at = hit.pos as usize;
        if hit.word == RUN_WORD {
            return self.run(at);
        }
        let [base, user] = self.rules.tables();
        let (tables, word, first) = match usize::from(hit.word).checked_sub(base.words.len()) {
            None => (base, usize::from(hit.word), 0),
            Some(local) => (user, local, base.rules.len() as u16),
        };
        let Some(row) = tables.words.get(word) else { return };
        for used in rows(&tables.uses, row.uses) {
            let ix = RuleIx(first + used.rule);
            if let Some(rule) = self.rules.rule(ix).filter(|_| self.rules.is_on(ix)) {
                self.rule_at(&rule, used, at, row.text.len as usize);
            }
        }
    }

    /// The candidates, in the order found.
    pub fn finish(self) -> Vec<Candidate<'b>> {
        self.found
    }

    /// Tries the rules without keyword at the start of a run and behind every sign in it that is no letter or digit.
    fn run(&mut self, start: usize) {
        let end = start + self.text[start..].iter().take(4096).take_while(|b| is_run_byte(**b)).count();
        let mut first = 0;
        for tables in self.rules.tables() {
            for &local in tables.bare.iter() {
                let ix = RuleIx(first + local);
                let Some(rule) = self.rules.rule(ix).filter(|_| self.rules.is_on(ix)) else { continue };
                let used = Use { rule: local, lead_min: 0, lead_max: 0 };
                let mut at = start;
                while at + 16 <= end {
                    self.rule_at(&rule, &used, at, 0);
                    let word = self.text[at..end].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
                    at += word.max(1) + usize::from(word > 0);
                }
            }
            first += tables.rules.len() as u16;
        }
    }

    fn rule_at(&mut self, rule: &Rule<'_>, used: &Use, at: usize, word: usize) {
        let slot = usize::from(rule.ix.0);
        let last = self.last[slot];
        if last.start <= at && at < last.end {
            return;
        }
        let Some(caught) = catch(rule, used, self.text, at, word, self.kind) else { return };
        if caught.secret == last && !last.is_empty() {
            return;
        }
        if let Some(candidate) = weigh(rule, caught, self.text) {
            self.last[slot] = candidate.secret;
            self.found.push(candidate);
        }
    }
}

/// The match of a rule at a hit.
fn catch(rule: &Rule<'_>, used: &Use, text: &[u8], at: usize, word: usize, kind: FileKind) -> Option<Catch> {
    if let Form::Matcher(name) = rule.row.form {
        let matcher = matcher::find(rule.tables.text(name))?;
        return matcher(&Ask { text, at, end: at + word, kind });
    }
    let regex = rule.regex()?;
    let longest = match rule.row.longest as usize {
        0 => LONGEST,
        bound => bound,
    };
    let (lead_min, lead_max) = (usize::from(used.lead_min), usize::from(used.lead_max));
    let last_start = at.checked_sub(lead_min)?;
    let mut from = at.saturating_sub(lead_max);
    loop {
        let to = text.len().min(last_start.saturating_add(longest));
        let anchored = if from == last_start { Anchored::Yes } else { Anchored::No };
        let input = Input::new(text).range(from..to).anchored(anchored);
        let whole = regex.search(&input)?;
        if whole.start() > last_start {
            return None;
        }
        if whole.end() >= at + word {
            let input = Input::new(text).range(whole.start()..to).anchored(Anchored::Yes);
            let secret = rule.secret(&input).unwrap_or(Span::new(whole.start(), whole.end()));
            let sound = !secret.is_empty()
                && boundary::left(text, secret.start, rule.row.boundary)
                && boundary::right(text, secret.end, rule.row.boundary, rule.row.tail);
            if sound {
                let whole = Span::new(whole.start(), whole.end());
                return Some(Catch { secret, whole, ..Catch::default() });
            }
        }
        from = whole.start() + 1;
        if from > last_start {
            return None;
        }
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
        let bits = entropy::shannon(&value);
        let floor = f32::from(rule.row.entropy) / 1000.0;
        if bits < floor {
            return None;
        }
        marks.push(mark("entropy", format!("{bits:.1} bits/char, at least {floor:.1}")));
    }
    if let Some(row) = rule.near().filter(|row| row.words.len > 0) {
        match near::word(text, caught.secret, row, rule.tables) {
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
    for name in rule.tables.list(rule.row.checks) {
        let Some(check) = checks::find(name) else { continue };
        match check(&value) {
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

fn mark(name: &str, detail: String) -> Mark {
    Mark { name: Cow::Owned(name.to_string()), passed: true, points: 0.0, detail: Cow::Owned(detail) }
}
