//! The compiled patterns of git-secrets: prohibited and allowed ones.

use super::registered::{Registered, Written};
use crate::cli::committed::Committed;
use crate::compat::LinePatterns;
use crate::engine::extra::Extra;
use crate::error::{Error, Result};
use crate::finding::AllowedLines;
use crate::git::Repo;
use crate::model::Span;
use std::sync::Arc;

/// The file of allowed patterns at the root of a repository.
pub const ALLOWED_FILE: &str = ".gitallowed";

/// Patterns of a repository and its user, compiled.
#[derive(Debug)]
pub struct Patterns {
    /// What must not appear, as whole words.
    pub prohibited: LinePatterns,
    /// What may, matched against the whole output line, path included.
    pub allowed: LinePatterns,
    /// Where each allowed pattern is written.
    pub places: Vec<String>,
}

/// Finds every match that is not allowed, or every line with one.
#[derive(Debug)]
struct Finder {
    patterns: Arc<Patterns>,
    whole_lines: bool,
}

impl Extra for Finder {
    fn find(&self, text: &[u8]) -> Vec<Span> {
        let mut found = Vec::new();
        let prohibited = &self.patterns.prohibited;
        for line in prohibited.lines(text) {
            let content = &text[line.line_start..line.line_end];
            if !self.whole_lines {
                let spans = prohibited.matches(content).into_iter().filter(|(start, end)| start < end);
                found.extend(
                    spans.map(|(start, end)| Span::new(line.line_start + start, line.line_start + end)),
                );
            } else if prohibited.is_solid_match(content) {
                found.push(Span::new(line.line_start, line.line_end));
            }
        }
        found
    }
}

impl AllowedLines for Patterns {
    fn allows(&self, path: &[u8], number: usize, line: &[u8], place: Span) -> Option<String> {
        let mut shown = path.to_vec();
        shown.extend_from_slice(format!(":{number}:").as_bytes());
        let offset = shown.len();
        shown.extend_from_slice(line);
        // A finding of a whole line covers every match in the line.
        let inner =
            if place.end - place.start == line.len() { self.prohibited.matches(line) } else { Vec::new() };
        let spans = if inner.is_empty() { vec![(place.start, place.end)] } else { inner };
        let by = self.allowed_by(&shown, offset, &spans)?;
        Some(self.places.get(by).cloned().unwrap_or_default())
    }
}

impl Patterns {
    /// A finder for the engine: of matches, or of the whole lines that have one.
    pub fn finder(self: &Arc<Self>, whole_lines: bool) -> Box<dyn Extra> {
        Box::new(Finder { patterns: self.clone(), whole_lines })
    }

    /// True if a line passes: see [`Patterns::allowed_by`]. `shown` is what the allowed patterns see; the line's
    /// `content` begins at `offset` in it.
    pub fn allows(&self, shown: &[u8], offset: usize, content: &[u8]) -> bool {
        self.allowed.is_match(shown)
            && self.allowed_by(shown, offset, &self.prohibited.matches(content)).is_some()
    }

    /// The index of an allowed pattern that lets a line pass: each of `spans` is covered or touched by a match of one,
    /// or a match begins in the path and number in front of the line.
    fn allowed_by(&self, shown: &[u8], offset: usize, spans: &[(usize, usize)]) -> Option<usize> {
        if !self.allowed.is_match(shown) {
            return None;
        }
        let allowed = self.allowed.matches_of(shown);
        if let Some(m) = allowed.iter().find(|m| m.0 < offset && m.0 < m.1) {
            return Some(m.2);
        }
        let mut last = None;
        for (start, end) in spans {
            let (start, end) = (start + offset, end + offset);
            last = Some(allowed.iter().find(|m| m.0 < end && start < m.1)?.2);
        }
        last
    }

    /// Compiles all patterns. One that cannot be compiled is an error that names its place.
    pub fn compile(prohibited: &[Written], allowed: &[Written]) -> Result<Patterns> {
        Ok(Patterns {
            prohibited: compile(prohibited, LinePatterns::words)?,
            allowed: compile(allowed, LinePatterns::anywhere)?,
            places: allowed.iter().map(|w| w.place.clone()).collect(),
        })
    }

    /// The patterns for scans that are not started as git-secrets; `None` if nothing is registered.
    pub fn registered(repo: &Repo, committed: &Committed) -> Result<Option<Patterns>> {
        let registered = Registered::without_own(repo, committed)?;
        let nothing = registered.patterns.is_empty() && registered.providers.is_empty();
        if nothing && registered.allowed.is_empty() {
            return Ok(None);
        }
        registered.compile().map(Some)
    }
}

/// A function that compiles a list of patterns.
type Build = fn(&[String]) -> std::result::Result<LinePatterns, (usize, String)>;

fn compile(patterns: &[Written], build: Build) -> Result<LinePatterns> {
    let texts: Vec<String> = patterns.iter().map(|w| w.text.clone()).collect();
    build(&texts).map_err(|(index, why)| {
        Error::Usage(match patterns.get(index) {
            // The text of the pattern may be a secret, and the error may quote it.
            Some(w) if w.provided => format!(
                "a pattern of a provider ({}) cannot be used: it cannot be read, has a \
                 back-reference or is too large; it is not shown, for it may be a secret",
                w.place
            ),
            Some(w) => format!("the pattern `{}` ({}) cannot be used: {why}", w.text, w.place),
            None => format!("the patterns cannot be used together: {why}"),
        })
    })
}
