//! From a word to a site: the whole name around it, what closes the name, and the separator behind.
//!
//! Local by contract: nothing further than 400 bytes from the word decides, and the file kind is not asked.

use super::bytes::{is_blank, is_name, is_one_of, skip_blanks, starts_ci};
use super::feature::Feature;
use crate::model::Span;

/// The longest name.
pub const LONGEST_NAME: usize = 80;

/// How a value hangs on its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Sep {
    Eq,
    Colon,
    Walrus,
    Arrow,
    Compare,
    Typed,
    Flag,
    Blank,
    Call,
    Comma,
    Put,
    Arg2,
    Tag,
    Sibling,
    Prose,
    Other,
}

impl Sep {
    /// Its feature.
    pub fn feature(self) -> Feature {
        match self {
            Sep::Eq => Feature::SepEq,
            Sep::Colon => Feature::SepColon,
            Sep::Walrus => Feature::SepWalrus,
            Sep::Arrow => Feature::SepArrow,
            Sep::Compare => Feature::SepCompare,
            Sep::Typed => Feature::SepTyped,
            Sep::Flag => Feature::SepFlag,
            Sep::Blank => Feature::SepBlank,
            Sep::Call => Feature::SepCall,
            Sep::Comma => Feature::SepComma,
            Sep::Put => Feature::SepPut,
            Sep::Arg2 => Feature::SepArg2,
            Sep::Tag => Feature::SepTag,
            Sep::Sibling => Feature::SepSibling,
            Sep::Prose => Feature::SepProse,
            Sep::Other => Feature::SepOther,
        }
    }
}

/// A name and the place where its value begins.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// The name, without quotes and dashes.
    pub name: Span,
    /// What stands between.
    pub sep: Sep,
    /// Where the value begins, blanks skipped.
    pub at: usize,
}

/// The site of the name that the word at `pos` belongs to; `None` where no value can follow.
pub fn find(text: &[u8], pos: usize) -> Option<Site> {
    let (name, dashes) = widen(text, pos)?;
    let (p, quoted_name) = close(text, name.end);
    let site = |sep, at| Some(Site { name, sep, at });
    let q = skip_blanks(text, p, 40);
    let rest = text.get(q..)?;
    let op = |n: usize| skip_blanks(text, q + n, 64);
    match *rest.first()? {
        b'=' => match rest {
            [b'=', b'=', b'=', ..] => site(Sep::Compare, op(3)),
            [b'=', b'=', ..] => site(Sep::Compare, op(2)),
            [b'=', b'>', ..] => site(Sep::Arrow, op(2)),
            [b'=', b'~', ..] => None,
            _ => site(Sep::Eq, op(1)),
        },
        b':' => match rest {
            [b':', b'=', ..] => site(Sep::Walrus, op(2)),
            [b':', b':', b'=', ..] => site(Sep::Other, op(3)),
            [b':', b':', ..] | [b':', b'/', b'/', ..] => None,
            _ => match typed(text, q + 1) {
                Some(at) => site(Sep::Typed, at),
                None => site(Sep::Colon, op(1)),
            },
        },
        b'!' if rest.starts_with(b"!==") => site(Sep::Compare, op(3)),
        b'!' if rest.starts_with(b"!=") => site(Sep::Compare, op(2)),
        b'|' if rest.starts_with(b"||=") => site(Sep::Eq, op(3)),
        b'?' | b'+' | b'.' if rest.get(1) == Some(&b'=') => site(Sep::Eq, op(2)),
        b'?' if rest.starts_with(b"?:") => typed(text, q + 2).and_then(|at| site(Sep::Typed, at)),
        b'<' if rest.starts_with(b"<-") => site(Sep::Other, op(2)),
        b'<' => second_element(text, q).and_then(|at| site(Sep::Tag, at)),
        b'{' if quoted_name => variable(text, name, q).and_then(|at| site(Sep::Eq, at)),
        b'-' if rest.starts_with(b"->") => site(Sep::Other, op(2)).filter(|s| is_quote(text, s.at)),
        b'%' if starts_ci(rest, b"%3d") => site(Sep::Eq, op(3)),
        b'(' if q == name.end => site(Sep::Call, op(1)),
        b'>' if quoted_name || name.start > 0 && text[name.start - 1] == b'<' => site(Sep::Tag, op(1)),
        b'|' => site(Sep::Other, op(1)),
        b'[' => indexed(text, q).and_then(|at| site(Sep::Eq, at)),
        b',' | b';' if quoted_name => match sibling(text, q) {
            Some(at) => site(Sep::Sibling, at),
            None if rest[0] == b',' => {
                // a pair goes on in the next line only where a bracket opens it: items of a list are no values
                let opens = name.start >= 2 && matches!(text[name.start - 2], b'(' | b'{' | b'[');
                let at = if opens { skip_lines(text, q + 1) } else { skip_blanks(text, q + 1, 64) };
                let sep = if puts(text, name.start) { Sep::Put } else { Sep::Comma };
                site(sep, at).filter(|s| is_quote(text, s.at))
            }
            None => serialised(text, q).and_then(|at| site(Sep::Other, at)),
        },
        _ if let Some(at) = sibling(text, p) => site(Sep::Sibling, at),
        _ if q > p => blank(text, q, dashes).and_then(|(sep, at)| site(sep, at)),
        _ => None,
    }
}

