//! The encoding of a whole text: single bytes (UTF-8, Latin-1), UTF-16, or binary.

mod units;
mod utf32;
mod wide;

use super::view::View;
pub use units::utf16;
use utf32::is_utf32;
use wide::is_wide_text;

/// How many bytes at the start decide.
pub const SAMPLE: usize = 8000;
/// Fewest two-byte characters in a row among single bytes that are no accident, and the other way round.
const STRETCH: usize = 8;

/// How a text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Any encoding with ASCII in single bytes.
    Plain,
    /// UTF-16 or UTF-32, little endian.
    Utf16Le,
    /// UTF-16 or UTF-32, big endian.
    Utf16Be,
    /// Single bytes with stretches of ASCII in two bytes, such as lines that PowerShell's `>>` appended. If the first
    /// such stretch comes after [`SAMPLE`], the text is [`Encoding::Plain`]; [`holds_wide`] finds it.
    Mixed,
    /// More zero and control bytes than a text has, but not UTF-16: searched as bytes, by the strict rules only.
    Binary,
}

/// Determines the encoding by a byte order mark, or by the positions of zero bytes.
pub fn of(bytes: &[u8]) -> Encoding {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] if !is_utf32(bytes) => return Encoding::Binary,
        [0xff, 0xfe, ..] => return Encoding::Utf16Le,
        [0xfe, 0xff, ..] => return Encoding::Utf16Be,
        _ => {}
    }
    let head = &bytes[..bytes.len().min(SAMPLE)];
    if memchr::memchr(0, head).is_none() {
        return Encoding::Plain;
    }
    let (pairs, _) = head.as_chunks::<2>();
    let zeros = |at: usize| pairs.iter().filter(|pair| pair[at] == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let most = pairs.len() * 7 / 10;
    match pairs.len() >= 4 {
        true if odd > most && is_utf32(head) => Encoding::Utf16Le,
        true if even > most && is_utf32(head) => Encoding::Utf16Be,
        true if odd > most && even * 20 <= pairs.len() => Encoding::Utf16Le,
        true if even > most && odd * 20 <= pairs.len() => Encoding::Utf16Be,
        _ if is_mixed(head) => Encoding::Mixed,
        true if odd > even && is_wide_text(pairs, u16::from_le_bytes) => Encoding::Utf16Le,
        true if even > odd && is_wide_text(pairs, u16::from_be_bytes) => Encoding::Utf16Be,
        _ if is_text(head) && holds_wide(head) => Encoding::Mixed,
        _ if is_text(head) => Encoding::Plain,
        _ => Encoding::Binary,
    }
}

/// In a torn or padded text, one in this many bytes may be zero or another byte that texts do not have. In compressed
/// data, one in ten is.
const STRAY: usize = 16;

/// True for a text with a few stray zero bytes: a log that was cut off while it was written, or lines separated by
/// zeros.
fn is_text(sample: &[u8]) -> bool {
    let is_stray = |b: &&u8| matches!(b, 0..=7 | 11 | 14..=26 | 28..=31);
    sample.iter().filter(is_stray).count() * STRAY <= sample.len()
}

/// True if all zero bytes belong to stretches of two-byte characters.
fn is_mixed(sample: &[u8]) -> bool {
    // The sample may begin in the middle of a character.
    let mut at = usize::from(sample.first() == Some(&0));
    let mut any = false;
    while let Some(zero) = memchr::memchr(0, &sample[at..]) {
        let Some(start) = (at + zero).checked_sub(1).filter(|&start| start >= at) else { return false };
        at = wide_end(sample, start);
        let is_long = at - start >= 2 * STRETCH;
        if !is_long && at + 1 < sample.len() {
            return false;
        }
        any |= is_long;
    }
    any
}

/// True if there are stretches of two-byte characters anywhere in a text, whatever other zero bytes it has.
pub fn holds_wide(bytes: &[u8]) -> bool {
    let mut at = 0;
    while let Some(zero) = memchr::memchr(0, &bytes[at..]) {
        let start = (at + zero).saturating_sub(1).max(at);
        let end = wide_end(bytes, start);
        if end - start >= 2 * STRETCH {
            return true;
        }
        at = end.max(at + zero + 1);
    }
    false
}

/// The end of the two-byte characters (ASCII and Latin-1) that begin at `start`. In big endian the first zero byte is
/// taken as part of the byte before it, which decodes to the same text.
fn wide_end(bytes: &[u8], start: usize) -> usize {
    let (pairs, _) = bytes[start..].as_chunks::<2>();
    let wide = |pair: &&[u8; 2]| pair[1] == 0 && (is_ascii_text(pair[0]) || pair[0] >= 0xa0);
    start + 2 * pairs.iter().take_while(wide).count()
}

