//! `--add`, `--add-provider`, `--register-aws`, `--list`, `--install`: the commands that change git's configuration and
//! hooks.

use super::options::Options;
use super::provider::escape;
use crate::error::{Error, Result};
use crate::git::GitTool;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Adds a value to a key. False if an existing value has it already; it also counts as a part of a longer one.
pub fn add(git: &GitTool, options: &Options, key: &str, value: &str) -> Result<bool> {
    let value = if options.literal { escape(value).replace("\\]", "]") } else { value.to_owned() };
    let scope: &[&str] = if options.global { &["config", "--global"] } else { &["config"] };
    let known = git.ask(&[scope, &["--get-all", key]].concat())?.unwrap_or_default();
    if known.to_string_lossy().lines().any(|l| l.contains(&value)) {
        return Ok(false);
    }
    git.run(&[scope, &["--add", key, &value]].concat())?;
    Ok(true)
}

/// The patterns that `--register-aws` adds: key ids, Bedrock keys, named secrets, account numbers.
fn aws_patterns() -> Vec<String> {
    let quote = "(\"|')?";
    let aws = "(AWS|aws|Aws)?_?";
    let connect = r"\s*(:|=>|=)\s*";
    let any_case = |word: &str| {
        let upper = word.to_uppercase();
        let capital = format!("{}{}", &upper[..1], &word[1..]);
        format!("({upper}|{word}|{capital})")
    };
    let (secret, access, key) = (any_case("secret"), any_case("access"), any_case("key"));
    vec![
        "(A3T[A-Z0-9]|AKIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA)[A-Z0-9]{16}".to_owned(),
        "ABSK[A-Za-z0-9+/]{109,}=*".to_owned(),
        ["bedrock-api-key-", "YmVkcm9jay5hbWF6b25hd3MuY29t"].concat(),
        format!(
            r"{quote}{aws}{secret}?_?{access}?_?{key}{quote}{connect}{quote}[A-Za-z0-9/\+=]{{40}}{quote}"
        ),
        format!(
            r"{quote}{aws}{}_?(ID|id|Id)?{quote}{connect}{quote}[0-9]{{4}}\-?[0-9]{{4}}\-?[0-9]{{4}}{quote}",
            any_case("account")
        ),
    ]
}

/// `--register-aws`: true where the last value was new.
pub fn register_aws(git: &GitTool, options: &Options) -> Result<bool> {
    add(git, options, "secrets.providers", "git secrets --aws-provider")?;
    for pattern in aws_patterns() {
        add(git, options, "secrets.patterns", &pattern)?;
    }
    add(git, options, "secrets.allowed", &["AKIAIOSFODNN7", "EXAMPLE"].concat())?;
    add(git, options, "secrets.allowed", &["wJalrXUtnFEMI/K7MDENG", "/bPxRfiCYEXAMPLEKEY"].concat())
}

/// What is printed before a line of success on a terminal.
fn tick() -> &'static str {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    match std::io::stdout().is_terminal() {
        true if plain => "✓ ",
        true => "\x1b[32m✓\x1b[0m ",
        false => "",
    }
}

/// `--list`: the lines as git prints them, or `None` if there are none.
pub fn list(git: &GitTool, options: &Options) -> Result<Option<PathBuf>> {
    let scope: &[&str] = if options.global { &["config", "--global"] } else { &["config"] };
    Ok(git.ask(&[scope, &["--get-regex", "secrets.*"]].concat())?)
}

/// `--install`: the three hooks, in the places and words of the original.
pub fn install(git: &GitTool, options: &Options, mut say: impl FnMut(&str)) -> Result<()> {
    let folder = match options.operands.first() {
        None => match git.ask(&["rev-parse", "--git-dir"]) {
            Ok(folder) => folder.unwrap_or_default(),
            Err(why) => return Err(Error::Usage(format!("{why}\nNot in a Git repository"))),
        },
        Some(dir) if Path::new(dir).join(".git").is_dir() => Path::new(dir).join(".git"),
        Some(dir) => PathBuf::from(dir),
    };
    let hooks = folder.join("hooks");
    std::fs::create_dir_all(&hooks)
        .map_err(|e| Error::Usage(format!("Could not create dir: {}: {e}", folder.display())))?;
    for (name, command) in [
        ("commit-msg", "commit_msg_hook"),
        ("pre-commit", "pre_commit_hook"),
        ("prepare-commit-msg", "prepare_commit_msg_hook"),
    ] {
        let parts = hooks.join(format!("{name}.d"));
        let file = if parts.is_dir() { parts.join("git-secrets") } else { hooks.join(name) };
        if file.is_file() && !options.force {
            return Err(Error::Usage(format!("{} already exists. Use -f to force", file.display())));
        }
        let text = format!("#!/usr/bin/env bash\ngit secrets --{command} -- \"$@\"\n");
        crate::cli::hook::write_hook(&file, &text)?;
        say(&format!("{}Installed {name} hook to {}", tick(), file.display()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::LinePatterns;

    #[test]
    fn the_patterns_find_what_they_are_for() {
        let set = LinePatterns::words(&aws_patterns()).expect("all translate");
        let secret = ["wJalrXUtnFEMI/K7MDENG", "/bPxRfiCYEXAMPLEKEY"].concat();
        for line in [
            format!("aws_secret_access_key = {secret}"),
            format!("\"AWSSecretKey\": \"{secret}\""),
            format!("key => '{secret}'"),
            "Account_Id: 1234-5678-9012".to_owned(),
            ["x AKIA", "ABCDEFGHIJKLMNOP y"].concat(),
        ] {
            assert!(set.is_match(line.as_bytes()), "{line}");
        }
        assert!(!set.is_match(b"account number 12"));
    }
}