/// The name that the word at `pos` belongs to, and the stretch of signs of names that it is taken from.
pub fn name(text: &[u8], pos: usize) -> Option<(Span, Span)> {
    let (name, _) = widen(text, pos)?;
    let (before, behind) = (text[..name.start].iter().rev(), text[name.end..].iter());
    let start = name.start - before.take(LONGEST_NAME).take_while(|b| is_name(**b)).count();
    let end = name.end + behind.take(LONGEST_NAME).take_while(|b| is_name(**b)).count();
    Some((name, Span { start, end }))
}

/// How far [`find`] looked behind a name where it found nothing: to the sign that is no separator, in most cases.
pub fn refused_to(text: &[u8], name: Span) -> usize {
    let (p, quoted) = close(text, name.end);
    match text.get(p) {
        Some(b'\n' | b'\r') if !quoted => skip_lines(text, p) + SIBLING,
        Some(b) if !quoted && (b.is_ascii_alphanumeric() || matches!(b, b')' | b']' | b'}' | b'/')) => p + 4,
        _ => name.end + FARTHEST,
    }
}

/// How far behind a name its separator is looked for.
const FARTHEST: usize = 480;
/// How far behind the start of a line the word of a value is looked for.
const SIBLING: usize = 160;
/// Most quotes and backslashes in a row that are passed over.
const MOST_SIGNS: usize = 16;

/// The whole name around `pos`, and whether dashes of an option stand before it.
fn widen(text: &[u8], pos: usize) -> Option<(Span, bool)> {
    let from = pos.saturating_sub(LONGEST_NAME);
    let mut start = pos;
    while start > from && is_name(text[start - 1]) {
        start -= 1;
    }
    let to = text.len().min(pos + LONGEST_NAME);
    let mut end = pos;
    while end < to && is_name(text[end]) {
        end += 1;
    }
    if end - start > LONGEST_NAME || end == to && to < text.len() {
        return None;
    }
    let dashes =
        text[start] == b'-' && text.get(start + 1).is_some_and(|b| *b == b'-' || b.is_ascii_alphabetic());
    while start < pos && !text[start].is_ascii_alphanumeric() && text[start] != b'_' {
        start += 1;
    }
    while end > pos && matches!(text[end - 1], b'-' | b'.' | b'$') {
        end -= 1;
    }
    (end > start).then_some((Span { start, end }, dashes))
}

