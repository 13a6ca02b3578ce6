//! Values that are a part of something else: an option, an HTML character reference, a selector, what joins two strings.

use super::joint::between;
use super::path;
use crate::engine::generic::quote::Quote;
use crate::engine::generic::site::Sep;
use crate::engine::generic::value::Value;
use crate::engine::phrases;

/// What the value is a part of, as a reason; `None` if nothing.
pub fn reason(value: &[u8], v: &Value, sep: Sep) -> Option<&'static str> {
    if path::file(value) || path::rooted(value) {
        return Some("the path of a file");
    }
    if numbered(value) {
        return Some("a format string with numbered placeholders");
    }
    if [&b"{\""[..], b"[{\"", b"{\\\""].iter().any(|head| value.starts_with(head)) || record(value) {
        return Some("a structure");
    }
    if path::object(value) {
        return Some("the path of an object");
    }
    if v.quote == Quote::None && columns(value) {
        return Some("the columns of a record");
    }
    if search(value) {
        return Some("a regular expression");
    }
    if call(value) {
        return Some("the beginning of a call");
    }
    if path::endpoint(value) {
        return Some("a URL path");
    }
    if option(value) {
        return Some("an option");
    }
    if character(value) {
        return Some("an HTML character reference");
    }
    if [&b"\\e["[..], b"\\033[", b"\\x1b[", b"\\u001b[", b"\x1b["]
        .iter()
        .any(|sign| phrases::holds(value, sign))
    {
        return Some("terminal colour codes");
    }
    if v.quote == Quote::Back && matches!(sep, Sep::Blank | Sep::Prose) && named(value) {
        return Some("the name of something in a text");
    }
    if phrases::holds(value, b"[name=") {
        return Some("a CSS selector");
    }
    if selector(value) || action(value) {
        return Some("a selector of a method");
    }
    if path::template_path(value) {
        return Some("a path with interpolated parts");
    }
    let inner = match value {
        [a @ (b'\'' | b'"'), inner @ .., b] if a == b => inner,
        _ if v.quote != Quote::None => value,
        _ => return None,
    };
    between(inner).then_some("code between two string literals")
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
    use super::*;

    #[test]
    fn parts_of_other_things() {
        assert!(numbered(b"menu-{0}-{1}") && !numbered(b"{kR9}"));
        assert!(columns(b"uid:gid:gecos:home") && !columns(b"uid:gid") && !columns(b"kR9:sZw:2mQ"));
        assert!(option(b"--registry-url") && !option(b"--kR9sZw2m") && !option(b"--"));
        assert!(character(b"&#xe034;") && character(b"&#160;") && !character(b"&#xe034"));
        assert!(
            selector(b"task:didReceive:")
                && selector(b"task:didReceive:[0")
                && !selector(b"kR9:sZw:")
                && !selector(b"word")
        );
        assert!(
            action(b"Api\\UserController@changePassword") && !action(b"Controller@") && !action(b"kR9@Zw2m")
        );
    }
}
