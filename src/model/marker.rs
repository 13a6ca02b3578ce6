//! What marks a line as allowed: `secretscan:allow` and the markers of other scanners, so that nothing has to be marked twice.

use memchr::memmem;

/// The marker in a line that holds for that line itself.
pub fn for_its_line(line: &[u8]) -> Option<&'static str> {
    may_mark(line).then(|| on_same_line(&plain(line))).flatten()
}

/// The marker in a line of comment that holds for the line below it.
pub fn for_the_next_line(line: &[u8]) -> Option<&'static str> {
    may_mark(line).then(|| on_line_before(&plain(line))).flatten()
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
