//! Calls that say what a string is: one that names a value, one that types it into a field.

use super::{Sep, name::is_quote};
use crate::engine::generic::bytes::{is_one_of, line_start, skip_blanks, starts_ci};
use crate::engine::phrases;
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
    // What to take where the variable is not set.
    "env",
    "getenv",
    "get_env",
    "getenvordefault",
    "getorelse",
    "getordefault",
];

/// `setopt(curl, CURLOPT_PASSWORD, "x")`, `env.put(Context.SECURITY_CREDENTIALS, "x")`: a constant by its letters, an
/// argument of a call that says by it what the next one is. The comma is at `at`; where the string begins.
pub fn constant(text: &[u8], name: Span, at: usize) -> Option<usize> {
    let last = name.of(text).rsplit(|b| matches!(b, b'.' | b':')).next()?;
    let capitals = last.len() >= SHORTEST
        && last.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    let head = &text[line_start(text, name.start, 160)..name.start];
    // `KEY_DATA` is what the data is called; `KEY_PASSWORD` is called a password.
    let called =
        last.strip_prefix(b"KEY_").is_some_and(|rest| !TELLING.iter().any(|word| phrases::holds(rest, word)));
    let open = memchr::memrchr(b'(', head).filter(|_| capitals && !called)?;
    let (callee, first) = (&head[..open], head[open + 1..].trim_ascii());
    let n = callee.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let callee = &callee[callee.len() - n..];
    let sets = match first {
        b"" => is_one_of(callee, PUTS),
        _ => first.ends_with(b",") && callee.len() >= 6 && starts_ci(&callee[callee.len() - 6..], b"setopt"),
    };
    let string = skip_blanks(text, at + 1, 8);
    (sets && is_quote(text, string)).then_some(string)
}

/// `{api_key, "x"}`, `{secret, <<"x">>}`: a pair as Erlang writes it, whose name begins behind the brace. The comma is at
/// `at`; where the string begins.
pub fn tuple(text: &[u8], name: Span, at: usize) -> Option<usize> {
    let opens = name.start > 0 && text[name.start - 1] == b'{';
    let atom = name.of(text).iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'_');
    let string = skip_blanks(text, at + 1, 8);
    let binary = text.get(string..).is_some_and(|rest| rest.starts_with(b"<<\""));
    let string = string + 2 * usize::from(binary);
    let beside = skip_blanks(text, name.end, 8) == at;
    (opens && beside && atom && is_quote(text, string)).then_some(string)
}

/// Words that still promise a secret behind `KEY_`.
const TELLING: [&[u8]; 5] = [b"PASS", b"SECRET", b"TOKEN", b"CREDENTIAL", b"API"];
/// The fewest characters of such a constant.
const SHORTEST: usize = 5;

/// `put("` stands before the name at `start`; the string may begin with a selector.
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

/// Calls that say what a call before them hands out, in tests: `when(user.getToken()).thenReturn("x")`.
static RETURNS: &[&str] = &[
    "thenreturn",
    "andreturn",
    "and_return",
    "willreturn",
    "returns",
    "mockreturnvalue",
    "mockresolvedvalue",
];

/// True for a call whose argument is what the thing before it has, or hands out.
fn puts_in(method: &[u8]) -> bool {
    is_one_of(method, TYPES) || is_one_of(method, RETURNS)
}

/// `()).thenReturn(` behind the name of a call, its bracket at `at`: where the string in it begins.
pub fn returned(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?.strip_prefix(b"()")?;
    let closers = rest.iter().take(2).take_while(|b| **b == b')').count();
    let dot = at + 2 + closers;
    (text.get(dot) == Some(&b'.')).then(|| typed_into(text, dot)).flatten()
}

/// `.fill(` at `at`, or `.and_return(`, and a string in it: where the string begins.
pub fn typed_into(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at + 1..text.len().min(at + 24))?;
    let open = memchr::memchr(b'(', rest)?;
    let inner = skip_blanks(text, at + 1 + open + 1, 8);
    (puts_in(&rest[..open]) && is_quote(text, inner)).then_some(inner)
}

/// What a call of `name` says: `passwordField.sendKeys(` is of the field, `password.equals(` compares, else `name` is called.
pub fn of(text: &[u8], name: Span) -> (Span, Sep) {
    let callee = name.of(text);
    let Some(dot) = memchr::memrchr(b'.', callee) else { return (name, Sep::Call) };
    let thing = Span { start: name.start, end: name.start + dot };
    match &callee[dot + 1..] {
        method if puts_in(method) => (thing, Sep::Put),
        method if is_one_of(method, COMPARES) => (thing, Sep::Compare),
        _ => (name, Sep::Call),
    }
}

