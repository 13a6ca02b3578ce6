//! The patterns that git-secrets keeps in git's configuration, in `.gitallowed`, and gets from providers.

use crate::compat::LinePatterns;
use crate::engine::extra::Extra;
use crate::error::{Error, Result};
use crate::git::{GitTool, Repo};
use crate::model::Span;
use std::path::Path;
use std::process::Command;

/// Patterns of a repository and its user, compiled.
#[derive(Debug)]
pub struct Patterns {
    /// What must not appear, as whole words.
    pub prohibited: LinePatterns,
    /// What may, matched against the whole output line, path included.
    pub allowed: LinePatterns,
    /// `secrets.compat = strict`: the faults of the original, too.
    pub strict: bool,
}

/// Every match in a line that is not allowed, or the whole lines of those.
#[derive(Debug)]
struct Finder {
    patterns: Patterns,
    whole_lines: bool,
}

impl Extra for Finder {
    fn find(&self, text: &[u8]) -> Vec<Span> {
        let mut found = Vec::new();
        for line in self.patterns.prohibited.lines(text) {
            let content = &text[line.line_start..line.line_end];
            if self.whole_lines {
                found.push(Span::new(line.line_start, line.line_end));
                continue;
            }
            if self.patterns.allows(content, 0, content) {
                continue;
            }
            let spans = self.patterns.prohibited.matches(content).into_iter();
            found.extend(spans.map(|(start, end)| Span::new(line.line_start + start, line.line_start + end)));
        }
        found
    }
}

impl Patterns {
    /// A finder for the engine: of matches, or of the whole lines that have one, allowed ones among them.
    pub fn into_finder(self, whole_lines: bool) -> Box<dyn Extra> {
        Box::new(Finder { patterns: self, whole_lines })
    }

    /// True where a line passes: each match in it is covered or touched by an allowed pattern, or one matches the path
    /// and number in front of it. In strict mode any allowed pattern anywhere in the line lets all of it pass.
    /// `shown` is what the allowed patterns see; the line's `content` begins at `offset` in it.
    pub fn allows(&self, shown: &[u8], offset: usize, content: &[u8]) -> bool {
        if self.allowed.is_empty() || !self.allowed.is_match(shown) {
            return false;
        }
        if self.strict {
            return true;
        }
        let allowed = self.allowed.matches(shown);
        if allowed.iter().any(|(start, _)| *start < offset) {
            return true;
        }
        self.prohibited.matches(content).iter().all(|(start, end)| {
            let (start, end) = (start + offset, end + offset);
            allowed.iter().any(|(from, to)| *from < end && start < *to)
        })
    }

    /// For scans that are not started as git-secrets: nothing where nothing is registered. What the AWS provider gives
    /// is left out, for every scan looks for the user's own credentials.
    pub fn registered(repo: &Repo) -> Result<Option<Patterns>> {
        let providers = repo.config_all("secrets.providers")?;
        let others = providers.iter().any(|p| !p.starts_with("git secrets --aws-provider"));
        if !others && repo.config_all("secrets.patterns")?.is_empty() {
            return Ok(None);
        }
        Patterns::load(&GitTool::new(repo.work_tree().unwrap_or(repo.git_dir()))).map(Some)
    }

    /// Reads and compiles all of them; a pattern that cannot be used fails the run with its place.
    pub fn load(git: &GitTool) -> Result<Patterns> {
        let strict = git.config("secrets.compat")?.is_some_and(|v| v.eq_ignore_ascii_case("strict"));
        let mut prohibited = all(git, "secrets.patterns")?;
        for command in all(git, "secrets.providers")? {
            prohibited.extend(provided(&command)?);
        }
        let allowed = allowed(git)?;
        Ok(Patterns {
            prohibited: compile(&prohibited, "secrets.patterns", LinePatterns::words)?,
            allowed: compile(&allowed, "secrets.allowed or .gitallowed", LinePatterns::anywhere)?,
            strict,
        })
    }
}

/// All values of a key, empty ones left out: an empty pattern would match everything.
pub fn all(git: &GitTool, key: &str) -> Result<Vec<String>> {
    let text = git.ask(&["config", "--null", "--get-all", key])?.unwrap_or_default();
    let text = text.to_string_lossy().into_owned();
    Ok(text.split('\0').filter(|v| !v.is_empty()).map(str::to_owned).collect())
}

fn allowed(git: &GitTool) -> Result<Vec<String>> {
    let mut patterns = all(git, "secrets.allowed")?;
    let Some(root) = git.work_tree()? else { return Ok(patterns) };
    let file = root.join(".gitallowed");
    match std::fs::read(&file) {
        Ok(text) => patterns.extend(
            String::from_utf8_lossy(&text)
                .lines()
                .filter(|l| !l.trim().is_empty() && !l.trim_start().starts_with('#'))
                .map(str::to_owned),
        ),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
        Err(source) => return Err(Error::Io { path: file, source }),
    }
    Ok(patterns)
}

/// A provider's output, a pattern a line. The command is split at blanks, as the original's shell does.
fn provided(command: &str) -> Result<Vec<String>> {
    let words: Vec<&str> = command.split([' ', '\t', '\n']).filter(|w| !w.is_empty()).collect();
    let output = match words.as_slice() {
        [] => return Ok(Vec::new()),
        // The one provider that everybody has: no need to start a program that is this one.
        ["git", "secrets", "--aws-provider", rest @ ..] => super::provider::aws(rest.first().map(Path::new)),
        [program, args @ ..] => {
            let output =
                Command::new(program).args(args).stderr(std::process::Stdio::inherit()).output().map_err(
                    |e| {
                        Error::Usage(format!(
                            "the provider `{command}` (git config secrets.providers) cannot be started: {e}; \
                     mend it, or take it out with: git config --unset secrets.providers"
                        ))
                    },
                )?;
            String::from_utf8_lossy(&output.stdout).into_owned()
        }
    };
    Ok(output
        .lines()
        .map(|l| l.trim_end_matches('\r'))
        .filter(|l| !l.is_empty())
        .map(str::to_owned)
        .collect())
}

/// How a list of patterns is compiled.
type Build = fn(&[String]) -> std::result::Result<LinePatterns, (usize, String)>;

fn compile(patterns: &[String], place: &str, build: Build) -> Result<LinePatterns> {
    build(patterns).map_err(|(index, why)| {
        let pattern = patterns.get(index).map_or("", String::as_str);
        Error::Usage(format!("the pattern `{pattern}` ({place}) cannot be used: {why}"))
    })
}
