//! Markers in the scanned text: `secretscan:allow` and those of other scanners, so that nothing has to be marked twice.

use crate::model::{Line, Lines, Span};
use memchr::memmem;

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
        may_mark(near).then(|| on_same_line(&plain(near))).flatten()
    })
}

/// The marker in the line before `first`, and that line.
fn line_before(lines: &Lines<'_>, first: Line<'_>) -> Option<(&'static str, Span)> {
    let line = lines.before(first)?;
    let may = line.inside.len() <= NEAR && may_mark(line.inside);
    let found = may.then(|| on_line_before(&plain(line.inside))).flatten();
    found.map(|name| (name, line.span))
}

/// False for most lines: every marker has a colon behind one of a few words.
fn may_mark(line: &[u8]) -> bool {
    memchr::memchr_iter(b':', line).any(|at| {
        let mut before = line[..at].iter().rev().filter(|b| **b != 0 && !b.is_ascii_whitespace());
        let mut next = || before.next().map(u8::to_ascii_lowercase);
        let (last, last_but_one) = (next(), next());
        let ends = |word: &[u8; 2]| last_but_one == Some(word[0]) && last == Some(word[1]);
        [b"an", b"ks", b"og", b"ma"].into_iter().any(ends)
    })
}

/// The line in lower case and without NULs, so that UTF-16 reads like ASCII.
fn plain(line: &[u8]) -> Vec<u8> {
    line.iter().filter(|b| **b != 0).map(u8::to_ascii_lowercase).collect()
}

const OURS: &str = "secretscan:allow";

fn on_same_line(line: &[u8]) -> Option<&'static str> {
    [OURS, "gitleaks:allow", "trufflehog:ignore"]
        .into_iter()
        .find(|name| find_word(line, name).is_some())
        .or_else(|| pragma(line, "").is_some().then_some("pragma: allowlist secret"))
}

fn on_line_before(line: &[u8]) -> Option<&'static str> {
    if let Some(at) = find_word(line, OURS) {
        return only_comment_signs(&line[..at]).then_some(OURS);
    }
    let at = pragma(line, "nextline")?;
    only_comment_signs(&line[..at]).then_some("pragma: allowlist nextline secret")
}

/// Where `name` occurs as a word of its own.
fn find_word(line: &[u8], name: &str) -> Option<usize> {
    // Lines are short: building a searcher would take longer than the search.
    let first = *name.as_bytes().first()?;
    memchr::memchr_iter(first, line).filter(|&at| line[at..].starts_with(name.as_bytes())).find(|&at| {
        let before = at.checked_sub(1).and_then(|i| line.get(i));
        let behind = line.get(at + name.len());
        let word = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_' || *b == b'-');
        !word(before) && !word(behind)
    })
}

/// `pragma: allowlist [nextline] secret`, with the older word `whitelist`, and `-` or a space between the words.
fn pragma(line: &[u8], between: &str) -> Option<usize> {
    memmem::find_iter(line, "pragma").find(|&at| {
        let rest = &line[at + "pragma".len()..];
        let end = rest.len().min(48);
        let words: Vec<&[u8]> = rest[..end]
            .split(|b| matches!(b, b' ' | b'\t' | b'-' | b':'))
            .filter(|w| !w.is_empty())
            .take(3)
            .collect();
        let colon = rest.trim_ascii_start().first() == Some(&b':');
        let list = matches!(words.first(), Some(&b"allowlist") | Some(&b"whitelist"));
        let mut tail = words.iter().skip(1);
        let middle = between.is_empty() || tail.next().is_some_and(|w| *w == between.as_bytes());
        let secret = tail.next().is_some_and(|w| w.strip_prefix(b"secret").is_some_and(|r| !starts_word(r)));
        colon && list && middle && secret
    })
}

fn starts_word(rest: &[u8]) -> bool {
    rest.first().is_some_and(|b| b.is_ascii_alphanumeric())
}

/// True if a comment can begin with this: comment characters, or the comment words of some languages.
fn only_comment_signs(before: &[u8]) -> bool {
    let words: Vec<u8> =
        before.iter().map(|b| if b.is_ascii_alphanumeric() || *b >= 0x80 { *b } else { b' ' }).collect();
    matches!(words.trim_ascii(), b"" | b"rem" | b"dnl" | b"comment")
        && !before.iter().any(|b| matches!(b, b'=' | b','))
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
