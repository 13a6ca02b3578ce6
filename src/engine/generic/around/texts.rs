//! Lines that hold texts for people, and lines that are comments.

use crate::engine::phrases;
use crate::model::FileKind;

/// `text` with one 0 in place of every number.
pub fn without_digits(text: &[u8]) -> impl Iterator<Item = u8> {
    let mut last = b' ';
    text.iter().filter_map(move |b| {
        let sign = if b.is_ascii_digit() { b'0' } else { *b };
        let goes_on = sign == b'0' && last == b'0';
        last = sign;
        (!goes_on).then_some(sign)
    })
}

/// What stands in a line behind its first separator, in quotes or not; `None` if there is no such thing.
pub fn text_of(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii();
    let element = line.starts_with(b"<");
    let cut = phrases::find(line, b"=>").map(|at| (at, at + 2)).or_else(|| {
        let sign = match element {
            true => memchr::memchr(b'>', line),
            false => memchr::memchr3(b'>', b'=', b':', line),
        };
        sign.map(|at| (at, at + 1))
    })?;
    if cut.0 == 0 || cut.0 > 100 {
        return None;
    }
    let mut value = line[cut.1..].trim_ascii();
    if let Some(end) = phrases::find(value, b"</") {
        value = &value[..end];
    }
    value = value.strip_suffix(b",").or(value.strip_suffix(b";")).unwrap_or(value).trim_ascii();
    for quote in [b'"', b'\''] {
        if let [q, inner @ .., p] = value
            && *q == quote
            && *p == quote
        {
            value = inner;
            break;
        }
    }
    (!value.is_empty()).then_some(value)
}

/// A text for people: words parted by blanks, letters beyond ASCII, or a single capitalised word.
pub fn is_for_people(value: &[u8]) -> bool {
    let foreign = value.iter().filter(|b| **b >= 0x80).count();
    if foreign * 4 >= value.len() {
        return true;
    }
    let title =
        value[0].is_ascii_uppercase() && value[1..].iter().all(|b| b.is_ascii_lowercase() || *b >= 0x80);
    if memchr::memchr(b' ', value).is_none() {
        return value.len() >= 3 && title;
    }
    let spoken = |b: &u8| {
        b.is_ascii_alphabetic() || *b >= 0x80 || matches!(b, b'\'' | b'-' | b'.' | b',' | b'!' | b'?' | b':')
    };
    let all = value.split(|b| *b == b' ').filter(|w| !w.is_empty()).count();
    let words = value
        .split(|b| *b == b' ')
        .filter(|w| !w.is_empty() && w.iter().filter(|b| spoken(b)).count() + 1 >= w.len())
        .count();
    let code = value.iter().filter(|b| matches!(b, b'(' | b'{' | b'=' | b';' | b'$' | b'[' | b'/')).count();
    all >= 2 && words * 4 >= all * 3 && code * 3 <= all
}

/// `key: some words of text`: behind a separator or a quote stand three words or more of letters, or letters beyond ASCII.
pub fn is_text(line: &[u8]) -> bool {
    let Some(at) = line.iter().position(|b| matches!(b, b'=' | b':' | b'>')) else { return false };
    let head = &line[..at];
    let value = line[at + 1..].trim_ascii();
    if head.len() > 80 || value.len() < 3 {
        return false;
    }
    let quoted = matches!(value[0], b'"' | b'\'');
    let foreign = value.iter().filter(|b| **b >= 0x80).count();
    if foreign * 5 >= value.len() {
        return true;
    }
    // Most lines of a program end here.
    if value.iter().any(|b| matches!(b, b'(' | b'{' | b'=' | b';')) {
        return false;
    }
    let words = value
        .split(|b| *b == b' ')
        .filter(|w| {
            w.len() > 1 && w.iter().filter(|b| b.is_ascii_alphabetic() || **b >= 0x80).count() + 3 >= w.len()
        })
        .count();
    words >= 3 && quoted || words >= 4 && !value.contains(&b'$')
}

/// The line is a comment, or the name stands behind the marker of one.
pub fn comment(before: &[u8], kind: FileKind) -> bool {
    let head = before.trim_ascii_start();
    head.starts_with(b"//")
        || head.starts_with(b"#") && kind != FileKind::Doc
        || head.starts_with(b"/*")
        || head.starts_with(b"*")
        || head.starts_with(b"--") && kind == FileKind::Sql
        || head.starts_with(b"<!--")
        || head.starts_with(b";")
        || phrases::holds(before, b" // ")
        || phrases::holds(before, b" # ")
}
