//! Makes a draft of a candidate: everything about a finding that does not depend on the path of its file.

use super::columns::Columns;
use super::{Assembler, PARTNER_SHOWN, SHORTEST_BODY};
use crate::finding::frame::Framer;
use crate::finding::literals::Literals;
use crate::finding::mask::{self, Mask};
use crate::finding::overlap::{Draft, ShownLine};
use crate::finding::{Finding, Fingerprint, Frame, RelatedPlace, Secret, Suppression, marker};
use crate::model::{Candidate, LineMap, Mark, Origin, Place, RepoPath, Span};
use std::collections::HashSet;

impl Assembler<'_> {
    /// The framer for `frames` findings of a text. It masks all candidates, including those that are not reported.
    pub(super) fn framer<'t>(
        &self,
        bytes: &'t [u8],
        lines: &'t LineMap,
        all: &'t [Candidate<'_>],
        frames: usize,
    ) -> Framer<'t> {
        let mut masks = Vec::with_capacity(all.len());
        let mut literals = Vec::new();
        let own: HashSet<Span> = all.iter().map(|c| c.secret).collect();
        for c in all {
            let soft = self.rules.is_generic(c.rule);
            let shown = shown_of(c, bytes);
            masks.push(Mask { span: c.secret, shown, soft });
            literals.push((c.secret.of(bytes), shown));
            let prefix = mask::shown_prefix(&c.value, c.public_prefix);
            if c.value != c.secret.of(bytes) {
                literals.push((&c.value, prefix));
            }
            // The secret part may occur alone elsewhere and be joined to its prefix at run time.
            if prefix > 0 && c.value.len() - prefix >= SHORTEST_BODY {
                literals.push((&c.value[prefix..], 0));
            }
            // A partner that is also a candidate is masked as one, with its own public prefix.
            for partner in c.related.iter().filter(|p| !own.contains(&p.span)) {
                let shown = if partner.secret { 0 } else { PARTNER_SHOWN.min(partner.span.len() / 2) };
                masks.push(Mask { span: partner.span, shown, soft: !partner.secret });
            }
        }
        for span in self.hidden.map_or_else(Vec::new, |hidden| hidden(bytes)) {
            masks.push(Mask { span, shown: 0, soft: true });
            literals.push((span.of(bytes), 0));
        }
        Framer::new(bytes, lines, masks, Literals::new(literals), frames)
    }

    /// The draft of `c`. `marks` are the candidate's own; secrets that `framed` rejects get no frame.
    pub(super) fn draft(
        &self,
        c: &Candidate<'_>,
        marks: Vec<Mark>,
        bytes: &[u8],
        columns: &Columns<'_>,
        framer: Option<&Framer<'_>>,
        framed: impl Fn(&Fingerprint) -> bool,
    ) -> Draft {
        let mut finding = self.unframed(c, marks, columns);
        // A refuted candidate is listed in one line, without a frame.
        let is_refuted = matches!(finding.suppressed, Some(Suppression::Filter(_)));
        if let Some(framer) = framer.filter(|_| !is_refuted && framed(&finding.fingerprint)) {
            let partners: Vec<Span> = c.related.iter().map(|r| r.span).collect();
            finding.frame = framer.frame(c.secret, &partners);
        }
        Draft {
            finding,
            generic: self.rules.is_generic(c.rule),
            narrow: self.rules.is_narrow(c.rule),
            // An expired credential still covers its partners, so only a real dismissal counts here.
            dismissed: c.dismissed.is_some(),
            line: self.policy.lines.is_some().then(|| shown_line(bytes, columns.lines, c.secret)),
            partners: c.related.iter().map(|r| (r.span, r.secret)).collect(),
        }
    }

    /// What is said of `c` without the text around it.
    fn unframed(&self, c: &Candidate<'_>, mut marks: Vec<Mark>, columns: &Columns<'_>) -> Finding {
        let lines = columns.lines;
        let related = c.related.iter().map(|r| RelatedPlace {
            start: lines.position(r.span.start),
            end: lines.position(r.span.end),
            label: r.label.clone().into_owned(),
        });
        // Findings live until the run ends.
        marks.shrink_to_fit();
        Finding {
            fingerprint: Fingerprint::of(&c.value),
            rule: c.rule,
            severity: c.severity,
            confidence: c.confidence,
            origin: Origin { path: RepoPath::default(), place: Place::File },
            span: c.secret,
            start: lines.position(c.secret.start),
            end: lines.position(c.secret.end),
            columns: (columns.at(c.secret.start), columns.at(c.secret.end)),
            secret: Secret::new(&*c.value),
            redacted: mask::redacted(&c.value, c.public_prefix),
            frame: Frame::default(),
            related: related.collect(),
            marks,
            aws_account: c.aws_account,
            note: c.note.clone(),
            life: None,
            refused: false,
            suppressed: self.suppressed_by_content(c, columns),
        }
    }

    /// Why the content of the text alone holds a candidate back: it is refuted, or a marker stands beside it.
    fn suppressed_by_content(&self, c: &Candidate<'_>, columns: &Columns<'_>) -> Option<Suppression> {
        match self.refuted(c) {
            Some(reason) => Some(Suppression::Filter(reason.into_owned())),
            None if self.frames => {
                marker::marker(&columns.text, c.secret).map(|name| Suppression::Marker(name.to_owned()))
            }
            None => None,
        }
    }
}

/// The first line of a secret. Of a very long line only the neighbourhood is kept, with a NUL in place of the rest.
pub fn shown_line(bytes: &[u8], lines: &LineMap, secret: Span) -> ShownLine {
    const NEAR: usize = 4096;
    let number = lines.position(secret.start).line;
    let whole = lines.span(number).start;
    let end = whole + lines.line(bytes, number).len();
    let start = whole.max(secret.start.saturating_sub(NEAR));
    let stop = end.min(secret.end.min(end) + NEAR).max(start);
    let mut text = Vec::with_capacity(stop - start + 2);
    text.extend((start > whole).then_some(0));
    let shift = text.len();
    text.extend_from_slice(&bytes[start..stop]);
    text.extend((stop < end).then_some(0));
    let at = secret.start - start + shift;
    let place = Span::new(at, at + secret.end.min(stop).saturating_sub(secret.start));
    ShownLine { number, text: Secret::new(text), place }
}

/// How many bytes at the front of the secret's place in the text may be shown: none if the text is an encoding of the
/// value.
fn shown_of(c: &Candidate<'_>, bytes: &[u8]) -> usize {
    let shown = mask::shown_prefix(&c.value, c.public_prefix);
    let raw = c.secret.of(bytes);
    let prefix = &c.value[..shown];
    if raw.starts_with(prefix) {
        return shown;
    }
    // In UTF-16 there is a NUL beside each of them.
    let wide: Vec<u8> = raw.iter().take(2 * shown).copied().filter(|b| *b != 0).collect();
    if wide == prefix { 2 * shown } else { 0 }
}