/// Skips what may close a name: quotes (escaped or not), brackets, emphasis.
fn close(text: &[u8], mut p: usize) -> (usize, bool) {
    let mut quoted = false;
    for _ in 0..4 {
        match text.get(p) {
            Some(b'"' | b'\'' | b'`') => quoted = true,
            Some(b'\\') if matches!(text.get(p + 1), Some(b'"' | b'\'' | b'\\')) => {
                p += 1;
                p += run(text, p, |b| b == b'\\');
                quoted = true;
            }
            Some(b'&') if text[p..].starts_with(b"&quot;") => {
                p += 5;
                quoted = true;
            }
            Some(b']' | b')' | b'}' | b'*') => {}
            _ => break,
        }
        p += 1;
    }
    (p, quoted)
}

/// How many signs of a kind stand in a row at `at`.
fn run(text: &[u8], at: usize, is: fn(u8) -> bool) -> usize {
    text.get(at..).unwrap_or_default().iter().take(MOST_SIGNS).take_while(|b| is(**b)).count()
}

/// True where a quote of any kind stands at `at`, string prefixes before it included.
pub fn is_quote(text: &[u8], at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let quote = |b: Option<&u8>| matches!(b, Some(b'"' | b'\'' | b'`'));
    quote(rest.first())
        || rest.first() == Some(&b'\\') && quote(rest.get(run(rest, 0, |b| b == b'\\')))
        || rest.starts_with(b"&quot;")
        || rest.starts_with("\u{201c}".as_bytes())
        || matches!(rest.first(), Some(b'b' | b'r' | b'u' | b'f' | b'L' | b'@' | b'$' | b'B' | b'R'))
            && quote(rest.get(1))
}

/// Calls whose first argument names what the second one is.
static PUTS: &[&str] = &[
    "put",
    "set",
    "define",
    "add",
    "append",
    "fill",
    "type",
    "insert",
    "setproperty",
    "setattribute",
    "addheader",
    "setheader",
    "setrequestheader",
    "header",
    "setvalue",
    "putstring",
    "setstring",
    "queryparam",
    "param",
    "addparameter",
    "withenv",
    "setenv",
    "putenv",
    "config_set",
    "field",
    "credential",
];

/// `put("` stands before the name at `start`, with a selector's signs in the string perhaps.
fn puts(text: &[u8], start: usize) -> bool {
    let from = start.saturating_sub(80);
    let before = &text[from..start];
    let Some(open) = memchr::memrchr(b'(', before) else { return false };
    let string = before[open + 1..].trim_ascii_start();
    let callee = &before[..open];
    let n = callee.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    matches!(string.first(), Some(b'"' | b'\'' | b'`'))
        && !string.contains(&b',')
        && is_one_of(&callee[callee.len() - n..], PUTS)
}

/// `: Type =`, the colon behind us: where the value begins.
fn typed(text: &[u8], at: usize) -> Option<usize> {
    let mut p = skip_blanks(text, at, 8);
    if !text.get(p).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'&' | b'*' | b'[')) {
        return None;
    }
    let start = p;
    while p - start < 64 {
        match text.get(p)? {
            b'=' => break,
            b if b.is_ascii_alphanumeric() => {}
            b'_' | b'<' | b'>' | b'&' | b'\'' | b'*' | b'[' | b']' | b'?' | b'.' | b'|' | b':' | b','
            | b' ' | b';' => {}
            _ => return None,
        }
        p += 1;
    }
    let followed = text.get(p + 1)?;
    (text[p] == b'=' && is_blank(text[p - 1]) && !matches!(followed, b'=' | b'>' | b'~'))
        .then(|| skip_blanks(text, p + 1, 64))
}

/// `[...] =` behind a name.
fn indexed(text: &[u8], at: usize) -> Option<usize> {
    let close = at + memchr::memchr(b']', text.get(at..text.len().min(at + 32))?)?;
    let p = skip_blanks(text, close + 1, 8);
    (text.get(p) == Some(&b'=') && text.get(p + 1) != Some(&b'=')).then(|| skip_blanks(text, p + 1, 64))
}

