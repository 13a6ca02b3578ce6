//! Values that are a part of something else: an option, an HTML character reference, a selector, what joins two strings.

use super::joint::between;
use super::{Form, Subject, first, path};
use crate::engine::generic::quote::Quote;
use crate::engine::generic::site::Sep;
use crate::engine::phrases;

/// The things that a value can be a part of, in the order in which they are asked.
const FORMS: &[Form] = &[
    (|s| path::file(s.value) || path::rooted(s.value), "the path of a file"),
    (|s| numbered(s.value), "a format string with numbered placeholders"),
    (|s| json(s.value) || record(s.value), "a structure"),
    (|s| path::object(s.value), "the path of an object"),
    (|s| s.v.quote == Quote::None && columns(s.value), "the columns of a record"),
    (|s| search(s.value), "a regular expression"),
    (|s| call(s.value), "the beginning of a call"),
    (|s| path::endpoint(s.value), "a URL path"),
    (|s| option(s.value), "an option"),
    (|s| character(s.value), "an HTML character reference"),
    (|s| terminal_colour(s.value), "terminal colour codes"),
    (
        |s| s.v.quote == Quote::Back && matches!(s.sep, Sep::Blank | Sep::Prose) && named(s.value),
        "the name of something in a text",
    ),
    (|s| phrases::holds(s.value, b"[name="), "a CSS selector"),
    (|s| selector(s.value) || action(s.value), "a selector of a method"),
    (|s| path::template_path(s.value), "a path with interpolated parts"),
    (joins, "code between two string literals"),
];

/// What the value is a part of, as a reason; `None` if nothing.
pub(super) fn reason(s: &Subject<'_>) -> Option<&'static str> {
    first(FORMS, s)
}

/// `" + name + "`: what stands between two quotes, of which one was taken for an opening one.
fn joins(s: &Subject<'_>) -> bool {
    match s.value {
        [a @ (b'\'' | b'"'), inner @ .., b] if a == b => between(inner),
        _ => s.v.quote != Quote::None && between(s.value),
    }
}

/// `{"`: the beginning of JSON.
fn json(value: &[u8]) -> bool {
    [&b"{\""[..], b"[{\"", b"{\\\""].iter().any(|head| value.starts_with(head))
}

/// `\e[31m`, with the escape in any of its writings.
fn terminal_colour(value: &[u8]) -> bool {
    let escapes = [&b"\\e["[..], b"\\033[", b"\\x1b[", b"\\u001b[", b"\x1b["];
    escapes.iter().any(|escape| phrases::holds(value, escape))
}

/// `menu-{0}-{1}`: a format string with numbered placeholders.
fn numbered(value: &[u8]) -> bool {
    memchr::memchr_iter(b'{', value)
        .any(|at| matches!(value[at + 1..], [digit, b'}', ..] if digit.is_ascii_digit()))
}

/// `uid:gid:gecos:home`: words that colons join, three of them at least.
fn columns(value: &[u8]) -> bool {
    value.iter().filter(|b| **b == b':').count() >= 2
        && value.split(|b| *b == b':').all(|word| word.len() >= 2 && word.iter().all(u8::is_ascii_lowercase))
}

/// `{id="42"}`: fields of a record.
fn record(value: &[u8]) -> bool {
    value.strip_prefix(b"{").is_some_and(|rest| {
        let name = rest.iter().take_while(|b| b.is_ascii_lowercase() || **b == b'_').count();
        name > 0 && rest[name..].starts_with(b"=\"")
    })
}

/// `^server\.([0-9]+)\.config$`, `[^\W\d]\w*`: characters of a regular expression, more than one of them.
fn search(value: &[u8]) -> bool {
    let count = |sign: &[u8]| value.windows(sign.len()).filter(|w| *w == sign).count();
    count(b"\\.") >= 2
        || (count(b"\\w") + count(b"\\W") + count(b"\\s")) > 0
            && value.iter().any(|b| matches!(b, b'[' | b'*' | b'+' | b'('))
}

/// `log.warn(`, `$LOG$.warn(`: a quote within it was taken for the end of the text.
fn call(value: &[u8]) -> bool {
    value.strip_suffix(b"(").is_some_and(|rest| {
        let name = rest.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
        name >= 3 && rest[..rest.len() - name].ends_with(b".")
    })
}

/// `--registry-url`.
fn option(value: &[u8]) -> bool {
    value.strip_prefix(b"--").is_some_and(|rest| {
        rest.iter().take_while(|b| b.is_ascii_lowercase()).count() >= 3
            && rest.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
    })
}

/// `&#xe034;`
fn character(value: &[u8]) -> bool {
    value.len() <= 10
        && value
            .strip_prefix(b"&#")
            .and_then(|rest| rest.strip_suffix(b";"))
            .is_some_and(|code| code.strip_prefix(b"x").unwrap_or(code).iter().all(u8::is_ascii_hexdigit))
}

/// `gc.set_threshold`, `send()`: in a text, where `pass` may be a verb.
fn named(value: &[u8]) -> bool {
    let name = value.strip_suffix(b"()").unwrap_or(value);
    (name.len() < value.len() || name.iter().any(|b| matches!(b, b'.' | b'_')))
        && name.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'.' | b'_'))
}

/// `task:didReceive:completionHandler:`, as Objective-C and Swift name a method by its arguments.
fn selector(value: &[u8]) -> bool {
    // The declarations of a Kotlin library list its overloads behind it.
    let value = value.strip_suffix(b"[0").or(value.strip_suffix(b"[0]")).unwrap_or(value);
    value.strip_suffix(b":").is_some_and(|rest| {
        rest.len() >= 3 && rest.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b':' | b'_'))
    })
}

/// `Api\UserController@changePassword`: what a route leads to.
fn action(value: &[u8]) -> bool {
    phrases::find(value, b"Controller@").is_some_and(|at| {
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'\\' | b'/');
        let (class, method) = (&value[..at], &value[at + b"Controller@".len()..]);
        !method.is_empty() && class.iter().chain(method).all(is_name)
    })
}

#[cfg(test)]
mod tests {
    use super::super::assert_sorts;
    use super::*;

    #[test]
    fn parts_of_other_things() {
        assert_sorts(numbered, &[b"menu-{0}-{1}"], &[b"{kR9}"]);
        assert_sorts(columns, &[b"uid:gid:gecos:home"], &[b"uid:gid", b"kR9:sZw:2mQ"]);
        assert_sorts(option, &[b"--registry-url"], &[b"--kR9sZw2m", b"--"]);
        assert_sorts(character, &[b"&#xe034;", b"&#160;"], &[b"&#xe034"]);
        assert_sorts(selector, &[b"task:didReceive:", b"task:didReceive:[0"], &[b"kR9:sZw:", b"word"]);
        assert_sorts(action, &[b"Api\\UserController@changePassword"], &[b"Controller@", b"kR9@Zw2m"]);
    }
}
