//! Names and values with only a blank between them: directives, options, tables, sentences.

use super::{Sep, declared, name::is_quote};
use crate::engine::generic::bytes::{is_name, is_one_of, line_start, skip_blanks, starts_ci};
use crate::engine::phrases;
use crate::model::Span;

/// Directives that are followed by a name and its value, in configurations of web servers and in package recipes.
const DIRECTIVES: &[&str] = &[
    "%define",
    "%global",
    "setenv",
    "setx",
    "proxy_set_header",
    "add_header",
    "fastcgi_param",
    "uwsgi_param",
    "requestheader set",
    "header set",
    // nginx: `set $name value;`
    "set $",
];

/// Commands that are followed by a setting and its value.
const SETS: &[&[u8]] =
    &[b"config set", b"configure set", b"kv put", b"etcdctl put", b"git config", b"git config --global"];

/// True if the name is the first operand of such a directive, which begins its line, or of such a command. A path may
/// hang before the name: `//registry.example/:_authToken`.
pub fn directive(text: &[u8], name: Span) -> bool {
    let line = &text[line_start(text, name.start, 96)..name.start];
    let path = line.iter().rev().take_while(|b| !b.is_ascii_whitespace()).count();
    let command = line[..line.len() - path].trim_ascii_end();
    is_one_of(line.trim_ascii(), DIRECTIVES) || SETS.iter().any(|set| command.ends_with(set))
}

/// How far [`behind`] read if it found nothing: to the end of a word that does not end the line.
pub fn refused_to(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let end = at + rest.iter().take(128).take_while(|b| !b.is_ascii_whitespace()).count() + 12;
    let whose = WHOSE.iter().any(|word| starts_ci(rest, word.as_bytes()));
    end.max(if whose || declared::opens_type(rest) { at + TOLD } else { 0 })
}

/// `${PASSWORD}    hunter2`: a line of a table of Robot Framework begins with the variable that it sets.
pub fn variable(text: &[u8], name: Span, at: usize) -> bool {
    let line = &text[line_start(text, name.start, 8)..name.start];
    line == b"${"
        && text.get(name.end) == Some(&b'}')
        && text.get(at).is_some_and(|b| b.is_ascii_graphic() && !matches!(b, b'$' | b'#' | b'@' | b'&'))
}

/// `**7f3k..**`: a word in bold, as Markdown has it.
fn is_bold(rest: &[u8]) -> bool {
    let word = &rest[..rest.iter().take(128).take_while(|b| !b.is_ascii_whitespace()).count()];
    let word = word.strip_suffix(b".").or(word.strip_suffix(b",")).unwrap_or(word);
    word.len() > 4 && word.starts_with(b"**") && word.ends_with(b"**")
}

/// Words behind which it stands whose the value is.
const WHOSE: &[&str] = &["for", "of"];
/// How far behind such a word is looked at most: that word and blanks, a name, a colon, a value.
const TOLD: usize = 96;

/// `token for joe: 7f3k..`, the `for` behind us: where the value begins that ends the line.
fn told_of(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..text.len().min(at + 72))?;
    let whose = rest.iter().take(24).take_while(|b| is_name(**b)).count();
    let value = rest[whose..].strip_prefix(b": ")?;
    let word = value.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).count();
    let (word, behind) = value.split_at(word);
    let ends = match behind.first() {
        None => at + whose + 2 + word.len() == text.len(),
        Some(b) => matches!(b, b'\n' | b'\r'),
    };
    (whose > 0 && ends && is_telling(word)).then_some(at + whose + 2)
}

/// `password for the staging server is Tr8zQw41`, the `for` behind us: where the value begins that ends the line.
fn said_of(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..text.len().min(at + TOLD - 8))?;
    let line = &rest[..memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())];
    let verb = phrases::find(line, b" is ")?;
    let word = line[verb + 4..].trim_ascii_end();
    let word = word.strip_suffix(b".").unwrap_or(word);
    let of = |is: fn(&u8) -> bool| word.iter().any(is);
    let one = word.iter().all(u8::is_ascii_graphic) && of(u8::is_ascii_digit) && of(u8::is_ascii_alphabetic);
    let spoken = line[..verb].iter().all(|b| is_name(*b) || matches!(b, b' ' | b'\''));
    let ends = rest.len() > line.len() || at + rest.len() == text.len();
    (one && spoken && ends && word.len() >= SPOKEN).then_some(at + verb + 4)
}

/// The fewest characters of a password that a sentence ends with.
const SPOKEN: usize = 8;

/// A long word of letters and digits.
fn is_telling(word: &[u8]) -> bool {
    word.len() >= TELLING && word.iter().any(u8::is_ascii_digit) && word.iter().any(u8::is_ascii_alphabetic)
}

