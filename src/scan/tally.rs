//! Counts for the receipt: of one unit, of one worker, and of all together.

use super::INTERRUPTED;
use crate::finding::Finding;
use crate::outcome::Gap;

/// The counts and findings of one worker, or of all.
#[derive(Default)]
pub struct Tally {
    pub findings: Vec<Finding>,
    pub scanned: u64,
    pub bytes: u64,
    pub lines: u64,
    pub left_out: u64,
    pub skipped: Vec<(usize, Gap)>,
    pub unread: Vec<(usize, Gap)>,
}

impl Tally {
    /// Counts one unit; `gap` names it where something of it was not looked at.
    pub fn enter(&mut self, done: Done, gap: impl Fn(String) -> (usize, Gap)) {
        match done {
            Done::Scanned { findings, bytes, lines } => {
                self.scanned += 1;
                self.bytes += bytes;
                self.lines += lines;
                self.findings.extend(findings);
            }
            Done::Partly { findings, bytes, why } => {
                self.left_out += u64::from(why == INTERRUPTED);
                self.bytes += bytes;
                self.findings.extend(findings);
                self.unread.push(gap(format!("all after the first {bytes} bytes: {why}")));
            }
            Done::Left(why) => {
                self.left_out += u64::from(why == INTERRUPTED);
                self.unread.push(gap(format!("begun, and its end {why}")));
            }
            Done::Skipped(why) => self.skipped.push(gap(why)),
            Done::Unread(why) => self.unread.push(gap(why)),
        }
    }

    /// Adds what a worker brings back.
    pub fn absorb(&mut self, part: Tally) {
        self.findings.extend(part.findings);
        self.scanned += part.scanned;
        self.bytes += part.bytes;
        self.lines += part.lines;
        self.left_out += part.left_out;
        self.skipped.extend(part.skipped);
        self.unread.extend(part.unread);
    }
}

/// What became of one unit.
pub enum Done {
    Scanned {
        findings: Vec<Finding>,
        bytes: u64,
        lines: u64,
    },
    /// The rest of it, after so many bytes, is unread.
    Partly {
        findings: Vec<Finding>,
        bytes: u64,
        why: String,
    },
    /// Begun, and left for this reason with nothing said of it.
    Left(&'static str),
    Skipped(String),
    Unread(String),
}
