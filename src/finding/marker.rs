//! Which marker in the scanned text applies to a secret.

use crate::model::marker::{for_its_line, for_the_next_line};
use crate::model::{Line, Lines, Span};

/// In a very long line only this many bytes around the secret are searched: a marker is for a place, not for a bundle.
const NEAR: usize = 1024;

/// The marker that applies to the secret at `secret`, if there is one.
///
/// A marker on the first or last line of the secret applies. One on the line before applies if that line is only a
/// comment, so that a marker behind one secret does not hide another one below it.
pub fn marker(lines: &Lines<'_>, secret: Span) -> Option<&'static str> {
    let first = lines.at(secret.start);
    same_line(lines, first, secret).or_else(|| line_before(lines, first).map(|(name, _)| name))
}

/// The line before the secret, if it is the only line whose marker applies.
pub fn marking_line(lines: &Lines<'_>, secret: Span) -> Option<Span> {
    let first = lines.at(secret.start);
    let before = line_before(lines, first)?;
    same_line(lines, first, secret).is_none().then_some(before.1)
}

fn same_line(lines: &Lines<'_>, first: Line<'_>, secret: Span) -> Option<&'static str> {
    let last = secret.end.saturating_sub(1).max(secret.start);
    let further = (last >= first.span.end).then(|| lines.at(last));
    [Some(first), further].into_iter().flatten().find_map(|line| {
        let (start, end) = (line.span.start, line.span.start + line.inside.len());
        let near = Span::new(start.max(secret.start.saturating_sub(NEAR)), end.min(secret.end + NEAR));
        let near = Span::new(near.start - start, near.end.saturating_sub(start)).of(line.inside);
        for_its_line(near)
    })
}

/// The marker in the line before `first`, and that line.
fn line_before(lines: &Lines<'_>, first: Line<'_>) -> Option<(&'static str, Span)> {
    let line = lines.before(first)?;
    let found = (line.inside.len() <= NEAR).then(|| for_the_next_line(line.inside)).flatten();
    found.map(|name| (name, line.span))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> Option<&'static str> {
        let at = text.find("SECRET").expect("the text has one");
        marker(&Lines::of(text.as_bytes()), Span::new(at, at + 6))
    }

    #[test]
    fn same_line_in_any_comment_style() {
        for text in [
            "k = SECRET # secretscan:allow",
            "k = SECRET; // secretscan:allow test key",
            "<a b='SECRET'/> <!-- secretscan:allow -->",
            "k = SECRET -- Secretscan:Allow",
            "/* secretscan:allow */ k = SECRET",
            "k = SECRET # gitleaks:allow",
            "k = SECRET # trufflehog:ignore",
            "k = SECRET # pragma: allowlist secret",
            "k = SECRET # pragma: whitelist secret",
            "k = SECRET <!-- pragma: allowlist-secret -->",
        ] {
            assert!(marked(text).is_some(), "{text}");
        }
    }

    #[test]
    fn the_line_before_must_be_a_comment() {
        for text in [
            "# secretscan:allow\nk = SECRET",
            "  // secretscan:allow because\r\nk = SECRET",
            "REM secretscan:allow\nk = SECRET",
            "{# secretscan:allow #}\nk = SECRET",
            "# pragma: allowlist nextline secret\nk = SECRET",
        ] {
            assert!(marked(text).is_some(), "{text}");
        }
        for text in [
            "a = 'x' # secretscan:allow\nk = SECRET",
            "# secretscan:allow\n\nk = SECRET",
            "k = SECRET\n# secretscan:allow",
            "# gitleaks:allow\nk = SECRET",
            "# pragma: allowlist secret\nk = SECRET",
            "k = SECRET # pragma: allowlist nextline secret",
            "k = SECRET # notsecretscan:allow",
            "k = SECRET # secretscan:allowed-hosts",
        ] {
            assert_eq!(marked(text), None, "{text}");
        }
    }

    #[test]
    fn a_bundle_in_one_line_is_not_silenced_by_one_marker() {
        let text = format!("secretscan:allow {} SECRET", "x".repeat(5000));
        assert_eq!(marked(&text), None);
    }

    #[test]
    fn both_ends_of_a_long_secret_count() {
        let text = b"-----BEGIN\nabc\n-----END # secretscan:allow\n";
        assert!(marker(&Lines::of(text), Span::new(0, 23)).is_some());
    }
}
