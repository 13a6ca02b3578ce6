//! Values beside a name in markup: attributes, elements, pairs, serialised strings.

use super::name::{is_quote, run};
use super::{QUOTE, SIBLING, skip_lines};
use crate::engine::generic::bytes::{is_one_of, skip_blanks, starts_ci};
use crate::engine::phrases;
use crate::model::Span;

/// A `value=` or `"value":` beside the name, on this line or the next; one `"type":` may stand between.
pub fn sibling(text: &[u8], at: usize) -> Option<usize> {
    let mut p = member(text, at)?;
    if let Some(behind) = kind(text, p) {
        p = member(text, behind)?;
    }
    let rest = text.get(p..)?;
    let word =
        ["defaultvalue", "stringvalue", "parametervalue", "value", "default", "content", "plaintext", "with"]
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

/// Where the name of the next member begins.
fn member(text: &[u8], at: usize) -> Option<usize> {
    let mut p = at + usize::from(matches!(text.get(at), Some(b',' | b';')));
    p = skip_lines(text, p);
    if p == at {
        return None;
    }
    let mark = p;
    while p - mark < 2 && matches!(text.get(p), Some(b'"' | b'\'' | b':' | b'\\')) {
        p += 1;
    }
    // `android:value=`
    Some(p + if text.get(p..)?.starts_with(b"android:") { 8 } else { 0 })
}

/// `type": "string"`, `type="hidden"`, `type: password` at `at`, which may stand between a name and the value beside it: where
/// it ends.
fn kind(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..text.len().min(at + 48))?;
    let rest = starts_ci(rest, b"type").then(|| &rest[4..])?;
    let open = rest.iter().position(|b| !matches!(b, b'"' | b'\'' | b':' | b'=' | b' '))?;
    let signs = &rest[..open];
    let value = &rest[open..];
    let end = value.iter().position(|b| !b.is_ascii_alphanumeric())?;
    let told = end > 0 && signs.iter().any(|b| matches!(b, b':' | b'='));
    let closed = match *signs.last()? {
        quote @ (b'"' | b'\'') => (value[end] == quote).then_some(1),
        // in YAML, at the end of its line
        _ => (signs == b": " && matches!(value[end], b'\n' | b'\r')).then_some(0),
    }?;
    told.then_some(at + 4 + open + end + closed)
}

/// How far [`sibling`] read if it found nothing: mostly to the first letter, which none of its words begins with.
pub fn refused_to(text: &[u8], at: usize) -> usize {
    let p = skip_lines(text, at + usize::from(matches!(text.get(at), Some(b',' | b';'))));
    if let Some(behind) = member(text, at).and_then(|p| kind(text, p)) {
        return skip_lines(text, behind + 1) + SIBLING;
    }
    let begins = |b: &u8| matches!(b | 0x20, b'a' | b'c' | b'd' | b'p' | b's' | b't' | b'v' | b'w');
    let rest = text.get(p..).unwrap_or_default();
    match rest {
        [b'\\' | b'&', ..] => p + QUOTE,
        _ if rest.iter().take(3).any(begins) => p + SIBLING,
        _ => p + 4,
    }
}

/// Elements that hold the value of the name before them.
static VALUES: &[&str] = &["string", "value", "defaultValue", "param-value", "secret", "password"];

/// `</key><string>` of property lists, `</name><value>` of Hadoop and Jenkins: where the text of the second begins.
pub fn second_element(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..text.len().min(at + 24))?;
    let end = memchr::memchr(b'>', rest)?;
    let name = rest[..end].strip_prefix(b"</")?;
    if let Some(at) = value_by_attribute(text, skip_lines(text, at + end + 1)) {
        return Some(at);
    }
    if !is_one_of(name, &["key", "name", "param-name", "id"]) {
        return None;
    }
    value_element(text, skip_lines(text, at + end + 1))
}

/// `<stringProp name="Header.value">` behind the element with the name, as JMeter has it: where its text begins.
fn value_by_attribute(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..text.len().min(at + 64))?;
    let end = memchr::memchr(b'>', rest)?;
    (rest.starts_with(b"<") && rest[..end].ends_with(b".value\"")).then_some(at + end + 1)
}

/// The text behind the tag that ends before `at`, perhaps on a line of its own: of the tag itself, or of a `<value>` that
/// opens there.
pub fn inner(text: &[u8], at: usize) -> usize {
    let behind = skip_lines(text, at);
    value_element(text, behind).unwrap_or(behind)
}

/// True if the name is that of an element, with a name space perhaps: `<password`, `<wsse:Password`.
pub fn is_element(text: &[u8], name: Span) -> bool {
    let before = &text[name.start.saturating_sub(PREFIX)..name.start];
    let before = match before.strip_suffix(b":") {
        Some(space) => {
            let letters = space.iter().rev().take_while(|b| b.is_ascii_alphanumeric()).count();
            &space[..space.len() - letters.max(1).min(space.len())]
        }
        None => before,
    };
    before.ends_with(b"<")
}

