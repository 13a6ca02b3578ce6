//! Small helpers for bytes, lines and case-insensitive comparison.

/// A byte that may stand in a name.
#[inline]
pub fn is_name(b: u8) -> bool {
    static NAMES: [bool; 256] = {
        let mut is = [false; 256];
        let mut b = 0;
        while b < 256 {
            is[b] = (b as u8).is_ascii_alphanumeric() || matches!(b as u8, b'_' | b'.' | b'$' | b'-');
            b += 1;
        }
        is
    };
    NAMES[usize::from(b)]
}

/// A blank that does not end a line.
pub fn is_blank(b: u8) -> bool {
    b == b' ' || b == b'\t'
}

/// The first offset at or behind `at` that is no blank; goes at most `most` bytes.
pub fn skip_blanks(text: &[u8], at: usize, most: usize) -> usize {
    let end = text.len().min(at.saturating_add(most));
    let mut p = at;
    while p < end && is_blank(text[p]) {
        p += 1;
    }
    p
}

/// The start of the line that `at` is in, looking back at most `most` bytes.
pub fn line_start(text: &[u8], at: usize, most: usize) -> usize {
    let from = at.saturating_sub(most);
    memchr::memrchr(b'\n', &text[from..at]).map_or(from, |i| from + i + 1)
}

/// The end of the line that `at` is in (without its line end), looking at most `most` bytes ahead.
pub fn line_end(text: &[u8], at: usize, most: usize) -> usize {
    let to = text.len().min(at.saturating_add(most));
    let at = at.min(to);
    let end = memchr::memchr(b'\n', &text[at..to]).map_or(to, |i| at + i);
    if end > at && text[end - 1] == b'\r' { end - 1 } else { end }
}

/// The lines of `text`, from the first.
pub fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = memchr::memchr(b'\n', text);
        rest = end.map(|at| &text[at + 1..]);
        Some(&text[..end.unwrap_or(text.len())])
    })
}

/// The lines of `text`, from the last.
pub fn lines_back(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let start = memchr::memrchr(b'\n', text);
        rest = start.map(|at| &text[..at]);
        Some(&text[start.map_or(0, |at| at + 1)..])
    })
}

/// True if `text` starts with `lower` (lower case), in any case.
pub fn starts_ci(text: &[u8], lower: &[u8]) -> bool {
    // Most texts begin with another letter, which is told without a call.
    let (Some(first), Some(wanted)) = (text.first(), lower.first()) else { return lower.is_empty() };
    first.eq_ignore_ascii_case(wanted)
        && text.get(..lower.len()).is_some_and(|head| head.eq_ignore_ascii_case(lower))
}

/// True if `text` holds `lower` (lower case) somewhere, in any case. For short texts.
pub fn contains_ci(text: &[u8], lower: &[u8]) -> bool {
    let Some(&first) = lower.first() else { return true };
    let upper = first.to_ascii_uppercase();
    memchr::memchr2_iter(first, upper, text).any(|i| starts_ci(&text[i..], lower))
}

/// True if `text` is one of these lower-case words, in any case.
pub fn is_one_of(text: &[u8], words: &[&str]) -> bool {
    // Most words differ in length already, which is told without a call.
    words.iter().any(|w| w.len() == text.len() && text.eq_ignore_ascii_case(w.as_bytes()))
}

/// True if `at` stands inside `{{ .. }}` or `{% .. %}` that opened on its line.
pub fn in_braces(text: &[u8], at: usize) -> bool {
    let line = &text[line_start(text, at, 200)..at];
    let last = |a: &[u8], b: &[u8]| memchr::memmem::rfind(line, a).max(memchr::memmem::rfind(line, b));
    last(b"{{", b"{%") > last(b"}}", b"%}")
}
