//! Removes secrets from everything else in a report: paths, commit messages, authors, reasons, and lines of other
//! files.

mod hides;

use super::assemble::SHORTEST_BODY;
use super::frame::line::{CUT, Line};
use super::values::{Value, Values};
use super::{BULLET, Finding, FrameLine, Secret, Suppression};
use crate::outcome::{Coverage, Gap, Outcome};
use hides::{SHORTEST, anywhere, in_frames, in_paths, is_word};
use std::borrow::Cow;
use std::cell::OnceCell;

/// A value and its redacted form.
struct Known {
    value: Secret,
    redacted: String,
}

impl Value for Known {
    fn bytes(&self) -> &[u8] {
        self.value.reveal()
    }
}

/// A value with its bytes reversed.
struct Backward(Vec<u8>);

impl Value for Backward {
    fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Searches text for the secrets of a run and replaces each by its redacted form.
pub struct Scrubber {
    values: Values<Known>,
    /// Made when a line is cut at its start, where the end of a value may be left over.
    backward: OnceCell<Values<Backward>>,
}

/// A place of a secret in a text, and what to put there.
struct Hit<'s> {
    start: usize,
    end: usize,
    redacted: &'s str,
}

impl Scrubber {
    /// A scrubber for the values of these findings.
    pub fn new<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let mut known: Vec<(&[u8], &str)> = Vec::new();
        for f in findings.into_iter().filter(|f| f.secret.len() >= SHORTEST && !is_word(f)) {
            let (value, redacted) = (f.secret.reveal(), &*f.redacted);
            known.push((value, redacted));
            // The secret part may occur without its public prefix.
            let public = redacted.bytes().take_while(u8::is_ascii).count();
            if public > 0 && value.len() >= public + SHORTEST_BODY {
                known.push((&value[public..], &redacted[public..]));
            }
        }
        known.sort_by_key(|(value, _)| *value);
        known.dedup_by_key(|(value, _)| *value);
        let own = |(value, redacted): (&[u8], &str)| Known {
            value: Secret::new(value),
            redacted: redacted.to_owned(),
        };
        Scrubber {
            values: Values::of_sorted(known.into_iter().map(own).collect()),
            backward: OnceCell::new(),
        }
    }

    /// The text with all secrets redacted.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.bytes(text.as_bytes(), anywhere) {
            Some(clean) => Cow::Owned(String::from_utf8_lossy(&clean).into_owned()),
            None => Cow::Borrowed(text),
        }
    }

    /// The places of secrets that `hides` accepts, in order; if several begin at one place, the longest.
    fn hits<'s>(&'s self, text: &[u8], hides: fn(&Secret) -> bool) -> Vec<Hit<'s>> {
        let hit = |start: usize| {
            let known = self.values.at(&text[start..]).map(|at| self.values.get(at));
            let Known { value, redacted } = { known }.find(|known| hides(&known.value))?;
            Some(Hit { start, end: start + value.len(), redacted })
        };
        (0..text.len()).filter_map(hit).collect()
    }

    /// The bytes with the secrets that `hides` accepts redacted; `None` if there are none.
    fn bytes(&self, text: &[u8], hides: fn(&Secret) -> bool) -> Option<Vec<u8>> {
        let mut clean = Vec::new();
        let mut done = 0;
        for Hit { start, end, redacted } in self.hits(text, hides) {
            // A secret that begins inside another is removed together with it.
            if start >= done {
                clean.extend_from_slice(&text[done..start]);
                clean.extend_from_slice(redacted.as_bytes());
            }
            done = done.max(end);
        }
        (done > 0).then(|| {
            clean.extend_from_slice(&text[done..]);
            clean
        })
    }

    /// Redacts a line of a frame. The secrets of its own text are masked already, but not those of other texts.
    fn line(&self, line: &mut FrameLine) {
        let text = line.text.as_bytes();
        let mut hits = self.hits(text, in_frames);
        hits.extend(self.cut_behind(text));
        hits.extend(self.cut_before(text));
        if hits.is_empty() {
            return;
        }
        let mut hidden = vec![false; text.len()];
        for Hit { start, end, redacted } in hits {
            // The visible part of a redacted value is ASCII.
            let shown = redacted.chars().take_while(|&ch| ch != BULLET).count();
            hidden[(start + shown).min(end)..end].fill(true);
        }
        let mut out = Line::default();
        let (mut from, mut to) = (None, 0);
        for (count, (at, ch)) in line.text.char_indices().enumerate() {
            let before = out.count;
            if hidden[at] || ch == BULLET {
                out.bullet();
            } else {
                out.push(ch);
            }
            if (line.underline.0..line.underline.1).contains(&count) {
                from.get_or_insert(before.min(out.count.saturating_sub(1)));
                to = out.count;
            }
        }
        line.underline = from.map_or((0, 0), |from| (from, to));
        line.text = out.text;
    }

    /// The start of a value, where the line is cut behind it.
    fn cut_behind(&self, text: &[u8]) -> Option<Hit<'_>> {
        let end = text.strip_suffix(CUT.as_bytes())?.len();
        let first = end.saturating_sub(self.values.longest());
        (first..=end.checked_sub(SHORTEST)?).find_map(|start| {
            let redacted = &self.values.beginning_with(&text[start..end])?.redacted;
            Some(Hit { start, end, redacted })
        })
    }

    /// The end of a value, where the line is cut before it.
    fn cut_before(&self, text: &[u8]) -> Option<Hit<'_>> {
        let rest = text.strip_prefix(CUT.as_bytes()).filter(|_| !self.values.is_empty())?;
        let backward = self.backward.get_or_init(|| {
            let turned = |(known, _): (&Known, _)| known.bytes().iter().rev().copied().collect();
            let mut turned: Vec<Vec<u8>> = self.values.chains().map(turned).collect();
            turned.sort_unstable();
            Values::of_sorted(turned.into_iter().map(Backward).collect())
        });
        let last = rest.len().min(backward.longest());
        let turned: Vec<u8> = rest[..last].iter().rev().copied().collect();
        let length =
            (SHORTEST..=last).rev().find(|len| backward.beginning_with(&turned[last - len..]).is_some());
        length.map(|length| Hit { start: CUT.len(), end: CUT.len() + length, redacted: "" })
    }

    fn string(&self, text: &mut String) {
        if let Cow::Owned(clean) = self.text(text) {
            *text = clean;
        }
    }

    fn cow(&self, text: &mut Cow<'static, str>) {
        if let Cow::Owned(clean) = self.text(text) {
            *text = Cow::Owned(clean);
        }
    }

    /// Redacts everything in a finding except its value and its redacted form.
    pub fn finding(&self, finding: &mut Finding) {
        if self.values.is_empty() {
            return;
        }
        finding.frame.lines.iter_mut().for_each(|line| self.line(line));
        if let Some(clean) = self.bytes(finding.origin.path.as_bytes(), in_paths) {
            finding.origin.path = clean.into();
        }
        finding.marks.iter_mut().for_each(|mark| self.cow(&mut mark.detail));
        finding.related.iter_mut().for_each(|place| self.string(&mut place.label));
        if let Some(note) = &mut finding.note {
            self.cow(note);
        }
        if let Some(life) = &mut finding.life {
            self.string(&mut life.author);
            self.string(&mut life.summary);
            life.other_paths.iter_mut().chain(&mut life.refs).for_each(|text| self.string(text));
        }
        match &mut finding.suppressed {
            Some(Suppression::Allowed(text) | Suppression::Filter(text) | Suppression::Excluded(text)) => {
                self.string(text);
            }
            Some(Suppression::Marker(_) | Suppression::Pattern(_) | Suppression::Baseline) | None => {}
        }
    }

    /// Redacts an outcome. This is done at the end of each run, and must be repeated after texts were added or outcomes
    /// merged.
    pub fn outcome(outcome: &mut Outcome) {
        let scrubber = Scrubber::new(outcome.findings.iter().chain(&outcome.suppressed));
        scrubber.all(&mut outcome.findings, &mut outcome.coverage);
        scrubber.all(&mut outcome.suppressed, &mut Coverage::default());
    }

    /// Redacts findings and a receipt.
    pub fn all(&self, findings: &mut [Finding], coverage: &mut Coverage) {
        findings.iter_mut().for_each(|f| self.finding(f));
        for gaps in [&mut coverage.skipped, &mut coverage.unread, &mut coverage.missing] {
            self.gaps(gaps);
        }
    }

    /// Redacts gaps of a receipt.
    fn gaps(&self, gaps: &mut [Gap]) {
        for gap in gaps {
            if let Some(clean) = self.bytes(gap.what.as_bytes(), in_paths) {
                gap.what = String::from_utf8_lossy(&clean).into_owned();
            }
            self.string(&mut gap.why);
        }
    }
}

#[cfg(test)]
mod tests;
