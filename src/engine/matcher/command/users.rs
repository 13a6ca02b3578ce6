//! Lists of users and their passwords: `chpasswd:` of cloud-init, sections `[users]`.

use super::super::{Ask, Catch};
use super::{REACH, verdict};
use crate::model::Span;

/// No more lines of a list are read.
const LINES: usize = 16;

/// The passwords in the lines below the keyword, which is all of its line.
pub fn users(ask: &Ask<'_>) -> Option<Catch> {
    let rest = &ask.text[ask.end..ask.text.len().min(ask.end + REACH)];
    let sign = if ask.text[ask.at..ask.end].ends_with(b"]") { b'=' } else { b':' };
    let mut at = memchr::memchr(b'\n', rest)? + 1;
    if !rest[..at].trim_ascii().is_empty() {
        return None;
    }
    let mut found = Vec::new();
    for line in rest[at..].split_inclusive(|b| *b == b'\n').take(LINES) {
        // What was cut off is no password yet.
        if !line.ends_with(b"\n") && ask.end + rest.len() < ask.text.len() {
            break;
        }
        match entry(line, sign) {
            Entry::User(start, end) => {
                found.extend(verdict(ask, Span::new(ask.end + at + start, ask.end + at + end)))
            }
            Entry::Setting => {}
            Entry::Other => break,
        }
        at += line.len();
    }
    let mut found = found.into_iter();
    let first = found.next();
    ask.more.borrow_mut().extend(found);
    first
}

/// What a line is.
enum Entry {
    /// A user; where in the line the password stands.
    User(usize, usize),
    /// A comment, or how the list is meant: `list: |`, `expire: false`.
    Setting,
    /// The end of the list.
    Other,
}

fn entry(line: &[u8], sign: u8) -> Entry {
    let text = line.trim_ascii();
    let item = text.strip_prefix(b"- ").unwrap_or(text);
    if text.is_empty() || matches!(text[0], b'#' | b';') {
        return Entry::Setting;
    }
    let Some(colon) = memchr::memchr(sign, item) else { return Entry::Other };
    let (name, value) = (item[..colon].trim_ascii(), item[colon + 1..].trim_ascii());
    let named = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'@');
    if name.is_empty() || !name.iter().all(named) {
        return Entry::Other;
    }
    // `root:pw`, and no member of the document; `joe = pw, role`
    let pair = if sign == b':' { !value.is_empty() && !item[colon + 1].is_ascii_whitespace() } else { true };
    let value = match sign {
        b'=' => value.split(|b| *b == b',').next().unwrap_or_default().trim_ascii(),
        _ => value,
    };
    let one =
        !value.is_empty() && !value.iter().any(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\''));
    if !pair {
        return Entry::Setting;
    }
    // The value is a part of the line.
    let start = value.as_ptr() as usize - line.as_ptr() as usize;
    if one { Entry::User(start, start + value.len()) } else { Entry::Setting }
}

#[cfg(test)]
mod tests {
    use super::super::tests::ask;
    use super::*;

    #[test]
    fn users_below() {
        let list = "chpasswd:\n  list: |\n    root:kV9x2mQp\n    joe:Tr8zQw41xp\n  expire: false\n";
        assert_eq!(ask(list, "chpasswd:", users), Some("kV9x2mQp"));
        let section = "[users]\n# name = password, role\nroot = kV9x2mQp, admin\n\n[roles]\nadmin = *\n";
        assert_eq!(ask(section, "[users]", users), Some("kV9x2mQp"));
        for text in [
            concat!("chpasswd: root:", "kV9x2mQp\n"),
            "chpasswd:\nroot kV9x2mQp\n",
            "chpasswd:\n  root: kV9x2mQp\n",
        ] {
            assert_eq!(ask(text, "chpasswd:", users), None, "{text}");
        }
    }
}
