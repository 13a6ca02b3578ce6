//! Entries of an allow file or a baseline: the fingerprints in them are no secrets.

use crate::finding::{AllowEntry, Fingerprint};
use crate::model::{Lines, Span};

/// Length of a written fingerprint: `ss1-` and 32 digits.
const ID_LENGTH: usize = 36;

/// A well-formed line of an allow file or a baseline, and the fingerprint at its start.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The whole line.
    pub line: Span,
    /// The fingerprint.
    pub id: Span,
}

/// The line at `span`, if it is a well-formed entry.
pub fn entry_at(lines: &Lines<'_>, span: Span) -> Option<Entry> {
    let whole = lines.at(span.start);
    let line = whole.inside.trim_ascii();
    // Quick test: most lines are no entries, and some are very long.
    if !line.starts_with(b"ss1-") {
        return None;
    }
    let line = std::str::from_utf8(line).ok()?;
    let entry = line.parse::<Fingerprint>().is_ok() || AllowEntry::parse(line).is_ok();
    let at = whole.span.start + whole.inside.iter().take_while(|b| b.is_ascii_whitespace()).count();
    entry.then(|| Entry { line: whole.span, id: Span::new(at, at + ID_LENGTH) })
}
