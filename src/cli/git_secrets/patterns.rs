//! The patterns that git-secrets keeps in git's configuration, in `.gitallowed`, and gets from providers.

use super::provider::{self, BadEnd};
use crate::cli::committed::Committed;
use crate::compat::LinePatterns;
use crate::engine::extra::Extra;
use crate::error::{Error, Result};
use crate::finding::AllowedLines;
use crate::git::{GitTool, Repo};
use crate::model::Span;
use std::path::PathBuf;
use std::sync::Arc;

/// The file of allowed patterns at the root of a repository.
pub const ALLOWED_FILE: &str = ".gitallowed";

/// A pattern as it is written, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The expression.
    pub text: String,
    /// `secrets.patterns, entry 2`, `.gitallowed, line 3`.
    pub place: String,
    /// From a provider: the expression may be a secret itself, so no message quotes it.
    pub provided: bool,
}

/// What git's configuration says about git-secrets, unread.
#[derive(Clone, Debug, Default)]
pub struct Registered {
    /// `secrets.patterns`.
    pub patterns: Vec<Written>,
    /// `secrets.providers`: commands.
    pub providers: Vec<String>,
    /// `secrets.allowed`, then `.gitallowed`.
    pub allowed: Vec<Written>,
    /// `secrets.compat = strict`: the faults of the original, too.
    pub strict: bool,
    /// `core.quotePath`.
    pub quote_path: bool,
    /// Where a provider ends badly.
    pub bad_end: BadEnd,
}

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

/// Every match in a line that is not allowed, or the whole lines of those.
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
        // A finding of a whole line stands for every match in it.
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

    /// True where a line passes: see [`Patterns::allowed_by`]. `shown` is what the allowed patterns see; the line's
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

    /// For scans that are not started as git-secrets: nothing where nothing is registered. What the AWS provider gives
    /// is left out, for every scan looks for the user's own credentials. `.gitallowed` is read like every other file
    /// that a team commits for us.
    pub fn registered(repo: &Repo, committed: &Committed) -> Result<Option<Patterns>> {
        let mut registered = Registered {
            patterns: written(repo.config_all("secrets.patterns")?, "secrets.patterns"),
            providers: repo.config_all("secrets.providers")?,
            allowed: written(repo.config_all("secrets.allowed")?, "secrets.allowed"),
            ..Registered::default()
        };
        registered.providers.retain(|p| !p.starts_with("git secrets --aws-provider"));
        registered.allow_lines(committed.read(ALLOWED_FILE)?.as_deref());
        let nothing = registered.patterns.is_empty() && registered.providers.is_empty();
        if nothing && registered.allowed.is_empty() {
            return Ok(None);
        }
        registered.compile().map(Some)
    }
}

impl Registered {
    /// Asks git once for all of it, `-c` options and includes among them.
    pub fn read(git: &GitTool) -> Result<Registered> {
        let args = ["config", "--null", "--get-regexp", r"^(secrets\..*|core\.quotepath)$"];
        let text = git.ask(&args)?.unwrap_or_default();
        let text = text.to_string_lossy().into_owned();
        let mut found = Registered { quote_path: true, bad_end: BadEnd::Told, ..Registered::default() };
        let (mut patterns, mut allowed) = (Vec::new(), Vec::new());
        for entry in text.split('\0') {
            let Some((key, value)) = entry.split_once('\n') else { continue };
            match key {
                "secrets.patterns" => patterns.push(value.to_owned()),
                "secrets.allowed" => allowed.push(value.to_owned()),
                "secrets.providers" => found.providers.push(value.to_owned()),
                "secrets.compat" => found.strict = value.eq_ignore_ascii_case("strict"),
                "core.quotepath" => {
                    found.quote_path = !["false", "no", "off", "0"].contains(&&*value.to_ascii_lowercase());
                }
                _ => {}
            }
        }
        found.patterns = written(patterns, "secrets.patterns");
        found.allowed = written(allowed, "secrets.allowed");
        found.allow_lines(allowed_file()?.as_deref());
        Ok(found)
    }

    /// Adds the lines of an allow file.
    fn allow_lines(&mut self, text: Option<&[u8]>) {
        let text = String::from_utf8_lossy(text.unwrap_or_default());
        let lines = text.lines().enumerate();
        self.allowed.extend(
            lines.filter(|(_, l)| !l.trim().is_empty() && !l.trim_start().starts_with('#')).map(
                |(number, line)| Written {
                    text: line.to_owned(),
                    place: format!("{ALLOWED_FILE}, line {}", number + 1),
                    provided: false,
                },
            ),
        );
    }

    /// Every prohibited pattern, those of providers among them.
    pub fn prohibited(&self) -> Result<Vec<Written>> {
        let mut all = self.patterns.clone();
        for command in &self.providers {
            all.extend(provider::run(command, self.bad_end)?.into_iter().map(|(number, text)| Written {
                text,
                place: format!("secrets.providers: {command}, output line {number}"),
                provided: true,
            }));
        }
        Ok(all)
    }

    /// Compiles all of them; a pattern that cannot be used fails the run with its place.
    pub fn compile(&self) -> Result<Patterns> {
        Ok(Patterns {
            prohibited: compile(&self.prohibited()?, LinePatterns::words)?,
            allowed: compile(&self.allowed, LinePatterns::anywhere)?,
            places: self.allowed.iter().map(|w| w.place.clone()).collect(),
        })
    }
}

/// Values of a key, empty ones left out: an empty pattern would match everything. A line feed in one parts it, as grep
/// parts its patterns.
fn written(values: Vec<String>, key: &str) -> Vec<Written> {
    let numbered = values.into_iter().enumerate();
    numbered
        .flat_map(|(number, value)| {
            let place = format!("git config {key}, entry {}", number + 1);
            let lines: Vec<String> = value.lines().filter(|l| !l.is_empty()).map(str::to_owned).collect();
            lines.into_iter().map(move |text| Written { text, place: place.clone(), provided: false })
        })
        .collect()
}

/// `.gitallowed` of the working tree around the current folder.
fn allowed_file() -> Result<Option<Vec<u8>>> {
    let Ok(repo) = Repo::discover(&PathBuf::from(".")) else { return Ok(None) };
    let Some(root) = repo.work_tree() else { return Ok(None) };
    let path = root.join(ALLOWED_FILE);
    match std::fs::read(&path) {
        Ok(text) => Ok(Some(text)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Io { path, source }),
    }
}

/// How a list of patterns is compiled.
type Build = fn(&[String]) -> std::result::Result<LinePatterns, (usize, String)>;

fn compile(patterns: &[Written], build: Build) -> Result<LinePatterns> {
    let texts: Vec<String> = patterns.iter().map(|w| w.text.clone()).collect();
    build(&texts).map_err(|(index, why)| {
        Error::Usage(match patterns.get(index) {
            // Its text may be a secret, and what is wrong with it may quote it.
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
