//! Names and values that are plainly no secret: a verb, a file, a member, a public key, a hash.

use super::Judge;
use crate::engine::checks::encoding::{base64, is_uuid};
use crate::engine::generic::bytes::{contains_ci, is_one_of, line_end};
use crate::engine::generic::quote::Quote;
use crate::engine::generic::site::{Sep, Site};
use crate::engine::generic::text::Counts;
use crate::engine::generic::value::{self, After, Value};

/// How far behind the line of a key the command stands that fetches it.
const KEY_RING: usize = 144;

impl Judge<'_> {
    /// A value of hexadecimal digits is no secret there: the hash of a text that looks like a name, or a key that the next
    /// lines fetch.
    pub(super) fn is_public_there(&self, site: &Site, v: &Value) -> bool {
        let raw = v.span.of(self.text);
        // `hmac('password'), '5f4d..'`
        let between = self.text.get(site.name.end..site.at).unwrap_or_default();
        if site.sep == Sep::Comma && between.contains(&b')') && raw.len() >= 32 {
            return true;
        }
        // `key='859B..'; gpg --recv-keys "$key"`
        site.name.of(self.text).eq_ignore_ascii_case(b"key")
            && raw.len() == 40
            && !raw.iter().any(u8::is_ascii_lowercase)
            && self.goes_to_a_key_ring(site, v.end)
    }

    /// `https://api.example/v1?key=7f3c..`: what a service is asked with; `?key=%2Flibrary%2F..` names a path.
    pub(super) fn is_asked_with(&self, site: &Site, v: &Value) -> bool {
        site.sep == Sep::Eq
            && v.quote == Quote::None
            && site.name.of(self.text) == b"key"
            && matches!(self.text[..site.name.start], [.., b'?' | b'&'])
            && site.name.end + 1 == v.span.start
            && !is_label(v.span.of(self.text))
            && !v.span.of(self.text).starts_with(b"%2F")
    }

    /// The line behind `at`, or what follows it closely, hands something to a key ring of OpenPGP.
    fn goes_to_a_key_ring(&self, site: &Site, at: usize) -> bool {
        let to = line_end(self.text, at, value::LONGEST) + KEY_RING;
        self.look(0, (to + 2).saturating_sub(site.name.start));
        let behind = &self.text[at..self.text.len().min(to)];
        [&b"gpg "[..], b"keyserver", b"recv-key", b"apt-key"].iter().any(|word| contains_ci(behind, word))
    }
}

/// "Pass `?expand=x` when ..", "pass to X", `PASS: all is well`: what is to be done, or was; and no name.
pub fn is_verb(site: &Site, v: &Value, raw: &[u8]) -> bool {
    v.quote == Quote::Back && !raw.iter().any(u8::is_ascii_digit)
        || site.sep == Sep::Blank && v.quote != Quote::None && is_setting(raw)
        || site.sep == Sep::Prose
        || site.sep == Sep::Colon
            && v.quote == Quote::None
            && raw.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b' ' | b'-' | b',' | b'.'))
            && (v.after == After::Other || raw.contains(&b' '))
}

/// `VALUES (2, 'smtp_password', 'x7..')`: the name and the value of a setting, and no two texts.
pub fn is_row(name: &[u8], value: &[u8]) -> bool {
    let named = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'.' | b'-');
    name.iter().all(named)
        && name.iter().any(|b| matches!(b, b'_' | b'.'))
        && value.iter().any(u8::is_ascii_digit)
        && value.iter().any(u8::is_ascii_alphabetic)
        && !value.iter().any(u8::is_ascii_whitespace)
}

/// `INVALID_PASSWORD "71X04"`: what went wrong with a password, and the code of it.
pub fn is_error_code(name: &[u8], raw: &[u8]) -> bool {
    const WRONG: [&[u8]; 7] = [b"invalid", b"error", b"err_", b"expired", b"missing", b"unknown", b"denied"];
    (3..=8).contains(&raw.len())
        && raw.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
        && raw.iter().filter(|b| b.is_ascii_digit()).count() * 2 >= raw.len()
        && WRONG.iter().any(|word| contains_ci(name, word))
}