/// Skips blanks and at most two line ends.
pub fn skip_lines(text: &[u8], at: usize) -> usize {
    let mut p = skip_blanks(text, at, 64);
    for _ in 0..2 {
        let mut n = p;
        if text.get(n) == Some(&b'\r') {
            n += 1;
        }
        if text.get(n) != Some(&b'\n') {
            break;
        }
        p = skip_blanks(text, n + 1, 64);
    }
    p
}

/// A `value=` or `"value":` beside the name, on this line or the next.
fn sibling(text: &[u8], at: usize) -> Option<usize> {
    let mut p = at;
    if matches!(text.get(p), Some(b',' | b';')) {
        p += 1;
    }
    p = skip_lines(text, p);
    if p == at {
        return None;
    }
    let mark = p;
    while p - mark < 2 && matches!(text.get(p), Some(b'"' | b'\'' | b':' | b'\\')) {
        p += 1;
    }
    let rest = text.get(p..)?;
    let word = ["defaultvalue", "stringvalue", "parametervalue", "value", "default", "content", "plaintext"]
        .into_iter()
        .find(|w| starts_ci(rest, w.as_bytes()))?;
    p += word.len();
    p += run(text, p, |b| matches!(b, b'"' | b'\'' | b'\\'));
    p = skip_blanks(text, p, 8);
    match text.get(p)? {
        b'=' if text.get(p + 1) == Some(&b'>') => Some(skip_blanks(text, p + 2, 16)),
        b'=' | b':' if text.get(p + 1) != Some(&b'=') => Some(skip_blanks(text, p + 1, 16)),
        _ => None,
    }
}

/// PHP's serialised strings: `;s:12:"value"`.
fn serialised(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?.strip_prefix(b";s:")?;
    let digits = rest.iter().take(6).take_while(|b| b.is_ascii_digit()).count();
    (digits > 0 && rest.get(digits) == Some(&b':')).then_some(at + 3 + digits + 1)
}

/// What a blank behind the name may mean; `at` is behind the blanks.
fn blank(text: &[u8], at: usize, dashes: bool) -> Option<(Sep, usize)> {
    if dashes {
        let follows = *text.get(at)?;
        return (!matches!(follows, b'-' | b'|' | b']' | b')' | b',' | b'\n' | b'\r' | b'=' | b'\\')
            || is_quote(text, at))
        .then_some((Sep::Flag, at));
    }
    if is_quote(text, at) {
        return Some((Sep::Blank, at));
    }
    let rest = text.get(at..)?;
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
        && let Some(at) = typed_in_words(text, behind)
    {
        return Some((Sep::Typed, at));
    }
    if is_one_of(word, &["is", "was", "to", "of", "as", "be"]) {
        return Some((Sep::Prose, behind));
    }
    Some((Sep::Blank, at))
}

/// `As String =`, `FOR 'joe'@'%' =`, the first word behind us: where the value begins.
fn typed_in_words(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..text.len().min(at + 48))?;
    let line = &rest[..memchr::memchr2(b'\n', b',', rest).unwrap_or(rest.len())];
    let equals = memchr::memchr(b'=', line)?;
    let one = line[..equals].trim_ascii().iter().all(|b| !b.is_ascii_whitespace());
    (one && line.get(equals + 1) != Some(&b'=')).then(|| skip_blanks(text, at + equals + 1, 16))
}

/// `</key><string>` of property lists, `</name><value>` of Hadoop and Jenkins: where the text of the second begins.
fn second_element(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..text.len().min(at + 24))?;
    let end = memchr::memchr(b'>', rest)?;
    let name = rest[..end].strip_prefix(b"</")?;
    if !is_one_of(name, &["key", "name", "param-name", "id"]) {
        return None;
    }
    let p = skip_lines(text, at + end + 1);
    let rest = text.get(p..text.len().min(p + 24))?;
    let end = memchr::memchr(b'>', rest)?;
    let name = rest[..end].strip_prefix(b"<")?;
    is_one_of(name, &["string", "value", "param-value", "secret", "password"]).then_some(p + end + 1)
}

