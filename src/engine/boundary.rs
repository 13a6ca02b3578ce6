//! What may stand next to a secret. A match that begins or ends inside a longer word is no secret. An escape before it
//! (`\n`, `%3D`, `\u0022`) is a boundary, although it ends with a letter or digit.

use crate::rules::table::Boundary;

/// How many bytes before a secret can decide about its left boundary.
pub const REACH: usize = 8;

/// True if a secret may begin at `start`.
pub fn left(text: &[u8], start: usize, kind: Boundary) -> bool {
    let Some(&before) = start.checked_sub(1).and_then(|at| text.get(at)) else { return true };
    let bars = match kind {
        Boundary::Lone => return lone_left(&text[start.saturating_sub(REACH)..start]),
        Boundary::None => false,
        Boundary::Word => is_word(before),
        Boundary::Base64 => is_word(before) || matches!(before, b'+' | b'/'),
        Boundary::Apart => is_word(before) || is_joint(before),
    };
    let tail = &text[start.saturating_sub(REACH)..start];
    if before == b':' && is_in_cipher(tail) {
        return false;
    }
    !bars || ends_escape(tail) || kind == Boundary::Apart && ends_label(tail)
}

/// `ENC[AES256_GCM,data:`, and the parts behind it: what SOPS has encrypted.
fn is_in_cipher(tail: &[u8]) -> bool {
    [&b"CM,data:"[..], b",iv:", b",tag:"].iter().any(|part| tail.ends_with(part))
}

/// True for a byte that an escape ending with a word character may begin with.
#[inline]
pub fn may_escape(b: u8) -> bool {
    SIGNS[usize::from(b)] == 2
}

/// For each byte: 1 if it is a word character, 2 if an escape may begin with it.
const SIGNS: [u8; 256] = {
    let mut signs = [0; 256];
    let mut b = 0;
    while b < 256 {
        let sign = b as u8;
        if sign.is_ascii_alphanumeric() || sign == b'_' {
            signs[b] = 1;
        } else if matches!(sign, b'\\' | b'%' | b'=' | 0x1b) {
            signs[b] = 2;
        }
        b += 1;
    }
    signs
};

/// True if a secret may end at `end`. `tail` tells which characters it could have continued with.
pub fn right(text: &[u8], end: usize, kind: Boundary, tail: u8) -> bool {
    let Some(&behind) = text.get(end) else { return true };
    match kind {
        Boundary::Lone => lone_right(&text[end..text.len().min(end + REACH)]),
        Boundary::None => true,
        Boundary::Word | Boundary::Base64 | Boundary::Apart if behind.is_ascii_alphanumeric() => false,
        Boundary::Word | Boundary::Base64 | Boundary::Apart if goes_on(text, end) => false,
        // A full stop ends a sentence, but a name goes on behind a dot.
        Boundary::Apart if behind == b'.' => text.get(end + 1).is_none_or(|&b| !is_word(b)),
        Boundary::Apart => behind != b'_' && !is_joint(behind),
        Boundary::Word => !(behind == b'_' && tail & 1 != 0 || behind == b'-' && tail & 2 != 0),
        Boundary::Base64 => match behind {
            b'_' => tail & 1 == 0,
            b'-' => tail & 2 == 0,
            b'+' | b'/' => false,
            b'=' => tail & 16 == 0 && !text[..end].ends_with(b"=") && !continues(text, end),
            _ => true,
        },
    }
}

/// The longest sign that the rest of a value is left out, in bytes.
pub const ELLIPSIS: usize = 3;

/// True if three dots stand at `end`, behind a value that may be longer: the rest is left out.
pub fn is_elided(text: &[u8], end: usize) -> bool {
    let rest = text.get(end..).unwrap_or_default();
    rest.starts_with(b"...") || rest.starts_with("…".as_bytes())
}

