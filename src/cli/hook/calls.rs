//! Whether the text of a hook or of a hook manager's configuration calls our check.

/// The lines without comments and blank lines.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let comment = |line: &str| line.trim_start().starts_with('#');
    text.lines().filter(move |line| !comment(line)).map(|line| line.split(" #").next().unwrap_or(line))
}

/// True if a line runs our check for this hook.
pub fn calls(text: &str, hook: &str) -> bool {
    lines(text).any(|line| {
        line.match_indices("hook run ").any(|(at, call)| {
            let name = line[at + call.len()..].split_whitespace().next().unwrap_or_default();
            name.trim_matches(['"', '\'', ';']) == hook && line[..at].contains("secretscan")
        })
    })
}

/// True if a configuration of pre-commit names our hook for this stage (`id: secretscan`, block or flow style).
pub fn has_id(text: &str, hook: &str) -> bool {
    let own = match hook {
        "pre-commit" => ["secretscan".to_owned(), "secretscan-system".to_owned()],
        other => [format!("secretscan-{other}"), format!("secretscan-{other}-system")],
    };
    lines(text).any(|line| {
        let ids = line.match_indices("id:").filter(|(at, _)| {
            // `id` must be the whole key, not the end of another.
            line[..*at].chars().next_back().is_none_or(|c| " \t-{,[".contains(c))
        });
        ids.map(|(at, key)| line[at + key.len()..].trim_start()).any(|rest| {
            let end = rest.find([' ', '\t', ',', '}', ']']).unwrap_or(rest.len());
            own.iter().any(|id| id == rest[..end].trim_matches(['"', '\'']))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_calls_are_whole_words_outside_comments() {
        for (text, hook, is) in [
            ("hooks: [{id: secretscan}]", "pre-commit", true),
            ("  - id: \"secretscan-system\"  # ours", "pre-commit", true),
            ("  - id: secretscan-commit-msg", "pre-commit", false),
            ("  - id: secretscan-commit-msg", "commit-msg", true),
            ("  # - id: secretscan", "pre-commit", false),
            ("  - name: x # id: secretscan", "pre-commit", false),
            ("  - uuid: secretscan", "pre-commit", false),
        ] {
            assert_eq!(has_id(text, hook), is, "{text}");
        }
        for (text, hook, is) in [
            ("run: secretscan hook run pre-commit", "pre-commit", true),
            ("secretscan hook run pre-push -- \"$@\"", "pre-push", true),
            ("run: secretscan hook run pre-commit-x", "pre-commit", false),
            ("# secretscan hook run pre-commit", "pre-commit", false),
            ("other hook run pre-commit", "pre-commit", false),
        ] {
            assert_eq!(calls(text, hook), is, "{text}");
        }
    }
}
