//! Adds values to a list in a configuration file and leaves everything else as it is.

use crate::config::RawConfig;
use crate::error::{Error, Result};
use serde::Deserialize;
use std::path::Path;
use toml::Spanned;

#[derive(Default, Deserialize)]
struct Lists {
    exclude: Option<Spanned<Vec<String>>>,
    rules: Option<Spanned<Vec<String>>>,
}

/// The text with `values` added to the list `key`; unchanged if they are there already. `path` is for messages.
pub fn add(text: &str, key: &str, values: &[String], path: &Path) -> Result<String> {
    let broken = |message: String| Error::Config { path: path.to_owned(), message };
    // If the file cannot be read as a configuration, report that before changing it.
    RawConfig::parse(text, path)?;
    let lists: Lists = toml::from_str(text).map_err(|e| broken(e.message().to_owned()))?;
    let list = if key == "rules" { lists.rules } else { lists.exclude };
    let known: &[String] = list.as_ref().map_or(&[], |l| l.get_ref());
    let mut new: Vec<&String> = values.iter().filter(|v| !known.contains(v)).collect();
    new.sort();
    new.dedup();
    if new.is_empty() {
        return Ok(text.to_owned());
    }
    let lines: String = new.iter().map(|v| format!("    {},\n", quoted(v))).collect();
    let edited = match list {
        Some(list) => {
            // Insert at the front: the last entry may have no comma, and a comment behind it.
            let at = list.span().start + 1;
            let rest = &text[at..];
            let rest = rest.strip_prefix('\n').map_or_else(|| format!("    {rest}"), str::to_owned);
            format!("{}\n{lines}{rest}", &text[..at])
        }
        // Insert before everything else: what follows a table would belong to it.
        None => format!("{key} = [\n{lines}]\n{text}"),
    };
    RawConfig::parse(&edited, path)?;
    Ok(edited)
}

/// A string in TOML syntax.
pub fn quoted(text: &str) -> String {
    if !text.contains('\'') && !text.chars().any(char::is_control) {
        return format!("'{text}'");
    }
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            sign if sign.is_control() => quoted.push_str(&format!("\\u{:04X}", sign as u32)),
            sign => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str, values: &[&str]) -> String {
        let values: Vec<String> = values.iter().map(|v| v.to_string()).collect();
        add(text, "exclude", &values, Path::new("c")).expect("a configuration")
    }

    fn excludes(text: &str) -> Vec<String> {
        RawConfig::parse(text, Path::new("c")).expect("a configuration").exclude
    }

    #[test]
    fn a_list_grows_and_the_rest_stays() {
        for (text, known) in [
            ("", 0),
            ("confidence = \"low\" # ours\n", 0),
            ("exclude = []\n", 0),
            ("exclude = [\"a\"]\n", 1),
            ("exclude = [\n  \"a\", # why\n]\ndisable = [\"jwt\"]\n", 1),
        ] {
            let new = with(text, &["x'y", "b/*"]);
            assert_eq!(excludes(&new).len(), known + 2, "{new}");
            assert!(text.lines().filter(|l| l.contains('#')).all(|l| new.contains(l)), "{new}");
            assert_eq!(with(&new, &["b/*", "x'y"]), new, "a second time changes nothing");
        }
    }

    #[test]
    fn a_broken_file_is_not_touched() {
        assert!(add("excludes = []", "exclude", &["a".to_owned()], Path::new("c")).is_err());
    }

    #[test]
    fn a_comment_behind_the_last_entry_does_not_swallow_the_comma() {
        assert_eq!(excludes(&with("exclude = [\n  \"a\" # why\n]\n", &["b"])).len(), 2);
    }
}
