//! Base64 as it is really written: with `%2F` in URLs, `\/` in JSON of PHP, `\u002B` in JSON of .NET, `&#43;` in XML,
//! and broken into literals that the program joins.

use crate::model::Span;

/// Characters in a secret access key.
pub const SECRET_LENGTH: usize = 40;
/// Most bytes that one character can take as an escape.
const LONGEST_SIGN: usize = 6;
/// Most bytes of a secret with all its escapes and gaps.
pub const LONGEST_SECRET: usize = SECRET_LENGTH * LONGEST_SIGN;
/// Most bytes between two parts of a literal that is broken into several.
const LONGEST_GAP: usize = 80;

/// Furthest that a run is read behind the end of where it may begin.
pub const LONGEST_RUN: usize = LONGEST_SECRET + LONGEST_GAP + LONGEST_SIGN;

/// A stretch of base64 characters, as long as it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Where it stands.
    pub span: Span,
    /// Its characters, escapes undone; of long runs only the first few.
    pub value: Vec<u8>,
    /// Number of all characters.
    pub length: usize,
}

/// The base64 character written at `at`, and how many bytes it takes.
pub fn sign(text: &[u8], at: usize) -> Option<(u8, usize)> {
    const ESCAPES: [(&[u8], u8); 15] = [
        (b"%2F", b'/'),
        (b"%2f", b'/'),
        (b"%2B", b'+'),
        (b"%2b", b'+'),
        (b"\\/", b'/'),
        (b"\\u002F", b'/'),
        (b"\\u002f", b'/'),
        (b"\\u002B", b'+'),
        (b"\\u002b", b'+'),
        (b"\\x2F", b'/'),
        (b"\\x2B", b'+'),
        (b"&#43;", b'+'),
        (b"&#47;", b'/'),
        (b"&#x2B;", b'+'),
        (b"&#x2F;", b'/'),
    ];
    match *text.get(at)? {
        b if is_sign(b) => Some((b, 1)),
        b'%' | b'\\' | b'&' => {
            let rest = &text[at..text.len().min(at + LONGEST_SIGN)];
            let known = ESCAPES.iter().find(|(escape, _)| rest.starts_with(escape))?;
            Some((known.1, known.0.len()))
        }
        _ => None,
    }
}

/// True for a character that stands for itself.
fn is_sign(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')
}

/// How many bytes at `at` are no such character: an escape that stands for something else is passed as a whole, so that
/// its letters do not begin a run.
fn other(text: &[u8], at: usize) -> usize {
    let hex = |from: usize, to: usize| {
        text.get(at + from..at + to).is_some_and(|d| d.iter().all(u8::is_ascii_hexdigit))
    };
    match (text[at], text.get(at + 1)) {
        (b'%', _) if hex(1, 3) => 3,
        (b'\\', Some(b'u')) if hex(2, 6) => 6,
        (b'\\', Some(b'x')) if hex(2, 4) => 4,
        (b'\\', Some(_)) => 2,
        _ => 1,
    }
}

/// The run that begins at `at`. Parts of a string that is broken into literals are joined while they make up no more
/// than a secret.
pub fn read(text: &[u8], at: usize, end: usize) -> Run {
    let mut run = Run { span: Span::new(at, at), value: Vec::with_capacity(SECRET_LENGTH), length: 0 };
    take(text, at, end, &mut run);
    while run.length > 0 && run.length < SECRET_LENGTH {
        let Some(next) = joined(text, run.span.end, end) else { break };
        let mut longer = run.clone();
        take(text, next, end, &mut longer);
        if longer.length > SECRET_LENGTH || longer.length == run.length {
            break;
        }
        run = longer;
    }
    run
}

fn take(text: &[u8], mut at: usize, end: usize, run: &mut Run) {
    while at < end {
        let Some((byte, bytes)) = sign(text, at) else { break };
        if run.value.len() <= SECRET_LENGTH {
            run.value.push(byte);
        }
        run.length += 1;
        at += bytes;
    }
    run.span = Span::new(run.span.start, at.min(text.len()));
}

/// Where a literal goes on that ends at `at`: `"ab" + "cd"`, `'ab' . 'cd'`, `"ab" \` and on the next line `"cd"`.
fn joined(text: &[u8], at: usize, end: usize) -> Option<usize> {
    let quote = *text.get(at).filter(|b| matches!(b, b'"' | b'\'' | b'`'))?;
    let rest = text.get(at + 1..end.min(at + 1 + LONGEST_GAP))?;
    let gap = rest
        .iter()
        .take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'+' | b'.' | b'&' | b'\\'))
        .count();
    let adds = rest[..gap].iter().any(|b| matches!(b, b'+' | b'.' | b'&' | b'\\' | b'\n'));
    (adds && rest.get(gap) == Some(&quote)).then_some(at + 1 + gap + 1)
}

