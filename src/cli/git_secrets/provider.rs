//! Providers: commands that print patterns, one a line, and the built-in `--aws-provider`.

use crate::error::{Error, Result};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What to do if a provider exits with an error, so that some of its patterns may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BadEnd {
    /// Fail the run.
    #[default]
    Fails,
    /// Print a warning and go on, as git-secrets does.
    Told,
}

/// Runs a provider and returns its lines that are not empty, each with its number. The command is split at blanks, as
/// git-secrets' shell does. A provider that cannot be started is an error.
pub fn run(command: &str, bad_end: BadEnd) -> Result<Vec<(usize, String)>> {
    let words: Vec<&str> = command.split([' ', '\t', '\n']).filter(|w| !w.is_empty()).collect();
    let text = match words.as_slice() {
        [] => return Ok(Vec::new()),
        // The built-in provider is called directly instead of starting this program again.
        ["git", "secrets", "--aws-provider", rest @ ..] => aws(rest.first().map(Path::new)),
        [program, args @ ..] => {
            let output =
                Command::new(program).args(args).stderr(Stdio::inherit()).output().map_err(|e| {
                    Error::Usage(format!(
                        "the provider `{command}` (git config secrets.providers) cannot be started: {e}; mend it, or \
                         take it out with: git config --unset secrets.providers"
                    ))
                })?;
            if !output.status.success() {
                let end = output.status.code().map_or("a signal".to_owned(), |code| code.to_string());
                let why = format!(
                    "the provider `{command}` (git config secrets.providers) ended with {end}: patterns of it may \
                     be missing"
                );
                match bad_end {
                    BadEnd::Fails => {
                        return Err(Error::Usage(format!(
                            "{why}; mend it, or take it out with: git config --unset secrets.providers"
                        )));
                    }
                    BadEnd::Told => drop(writeln!(std::io::stderr(), "secretscan: {why}")),
                }
            }
            String::from_utf8_lossy(&output.stdout).into_owned()
        }
    };
    let lines = text.lines().map(|l| l.trim_end_matches('\r')).enumerate().filter(|(_, l)| !l.is_empty());
    Ok(lines.map(|(number, line)| (number + 1, line.to_owned())).collect())
}

/// Characters that an ERE does not take literally.
const SPECIAL: &[char] = &['[', ']', '.', '|', '$', '(', ')', '{', '}', '?', '+', '*', '^', '\\'];

/// The patterns for a credentials file, by default `~/.aws/credentials`; empty if it cannot be read.
pub fn aws(file: Option<&Path>) -> String {
    let file = match (file, std::env::home_dir()) {
        (Some(file), _) => file.to_owned(),
        (None, Some(home)) => home.join(".aws/credentials"),
        (None, None) => return String::new(),
    };
    let text = std::fs::read(&file).unwrap_or_default();
    let mut patterns = String::new();
    for line in String::from_utf8_lossy(&text).lines() {
        if !line.contains("aws_access_key_id") && !line.contains("aws_secret_access_key") {
            continue;
        }
        // The text between the first and the second `=`: padding at the end of a value need not match.
        let value = line.split('=').nth(1).unwrap_or_default();
        let value: String = value.chars().filter(|c| !c.is_whitespace() && *c != '"').collect();
        if !value.is_empty() {
            patterns.push_str(&escape(&value));
            patterns.push('\n');
        }
    }
    patterns
}

/// An ERE that matches exactly this text.
pub fn escape(text: &str) -> String {
    text.chars().flat_map(|c| SPECIAL.contains(&c).then_some('\\').into_iter().chain([c])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_and_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("credentials");
        std::fs::write(
            &file,
            "[a]\naws_access_key_id = abc\r\naws_secret_access_key=\"x/y+z=\"\nregion = r\n",
        )
        .expect("written");
        assert_eq!(aws(Some(&file)), "abc\nx/y\\+z\n");
        assert_eq!(aws(Some(&folder.path().join("none"))), "");
    }
}
