//! Base64 (standard and URL-safe, on one line or wrapped) and hex.

use crate::engine::Footprint;
use crate::engine::checks::encoding::sextet;
use crate::engine::view::View;

/// Shortest run that is examined, in characters.
const LEAST: usize = 24;
/// Deepest indentation of a line that continues a run.
const INDENT: usize = 64;
/// How many bytes behind a run prove that it does not continue: a line end, an indent, and one more.
const NEXT_LINE: usize = INDENT + 3;
/// How many characters are decoded for the first test.
const TASTE: usize = 16;
/// How many decoded bytes decide whether it is text.
const HEAD: usize = 256;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Base64,
    Hex,
}

/// The text encoded by the run at `at`, at most `most` bytes of it, and where the run ends. Also the bytes that this
/// depends on.
pub fn view(text: &[u8], at: usize, most: usize) -> (Option<(View, usize)>, Footprint) {
    let footprint = |end: usize| Footprint::new(text, at.checked_sub(1), end);
    let decode = match taste(text, at) {
        Some(Kind::Base64) => base64,
        Some(Kind::Hex) => hex,
        None => return (None, footprint(at + LEAST)),
    };
    // The start alone decides, so that noise is not decoded to its end line by line.
    let (mut view, mut end) = decode(text, at, most.min(HEAD));
    let sound = view.bytes.len() * 4 >= LEAST * 2 && is_text(&view.bytes);
    if sound && view.bytes.len() >= HEAD {
        (view, end) = decode(text, at, most);
    }
    (sound.then_some((view, end)), footprint(end.max(at + LEAST) + NEXT_LINE))
}

/// The bytes that prove that the run at `at` is not an encoded text; `None` if it may be one.
pub fn triage(text: &[u8], at: usize) -> Option<Footprint> {
    taste(text, at).is_none().then(|| Footprint::new(text, at.checked_sub(1), at + LEAST))
}

/// The encoding of the first characters, if they decode to text.
fn taste(text: &[u8], at: usize) -> Option<Kind> {
    let head = text.get(at..at + LEAST)?;
    // The parts of a JWT are base64 of text, too, but have a rule of their own.
    if at > 0 && text[at - 1] == b'.' {
        return None;
    }
    if head.iter().all(u8::is_ascii_hexdigit) {
        let mut bytes = [0; TASTE / 2];
        for (byte, pair) in bytes.iter_mut().zip(head.as_chunks::<2>().0) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        if is_text(&bytes) {
            return Some(Kind::Hex);
        }
    }
    let mut bytes = [0; TASTE / 4 * 3];
    for (three, four) in bytes.as_chunks_mut::<3>().0.iter_mut().zip(head.as_chunks::<4>().0) {
        let mut bits = 0;
        for &b in four {
            bits = bits << 6 | sextet(b)?;
        }
        let [_, a, b, c] = bits.to_be_bytes();
        *three = [a, b, c];
    }
    is_text(&bytes).then_some(Kind::Base64)
}

/// True for mostly printable ASCII text, also in UTF-16.
fn is_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let plain = |b: u8| (0x20..0x7f).contains(&b) || matches!(b, b'\n' | b'\r' | b'\t');
    let printable = head.iter().filter(|&&b| plain(b)).count();
    let wide = || {
        let (pairs, _) = head.as_chunks::<2>();
        pairs.len() >= 4
            && pairs.iter().filter(|pair| pair[1] == 0 && plain(pair[0])).count() * 10 >= pairs.len() * 9
    };
    printable * 10 >= head.len() * 9 || wide()
}

fn base64(text: &[u8], start: usize, most: usize) -> (View, usize) {
    let mut view = View::new("base64");
    let (mut at, mut bits, mut count, mut line) = (start, 0u32, 0, 0);
    while view.bytes.len() < most {
        match text.get(at).and_then(|&b| sextet(b)) {
            Some(six) => {
                if count == 0 {
                    view.step(at, 4, 3);
                }
                bits = bits << 6 | six;
                count += 1;
                line += 1;
                at += 1;
                if count == 4 {
                    let [_, a, b, c] = bits.to_be_bytes();
                    view.bytes.extend_from_slice(&[a, b, c]);
                    (bits, count) = (0, 0);
                }
            }
            None => match next_line(text, at) {
                // Wrapped lines have equal lengths, a multiple of four.
                Some(next) if count == 0 && line >= 60 => (at, line) = (next, 0),
                _ => break,
            },
        }
    }
    match count {
        2 => view.bytes.push((bits >> 4) as u8),
        3 => view.bytes.extend_from_slice(&[(bits >> 10) as u8, (bits >> 2) as u8]),
        _ => {}
    }
    (view, at)
}

/// Where the text of the next line begins, if `at` is a line end.
fn next_line(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let rest = rest.strip_prefix(b"\r").unwrap_or(rest).strip_prefix(b"\n")?;
    let indent = rest.iter().take(INDENT).take_while(|b| matches!(b, b' ' | b'\t')).count();
    Some(text.len() - rest.len() + indent)
}

fn hex(text: &[u8], start: usize, most: usize) -> (View, usize) {
    let mut view = View::new("hex");
    view.step(start, 2, 1);
    let mut at = start;
    while view.bytes.len() < most
        && let Some(&[high, low]) = text.get(at..).and_then(|rest| rest.first_chunk::<2>())
        && let (Some(high), Some(low)) = (nibble(high), nibble(low))
    {
        view.bytes.push(high << 4 | low);
        at += 2;
    }
    (view, at)
}

fn nibble(b: u8) -> Option<u8> {
    (b as char).to_digit(16).map(|digit| digit as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    #[test]
    fn base64_and_back() {
        let text = b"data: cGFzc3dvcmQ9aHVudGVyMi1odW50ZXIyLWh1bnRlcjI=\n";
        let (view, end) = view(text, 6, 1000).0.expect("it is text");
        assert_eq!(view.bytes, b"password=hunter2-hunter2-hunter2");
        assert_eq!(end, text.len() - 2);
        assert_eq!(view.original(Span::new(0, 9)), Span::new(6, 18));
    }

    #[test]
    fn hex_and_nothing() {
        let hexed: String = "password=hunter2-hunter2".bytes().map(|b| format!("{b:02x}")).collect();
        assert_eq!(
            view(hexed.as_bytes(), 0, 1000).0.expect("it is text").0.bytes,
            b"password=hunter2-hunter2"
        );
        for text in ["abcdefghijklmnopqrstuvwxyzabcdef", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "short"]
        {
            assert!(view(text.as_bytes(), 0, 1000).0.is_none(), "{text}");
        }
    }

    #[test]
    fn noise_is_left_after_its_head() {
        // Each line begins like text and goes on with bytes that are not.
        let base64 = ["cGFzc3dvcmQ9aHVudGVy", &"+/AA".repeat(14), "\n"].concat().repeat(5000);
        let hex = ["70617373776f72643d68756e746572", &"f0".repeat(40_000)].concat();
        for text in [&base64, &hex] {
            let (none, footprint) = view(text.as_bytes(), 0, 1 << 20);
            assert!(none.is_none());
            assert!(footprint.span.end <= HEAD * 2 + NEXT_LINE, "{footprint:?} of {}", text.len());
        }
    }
}
