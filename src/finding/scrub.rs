//! Takes secrets out of everything else that a report says: paths, commit messages, authors, reasons.

use super::{Finding, Suppression};
use crate::outcome::Gap;
use aho_corasick::{AhoCorasick, MatchKind};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Shorter values are words of their surroundings; masking them would tell more than it hides.
const SHORTEST: usize = 6;
/// In a path a short value is more likely a folder's name than a leak.
const SHORTEST_IN_PATH: usize = 12;

/// Searches text for the secrets of a run and replaces each by its redacted form.
pub struct Scrubber {
    search: Option<(AhoCorasick, Vec<String>)>,
}

impl Scrubber {
    /// A scrubber for the values of these findings.
    pub fn new<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let values: BTreeMap<&[u8], &str> = findings
            .into_iter()
            .filter(|f| f.secret.len() >= SHORTEST)
            .map(|f| (f.secret.reveal(), f.redacted.as_str()))
            .collect();
        let search = (!values.is_empty())
            .then(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(values.keys()).ok())
            .flatten();
        Scrubber { search: search.map(|s| (s, values.into_values().map(str::to_owned).collect())) }
    }

    /// The text without any of the secrets.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.bytes(text.as_bytes(), SHORTEST) {
            Some(clean) => Cow::Owned(String::from_utf8_lossy(&clean).into_owned()),
            None => Cow::Borrowed(text),
        }
    }

    /// The bytes without any secret of at least `shortest` bytes; `None` where there is none in them.
    fn bytes(&self, text: &[u8], shortest: usize) -> Option<Vec<u8>> {
        let (search, redacted) = self.search.as_ref()?;
        let mut clean = Vec::new();
        let mut from = 0;
        for found in search.find_iter(text).filter(|m| m.len() >= shortest) {
            clean.extend_from_slice(&text[from..found.start()]);
            clean.extend_from_slice(redacted.get(found.pattern().as_usize()).map_or(b"", |r| r.as_bytes()));
            from = found.end();
        }
        (from > 0).then(|| {
            clean.extend_from_slice(&text[from..]);
            clean
        })
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

    /// Everything of a finding but its value, its redacted form and its frame, which is masked already.
    pub fn finding(&self, finding: &mut Finding) {
        if self.search.is_none() {
            return;
        }
        if let Some(clean) = self.bytes(finding.origin.path.as_bytes(), SHORTEST_IN_PATH) {
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
            Some(Suppression::Marker(_) | Suppression::Baseline) | None => {}
        }
    }

    /// What a receipt says.
    pub fn gaps(&self, gaps: &mut [Gap]) {
        for gap in gaps {
            if let Some(clean) = self.bytes(gap.what.as_bytes(), SHORTEST_IN_PATH) {
                gap.what = String::from_utf8_lossy(&clean).into_owned();
            }
            self.string(&mut gap.why);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Life, testing};
    use crate::model::Span;

    #[test]
    fn nothing_else_tells_the_value() {
        let value = "zyxwvutsrqponm";
        let mut finding = testing::finding(value, &format!("keys/{value}.txt"), Span::new(0, 14));
        let with = || format!("it is {value}!");
        finding.note = Some(with().into());
        finding.suppressed = Some(Suppression::Allowed(with()));
        finding.life = Some(Life { author: with(), summary: with(), refs: vec![with()], ..Life::default() });
        Scrubber::new([&finding.clone()]).finding(&mut finding);
        assert!(!format!("{finding:?}").contains(value));
        assert_eq!(finding.origin.path.to_string(), "keys/••••••••••••••.txt");
    }

    #[test]
    fn short_values_leave_paths_alone() {
        let mut finding = testing::finding("config", "config/config.ini", Span::new(0, 6));
        Scrubber::new([&finding.clone()]).finding(&mut finding);
        assert_eq!(finding.origin.path.to_string(), "config/config.ini");
    }
}