/// `"value": "x", "key": "NAME"`, the name's start behind us: a pair whose value comes first. Where `x` begins.
pub fn pair_before(text: &[u8], name: usize) -> Option<usize> {
    let from = name.saturating_sub(PAIR);
    let near = name.saturating_sub(MEMBER);
    let head = text[from..near + member(&text[near..name])?.len()].trim_ascii_end();
    let head = head.strip_suffix(b",")?.trim_ascii_end().strip_suffix(b"\"")?;
    let open = memchr::memrchr(b'"', head)?;
    let before = head[..open].trim_ascii_end().strip_suffix(b":")?.trim_ascii_end();
    before.ends_with(b"\"value\"").then_some(from + open)
}

/// True if a member in front tells that the text that begins at `name` is a name: `"key": "NAME"`.
pub fn is_told(text: &[u8], name: usize) -> bool {
    member(&text[name.saturating_sub(MEMBER)..name]).is_some()
}

/// What stands before such a member at the end of `head`.
fn member(head: &[u8]) -> Option<&[u8]> {
    let head = head.strip_suffix(b"\"")?.trim_ascii_end().strip_suffix(b":")?.trim_ascii_end();
    head.strip_suffix(b"\"key\"").or_else(|| head.strip_suffix(b"\"name\""))
}

/// How long such a member is at most.
const MEMBER: usize = 16;

/// How far before a name the value of such a pair begins at most.
pub const PAIR: usize = 400;

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

#[cfg(test)]
mod tests {
    use super::super::Sep;
    use super::super::tests::of;

    #[test]
    fn calls_of_a_field_and_values_before_names() {
        assert_eq!(of("$('#pass').val('x')"), Some(("pass", Sep::Put, "'x')")));
        assert_eq!(of("passField.sendKeys(\"x\")"), Some(("passField", Sep::Put, "\"x\")")));
        assert_eq!(of("password.equals(\"x\")"), Some(("password", Sep::Compare, "\"x\")")));
        assert_eq!(of("I fill in \"Password\" with \"x\""), Some(("Password", Sep::Put, "\"x\"")));
        let header = "[r setValue:@\"x\" forHTTPHeaderField:@\"X-Pass\"];";
        assert_eq!(of(header), Some(("X-Pass", Sep::Put, &header[12..])));
        assert_eq!(of("string Pass { get; set; } = \"x\";"), Some(("Pass", Sep::Eq, "\"x\";")));
        assert_eq!(of("set :pass, \"x\""), Some(("pass", Sep::Put, "\"x\"")));
        assert_eq!(of("validates :pass, presence: true"), None);
        assert_eq!(of("std::string pass{\"x\"};"), Some(("pass", Sep::Eq, "\"x\"};")));
    }

    #[test]
    fn what_calls_hand_out() {
        let mockito = "when(user.getPass()).thenReturn(\"x\");";
        assert_eq!(of(mockito), Some(("user.getPass", Sep::Put, "\"x\");")));
        let rspec = "allow(user).to receive(:pass).and_return('x')";
        assert_eq!(of(rspec), Some(("pass", Sep::Put, "'x')")));
        let unit = "$m->method('getPass')->willReturn('x');";
        assert_eq!(of(unit), Some(("getPass", Sep::Put, "'x');")));
        for text in
            ["when(a.getPass()).thenReturn(x)", "receive(:pass).and_return(x)", "a.getPass().map('x')"]
        {
            assert_ne!(of(text).map(|site| site.1), Some(Sep::Put), "{text}");
        }
    }

    #[test]
    fn constants_tuples_and_pairs() {
        let set = "curl_setopt($c, CURLOPT_PASSWORD, 'x');";
        assert_eq!(of(set), Some(("CURLOPT_PASSWORD", Sep::Put, "'x');")));
        assert_eq!(of("env.put(Context.PASSWORD, \"x\")"), Some(("Context.PASSWORD", Sep::Put, "\"x\")")));
        assert_eq!(of("{db_pass, <<\"x\">>}"), Some(("db_pass", Sep::Put, "\"x\">>}")));
        let pair = "{\"value\": \"x\", \"key\": \"pass\"}";
        assert_eq!(of(pair), Some(("pass", Sep::Sibling, &pair[10..])));
        for text in ["log(BAD_PASSWORD, \"x\")", "setopt(c, CURLOPT_PASSWORD, x)", "f(user, password, \"x\")"]
        {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