/// `//palau.pw:80/x`: a host by its name, and its port.
pub fn is_host(text: &[u8], site: &Site, raw: &[u8]) -> bool {
    site.sep == Sep::Colon
        && site.name.of(text).ends_with(b".pw")
        && matches!(text[..site.name.start], [.., b'/' | b'@'])
        && raw.first().is_some_and(u8::is_ascii_digit)
}

/// `"user:password:changed"`: the name of an event, of small words that colons join.
pub fn is_event(text: &[u8], site: &Site, v: &Value, raw: &[u8]) -> bool {
    let head = &text[..site.name.start];
    site.sep == Sep::Colon
        && site.name.end + 1 == v.span.start
        && matches!(head, [.., b'a'..=b'z', b':'])
        && head[..head.len() - 1]
            .iter()
            .rev()
            .find(|b| !b.is_ascii_lowercase())
            .is_some_and(|b| matches!(b, b'"' | b'\'' | b':'))
        && raw.iter().all(u8::is_ascii_lowercase)
        && matches!(text.get(v.span.end), Some(b'"' | b'\'' | b':'))
}

/// `includes/password.inc`: a file of a program, and no name of a value.
pub fn is_source_file(name: &[u8]) -> bool {
    const SOURCES: &[&str] =
        &["inc", "php", "js", "ts", "css", "html", "java", "py", "rb", "go", "c", "h", "cpp", "cs"];
    memchr::memrchr(b'.', name).is_some_and(|dot| dot > 0 && is_one_of(&name[dot + 1..], SOURCES))
}

/// `tlsSecret: ingress-tls`: the name of a secret that a cluster keeps, words joined as such names are.
pub fn is_reference(name: &[u8], site: &Site, v: &Value, raw: &[u8]) -> bool {
    site.sep == Sep::Colon
        && v.quote == Quote::None
        && name.ends_with(b"Secret")
        && name.first().is_some_and(u8::is_ascii_lowercase)
        && raw.contains(&b'-')
        && raw.iter().all(|b| b.is_ascii_lowercase() || *b == b'-')
}

/// `` `--ask-pass` argument ``: a word of the text behind what it shows.
pub fn is_shown(text: &[u8], site: &Site) -> bool {
    matches!(site.sep, Sep::Blank | Sep::Flag | Sep::Prose) && text.get(site.name.end) == Some(&b'`')
}

/// `load-accounts-01`: words of small letters, with a few digits perhaps, that a dash joins.
pub fn is_label(value: &[u8]) -> bool {
    let part = |part: &[u8]| {
        let letters = part.iter().take_while(|b| b.is_ascii_lowercase()).count();
        let digits = part.len() - letters;
        letters != 1 && digits <= 4 && letters + digits > 0 && part[letters..].iter().all(u8::is_ascii_digit)
    };
    value.contains(&b'-') && value[0].is_ascii_lowercase() && value.split(|b| *b == b'-').all(part)
}

/// `box_nonce` ends with `nonce`, a word of its own.
fn ends_with_word(name: &[u8], word: &[u8]) -> bool {
    let Some(at) = name.len().checked_sub(word.len()).filter(|at| *at > 0) else { return false };
    word.len() >= 5 && name[at..].eq_ignore_ascii_case(word) && matches!(name[at - 1], b'_' | b'-')
}

/// `plexpass = params.plexpass`, `box_nonce: sealed.nonce`: the member of the same name of something.
pub fn is_member(name: &[u8], raw: &[u8]) -> bool {
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.');
    let last = |name: &[u8]| name.iter().rev().take_while(|b| **b != b'.').count();
    let (own, member) = (&name[name.len() - last(name)..], &raw[raw.len() - last(raw)..]);
    member.len() < raw.len()
        && raw[0].is_ascii_alphabetic()
        && (own.eq_ignore_ascii_case(member) || ends_with_word(own, member))
        && raw.iter().all(is_name)
}

/// `pw=pt("..")`: what stands between a name of two letters and its value is a call that is no longer.
pub fn is_minified(between: &[u8]) -> bool {
    let callee = between.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$')).count();
    (1..=2).contains(&callee) && matches!(between[callee..], [b'(', b'"' | b'\'' | b'`'])
}