fn is_ascii_text(byte: u8) -> bool {
    (0x20..0x7f).contains(&byte) || matches!(byte, b'\n' | b'\r' | b'\t')
}

/// True if something that seems to be UTF-16 contains text in single bytes: appended by a program that did not know, or
/// behind a wrong byte order mark.
pub fn holds_narrow(bytes: &[u8]) -> bool {
    bytes.chunk_by(|&a, &b| is_ascii_text(a) && is_ascii_text(b)).any(|run| run.len() >= 2 * STRETCH)
}

/// A mixed text with all characters converted to single bytes.
pub fn narrowed(bytes: &[u8]) -> View {
    let mut view = View::new("UTF-16");
    view.bytes.reserve(bytes.len());
    let mut at = 0;
    let narrow = |view: &mut View, from: usize, to: usize| {
        view.step(from, 1, 1);
        view.bytes.extend_from_slice(&bytes[from..to]);
    };
    while let Some(zero) = memchr::memchr(0, &bytes[at..]) {
        let start = (at + zero).saturating_sub(1).max(at);
        let end = wide_end(bytes, start);
        narrow(&mut view, at, start);
        if end - start < 2 * STRETCH {
            let end = end.max(at + zero + 1);
            narrow(&mut view, start, end);
            at = end;
            continue;
        }
        view.step(start, 2, 1);
        view.bytes.extend(bytes[start..end].iter().step_by(2));
        at = end;
    }
    narrow(&mut view, at, bytes.len());
    view
}

#[cfg(test)]
mod tests {
    use super::units::tests::units;
    use super::*;
    use crate::model::Span;

    #[test]
    fn told_apart() {
        for big in [false, true] {
            let want = if big { Encoding::Utf16Be } else { Encoding::Utf16Le };
            assert_eq!(of(&units("key = value", big)), want);
            assert_eq!(of(&units("\u{feff}ключ = 1", big)), want);
        }
        assert_eq!(of(b"plain text"), Encoding::Plain);
        assert_eq!(of(b"caf\xe9"), Encoding::Plain);
        assert_eq!(of(b"\x7fELF\x02\x01\x01\0\0\0\0\0"), Encoding::Binary);
        assert_eq!(of(b""), Encoding::Plain);
        let value = ["kV9x2mQp", "71LwTr8z"].concat();
        let torn = format!("db_password = \"{value}\"\n\0");
        let environment = format!("HOME=/root\0DB_PASSWORD={value}\0PATH=/usr/bin:/bin\0");
        for text in [torn, environment] {
            assert_eq!(of(text.as_bytes()), Encoding::Plain, "{text:?}");
        }
        assert_eq!(
            of(&(0..=255).cycle().map(|b: u8| b.wrapping_mul(37)).take(999).collect::<Vec<_>>()),
            Encoding::Binary
        );
    }

    #[test]
    fn mixtures_are_told_and_read() {
        let lines = |n: usize| "MODE=production\n".repeat(n).into_bytes();
        for big in [false, true] {
            for front in [1, 20, 2000] {
                let mut text = lines(front);
                text.extend(units("KEY=abcdefghij\r\n", big));
                let begins = if front == 2000 { Encoding::Plain } else { Encoding::Mixed };
                assert_eq!(of(&text), begins, "{front} {big}");
                assert!(holds_wide(&text) && !holds_wide(&lines(front)));
                let view = narrowed(&text);
                let end = String::from_utf8_lossy(&view.bytes[lines(front).len()..]).replace('\0', "");
                assert!(end.starts_with("KEY=abcdefghij\r"), "{end:?}");
                let key = lines(front).len() + usize::from(big);
                assert_eq!(view.original(Span::new(lines(front).len(), lines(front).len() + 3)).start, key);
            }
            let mut text = units("some text of two bytes\n", big);
            assert!(!holds_narrow(&text));
            text.extend(lines(2));
            assert!(holds_narrow(&text));
        }
        // A zero byte outside of any character: no text.
        let mut text = lines(3);
        text.push(0);
        text.extend(units("KEY=abcdefghij\r\n", false));
        text.extend(*b"\xe9\0\0\0");
        assert_eq!(of(&text), Encoding::Binary);
        // Behind a start that is text it has no such effect.
        assert!(holds_wide(&text) && !holds_wide(b"a\0\0b\0c\0d\0\0\0\0\0\0\0\0\0\0\0\0\0"));
    }
}
