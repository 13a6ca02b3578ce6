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

/// What a form is asked about: a value, how it is written, and where it stands.
struct Subject<'a> {
    /// The value as it is written.
    raw: &'a [u8],
    /// The value, escapes undone.
    value: &'a [u8],
    v: &'a Value,
    sep: Sep,
    kind: FileKind,
    c: &'a Counts,
}

/// A form of values that are no secret, and the reason in words.
type Form = (fn(&Subject<'_>) -> bool, &'static str);

/// The reason of the first form that the value has: the order of a table decides which one `explain` shows.
fn first(forms: &[Form], s: &Subject<'_>) -> Option<&'static str> {
    forms.iter().find(|(is, _)| is(s)).map(|(_, reason)| *reason)
}

/// Lists of numbers.
const LISTS: &[Form] = &[
    (|s| kinds::object_id(s.raw), "an object identifier"),
    (|s| kinds::structure(s.raw), "a structure"),
    (|s| kinds::flags(s.raw), "a list of flags"),
];

/// Values that say by themselves that they are nothing.
const EMPTY: &[Form] = &[
    (|s| s.value.len() < 3, "fewer than three characters"),
    (|s| s.v.wrap == Wrap::Gen, "made or shown by a call"),
    (|s| mask(s.value, s.c), "a mask"),
    (|s| documented(s.value, s.c), "it says that it is a dummy"),
    (|s| TYPES.has(s.value), "a type or a constant"),
    (|s| foreign::asks(s.value), "a placeholder in another language"),
    (|s| encoded::stand_in(s.value), "base64 of a placeholder"),
];

/// What the characters of a value and its place give together.
const PLACED: &[Form] = &[
    (
        |s| {
            s.sep == Sep::Comma && matches!(s.v.after, After::Colon | After::Arrow)
                || s.sep == Sep::Arrow && s.v.after == After::Arrow
        },
        "a name itself",
    ),
    (|s| s.v.quote == Quote::Back && runs_commands(s), "the output of a command"),
    (|s| interpolation(s.value, s.v), "all interpolation"),
    (
        |s| s.c.foreign == s.c.len || s.value.iter().any(|b| *b < 0x20 && !b.is_ascii_whitespace()),
        "not ASCII text",
    ),
    (
        |s| matches!(s.value.first(), Some(b'.' | b',' | b';' | b':')) && s.c.letters() + s.c.digit < 4,
        "punctuation",
    ),
    (|s| s.c.letters() + s.c.digit + s.c.foreign < 2, "punctuation"),
    (
        |s| s.v.wrap == Wrap::Get && (plain_name(s.value) || partly_variable(s.value)),
        "the name of something looked up",
    ),
];

/// The reason why `value` can be no secret. [`expression`] is separate, because it is cheaper and asked first.
pub fn reason(
    raw: &[u8],
    value: &[u8],
    v: &Value,
    sep: Sep,
    kind: FileKind,
    c: &Counts,
) -> Option<&'static str> {
    let s = &Subject { raw, value, v, sep, kind, c };
    if v.ints {
        return first(LISTS, s);
    }
    first(EMPTY, s)
        .or_else(|| sealed::reason(value))
        .or_else(|| kinds::reason(s))
        .or_else(|| part::reason(s))
        .or_else(|| thing::reason(raw, value, v))
        .or_else(|| named::reason(value, v))
        .or_else(|| fragment::reason(value, v))
        .or_else(|| public::reason(value))
        .or_else(|| first(PLACED, s))
        .or_else(|| match v.quote {
            Quote::None => bare::reason(raw, sep, kind, c),
            _ => piece(value, v),
        })
}

/// Text in backquotes is run there: in scripts, and with arguments in configuration.
fn runs_commands(s: &Subject<'_>) -> bool {
    s.kind == FileKind::Shell || s.kind == FileKind::Config && s.value.contains(&b' ')
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

/// Asserts what a form takes and what it leaves, with the value in the message.
#[cfg(test)]
#[track_caller]
fn assert_sorts(is: fn(&[u8]) -> bool, yes: &[&[u8]], no: &[&[u8]]) {
    for (values, expected) in [(yes, true), (no, false)] {
        for value in values {
            assert_eq!(is(value), expected, "{}", value.escape_ascii());
        }
    }
}
