//! An entry of the allow file: one line, one value, one reason.

use crate::error::{Error, Result};
use crate::finding::{Date, Fingerprint};
use std::fmt;

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowEntry {
    /// The value that is allowed.
    pub fingerprint: Fingerprint,
    /// The rule that found it, for people; `-` if not known.
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
    /// An entry. The reason is made to fit on one line.
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

    pub(in crate::finding) fn parse(line: &str) -> std::result::Result<Self, String> {
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
