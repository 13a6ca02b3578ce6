//! Only the fingerprints of the secrets in a text: for histories, which see a secret in a thousand versions of a file.

use super::Assembler;
use super::draft::shown_line;
use super::entry::{Entry, entry_at};
use crate::finding::overlap::{self, Claim, Rival, ShownLine};
use crate::finding::{Fingerprint, Verdict, marker};
use crate::model::{Candidate, LineMap, Lines, Origin, Span};

/// A reduced [`Sheet`](super::Sheet) that tells which secrets a text contains, but not how they look. Small and quick
/// to make.
#[derive(Clone, Debug, Default)]
pub struct Sketch {
    rivals: Vec<Sketched>,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Sketched {
    claim: Claim,
    /// It is suppressed by a marker in the text, or because the value says that it is expired.
    marked: bool,
    /// The line that it starts in; only if allowed patterns of git-secrets are to be matched against it.
    line: Option<Box<ShownLine>>,
    partners: Box<[(Span, bool)]>,
}

impl Rival for Sketched {
    fn claim(&self) -> Claim {
        self.claim
    }

    fn partners(&self) -> &[(Span, bool)] {
        &self.partners
    }
}

impl Sketch {
    /// True if no path can have a finding, reported or suppressed.
    pub fn is_empty(&self) -> bool {
        self.rivals.is_empty()
    }
}

impl Assembler<'_> {
    /// As [`Assembler::sheet`] for a text that is new as a whole, but with fingerprints only.
    pub fn sketch(&self, bytes: &[u8], candidates: &[Candidate<'_>]) -> Sketch {
        let counting: Vec<&Candidate<'_>> =
            candidates.iter().filter(|c| c.confidence >= self.policy.threshold).collect();
        if counting.is_empty() {
            return Sketch::default();
        }
        let lines = Lines::of(bytes);
        let map = self.policy.lines.is_some().then(|| LineMap::new(bytes));
        let sketched = |c: &&Candidate<'_>| Sketched {
            claim: Claim {
                fingerprint: Fingerprint::of(&c.value),
                span: c.secret,
                length: c.value.len(),
                rule: c.rule,
                severity: c.severity,
                confidence: c.confidence,
                generic: self.rules.is_generic(c.rule),
                narrow: self.rules.is_narrow(c.rule),
                dismissed: c.dismissed.is_some(),
            },
            marked: self.refuted(c).is_some() || self.frames && marker::marker(&lines, c.secret).is_some(),
            line: map.as_ref().map(|map| Box::new(shown_line(bytes, map, c.secret))),
            partners: c.related.iter().map(|r| (r.span, r.secret)).collect(),
        };
        let entries = counting.iter().filter_map(|c| entry_at(&lines, c.secret)).collect();
        Sketch { rivals: counting.iter().map(sketched).collect(), entries }
    }

    /// The fingerprints of the findings that [`Assembler::at`] would make at a path, each with whether it would be
    /// suppressed.
    pub fn names_at(&self, sketch: &Sketch, origin: &Origin) -> Vec<(Fingerprint, bool)> {
        let counts = self.counting(&sketch.entries, origin);
        let rivals = sketch.rivals.iter().filter(|r| counts(&r.claim)).cloned().collect();
        let excluded = self.policy.excludes(&origin.path);
        let held = |r: &Sketched| {
            let id = &r.claim.fingerprint;
            let by_decision = || {
                let allowed = self.policy.allow.verdict(id, self.policy.today);
                matches!(allowed, Verdict::Allowed(_))
                    || self.policy.baseline.as_ref().is_some_and(|b| b.contains(id))
            };
            let by_pattern = || r.line.as_ref().is_some_and(|line| self.allowed(origin, line).is_some());
            r.claim.dismissed || r.marked || excluded || by_decision() || by_pattern()
        };
        overlap::resolve(rivals).iter().map(|r| (r.claim.fingerprint, held(r))).collect()
    }
}
