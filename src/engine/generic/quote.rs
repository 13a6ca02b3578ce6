//! Quotes: those that open before a name on its line, and those around a value.

use super::bytes::line_start;
use super::feature::Feature;

/// How far back a line is read for open quotes.
pub const BACK: usize = 400;

/// The quote that the name stands in, if one opened earlier on the line and goes on behind the name.
///
/// A quote that opens before the name and closes right behind it belongs to the name: `"password": "x"`.
pub fn around(text: &[u8], name_start: usize, name_end: usize) -> Option<u8> {
    let start = line_start(text, name_start, BACK);
    let mut open = None;
    let mut p = start;
    while p < name_start {
        let b = text[p];
        match b {
            b'\\' => p += 1,
            b'"' | b'`' | b'\'' if open == Some(b) => open = None,
            b'"' | b'`' if open.is_none() => open = Some(b),
            // an apostrophe behind a letter opens nothing
            b'\'' if open.is_none() && (p == start || !text[p - 1].is_ascii_alphanumeric()) => open = Some(b),
            _ => {}
        }
        p += 1;
    }
    open.filter(|q| text.get(name_end) != Some(q))
}

/// True if the name is the last word of a quoted phrase: `"Forgot password": `.
pub fn phrase(text: &[u8], name_start: usize, name_end: usize) -> bool {
    if name_start < 2 || text[name_start - 1] != b' ' {
        return false;
    }
    let Some(quote @ (b'"' | b'\'')) = text.get(name_end) else { return false };
    let start = line_start(text, name_start, 80);
    let head = &text[start..name_start];
    memchr::memrchr(*quote, head)
        .is_some_and(|open| head[open + 1..].iter().all(|b| b.is_ascii_alphanumeric() || *b == b' '))
}

/// The quotes around a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quote {
    /// `"`
    Double,
    /// `'`
    Single,
    /// `` ` ``
    Back,
    /// `\"`, any depth
    Escaped,
    /// triple, typographic, `&quot;`
    Other,
    /// none
    None,
}

impl Quote {
    /// Its feature.
    pub fn feature(self) -> Feature {
        match self {
            Quote::Double => Feature::QuoteDouble,
            Quote::Single => Feature::QuoteSingle,
            Quote::Back => Feature::QuoteBack,
            Quote::Escaped => Feature::QuoteEscaped,
            Quote::Other => Feature::QuoteOther,
            Quote::None => Feature::QuoteNone,
        }
    }
}

/// An opening quote: its kind, the length of the opening text, and the text that closes it.
pub struct Opening<'t> {
    /// Its kind.
    pub quote: Quote,
    /// Bytes to skip.
    pub len: usize,
    /// What closes it.
    pub close: &'t [u8],
    /// A backslash escapes the next byte.
    pub escapes: bool,
}

/// The quote that opens at the start of `rest`, if any.
pub fn opening(rest: &[u8]) -> Option<Opening<'_>> {
    let of = |quote, len, close, escapes| Some(Opening { quote, len, close, escapes });
    match rest.first()? {
        b'"' if rest.starts_with(b"\"\"\"") => of(Quote::Other, 3, &rest[..3], true),
        b'\'' if rest.starts_with(b"'''") => of(Quote::Other, 3, &rest[..3], true),
        b'"' => of(Quote::Double, 1, &rest[..1], true),
        b'\'' => of(Quote::Single, 1, &rest[..1], true),
        b'`' => of(Quote::Back, 1, &rest[..1], true),
        b'\\' => {
            let depth = rest.iter().take(8).take_while(|b| **b == b'\\').count();
            matches!(rest.get(depth), Some(b'"' | b'\'' | b'`')).then(|| Opening {
                quote: Quote::Escaped,
                len: depth + 1,
                close: &rest[..depth + 1],
                escapes: false,
            })
        }
        b'&' if rest.starts_with(b"&quot;") => of(Quote::Other, 6, &rest[..6], false),
        0xe2 if rest.starts_with("\u{201c}".as_bytes()) => of(Quote::Other, 3, "\u{201d}".as_bytes(), false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_belong_to_names_or_to_strings() {
        let at = |text: &str| {
            let i = text.find("pass").unwrap_or(0);
            around(text.as_bytes(), i, i + 4)
        };
        assert_eq!(at("{\"pass\": 1}"), None);
        assert_eq!(at("{\"my pass\": 1}"), None);
        assert_eq!(at("x = \"user=a;pass=b\""), Some(b'"'));
        assert_eq!(at("don't pass=b"), None);
        assert_eq!(at("\"a\" + pass"), None);
    }
}
