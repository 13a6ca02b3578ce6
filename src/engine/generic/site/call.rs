//! Calls that say what a string is: one that names a value, one that types it into a field.

use super::{Sep, name::is_quote};
use crate::engine::generic::bytes::{is_one_of, line_start, skip_blanks, starts_ci};
use crate::model::Span;

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
pub fn puts(text: &[u8], start: usize) -> bool {
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

/// Calls that put their argument into the thing they are called on: `find("#password").fill("x")`.
static TYPES: &[&str] = &[
    "type",
    "fill",
    "sendkeys",
    "send_keys",
    "settext",
    "set_text",
    "setvalue",
    "set_value",
    "val",
    "set",
    "entertext",
];
/// Calls that compare their argument with the thing they are called on.
static COMPARES: &[&str] = &["equals", "equalsignorecase", "contentequals", "isequalto", "isequaltostring"];

/// `.fill(` at `at`, and a string in it: where the string begins.
pub fn typed_into(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at + 1..text.len().min(at + 24))?;
    let open = memchr::memchr(b'(', rest)?;
    let inner = skip_blanks(text, at + 1 + open + 1, 8);
    (is_one_of(&rest[..open], TYPES) && is_quote(text, inner)).then_some(inner)
}

/// What a call of `name` says: `passwordField.sendKeys(` is of the field, `password.equals(` compares, else `name` is called.
pub fn of(text: &[u8], name: Span) -> (Span, Sep) {
    let callee = name.of(text);
    let Some(dot) = memchr::memrchr(b'.', callee) else { return (name, Sep::Call) };
    let thing = Span { start: name.start, end: name.start + dot };
    match &callee[dot + 1..] {
        method if is_one_of(method, TYPES) => (thing, Sep::Put),
        method if is_one_of(method, COMPARES) => (thing, Sep::Compare),
        _ => (name, Sep::Call),
    }
}

/// `setValue:@"x" forHTTPHeaderField:@"NAME"` of Objective-C and Swift, the name's start behind us: where `x` begins.
pub fn value_before(text: &[u8], name: usize) -> Option<usize> {
    let line = line_start(text, name, 400);
    let head = text[line..name].strip_suffix(b"\"")?;
    let head = head.strip_suffix(b"@").unwrap_or(head).trim_ascii_end();
    let head = head.strip_suffix(b"forHTTPHeaderField:")?;
    let open = head.iter().rposition(|b| matches!(b, b'(' | b':'))?;
    let callee = &head[..open];
    let method = callee.len() - callee.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
    let at = skip_blanks(text, line + open + 1, 8);
    let sets = starts_ci(&callee[method..], b"setvalue") || starts_ci(&callee[method..], b"addvalue");
    (sets && is_quote(text, at)).then_some(at)
}