/// `variable "password" { .. default = `: where the default of a Terraform variable begins, within a few lines.
fn variable(text: &[u8], name: Span, at: usize) -> Option<usize> {
    let head = &text[name.start.saturating_sub(10)..name.start];
    if !head.ends_with(b"variable \"") {
        return None;
    }
    let body = text.get(at..text.len().min(at + 256))?;
    let mut p = at;
    for line in body.split(|b| *b == b'\n').take(6) {
        let inner = line.trim_ascii_start();
        if inner.starts_with(b"}") {
            return None;
        }
        if inner.starts_with(b"default") {
            let equals = memchr::memchr(b'=', line)?;
            return Some(skip_blanks(text, p + equals + 1, 16));
        }
        p += line.len() + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<(&str, Sep, &str)> {
        let pos = text.to_ascii_lowercase().find("pass")?;
        let site = find(text.as_bytes(), pos)?;
        Some((&text[site.name.range()], site.sep, &text[site.at..]))
    }

    #[test]
    fn names_and_separators_of_many_languages() {
        assert_eq!(of("dbPassword := \"x\""), Some(("dbPassword", Sep::Walrus, "\"x\"")));
        assert_eq!(of("{\"db.password\": 'x'}"), Some(("db.password", Sep::Colon, "'x'}")));
        assert_eq!(of("let password: &str = \"x\""), Some(("password", Sep::Typed, "\"x\"")));
        assert_eq!(of("var password string = \"x\""), Some(("password", Sep::Typed, "\"x\"")));
        assert_eq!(of("char pass[] = \"x\""), Some(("pass", Sep::Eq, "\"x\"")));
        assert_eq!(of("run --password abc"), Some(("password", Sep::Flag, "abc")));
        assert_eq!(of("<password>abc</password>"), Some(("password", Sep::Tag, "abc</password>")));
        assert_eq!(of("put(\"password\", \"x\")"), Some(("password", Sep::Put, "\"x\")")));
        assert_eq!(of("(\"password\", \"x\")"), Some(("password", Sep::Comma, "\"x\")")));
        assert_eq!(of("page.fill('[name=\"pass\"]', 'x')"), Some(("pass", Sep::Put, "'x')")));
        assert_eq!(of("<add key=\"Pass\" value=\"x\"/>"), Some(("Pass", Sep::Sibling, "\"x\"/>")));
        assert_eq!(of("- name: PASS\n  value: x"), Some(("PASS", Sep::Sibling, "x")));
        assert_eq!(of("setPassword(\"x\")"), Some(("setPassword", Sep::Call, "\"x\")")));
        assert_eq!(of("s:4:\"pass\";s:1:\"x\""), Some(("pass", Sep::Other, "\"x\"")));
        assert_eq!(of("\\\"pass\\\": \\\"x\\\""), Some(("pass", Sep::Colon, "\\\"x\\\"")));
        assert_eq!(of("Dim password As String = \"x\""), Some(("password", Sep::Typed, "\"x\"")));
        assert_eq!(of("SET PASSWORD FOR 'joe' = 'x'"), Some(("PASSWORD", Sep::Typed, "'x'")));
        let list = "<key>Password</key>\n<string>x</string>";
        assert_eq!(of(list), Some(("Password", Sep::Tag, "x</string>")));
        let variable = "variable \"pass\" {\n  type = string\n  default = \"x\"\n}";
        assert_eq!(of(variable), Some(("pass", Sep::Eq, "\"x\"\n}")));
        assert_eq!(of("my_pass;"), None);
        assert_eq!(of("pass::Word"), None);
    }
}
