//! The allow file: values that are no secrets, or are known and accepted, each with a reason.
//!
//! ```text
//! ss1-0123456789abcdef0123456789abcdef  aws-key-pair  always      documented dummy of the tutorial
//! ss1-89abcdef0123456789abcdef01234567  jwt           2027-01-31  test tenant, gone by then
//! ```
//!
//! One line an entry: fingerprint, rule (for people only; `-` where none is known), last day it holds, reason.
//! Lines are sorted and no entry depends on another, so a union merge of two versions is always right.

mod entry;

pub use entry::AllowEntry;

use super::{Date, Finding, Fingerprint, Suppression};
use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

/// Name of the file, in the root of the repository or scanned folder.
pub const ALLOW_FILE: &str = ".secretscan-allow";
/// The line for `.gitattributes` that lets two branches add entries without a conflict.
pub const UNION_HINT: &str = ".secretscan-allow merge=union";

const HEADER: &str = "\
# Values that secretscan does not report. Written by `secretscan allow ID --reason TEXT`; read by hook, CI and history.
# A line: fingerprint, rule, last day it holds or `always`, reason. Order and doubles do not matter: merge=union is safe.
";

/// What the list says about a fingerprint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// Not reported; the reason.
    Allowed(&'a str),
    /// Was allowed until that day.
    Expired(Date),
    /// Not in the list.
    Unknown,
}

/// All entries of a file, sorted. One value may have several (two branches allowed it): any of them counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowList {
    entries: BTreeMap<Fingerprint, Vec<AllowEntry>>,
}

impl AllowList {
    /// Reads the text of an allow file. A malformed line is an error with its number; it is never skipped.
    pub fn parse(text: &[u8], path: &Path) -> Result<Self> {
        let mut list = AllowList::default();
        for (number, line) in text.split(|b| *b == b'\n').enumerate() {
            let error = |message: String| Error::Config {
                path: path.to_owned(),
                message: format!("line {}: {message}; correct or remove the line", number + 1),
            };
            let line = std::str::from_utf8(line).map_err(|_| error("is not UTF-8 text".to_owned()))?;
            let line = line.trim_start_matches('\u{FEFF}').trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|m| line.starts_with(m)) {
                let message = format!(
                    "a merge conflict (keep both sides; \"{UNION_HINT}\" in .gitattributes avoids it)"
                );
                return Err(error(message));
            }
            list.insert(AllowEntry::parse(line).map_err(error)?);
        }
        Ok(list)
    }

    /// Adds an entry, unless it is there already. True if it was added.
    pub fn insert(&mut self, entry: AllowEntry) -> bool {
        let same = self.entries.entry(entry.fingerprint).or_default();
        let new = !same.contains(&entry);
        if new {
            same.push(entry);
            same.sort_by(|a, b| (&a.rule, a.until, &a.reason).cmp(&(&b.rule, b.until, &b.reason)));
        }
        new
    }

    /// Adds an entry in place of all others for the same value.
    pub fn replace(&mut self, entry: AllowEntry) {
        self.entries.insert(entry.fingerprint, vec![entry]);
    }

    /// What the list says about a value on a day.
    pub fn verdict(&self, fingerprint: &Fingerprint, today: Date) -> Verdict<'_> {
        let Some(same) = self.entries.get(fingerprint) else { return Verdict::Unknown };
        match same.iter().find(|e| e.until.is_none_or(|day| today <= day)) {
            Some(entry) => Verdict::Allowed(&entry.reason),
            None => same.iter().filter_map(|e| e.until).max().map_or(Verdict::Unknown, Verdict::Expired),
        }
    }

    /// All entries in the order of the file.
    pub fn entries(&self) -> impl Iterator<Item = &AllowEntry> {
        self.entries.values().flatten()
    }

    /// True if there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Removes and returns every entry that held nothing back. Only valid after a run that scanned everything.
    pub fn prune(&mut self, suppressed: &[Finding]) -> Vec<AllowEntry> {
        let used: BTreeSet<_> = suppressed
            .iter()
            .filter(|f| matches!(f.suppressed, Some(Suppression::Allowed(_))))
            .map(|f| f.fingerprint)
            .collect();
        let (keep, gone) =
            std::mem::take(&mut self.entries).into_iter().partition(|(id, _)| used.contains(id));
        self.entries = keep;
        gone.into_values().flatten().collect()
    }
}

impl fmt::Display for AllowList {
    /// The whole file: header, then sorted lines.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HEADER)?;
        self.entries().try_for_each(|entry| writeln!(f, "{entry}"))
    }
}

#[cfg(test)]
mod tests;