/// Options whose argument is the value of what an option before them named: `--name shop-token --value x`.
const ARGUMENTS: &[&[u8]] = &[b"--value", b"--body", b"--secret-string"];
/// The fewest characters of a value behind a mere dash.
const TELLING: usize = 16;

/// A dash behind a blank at `at`: such an option, or what parts a name from its value in a text (`API key - 7f3k..`),
/// where a word of letters and digits ends the line.
pub fn dashed(text: &[u8], at: usize) -> Option<(Sep, usize)> {
    let rest = text.get(at..)?;
    if let Some(option) = ARGUMENTS.iter().find(|option| rest.starts_with(option)) {
        let parts = matches!(rest.get(option.len()), Some(b' ' | b'='));
        return parts.then(|| (Sep::Sibling, skip_blanks(text, at + option.len() + 1, 8)));
    }
    let word = rest.strip_prefix(b"- ")?;
    let word = &word[..word.iter().take(160).take_while(|b| !b.is_ascii_whitespace()).count()];
    let ends = matches!(rest.get(2 + word.len()), None | Some(b'\n' | b'\r'));
    (ends && is_telling(word)).then_some((Sep::Colon, at + 2))
}

/// What a blank behind the name may mean; `at` is behind the blanks.
pub fn behind(text: &[u8], at: usize, dashes: bool) -> Option<(Sep, usize)> {
    if dashes {
        let follows = *text.get(at)?;
        return (!matches!(follows, b'-' | b'|' | b']' | b')' | b',' | b'\n' | b'\r' | b'=' | b'\\')
            || is_quote(text, at))
        .then_some((Sep::Flag, at));
    }
    let rest = text.get(at..)?;
    if is_quote(text, at) || is_bold(rest) {
        return Some((Sep::Blank, at));
    }
    if let Some(at) = declared::in_types(text, at) {
        return Some((Sep::Typed, at));
    }
    let word = &rest[..rest
        .iter()
        .take(24)
        .take_while(|b| is_name(**b) || matches!(b, b'*' | b'[' | b']' | b'&'))
        .count()];
    let behind = skip_blanks(text, at + word.len(), 8);
    if word.is_empty() || behind == at + word.len() {
        // the last word of a line: `password hunter2`
        let word_end = at + rest.iter().take(128).take_while(|b| !b.is_ascii_whitespace()).count();
        let last = matches!(text.get(skip_blanks(text, word_end, 8)), None | Some(b'\n' | b'\r'));
        return (last && !word.is_empty()
            || word.is_empty() && !rest.is_empty() && rest[0].is_ascii_graphic())
        .then_some((Sep::Blank, at));
    }
    if text.get(behind) == Some(&b'=') && !matches!(text.get(behind + 1), Some(b'=' | b'>' | b'~')) {
        return Some((Sep::Typed, skip_blanks(text, behind + 1, 64)));
    }
    if is_one_of(word, &["as", "for"])
        && let Some(at) = declared::typed_in_words(text, behind)
    {
        return Some((Sep::Typed, at));
    }
    if is_one_of(word, WHOSE)
        && let Some(at) = told_of(text, behind).or_else(|| said_of(text, behind))
    {
        return Some((Sep::Colon, at));
    }
    if is_one_of(word, &["or", "with"]) && is_quote(text, behind) {
        // a fallback (`getenv('X') or 'x'`), a step of a test (`fill in "Password" with "x"`)
        return Some((Sep::Put, behind));
    }
    if is_one_of(word, &["is", "was", "to", "of", "as", "be"]) {
        return Some((Sep::Prose, behind));
    }
    Some((Sep::Blank, at))
}

#[cfg(test)]
mod tests {
    use super::super::Sep;
    use super::super::tests::of;

    #[test]
    fn whose_a_value_is() {
        let told = "New pass for joe: 7f3k91d0a4be2866\n";
        assert_eq!(of(told), Some(("pass", Sep::Colon, "7f3k91d0a4be2866\n")));
        let said = "the new pass for the staging server is Tr8zQw41\n";
        assert_eq!(of(said), Some(("pass", Sep::Colon, "Tr8zQw41\n")));
        for text in [
            "the pass for the server is at Tr8zQw41\n",
            "the pass for the server is Tr8zQw41, says joe\n",
            "New pass for joe: 7f3k\n",
            "New pass for joe: 7f3k91d0a4be2866 more\n",
            "New pass for joe and ann: 7f3k91d0a4be2866\n",
            "New pass to joe: 7f3k91d0a4be2866\n",
        ] {
            assert_ne!(of(text).map(|site| site.1), Some(Sep::Colon), "{text}");
        }
    }
}
