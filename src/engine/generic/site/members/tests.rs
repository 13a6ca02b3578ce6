//! Lists, maps, lines and sections under a name.

use super::*;

fn of(text: &str) -> Vec<&str> {
    let start = text.find("tokens").unwrap_or_default();
    let found = super::of(text.as_bytes(), Span::new(start, start + 6));
    let word = |at: usize| text[at..].split(['\n', ',', '}', ']', ')', ' ']).next().unwrap_or_default();
    found.map(|members| members.values).unwrap_or_default().iter().map(|member| word(member.at)).collect()
}

#[test]
fn lists_and_maps() {
    assert_eq!(of("tokens = [\"a\", 'b',\n  # c\n  \"d\"]\n\"e\""), ["\"a\"", "'b'", "\"d\""]);
    assert_eq!(of("\"tokens\": {\"x\": \"a\", \"y\": {\"z\": \"b\"}, \"n\": 1, w: 'c'}"), ["\"a\"", "'c'"]);
    assert_eq!(of("$tokens = array('x' => 'a', 'y' => b('c'));"), ["'a'"]);
    assert_eq!(of("'tokens' => ['x' => 'a'],"), ["'a'"]);
    assert_eq!(of("tokens := map[string]string{\"x\": \"a\"}"), ["\"a\""]);
    assert_eq!(of("const tokens: string[] = ['a']"), ["'a'"]);
    for text in [
        "tokens == [\"a\"]",
        "tokens = \"a\"",
        "tokens::{\"a\"}",
        "tokens(\"a\")",
        "tokens = [a, b]",
        "tokens = [\"a\", \"b\"].concat()",
    ] {
        assert!(of(text).is_empty(), "{text}");
    }
}

#[test]
fn lines() {
    assert_eq!(of("tokens:\n  x: a\n\n  # b\n  y: 'c'\n  z:\n    w: d\n  v: {e: f}\ng: h\n"), ["a", "'c'"]);
    assert_eq!(of("  tokens:\n  - a\n  - b: c\n  - \"d\"\n"), ["a", "\"d\""]);
    assert_eq!(of("[tokens]\nx = a\n; b\ny=c\n[other]\nz = d\n"), ["a", "c"]);
    assert_eq!(of("the tokens:\n  x: a\n").len(), 0);
    assert_eq!(of("tokens:\nx: a\n").len(), 0);
}
