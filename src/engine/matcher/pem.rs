//! Armoured blocks from header to footer: PEM, OpenSSH, PGP. The keyword is a part of the header that ends with
//! `PRIVATE KEY` or `PRIVATE KEY BLOCK`, such as `BEGIN RSA PRIVATE KEY`.
//!
//! Line ends may be real, escaped (`\n` in JSON and source text) or missing; every line may be indented, quoted or
//! commented out. An unterminated block ends at the first line that cannot belong to it, or after 16 KiB.

use super::{Ask, Catch};
use crate::engine::phrases;
use crate::model::Span;

/// Longest block: a key of 16,384 bits with room for headers.
const LONGEST: usize = 16 << 10;
/// Longest part of a header before or behind the keyword.
const HEADER: usize = 40;
/// How far it looks: the rest of the header, the block, and its footer.
pub const REACH: usize = LONGEST + 128;
/// Fewest base64 characters of a body that can hold a key.
const LEAST: usize = 32;

/// The block around a keyword that lies in its header.
pub fn find(ask: &Ask<'_>) -> Option<Catch> {
    let text = ask.text;
    ask.looked(HEADER, ask.end - ask.at + HEADER);
    let start = dashes_before(text, ask.at)?;
    let header_end = dashes_behind(text, ask.end)?;
    ask.looks_further();
    let limit = text.len().min(header_end + LONGEST);
    let body = &text[header_end..limit];
    let footer = memchr::memmem::find(body, b"-----END").and_then(|at| {
        let from = header_end + at;
        Some((from, footer_end(text, from + b"-----END".len())?))
    });
    let next = memchr::memmem::find(body, b"-----BEGIN").map(|at| header_end + at);
    let (body_end, end) = match footer {
        Some((from, end)) if next.is_none_or(|next| from < next) => (from, end),
        _ => {
            let end = unterminated(text, header_end, next.unwrap_or(limit));
            (end, end)
        }
    };
    let body = &text[header_end..body_end];
    if body.iter().filter(|b| is_body(**b)).count() < LEAST || !holds_base64(body) {
        return None;
    }
    let span = Span::new(start, end);
    let dismissed = is_elided(body).then_some("the middle of the key is left out");
    Some(Catch { secret: span, whole: span, dismissed, ..Catch::default() })
}

/// `MIIEpQIB...`, or a line of dots: nobody can use what is there.
fn is_elided(body: &[u8]) -> bool {
    phrases::holds(body, b"...") || phrases::holds(body, "…".as_bytes())
}

/// Some run of the body is base64, and no name of a call: `encodeBase64Lines(key)`.
fn holds_base64(body: &[u8]) -> bool {
    let mut at = 0;
    body.split(|b| !is_body(*b)).any(|run| {
        at += run.len() + 1;
        is_base64(run) && body.get(at - 1) != Some(&b'(')
    })
}

/// A run of base64 as keys have it; code that puts a header before a key or takes it away has only names.
fn is_base64(run: &[u8]) -> bool {
    let has = |is: fn(&u8) -> bool| run.iter().any(is);
    run.len() >= 16 && has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)
}

fn is_body(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=')
}

/// Start of the dashes and the `BEGIN` before the keyword: `-----BEGIN ENCRYPTED ` and the like.
fn dashes_before(text: &[u8], at: usize) -> Option<usize> {
    let floor = at.saturating_sub(HEADER);
    let mut cut = at;
    while cut > floor
        && (text[cut - 1].is_ascii_uppercase() || text[cut - 1].is_ascii_digit() || text[cut - 1] == b' ')
    {
        cut -= 1;
    }
    let dashes = text[floor..cut].iter().rev().take_while(|&&b| b == b'-').count();
    (dashes >= 4).then_some(cut - dashes.min(5))
}

/// End of the dashes behind the keyword, where nothing but upper-case words stand between.
fn dashes_behind(text: &[u8], end: usize) -> Option<usize> {
    let rest = &text[end.min(text.len())..text.len().min(end + HEADER)];
    let words = rest.iter().take_while(|b| b.is_ascii_uppercase() || **b == b' ').count();
    let dashes = rest[words..].iter().take_while(|&&b| b == b'-').count();
    (dashes >= 4).then_some(end + words + dashes)
}

fn footer_end(text: &[u8], from: usize) -> Option<usize> {
    dashes_behind(text, from).or_else(|| {
        let words = text[from.min(text.len())..]
            .iter()
            .take(60)
            .take_while(|b| b.is_ascii_uppercase() || **b == b' ');
        Some(from + words.count())
    })
}

/// End of the last line of base64 or of a header field, from `from` to at most `limit`.
fn unterminated(text: &[u8], from: usize, limit: usize) -> usize {
    let mut end = from;
    let mut at = from;
    while at < limit {
        let stop = memchr::memchr(b'\n', &text[at..limit]).map_or(limit, |n| at + n);
        let line = &text[at..stop];
        let signs = line.iter().filter(|b| is_body(**b)).count();
        let blank = line.iter().all(|b| b.is_ascii_whitespace());
        let field = line.contains(&b':') && line.len() < 100;
        if !blank && !field && (signs < 4 || signs * 4 < line.len() * 3) {
            break;
        }
        if !blank {
            end = stop - usize::from(line.ends_with(b"\r"));
        }
        at = stop + 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileKind;

    fn ask(text: &str) -> Option<Span> {
        let word = "PRIVATE KEY";
        let at = text.find(word)?;
        let ask = Ask::new(text.as_bytes(), at, at + word.len(), FileKind::None);
        find(&ask).map(|found| found.secret)
    }

    fn block(separator: &str) -> String {
        let line = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9w";
        ["-----BEGIN RSA ", "PRIVATE KEY-----", separator, line, separator, line, separator].concat()
            + "-----END RSA PRIVATE KEY-----"
    }

    #[test]
    fn whole_blocks() {
        for separator in ["\n", "\r\n", "\\n", "\\\\n", "\n    ", "\",\n  \""] {
            let text = format!("key: {}\nrest of it", block(separator));
            let span = ask(&text).expect(separator);
            assert_eq!(span, Span::new(5, text.len() - 11), "{separator:?}");
        }
    }

    #[test]
    fn unterminated_blocks_end_where_the_body_does() {
        let text = block("\n");
        let cut = text.find("-----END").expect("it has a footer") - 1;
        let text = format!("{}\n\nfn main() {{ println!(); }}\n", &text[..cut]);
        assert_eq!(ask(&text), Some(Span::new(0, cut)));
    }

    #[test]
    fn headers_alone_are_nothing() {
        assert_eq!(ask("if line == '-----BEGIN RSA PRIVATE KEY-----' { start = true }"), None);
        assert_eq!(ask("-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----"), None);
        assert_eq!(ask("a PRIVATE KEY is a thing"), None);
        let made = "add(\"-----BEGIN PRIVATE KEY-----\\n\")\n encodeBase64Lines(encoded(pair.private))\n add(\"-----END PRIVATE KEY-----\\n\")";
        assert_eq!(ask(made), None);
    }
}
