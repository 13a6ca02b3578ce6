//! The allow file: values that are no secrets, or are known and accepted, each with a reason.
//!
//! ```text
//! ss1-0123456789abcdef0123456789abcdef  aws-key-pair  always      documented dummy of the tutorial
//! ss1-89abcdef0123456789abcdef01234567  jwt           2027-01-31  test tenant, gone by then
//! ```
//!
//! One line an entry: fingerprint, rule (for people only; `-` where none is known), last day it holds, reason.
//! Lines are sorted and no entry depends on another, so a union merge of two versions is always right.

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

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowEntry {
    /// The value it speaks of.
    pub fingerprint: Fingerprint,
    /// The rule that found it, for people; `-` where none is known.
    pub rule: String,
    /// The last day it holds; `None` for always.
    pub until: Option<Date>,
    /// Why it is no leak.
    pub reason: String,
}

impl fmt::Display for AllowEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let until = self.until.map_or_else(|| "always    ".to_owned(), |day| day.to_string());
        write!(f, "{}  {}  {until}  {}", self.fingerprint, self.rule, self.reason)
    }
}

impl AllowEntry {
    /// An entry with a reason fit for one line.
    pub fn new(fingerprint: Fingerprint, rule: &str, until: Option<Date>, reason: &str) -> Result<Self> {
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        if reason.is_empty() {
            return Err(Error::Usage(
                "an allow entry needs a reason: --reason \"why this is no leak\"".to_owned(),
            ));
        }
        if reason.chars().any(char::is_control) {
            return Err(Error::Usage(
                "the reason of an allow entry must not hold control characters".to_owned(),
            ));
        }
        let rule = if rule.is_empty() || rule.contains(char::is_whitespace) { "-" } else { rule };
        Ok(AllowEntry { fingerprint, rule: rule.to_owned(), until, reason })
    }

    pub(super) fn parse(line: &str) -> std::result::Result<Self, String> {
        let mut rest = line;
        let mut word = || {
            let text = rest.trim_start();
            let (word, tail) = text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()));
            rest = tail;
            word
        };
        let (id, rule, until) = (word(), word(), word());
        let fingerprint = id
            .parse()
            .map_err(|()| format!("\"{}\" is no fingerprint (ss1- and 32 hex digits)", id.escape_debug()))?;
        let until = match until {
            "always" => None,
            day => Some(day.parse().map_err(|()| {
                format!("\"{}\" is neither a day (2027-01-31) nor the word always", day.escape_debug())
            })?),
        };
        let reason = rest.trim();
        if reason.is_empty() {
            return Err("the entry has no reason".to_owned());
        }
        Ok(AllowEntry { fingerprint, rule: rule.to_owned(), until, reason: reason.to_owned() })
    }
}

/// What the list says of a fingerprint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// Not reported; the reason.
    Allowed(&'a str),
    /// Was allowed until that day.
    Expired(Date),
    /// Not in the list.
    Unknown,
}

/// All entries of a file, sorted. There may be several for one value (two branches allowed it): any of them counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowList {
    entries: BTreeMap<Fingerprint, Vec<AllowEntry>>,
}

impl AllowList {
    /// Reads the text of an allow file; a line that is none is an error with its number, never skipped.
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

    /// Adds an entry. An equal one is not doubled; false where nothing changed.
    pub fn insert(&mut self, entry: AllowEntry) -> bool {
        let same = self.entries.entry(entry.fingerprint).or_default();
        let new = !same.contains(&entry);
        if new {
            same.push(entry);
            same.sort_by(|a, b| (&a.rule, a.until, &a.reason).cmp(&(&b.rule, b.until, &b.reason)));
        }
        new
    }

    /// Adds an entry in place of those there are for its value: a new reason or a new last day.
    pub fn replace(&mut self, entry: AllowEntry) {
        self.entries.insert(entry.fingerprint, vec![entry]);
    }

    /// What the list says of a value on that day.
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