/// The longest name space, with its colon and the bracket.
const PREFIX: usize = 16;
/// How far the attributes of an element may go.
const ATTRIBUTES: usize = 200;

/// ` Type="x">` behind the name of an element: where its text begins.
pub fn behind_attributes(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..text.len().min(at + ATTRIBUTES))?;
    let end = memchr::memchr2(b'>', b'<', rest).filter(|end| rest[*end] == b'>')?;
    let inside = &rest[..end];
    let are_some = phrases::holds(inside, b"=\"") || phrases::holds(inside, b"='");
    (are_some && !inside.ends_with(b"/")).then(|| inner(text, at + end + 1))
}

/// `</b> <code>x`: behind the tags at `at` that only say how a text looks.
pub fn emphasised(text: &[u8], at: usize) -> usize {
    const TAGS: &[&str] = &["b", "strong", "code", "i", "em", "tt", "kbd"];
    let mut p = at;
    for _ in 0..2 {
        let rest = text.get(p..text.len().min(p + 12)).unwrap_or_default();
        let Some(end) = memchr::memchr(b'>', rest).filter(|_| rest[0] == b'<') else { break };
        let tag = rest[1..end].strip_prefix(b"/").unwrap_or(&rest[1..end]);
        if !is_one_of(tag, TAGS) {
            break;
        }
        p = skip_blanks(text, p + end + 1, 8);
    }
    // `'Password: <em>' . $it`: the text ends behind the tag
    if is_quote(text, p) { at } else { p }
}

/// `name="x" more="..">` with a `<value>` behind it: where the text of that begins.
pub fn nested(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..text.len().min(at + 80))?;
    let end = memchr::memchr3(b'>', b'\n', b'<', rest).filter(|end| rest[*end] == b'>')?;
    value_element(text, skip_lines(text, at + end + 1))
}

fn value_element(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..text.len().min(at + 24))?;
    let end = memchr::memchr(b'>', rest)?;
    let name = rest[..end].strip_prefix(b"<")?;
    is_one_of(name, VALUES).then_some(at + end + 1)
}

/// PHP's serialised strings: `;s:12:"value"`.
pub fn serialised(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?.strip_prefix(b";s:")?;
    let digits = rest.iter().take(6).take_while(|b| b.is_ascii_digit()).count();
    (digits > 0 && rest.get(digits) == Some(&b':')).then_some(at + 3 + digits + 1)
}

#[cfg(test)]
mod tests {
    use super::super::Sep;
    use super::super::tests::of;

    #[test]
    fn one_type_may_stand_before_the_value() {
        let told = "{\"pass\", \"type\": \"s\", \"value\": \"v\"}";
        assert_eq!(of(told), Some(("pass", Sep::Sibling, "\"v\"}")));
        let yaml = "- name: pass\n  type: string\n  value: v\n";
        assert_eq!(of(yaml), Some(("pass", Sep::Sibling, "v\n")));
        // However many there are, none is followed to the next.
        let many = ["{\"pass\"", &",\"type\":\"s\"".repeat(1_000_000), ",\"value\":\"v\"}"].concat();
        assert_eq!(of(&many).map(|site| site.1), Some(Sep::Comma));
    }

    #[test]
    fn elements_and_attributes() {
        let nested = "<param name=\"pass\" type=\"s\"><value>x</value>";
        assert_eq!(of(nested), Some(("pass", Sep::Tag, "x</value>")));
        let android = "<meta-data android:name=\"pass\" android:value=\"x\"/>";
        assert_eq!(of(android), Some(("pass", Sep::Sibling, "\"x\"/>")));
        let spaced = "<wsse:Password Type=\"http://a.example/b#PasswordText\">x</wsse:Password>";
        assert_eq!(of(spaced), Some(("Password", Sep::Tag, "x</wsse:Password>")));
        assert_eq!(of("<ns:passwd>x</ns:passwd>"), Some(("passwd", Sep::Tag, "x</ns:passwd>")));
        let parameter = "<name>PASS</name><defaultValue>x</defaultValue>";
        assert_eq!(of(parameter), Some(("PASS", Sep::Tag, "x</defaultValue>")));
        assert_eq!(of("<pass value=\"x\"/>"), Some(("pass", Sep::Sibling, "\"x\"/>")));
        assert_eq!(of("<b>Pass:</b> <code>x</code>"), Some(("Pass", Sep::Colon, "x</code>")));
        let below = "<pass>\n    x\n</pass>";
        assert_eq!(of(below), Some(("pass", Sep::Tag, "x\n</pass>")));
    }
}