/// All runs of `span` that have the length of a secret and stand alone.
pub fn secrets(text: &[u8], span: Span) -> Vec<Run> {
    let mut found = Vec::new();
    let mut at = span.start;
    while at < span.end {
        if sign(text, at).is_none() {
            at += other(text, at);
            continue;
        }
        // Most runs are words, of another length whatever follows: nothing is written down of them.
        let end = text.len().min(span.end + LONGEST_SECRET);
        let plain = text[at..end].iter().take_while(|b| is_sign(**b)).count();
        let goes_on = match text[at..end].get(plain) {
            Some(b'%' | b'\\' | b'&') => true,
            _ => plain < SECRET_LENGTH && joined(text, at + plain, end).is_some(),
        };
        if !goes_on && plain != SECRET_LENGTH {
            at += plain;
            continue;
        }
        let run = read(text, at, end);
        at = run.span.end.max(at + 1);
        if run.length == SECRET_LENGTH && alone(text, run.span) {
            found.push(run);
        }
    }
    found
}

/// The runs behind `at`, short words included, each with its place.
pub fn runs(text: &[u8], mut at: usize, end: usize) -> impl Iterator<Item = Run> + '_ {
    std::iter::from_fn(move || {
        while at < end {
            if sign(text, at).is_none() {
                at += other(text, at);
                continue;
            }
            let run = read(text, at, text.len().min(end + LONGEST_SECRET));
            at = run.span.end.max(at + 1);
            return Some(run);
        }
        None
    })
}

/// True where neither side goes on with what base64, base64url or an identifier could hold.
pub fn alone(text: &[u8], span: Span) -> bool {
    let before = span.start.checked_sub(1).and_then(|at| text.get(at));
    let left = match before {
        Some(b'_') => false,
        // A default behind `:-`, or an option: `${NAME:-secret}`.
        Some(b'-') => {
            span.start.checked_sub(2).and_then(|at| text.get(at)).is_none_or(|b| matches!(b, b':' | b' '))
        }
        _ => true,
    };
    let right = !matches!(text.get(span.end), Some(b'_' | b'-' | b'='));
    left && right
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 40 characters, one of them a slash and one a plus.
    const VALUE: [&str; 3] = ["q7Rk2mVx9Lp4", "/Zt8wNc3HbJ6yFd1", "+SgQa5eTuXo0"];

    fn all(text: &str) -> Vec<String> {
        let found = secrets(text.as_bytes(), Span::new(0, text.len()));
        found.into_iter().map(|run| String::from_utf8(run.value).expect("it is ASCII")).collect()
    }

    #[test]
    fn escapes_are_undone() {
        let plain = VALUE.concat();
        for (slash, plus) in [
            ("/", "+"),
            ("%2F", "%2B"),
            ("\\/", "+"),
            ("\\u002F", "\\u002B"),
            ("/", "&#43;"),
            ("\\x2F", "\\x2B"),
        ] {
            let written = plain.replace('/', slash).replace('+', plus);
            for (before, behind) in
                [("", ""), ("\\n", "\\n"), ("%22", "%22"), ("\\\"", "\\\""), ("=", ";"), (":-", "}")]
            {
                let text = format!("k {before}{written}{behind} x");
                assert_eq!(all(&text), std::slice::from_ref(&plain), "{text}");
            }
        }
    }

    #[test]
    fn broken_literals_are_joined() {
        let [a, b, c] = VALUE;
        for text in [
            format!("\"{a}\" + \"{b}\" +\n  \"{c}\""),
            format!("'{a}' . '{b}{c}'"),
            format!("\"{a}{b}\" \\\n    \"{c}\""),
        ] {
            assert_eq!(all(&text), [VALUE.concat()], "{text}");
        }
        assert!(all(&format!("\"{a}\", \"{b}{c}\"")).is_empty());
    }

    #[test]
    fn parts_of_longer_runs_are_none() {
        let plain = VALUE.concat();
        for (before, behind) in [("a", ""), ("", "b"), ("", "="), ("_", ""), ("", "-x"), ("/", "")] {
            assert!(all(&format!("{before}{plain}{behind}")).is_empty(), "{before} {behind}");
        }
    }
}
