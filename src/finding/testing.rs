//! Findings made by hand, for the tests of this folder and of the reports.

use super::{Finding, Fingerprint, Frame, Secret, mask};
use crate::model::{Confidence, Origin, Place, Position, RuleIx, Severity, Span};

/// A finding of `value` on the first line of a file.
pub(crate) fn finding(value: &str, path: &str, span: Span) -> Finding {
    Finding {
        fingerprint: Fingerprint::of(value.as_bytes()),
        rule: RuleIx(0),
        severity: Severity::High,
        confidence: Confidence::High,
        origin: Origin { path: path.into(), place: Place::File },
        span,
        start: Position { line: 1, column: span.start + 1 },
        end: Position { line: 1, column: span.end + 1 },
        columns: (span.start + 1, span.end + 1),
        secret: Secret::new(value),
        redacted: mask::redacted(value.as_bytes(), 0),
        frame: Frame::default(),
        related: Vec::new(),
        marks: Vec::new(),
        aws_account: None,
        note: None,
        life: None,
        refused: false,
        suppressed: None,
    }
}