/// True if a separate item may begin behind these bytes: after a quote that follows an opening or separating character,
/// or in a new paragraph.
fn lone_left(before: &[u8]) -> bool {
    let Some(outside) = before.strip_suffix(b"\"").or_else(|| before.strip_suffix(b"'")) else {
        return before.ends_with(b"\n\n");
    };
    let shown = outside.trim_ascii_end();
    let is_line = outside[shown.len()..].contains(&b'\n');
    match shown.last() {
        Some(b'(' | b'[' | b'{' | b',') => true,
        // `- "item"`
        Some(b'-') => outside.len() > shown.len(),
        Some(b) => is_line && !matches!(b, b':' | b'=' | b'>' | b'+' | b'.' | b'|' | b'&' | b'\\'),
        // The start of the text, or deep indentation.
        None => true,
    }
}

/// True if such an item may end before these bytes.
fn lone_right(behind: &[u8]) -> bool {
    let pads = behind.iter().take_while(|b| **b == b'=').count().min(2);
    match &behind[pads..] {
        [] => true,
        [b'"' | b'\'', rest @ ..] => {
            let shown = rest.iter().find(|b| !matches!(b, b' ' | b'\t'));
            shown.is_none_or(|b| matches!(b, b')' | b']' | b'}' | b',' | b';' | b'\n' | b'\r'))
        }
        [b'\n', rest @ ..] | [b'\r', b'\n', rest @ ..] => {
            rest.first().is_none_or(|b| matches!(b, b'\n' | b'\r'))
        }
        _ => false,
    }
}

/// True if the `=` at `end` is padding and not an assignment: no value follows it.
fn continues(text: &[u8], end: usize) -> bool {
    let rest = &text[end..text.len().min(end + 3)];
    let pads = rest.iter().take_while(|&&b| b == b'=').count();
    rest.get(pads).is_none_or(|&b| !is_word(b))
}

/// True if the value goes on behind the character at `end`: nobody ends a token with `!` and continues.
fn goes_on(text: &[u8], end: usize) -> bool {
    matches!(text.get(end), Some(b'!' | b'$' | b'^' | b'*'))
        && text.get(end + 1).is_some_and(u8::is_ascii_alphanumeric)
}

/// True for characters that join words to paths, file names and addresses.
fn is_joint(b: u8) -> bool {
    matches!(b, b'/' | b'.' | b'-' | b'+' | b'@')
}

/// Letters, digits and `_`.
#[inline]
pub fn is_word(b: u8) -> bool {
    SIGNS[usize::from(b)] == 1
}

/// True if `tail` ends with a word that announces a secret and a joining character: `SECRET-`, `token.`, `myKey-`.
fn ends_label(tail: &[u8]) -> bool {
    let [word @ .., b'-' | b'.'] = tail else { return false };
    LABELS.iter().any(|label| {
        let from = word.len().checked_sub(label.len());
        from.is_some_and(|from| word[from..].eq_ignore_ascii_case(label))
    })
}

/// Words that announce a secret when joined to it.
const LABELS: [&[u8]; 6] = [b"key", b"token", b"secret", b"private", b"access", b"passwd"];

