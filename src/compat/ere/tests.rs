//! What GNU's `grep -E` accepts and how it reads it, case by case.

use super::*;

fn finds(pattern: &str, text: &str) -> bool {
    let pattern = translate(pattern).expect("a translatable pattern");
    regex::bytes::RegexBuilder::new(&pattern)
        .unicode(false)
        .multi_line(true)
        .build()
        .expect("a valid translation")
        .is_match(text.as_bytes())
}

#[test]
fn signs_that_differ_from_perl_style() {
    let cases = [
        (r"[a\]", r"\", true),
        (r"[]x]", "]", true),
        (r"[^]x]", "]", false),
        (r"[[:digit:]_-]{3}", "4_-", true),
        ("a{,2}b", "aab", true),
        ("a{x}", "a{x}", true),
        ("^a{2}$", "aaa", false),
        ("a+?b", "b", true),
        ("x**", "y", true),
        ("*a", "a", true),
        (r"\<me\>", "mesa", false),
        (r"\<me\>", "foo.me", true),
        ("a)", "a)", true),
        ("(a|b)c|", "q", true),
        ("[[.a.]-c]", "b", true),
        (r"foo\+bar", "foo+bar", true),
        (r"\d", "d", true),
        ("^a^*b", "ab", true),
        ("b$*c", "bc", true),
        ("^(a|^)*b", "ab", true),
        ("^a{,}b", "aaab", true),
        ("a{1", "a{1", true),
        ("a{1,2", "a{1,2", true),
        ("a{1x}", "a{1x}", true),
        ("{1}a", "a", true),
        ("^(a|*b)$", "b", true),
        ("^(|a)b", "b", true),
        ("()", "", true),
        (r"[\w]", "w", true),
        (r"[\w]", "a", false),
        ("[[=a=]]", "a", true),
        ("[[.-.]-b]", "0", true),
        ("[a-]", "-", true),
        ("[-a]", "-", true),
        (r"\Wa", "-a", true),
        (r"a\Sb", "a b", false),
        (r"a\sb", "a\tb", true),
        (r"\`a", "ba", false),
        (r"a\'", "ab", false),
        (r"\Bb", "ab", true),
        (r"\Bb", "a b", false),
        ("[[:space:]]x", "\x0bx", true),
        ("[[:xdigit:][:punct:]]", "g", false),
        ("a{2}{2}", "aaaa", true),
        ("AbC", "abc", false),
        (r"\\", r"a\b", true),
        ("a.c", "a\nc", false),
    ];
    for (pattern, text, expected) in cases {
        assert_eq!(finds(pattern, text), expected, "{pattern} in {text}");
    }
}

#[test]
fn what_cannot_be_is_named() {
    assert_eq!(translate(r"(a)\1"), Err(EreError::BackReference('1')));
    assert_eq!(translate("[a"), Err(EreError::Bracket));
    assert_eq!(translate("(a"), Err(EreError::Group));
    assert_eq!(translate("a\\"), Err(EreError::Backslash));
    assert_eq!(translate("[z-a]"), Err(EreError::Range('z', 'a')));
    assert_eq!(translate("[[:word:]]"), Err(EreError::Class("word".into())));
    assert_eq!(translate("a{3,1}"), Err(EreError::Interval));
    assert_eq!(translate("a{}"), Err(EreError::Interval));
    assert_eq!(translate("a{32768}"), Err(EreError::Interval));
    assert_eq!(translate("[[.ab.]]"), Err(EreError::Bracket));
}
