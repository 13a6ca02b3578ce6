//! The words of a command line.

/// The word at `at`, its quotes taken off.
pub fn word(line: &[u8], at: usize) -> Option<(usize, usize)> {
    let at = at + line.get(at..)?.iter().take_while(|b| **b == b' ').count();
    let escape = usize::from(line.get(at) == Some(&b'\\'));
    match line.get(at + escape)? {
        quote @ (b'"' | b'\'' | b'`') => {
            let start = at + escape + 1;
            let end = start + memchr::memchr2(*quote, b'\\', &line[start..])?;
            (end > start).then_some((start, end))
        }
        _ => {
            let end = line[at..]
                .iter()
                .position(|b| {
                    b.is_ascii_whitespace()
                        || matches!(b, b'"' | b'\'' | b'`' | b';' | b')' | b'<' | b'>' | b'&')
                })
                .map_or(line.len(), |n| at + n);
            (end > at).then_some((at, end))
        }
    }
}

/// All words from `at` on, without their quotes.
pub fn words(line: &[u8], mut at: usize) -> impl Iterator<Item = (usize, usize)> {
    std::iter::from_fn(move || {
        while line.get(at)?.is_ascii_whitespace() || goes_on(&line[at..]) {
            at += 1;
        }
        let found = word(line, at)?;
        // Behind the quote that closes it, too.
        at = found.1 + usize::from(found.0 > at);
        Some(found)
    })
}

/// True for a character that takes back the line end behind it.
fn goes_on(rest: &[u8]) -> bool {
    matches!(rest, [b'\\' | b'^' | b'`', b'\r' | b'\n', ..])
}

/// How long the command is that begins with `text`: to the end of its line, where no character says that it goes on in the
/// next one, or to the next command.
pub fn command(text: &[u8]) -> usize {
    let mut quote = None;
    for (at, &b) in text.iter().enumerate() {
        match (quote, b) {
            (_, b'\n') => {
                let line = text[..at].trim_ascii_end();
                if !line.ends_with(b"\\") && !line.ends_with(b" ^") && !line.ends_with(b" `") {
                    return at;
                }
            }
            (Some(open), _) => quote = Some(open).filter(|_| open != b),
            (None, b'"' | b'\'') => quote = Some(b),
            (None, b'|' | b';') => return at,
            (None, _) => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_line() {
        let line = b"a 'b c' \\\n  \"d\" e";
        let found: Vec<&[u8]> = words(line, 0).map(|(start, end)| &line[start..end]).collect();
        assert_eq!(found, [&b"a"[..], b"b c", b"d", b"e"]);
    }

    #[test]
    fn ends_of_commands() {
        for (text, end) in [("a b\nc", 3), ("a \\\n b\nc", 6), ("a 'x|y' | c", 8), ("a;b", 1), ("a", 1)] {
            assert_eq!(command(text.as_bytes()), end, "{text}");
        }
    }
}
