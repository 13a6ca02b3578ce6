//! Which findings are held back, and for what reason.

use super::Assembler;
use crate::finding::overlap::ShownLine;
use crate::finding::{Date, EXPIRED, Finding, Suppression, Verdict};
use crate::model::{Candidate, Origin};
use std::borrow::Cow;

impl Assembler<'_> {
    /// Sets `suppressed` of a finding where a decision holds it back. The strongest reason wins: that it is no secret
    /// at all, then a decision about the value (allow file, marker, baseline), then one about the path.
    pub(super) fn suppress(&self, finding: &mut Finding, excluded: bool) {
        // A marker was noted when the bytes were read. An allow entry replaces it, because it gives a reason.
        if matches!(finding.suppressed, Some(Suppression::Filter(_))) {
            return;
        }
        match self.policy.allow.verdict(&finding.fingerprint, self.policy.today) {
            Verdict::Allowed(reason) => finding.suppressed = Some(Suppression::Allowed(reason.to_owned())),
            Verdict::Expired(day) => {
                finding.note.get_or_insert_with(|| format!("its allow entry ended on {day}").into());
            }
            Verdict::Unknown => {}
        }
        if finding.suppressed.is_some() {
            return;
        }
        if self.policy.baseline.as_ref().is_some_and(|b| b.contains(&finding.fingerprint)) {
            finding.suppressed = Some(Suppression::Baseline);
        } else if excluded {
            finding.suppressed = Some(Suppression::Excluded("path excluded by the configuration".to_owned()));
        }
    }

    /// Why a candidate is no secret, or is a credential that has expired; `None` otherwise.
    pub(super) fn refuted(&self, c: &Candidate<'_>) -> Option<Cow<'static, str>> {
        let day = c.ends.map(|end| Date::of_unix_day(end / 86_400)).filter(|day| *day < self.policy.today);
        c.dismissed.clone().or_else(|| day.map(|day| format!("{EXPIRED} on {day}").into()))
    }

    /// The allowed pattern of git-secrets that matches the line at this path, if there is one.
    pub(super) fn allowed(&self, origin: &Origin, line: &ShownLine) -> Option<Suppression> {
        let lines = self.policy.lines.as_ref()?;
        let path = origin.path.as_bytes();
        lines.allows(path, line.number, line.text.reveal(), line.place).map(Suppression::Pattern)
    }
}
