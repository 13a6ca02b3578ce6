//! Values that are a part of something else: a file in a folder, an option, a sign of a page, what joins two texts.

use super::joint::between;
use crate::engine::generic::quote::Quote;
use crate::engine::generic::site::Sep;
use crate::engine::generic::value::Value;
use crate::engine::phrases::{self, Lexicon};

/// Extensions of files that are shown, read or loaded.
static EXTENSIONS: Lexicon<128> = Lexicon::new(&[
    "png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "bmp", "tif", "tiff", "mov", "mp3", "mp4", "wav",
    "pdf", "css", "scss", "html", "htm", "js", "jsx", "ts", "tsx", "json", "xml", "yml", "yaml", "csv",
    "txt", "md", "zip", "gz", "geojson", "plist", "p12", "pfx", "jks", "pem", "crt", "cer", "keystore",
]);

/// What the value is a part of.
pub fn reason(value: &[u8], v: &Value, sep: Sep) -> Option<&'static str> {
    if file(value) || rooted(value) {
        return Some("the path of a file");
    }
    if numbered(value) {
        return Some("a text with numbered gaps");
    }
    if [&b"{\""[..], b"[{\"", b"{\\\""].iter().any(|head| value.starts_with(head)) || record(value) {
        return Some("a structure");
    }
    if object(value) {
        return Some("the path of an object");
    }
    if v.quote == Quote::None && columns(value) {
        return Some("the columns of a record");
    }
    if search(value) {
        return Some("an expression to search with");
    }
    if call(value) {
        return Some("the beginning of a call");
    }
    if endpoint(value) {
        return Some("the path of an address");
    }
    if option(value) {
        return Some("an option");
    }
    if character(value) {
        return Some("a sign of a page");
    }
    if [&b"\\e["[..], b"\\033[", b"\\x1b[", b"\\u001b[", b"\x1b["]
        .iter()
        .any(|sign| phrases::holds(value, sign))
    {
        return Some("colours of a terminal");
    }
    if v.quote == Quote::Back && matches!(sep, Sep::Blank | Sep::Prose) && named(value) {
        return Some("the name of something in a text");
    }
    if phrases::holds(value, b"[name=") {
        return Some("a selector of a page");
    }
    if selector(value) || action(value) {
        return Some("a selector of a method");
    }
    if template_path(value) {
        return Some("a path with interpolated parts");
    }
    let inner = match value {
        [a @ (b'\'' | b'"'), inner @ .., b] if a == b => inner,
        _ if v.quote != Quote::None => value,
        _ => return None,
    };
    between(inner).then_some("what stands between two texts")
}

/// `Images4/v2/3f/icon.png`, `logo.png`: folders and a file. Base64 has no dots.
fn file(value: &[u8]) -> bool {
    let name = memchr::memrchr(b'/', value).map_or(0, |slash| slash + 1);
    let Some(dot) = memchr::memrchr(b'.', &value[name..]).filter(|at| *at > 0) else { return false };
    EXTENSIONS.has(&value[name + dot + 1..].to_ascii_lowercase())
        && value
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'-' | b'_' | b'@' | b'~'))
}

/// `/usr/local/bin/run`: a file by its place in the file system.
fn rooted(value: &[u8]) -> bool {
    const ROOTS: [&[u8]; 10] =
        [b"usr", b"bin", b"sbin", b"etc", b"opt", b"var", b"home", b"tmp", b"run", b"proc"];
    // with the words that a command is given
    let at = memchr::memchr(b' ', value).unwrap_or(value.len());
    let (value, words) = value.split_at(at);
    let mut parts = value.split(|b| *b == b'/');
    words.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b' ' | b'-'))
        && parts.next() == Some(b"")
        && parts.next().is_some_and(|root| ROOTS.contains(&root))
        && parts.next().is_some_and(|part| !part.is_empty())
        && value.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'-' | b'_'))
}

/// `menu-{0}-{1}`: a text with numbered gaps.
fn numbered(value: &[u8]) -> bool {
    memchr::memchr_iter(b'{', value)
        .any(|at| matches!(value[at + 1..], [digit, b'}', ..] if digit.is_ascii_digit()))
}

/// `uploads/bbc498ea-d23b-11e7-af42-2a31486da301`: words and the identifier of an object.
fn object(value: &[u8]) -> bool {
    let uuid = |part: &[u8]| {
        part.len() == 36
            && part.iter().enumerate().all(|(i, b)| match i {
                8 | 13 | 18 | 23 => *b == b'-',
                _ => b.is_ascii_hexdigit(),
            })
    };
    let word = |part: &[u8]| part.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_'));
    value.contains(&b'/')
        && value.split(|b| *b == b'/').all(|part| word(part) || uuid(part))
        && value.rsplit(|b| *b == b'/').next().is_some_and(uuid)
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

/// `^server\.([0-9]+)\.config$`, `[^\W\d]\w*`: signs of a regular expression, more than one of them.
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

/// `/v1/agent/check/pass/`: folders of words, the number of a version among them perhaps.
fn endpoint(value: &[u8]) -> bool {
    let word = |part: &[u8]| part.len() >= 2 && part.iter().all(u8::is_ascii_lowercase);
    let version =
        |part: &[u8]| matches!(part, [b'v', n @ ..] if !n.is_empty() && n.iter().all(u8::is_ascii_digit));
    let inner = value.strip_prefix(b"/").map(|rest| rest.strip_suffix(b"/").unwrap_or(rest));
    inner.is_some_and(|rest| {
        rest.split(|b| *b == b'/').all(|part| word(part) || version(part))
            && rest.split(|b| *b == b'/').filter(|part| word(part)).count() >= 3
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

/// `/basic-auth/\(user)/\(password)`.
fn template_path(value: &[u8]) -> bool {
    value.starts_with(b"/")
        && (phrases::holds(value, b"/\\(") || phrases::holds(value, b"/${") || phrases::holds(value, b"/#{"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_other_things() {
        for value in
            ["Images4/v2/3f/4a1c-97de/icon.png", "a/b.JSON", "img/logo@2x.png", "logo.png", "../play.p12"]
        {
            assert!(file(value.as_bytes()), "{value}");
        }
        for value in ["icon", "kR9s/Zw2mQp", "kR9s/Zw2.mQp+x", "a/.png", ".png"] {
            assert!(!file(value.as_bytes()), "{value}");
        }
        assert!(
            rooted(b"/usr/local/bin/run")
                && rooted(b"/etc/key")
                && rooted(b"/usr/sbin/hashit pw -s")
                && !rooted(b"/usr/bin/x kR9sZw2m")
                && !rooted(b"/kR9s/Zw2m")
                && !rooted(b"/etc")
        );
        assert!(numbered(b"menu-{0}-{1}") && !numbered(b"{kR9}"));
        assert!(object(b"test/bbc498ea-d23b-11e7-af42-2a31486da301") && !object(b"kR9s/Zw2mQp"));
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
        assert!(template_path(b"/digest/\\(user)/\\(password)"));
    }

    #[test]
    fn what_joins_two_texts() {
        for value in [
            ".$config[",
            ". $u['id'], ",
            ".escape($h->{pw}).",
            "+text(\"a.b\")+",
            " + name + ",
            "+text(i)),f+=",
        ] {
            assert!(between(value.as_bytes()), "{value}");
        }
        for value in [".k$9s", "+kR9sZw2m", "+kR9s+Zw2m/", "+kR9(Zw2m"] {
            assert!(!between(value.as_bytes()), "{value}");
        }
    }
}
