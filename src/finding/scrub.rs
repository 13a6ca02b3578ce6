//! Takes secrets out of everything else that a report says: paths, commit messages, authors, reasons.

use super::{Finding, Secret, Suppression};
use crate::outcome::Gap;
use aho_corasick::AhoCorasick;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Shorter values are words of their surroundings; masking them would tell more than it hides.
const SHORTEST: usize = 6;
/// In a path a short value is more likely a folder's name than a leak.
const SHORTEST_IN_PATH: usize = 12;
/// What has letters alone is a name up to this length.
const LONGEST_NAME: usize = 24;

/// Values are found by their first bytes, so that thousands of long ones cost little memory.
const HEAD: usize = 16;

/// True for what a filter dismissed and what looks like words: masking `password` wherever it stands would garble paths
/// and reasons, and hide nothing.
fn is_word(finding: &Finding) -> bool {
    matches!(finding.suppressed, Some(Suppression::Filter(_))) && has_letters_alone(&finding.secret)
}

fn has_letters_alone(value: &Secret) -> bool {
    value.reveal().iter().all(|b| b.is_ascii_alphabetic() || b"-_ ".contains(b))
}

/// True for a value that is masked wherever it stands.
fn anywhere(value: &Secret) -> bool {
    value.len() >= SHORTEST
}

/// True for a value that is masked in a path, too. A shorter one made of letters is a name there: a file that cannot be
/// opened by the path in the report helps nobody.
fn in_paths(value: &Secret) -> bool {
    value.len() >= LONGEST_NAME || value.len() >= SHORTEST_IN_PATH && !has_letters_alone(value)
}

/// Searches text for the secrets of a run and replaces each by its redacted form.
pub struct Scrubber {
    heads: Option<AhoCorasick>,
    /// For each head the values that begin with it, and their redacted forms; longest first.
    values: Vec<Vec<(Secret, String)>>,
}

impl Scrubber {
    /// A scrubber for the values of these findings.
    pub fn new<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let mut by_head: BTreeMap<&[u8], BTreeMap<&Secret, &str>> = BTreeMap::new();
        for f in findings.into_iter().filter(|f| f.secret.len() >= SHORTEST && !is_word(f)) {
            let value = f.secret.reveal();
            by_head.entry(&value[..value.len().min(HEAD)]).or_default().insert(&f.secret, &f.redacted);
        }
        let heads = if by_head.is_empty() { None } else { AhoCorasick::new(by_head.keys()).ok() };
        let owned = |values: BTreeMap<&Secret, &str>| {
            let mut values: Vec<(Secret, String)> =
                values.into_iter().map(|(value, redacted)| (value.clone(), redacted.to_owned())).collect();
            values.sort_by_key(|(value, _)| Reverse(value.len()));
            values
        };
        Scrubber { heads, values: by_head.into_values().map(owned).collect() }
    }

    /// The text without any of the secrets.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.bytes(text.as_bytes(), anywhere) {
            Some(clean) => Cow::Owned(String::from_utf8_lossy(&clean).into_owned()),
            None => Cow::Borrowed(text),
        }
    }

    /// The bytes without any of the secrets that `hides` holds for; `None` where there is none in them.
    fn bytes(&self, text: &[u8], hides: fn(&Secret) -> bool) -> Option<Vec<u8>> {
        let mut found: Vec<(usize, usize, &str)> = Vec::new();
        for head in self.heads.as_ref()?.find_overlapping_iter(text) {
            let rest = &text[head.start()..];
            let values = self.values.get(head.pattern().as_usize())?;
            let here = values.iter().find(|(value, _)| hides(value) && rest.starts_with(value.reveal()));
            found.extend(
                here.map(|(value, redacted)| (head.start(), head.start() + value.len(), &**redacted)),
            );
        }
        found.sort_by_key(|&(start, end, _)| (start, Reverse(end)));
        let mut clean = Vec::new();
        let mut done = 0;
        for (start, end, redacted) in found {
            // One that begins inside another is dropped with it, to its own end.
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
        if self.heads.is_none() {
            return;
        }
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

    /// What a receipt says.
    pub fn gaps(&self, gaps: &mut [Gap]) {
        for gap in gaps {
            if let Some(clean) = self.bytes(gap.what.as_bytes(), in_paths) {
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
        let value = "zyxwvut7srqpon";
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
        let mut finding = testing::finding("Authentication", "src/AuthenticationTest.java", Span::new(0, 14));
        Scrubber::new([&finding.clone()]).finding(&mut finding);
        assert_eq!(finding.origin.path.to_string(), "src/AuthenticationTest.java");
    }

    #[test]
    fn values_that_overlap_or_share_their_front_go_whole() {
        let values = ["zyxwvutsrqponmlkjihg", "zyxwvutsrqponmlkQQQQQQ", "jihgAAAAAA", "zyxwvutsrqponmlk"];
        let findings = values.map(|v| testing::finding(v, "a", Span::new(0, v.len())));
        let scrubber = Scrubber::new(&findings);
        let clean = |text: &str| scrubber.text(text).into_owned();
        assert_eq!(clean("<zyxwvutsrqponmlkjihgAAAAAA>"), format!("<{}>", "•".repeat(20)));
        assert_eq!(clean("<zyxwvutsrqponmlkQQQQQQ>"), format!("<{}>", "•".repeat(22)));
        assert_eq!(clean("<zyxwvutsrqponmlkQ>"), format!("<{}Q>", "•".repeat(16)));
        assert_eq!(clean("nothing"), "nothing");
    }

    #[test]
    fn dismissed_words_are_no_secrets() {
        let mut dismissed = testing::finding("Authorizations", "vendor/Authorizations.go", Span::new(0, 14));
        let kept = dismissed.clone();
        dismissed.suppressed = Some(Suppression::Filter("everyday words".to_owned()));
        assert_eq!(Scrubber::new([&dismissed]).text("no Authorizations here"), "no Authorizations here");
        assert_eq!(Scrubber::new([&kept]).text("no Authorizations"), format!("no {}", "•".repeat(14)));
    }
}
