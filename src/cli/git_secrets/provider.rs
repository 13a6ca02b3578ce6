//! `--aws-provider`: the values of a credentials file as literal patterns, a line each.

use std::path::Path;

/// Signs that an ERE would not take literally.
const SPECIAL: &[char] = &[']', '.', '|', '$', '(', ')', '{', '}', '?', '+', '*', '^', '\\'];

/// The patterns for a file, by default `~/.aws/credentials`; nothing where it cannot be read.
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
        let value = line.split_once('=').map_or("", |(_, value)| value);
        let value: String = value.chars().filter(|c| !c.is_whitespace() && *c != '"').collect();
        if !value.is_empty() {
            patterns.push_str(&escape(&value));
            patterns.push('\n');
        }
    }
    patterns
}

/// The text as an ERE that matches just itself.
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
        assert_eq!(aws(Some(&file)), "abc\nx/y\\+z=\n");
        assert_eq!(aws(Some(&folder.path().join("none"))), "");
    }
}