/// True if `tail`, the bytes before a secret, ends with an escape: `\n`, `\x22`, `\u0022`, `%22`, `=3D`, `ESC[0m`.
fn ends_escape(tail: &[u8]) -> bool {
    let hex = |digits: &[u8]| digits.iter().all(u8::is_ascii_hexdigit);
    match tail {
        [.., b'\\', b'n' | b't' | b'r' | b'f' | b'v' | b'b' | b'0' | b'a' | b'e'] => true,
        [.., b'%', a, b] if hex(&[*a, *b]) => true,
        [.., b'\\', b'x', a, b] if hex(&[*a, *b]) => true,
        [.., b'\\', b'u', a, b, c, d] if hex(&[*a, *b, *c, *d]) => true,
        [.., b'=', b'3' | b'2', b'D' | b'2' | b'7'] => true,
        [.., b'm'] => {
            let number =
                tail[..tail.len() - 1].iter().rev().take_while(|b| b.is_ascii_digit() || **b == b';').count();
            tail[..tail.len() - 1 - number].ends_with(b"\x1b[")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_boundaries() {
        for before in
            ["\\n", "\\t", "\\\"", "%22", "%3D", "\\u0022", "\\x3d", "\x1b[0m", "\x1b[1;31m", " ", "=", "-"]
        {
            let text = format!("a{before}KEY");
            assert!(left(text.as_bytes(), text.len() - 3, Boundary::Word), "{before:?}");
        }
        for before in ["n", "_", "2", "m", "3D", "u0022", "[0m"] {
            let text = format!("aa{before}KEY");
            assert!(!left(text.as_bytes(), text.len() - 3, Boundary::Word), "{before:?}");
        }
    }

    #[test]
    fn an_item_by_itself_has_no_name() {
        for (before, behind) in [
            ("", ""),
            ("", "\n"),
            ("text\n\n", "\n\nmore"),
            ("f(\"", "\")"),
            ("['", "', 'b']"),
            ("a, '", "==')"),
            ("{\n    \"", "\",\n"),
            ("- \"", "\"\n"),
            ("\"", "\";"),
        ] {
            let text = format!("{before}KEY{behind}");
            let (start, end) = (before.len(), before.len() + 3);
            assert!(left(text.as_bytes(), start, Boundary::Lone), "{text:?}");
            assert!(right(text.as_bytes(), end, Boundary::Lone, 0), "{text:?}");
        }
        for before in ["name: \"", "x = '", "a\n", "\" + \"", "<b>", "a.", "key =\n  \"", "'a' =>\n'"] {
            assert!(!left(format!("{before}KEY").as_bytes(), before.len(), Boundary::Lone), "{before:?}");
        }
        for behind in ["\": 1", "' + x", ".b", "\nKEY", "\" => 1", "/a", "=a"] {
            assert!(!right(format!("KEY{behind}").as_bytes(), 3, Boundary::Lone, 0), "{behind:?}");
        }
    }

    #[test]
    fn right_hand_signs() {
        assert!(right(b"KEY_", 3, Boundary::Word, 0));
        assert!(!right(b"KEY_", 3, Boundary::Word, 1));
        assert!(!right(b"KEYa", 3, Boundary::Word, 0));
        assert!(right(b"KEY+", 3, Boundary::Word, 0));
        assert!(!right(b"KEY+", 3, Boundary::Base64, 0));
        assert!(!right(b"KEY=\n", 3, Boundary::Base64, 0));
        assert!(right(b"KEY", 3, Boundary::Base64, 0));
        assert!(right(b"KEY. ", 3, Boundary::Apart, 0));
        assert!(!right(b"KEY.png", 3, Boundary::Apart, 0));
        assert!(!right(b"KEY/", 3, Boundary::Apart, 0));
        assert!(!right(b"KEY!ab", 3, Boundary::Word, 0) && !right(b"KEY*a", 3, Boundary::Base64, 0));
        assert!(right(b"KEY!", 3, Boundary::Word, 0) && right(b"KEY! Take", 3, Boundary::Apart, 0));
        assert!(right(b"KEY**", 3, Boundary::Word, 0) && right(b"KEY#a", 3, Boundary::Word, 0));
        assert!(!left(b"a/KEY", 2, Boundary::Apart));
        assert!(left(b"a=KEY", 2, Boundary::Apart));
        for before in ["acme-SECRET-", "acmeKey-", "acme.token."] {
            let text = format!("{before}0a1b");
            assert!(left(text.as_bytes(), before.len(), Boundary::Apart), "{before}");
            assert!(left(text.as_bytes(), before.len(), Boundary::Word), "{before}");
        }
        assert!(!left(b"acme-0a1b", 5, Boundary::Apart) && !left(b"key/0a1b", 4, Boundary::Apart));
    }
}
