//! Patterns as git's configuration, `.gitallowed` and providers give them, before they are compiled.

use super::patterns::{ALLOWED_FILE, Patterns};
use super::provider::{self, BadEnd};
use crate::cli::committed::Committed;
use crate::error::{Error, Result};
use crate::git::{GitTool, Repo};
use std::path::PathBuf;

/// A pattern as it is written, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The expression.
    pub text: String,
    /// `secrets.patterns, entry 2`, `.gitallowed, line 3`.
    pub place: String,
    /// It came from a provider: the expression may be a secret itself, so no message quotes it.
    pub provided: bool,
}

/// git-secrets' settings as git's configuration holds them.
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
    /// What to do if a provider exits with an error.
    pub bad_end: BadEnd,
}

impl Registered {
    /// Asks git once for all settings; `-c` options and includes count.
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

    /// For scans that are not started as git-secrets. The AWS provider is left out, because every scan searches for the
    /// user's own credentials anyway. `.gitallowed` is read like the other files that a team commits.
    pub fn without_own(repo: &Repo, committed: &Committed) -> Result<Registered> {
        let mut registered = Registered {
            patterns: written(repo.config_all("secrets.patterns")?, "secrets.patterns"),
            providers: repo.config_all("secrets.providers")?,
            allowed: written(repo.config_all("secrets.allowed")?, "secrets.allowed"),
            ..Registered::default()
        };
        registered.providers.retain(|p| !p.starts_with("git secrets --aws-provider"));
        registered.allow_lines(committed.read(ALLOWED_FILE)?.as_deref());
        Ok(registered)
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

    /// All prohibited patterns, including those of providers.
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

    /// Compiles all patterns. One that cannot be compiled is an error that names its place.
    pub fn compile(&self) -> Result<Patterns> {
        Patterns::compile(&self.prohibited()?, &self.allowed)
    }
}

/// The values of a key. Empty ones are left out, because an empty pattern matches everything. A line feed separates
/// patterns, as in grep.
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