/// `ssl=False`: another name and its value, as a text shows an argument.
fn is_setting(raw: &[u8]) -> bool {
    let name = raw.iter().take_while(|b| b.is_ascii_lowercase() || **b == b'_').count();
    name >= 3
        && raw[name..].strip_prefix(b"=").is_some_and(|rest| {
            !rest.is_empty() && rest.iter().all(|b| b.is_ascii_alphabetic() || *b == b'_')
        })
}

/// Shorter values may have such characters by chance.
const TABLE: usize = 120;

/// `Aq~B!^CX$}D^%e^f$}..`: the states of a parser, packed into a text: characters of all kinds, where tokens have few.
pub fn is_table(value: &[u8], counts: &Counts) -> bool {
    let other = |b: &&u8| {
        b.is_ascii_punctuation()
            && !matches!(b, b'+' | b'/' | b'=' | b'-' | b'_' | b'.' | b'%' | b'&' | b':' | b'|')
    };
    counts.len >= TABLE && value.iter().filter(other).count() * 6 >= value.len()
}

/// `seen=1700000123`, `_ga=GA1.2.10..17..`: cookies that hold times and counts, and no session.
pub fn is_measure(value: &[u8]) -> bool {
    let measured = |part: &[u8]| {
        let Some(at) = memchr::memchr(b'=', part) else { return false };
        let held = &part[at + 1..];
        let held = held.strip_prefix(b"GA").or(held.strip_prefix(b"GS")).unwrap_or(held);
        at > 0
            && !held.is_empty()
            && held.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b':' | b'-'))
    };
    value.split(|b| *b == b';').map(<[u8]>::trim_ascii).filter(|part| !part.is_empty()).all(measured)
}

/// `client-key-data: Y2xpZW50LWtleS1kYXRh`: base64 of the very name.
pub fn spells(name: &[u8], value: &[u8]) -> bool {
    if value.len() < 8 || !value.len().is_multiple_of(4) || value.len() > 2 * name.len() + 8 {
        return false;
    }
    let letters = |text: &[u8]| -> Vec<u8> {
        text.iter().filter(|b| b.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase).collect()
    };
    base64(value).is_some_and(|text| text.is_ascii() && letters(&text) == letters(name))
}

/// `aspnet-App-3f2504e0-4f89-41d3-9a0c-0305e82c3301`.
pub fn ends_with_uuid(value: &[u8]) -> bool {
    value.len().checked_sub(37).is_some_and(|at| value[at] == b'-' && is_uuid(&value[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_plainly_something_else() {
        assert!(is_error_code(b"INVALID_PASSWORD", b"71X04") && is_error_code(b"err_no_token", b"E1042"));
        assert!(!is_error_code(b"DB_PASSWORD", b"71X04") && !is_error_code(b"invalid_password", b"kr9szw"));
        for (text, expected) in [("ssl=False", true), ("kR9=Zw2m", false), ("ssl=", false)] {
            assert_eq!(is_setting(text.as_bytes()), expected, "{text}");
        }
        let table = "!<p~R$".repeat(24);
        assert!(is_table(table.as_bytes(), &Counts::of(table.as_bytes())));
        let long = ["kR9s/Zw2", "m+Qp7Lb-"].concat().repeat(9);
        assert!(!is_table(long.as_bytes(), &Counts::of(long.as_bytes())));
        assert!(is_measure(b"seen=1700000123; _ga=GA1.2.1010.1700") && !is_measure(b"id=1700; sid=kR9s"));
        assert!(!is_measure(b"1700000123"));
        assert!(spells(b"client-key-data", b"Y2xpZW50LWtleS1kYXRhCg=="));
        assert!(!spells(b"client-key-data", [&b"a1I5c1p3Mm1R"[..], b"cDdMYlhmUQ=="].concat().as_slice()));
        assert!(ends_with_uuid(b"aspnet-A-3f2504e0-4f89-41d3-9a0c-0305e82c3301") && !ends_with_uuid(b"kR9s"));
    }
}