    /// True where there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes out every entry that held nothing back in this run; gives them. Only a run that saw everything may.
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
mod tests {
    use super::*;
    use crate::finding::testing;
    use crate::model::Span;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn entry(value: &str, until: Option<&str>, reason: &str) -> AllowEntry {
        AllowEntry::new(Fingerprint::of(value.as_bytes()), "some-rule", until.map(day), reason).expect("fits")
    }

    fn parse(text: &str) -> Result<AllowList> {
        AllowList::parse(text.as_bytes(), Path::new(ALLOW_FILE))
    }

    #[test]
    fn writes_and_reads_back() {
        let mut list = AllowList::default();
        assert!(list.insert(entry("b", None, "known  \n dummy")));
        assert!(list.insert(entry("a", Some("2027-01-31"), "until then")));
        assert!(!list.insert(entry("b", None, "known dummy")));
        let text = list.to_string();
        assert_eq!(parse(&text).expect("our own text"), list);
        assert_eq!(text.lines().filter(|l| !l.starts_with('#')).count(), 2);
        assert!(text.lines().all(|l| l.starts_with("ss1-") || l.starts_with('#')));
    }

    #[test]
    fn a_union_of_two_versions_is_right() {
        let (mut ours, mut theirs) = (AllowList::default(), AllowList::default());
        ours.insert(entry("a", None, "ours"));
        theirs.insert(entry("a", Some("2026-01-01"), "theirs"));
        theirs.insert(entry("c", None, "more"));
        let merged = parse(&format!("{theirs}{ours}{theirs}")).expect("a union");
        assert_eq!(merged.entries().count(), 3);
        let verdict = merged.verdict(&Fingerprint::of(b"a"), day("2026-11-23"));
        assert_eq!(verdict, Verdict::Allowed("ours"));
    }

    #[test]
    fn entries_expire() {
        let list = parse(&entry("a", Some("2026-11-23"), "x").to_string()).expect("one line");
        let id = Fingerprint::of(b"a");
        assert_eq!(list.verdict(&id, day("2026-11-23")), Verdict::Allowed("x"));
        assert_eq!(list.verdict(&id, day("2026-11-24")), Verdict::Expired(day("2026-11-23")));
        assert_eq!(list.verdict(&Fingerprint::of(b"b"), day("2026-11-24")), Verdict::Unknown);
    }

    #[test]
    fn bad_lines_are_errors_with_file_and_line() {
        let id = Fingerprint::of(b"a");
        for (text, words) in [
            ("# x\n\nss1-12 r always y".to_owned(), "line 3: \"ss1-12\" is no fingerprint"),
            (format!("{id} r never y"), "line 1: \"never\" is neither a day"),
            (format!("{id} r 2026-02-30 y"), "neither a day"),
            (format!("{id} r always  "), "no reason"),
            (format!("{id}"), "neither a day"),
            (format!("<<<<<<< HEAD\n{id} r always y"), "merge conflict"),
        ] {
            let error = parse(&text).expect_err(&text).to_string();
            assert!(error.starts_with(".secretscan-allow: line ") && error.contains(words), "{error}");
        }
        assert!(AllowList::parse(b"\xff\xfe", Path::new("x")).is_err());
    }

    #[test]
    fn prune_keeps_what_matched() {
        let mut list = AllowList::default();
        list.insert(entry("used", None, "x"));
        list.insert(entry("gone", None, "x"));
        let mut held = testing::finding("used", "a", Span::new(0, 4));
        held.suppressed = Some(Suppression::Allowed("x".to_owned()));
        let mut found = testing::finding("gone", "a", Span::new(0, 4));
        found.suppressed = Some(Suppression::Baseline);
        let gone = list.prune(&[held, found]);
        assert_eq!(gone.len(), 1);
        assert_eq!(gone[0].fingerprint, Fingerprint::of(b"gone"));
        assert_eq!(list.entries().count(), 1);
    }

    #[test]
    fn a_reason_is_one_line_and_not_nothing() {
        let id = Fingerprint::of(b"a");
        assert!(AllowEntry::new(id, "r", None, " \n ").is_err());
        assert!(AllowEntry::new(id, "r", None, "a\u{1b}[2J").is_err());
    }
}
