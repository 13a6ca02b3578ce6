//! Vetoes: forms of values that are no secret, whatever else speaks for them. Each has a reason in words, which `explain`
//! shows.

mod bare;
mod cipher;
mod encoded;
mod fragment;
mod joint;
mod kinds;
mod mask;
mod named;
mod part;
mod path;
mod public;
mod sealed;
mod thing;

pub use bare::expression;
pub use cipher::is_message;
pub use encoded::hidden;
pub use named::{message, word};
pub use public::{account, packet, point};

use super::foreign;
use super::quote::Quote;
use super::site::Sep;
use super::text::Counts;
use super::value::{After, Value};
use super::wrap::Wrap;
use crate::model::FileKind;
use kinds::TYPES;
use mask::{documented, interpolation, mask};

/// The reason why `value` can be no secret. [`expression`] is separate, because it is cheaper and asked first.
pub fn reason(
    raw: &[u8],
    value: &[u8],
    v: &Value,
    sep: Sep,
    kind: FileKind,
    c: &Counts,
) -> Option<&'static str> {
    if v.ints {
        return match () {
            () if kinds::object_id(raw) => Some("an object identifier"),
            () if kinds::structure(raw) => Some("a structure"),
            () if kinds::flags(raw) => Some("a list of flags"),
            () => None,
        };
    }
    if value.len() < 3 {
        return Some("fewer than three characters");
    }
    if v.wrap == Wrap::Gen {
        return Some("made or shown by a call");
    }
    if mask(value, c) {
        return Some("a mask");
    }
    if documented(value, c) {
        return Some("it says that it is a dummy");
    }
    if TYPES.has(value) {
        return Some("a type or a constant");
    }
    if foreign::asks(value) {
        return Some("a placeholder in another language");
    }
    if encoded::stand_in(value) {
        return Some("base64 of a placeholder");
    }
    let known = sealed::reason(value)
        .or_else(|| kinds::reason(raw, value, c))
        .or_else(|| part::reason(value, v, sep))
        .or_else(|| thing::reason(raw, value, v))
        .or_else(|| named::reason(value, v))
        .or_else(|| fragment::reason(value, v))
        .or_else(|| public::reason(value));
    if known.is_some() {
        return known;
    }
    placed(value, v, sep, kind, c).or_else(|| match v.quote {
        Quote::None => bare::reason(raw, sep, kind, c),
        _ => piece(value, v),
    })
}

/// The reason that the characters of the value and its place give together.
fn placed(value: &[u8], v: &Value, sep: Sep, kind: FileKind, c: &Counts) -> Option<&'static str> {
    if sep == Sep::Comma && matches!(v.after, After::Colon | After::Arrow)
        || sep == Sep::Arrow && v.after == After::Arrow
    {
        return Some("a name itself");
    }
    let runs = kind == FileKind::Shell || kind == FileKind::Config && value.contains(&b' ');
    if v.quote == Quote::Back && runs {
        return Some("the output of a command");
    }
    if interpolation(value, v) {
        return Some("all interpolation");
    }
    if c.foreign == c.len || value.iter().any(|b| *b < 0x20 && !b.is_ascii_whitespace()) {
        return Some("not ASCII text");
    }
    if matches!(value.first(), Some(b'.' | b',' | b';' | b':')) && c.letters() + c.digit < 4 {
        return Some("punctuation");
    }
    if c.letters() + c.digit + c.foreign < 2 {
        return Some("punctuation");
    }
    if v.wrap == Wrap::Get && (plain_name(value) || partly_variable(value)) {
        return Some("the name of something looked up");
    }
    None
}

/// A quoted string that an operator joins to the next one.
fn piece(value: &[u8], v: &Value) -> Option<&'static str> {
    // `'install_' . $name`, `"#nonce-" + id`: words, and the character that joins them to what follows
    let opens = matches!(value.last(), Some(b'_' | b'-')) && !value.iter().any(u8::is_ascii_digit);
    let goes_on = match v.after {
        After::Plus | After::Dot if opens => true,
        After::Plus => {
            value.last().is_some_and(|b| matches!(b, b'=' | b'&' | b'?' | b':' | b' ' | b'/' | b'.'))
        }
        // Perl and PHP join texts by a dot.
        After::Dot => value.last().is_some_and(|b| matches!(b, b'=' | b'&' | b'?' | b'.' | b':')),
        _ => false,
    };
    goes_on.then_some("a piece of a longer text")
}

/// `PW_$name`, `PW_${name}`: a plain name with a variable in it.
fn partly_variable(value: &[u8]) -> bool {
    let sign = |b: &u8| matches!(b, b'$' | b'{' | b'}');
    let named = |part: &[u8]| part.is_empty() || part.iter().all(|b| b.is_ascii_alphabetic() || *b == b'_');
    value.contains(&b'$') && value.split(sign).all(named)
}

/// A plain name, dots allowed.
pub fn plain_name(value: &[u8]) -> bool {
    value.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && value.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b':' | b'/'))
}
