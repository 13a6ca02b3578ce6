//! The syntax of `near` words, and where one matches.

/// Most bytes that a `*` in a word stands for.
pub const GAP: usize = 24;
/// Most bytes between a name and its value.
const ASSIGNMENT: usize = 8;
/// Most bytes of a call between the name of a service and a value: `.Client("`.
const CALL: usize = 32;

/// True if `text` holds `word` (in lower case) in any case. A space in the word is any one of `_-. ` or nothing:
/// `acme key` is in `ACME_KEY`, `acme-key`, `acme.key` and `acmeKey`. A `*` in it is up to [`GAP`] bytes of the same line,
/// with the beginning of a word behind them: `acme*key` is in `ACME_PROD_API_KEY`, and in `key of Acme`. A `=` at its end is an assignment, and
/// nothing behind it: `acme=` is in `"acme": "`, where `text` ends with that.
pub fn holds(text: &[u8], word: &[u8]) -> bool {
    let Some(&first) = word.first() else { return false };
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), text).any(|at| stands(text, at, word))
}

/// True if `word` stands at `at`, and does not begin in the middle of another one: `ikey` is not in `apikey`.
pub fn stands(text: &[u8], at: usize, word: &[u8]) -> bool {
    begins_word(text, at) && begins(text, at, word)
}

/// True if `at` is no letter, or the first one of a word: `k` in `my_key`, `K` in `myKey`.
pub fn begins_word(text: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|at| text.get(at)) else { return true };
    match text.get(at) {
        Some(b) if b.is_ascii_lowercase() => !before.is_ascii_alphabetic(),
        Some(b) if b.is_ascii_uppercase() => !before.is_ascii_uppercase(),
        _ => true,
    }
}

/// True if `word` stands at `at`, wherever that is in a word of the text.
pub fn begins(text: &[u8], mut at: usize, word: &[u8]) -> bool {
    for (read, &sign) in word.iter().enumerate() {
        match (sign, text.get(at)) {
            (b' ', Some(b'_' | b'-' | b'.' | b' ')) => at += 1,
            (b' ', _) => {}
            (b'*', _) => return is_beside(text, at, &word[read + 1..]),
            (b'=', _) if read + 1 == word.len() => return is_assigned(text.get(at..).unwrap_or_default()),
            (_, Some(found)) if found.eq_ignore_ascii_case(&sign) => at += 1,
            _ => return false,
        }
    }
    true
}

/// True if `between` joins a name and its value: an assignment, a blank with a quote (`acme "0f3c.."`), or a call that opens
/// a client (`acme.Client("0f3c.."`).
fn is_assigned(between: &[u8]) -> bool {
    is_opened(between) || is_given(between)
}

/// Calls that take the key of a service, by the end of their names.
const OPENS: [&[u8]; 10] =
    [b"client", b"api", b"sdk", b"init", b"new", b"create", b"configure", b"connect", b"login", b"auth"];

/// True for a call of the name, or of a method in [`OPENS`] on it, up to a string as its first argument.
fn is_opened(between: &[u8]) -> bool {
    let Some(open) = memchr::memchr(b'(', &between[..between.len().min(CALL)]) else { return false };
    let (callee, inner) = (&between[..open], between[open + 1..].trim_ascii());
    let opens = |end: &&[u8]| {
        let from = callee.len().checked_sub(end.len());
        from.is_some_and(|from| callee[from..].eq_ignore_ascii_case(end) && begins_word(callee, from))
    };
    between.len() <= CALL
        && matches!(inner, [b'"' | b'\'' | b'`'] | [b'u' | b'b' | b'@', b'"' | b'\''])
        && callee.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b':' | b'_' | b'-' | b'>'))
        && (callee.is_empty() || OPENS.iter().any(opens))
}

/// True for an assignment: `=`, `:`, `=>`, with blanks and quotes; or a blank and a quote.
fn is_given(between: &[u8]) -> bool {
    let quoted = matches!(between, [b' ' | b'\t', .., b'"' | b'\'' | b'`']);
    between.len() <= ASSIGNMENT
        && (quoted || between.iter().any(|b| matches!(b, b'=' | b':')))
        && between.iter().all(|b| matches!(b, b'=' | b':' | b'>' | b' ' | b'\t' | b'"' | b'\'' | b'`'))
}

/// True if `word` occurs at most [`GAP`] bytes behind `at` in the same line, right there or at the beginning of a word. One of
/// [`KINDS`] may also come before: `secret of acme: 0f3c`.
fn is_beside(text: &[u8], at: usize, word: &[u8]) -> bool {
    let line = text.get(at..).unwrap_or_default().iter().take(GAP).take_while(|b| **b != b'\n').count();
    begins(text, at, word)
        || (at + 1..=at + line).any(|at| at < text.len() && stands(text, at, word))
        || KINDS.contains(&word) && {
            let before = &text[..at.min(text.len())];
            let line = before.iter().rev().take(2 * GAP).take_while(|b| **b != b'\n').count();
            (at - line..at).any(|at| stands(text, at, word))
        }
}

/// Words for a secret, which may precede the name of the vendor.
const KINDS: [&[u8]; 3] = [b"key", b"token", b"secret"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_any_case() {
        assert!(holds(b"my Acme key", b"acme"));
        assert!(holds(b"aAcmE", b"acme"));
        assert!(holds(b"MY_ACME", b"acme"));
        assert!(!holds(b"pacme", b"acme") && !holds(b"PACME", b"acme"));
        assert!(!holds(b"acm", b"acme"));
        for text in ["ACME_KEY=", "acme-key", "x.acmeKey", "acme.key"] {
            assert!(holds(text.as_bytes(), b"acme key"), "{text}");
        }
        assert!(!holds(b"acme__key", b"acme key"));
        for text in ["ACME_PROD_API_KEY=", "acmekey", "acmeKey", "acme api, its key"] {
            assert!(holds(text.as_bytes(), b"acme*key"), "{text}");
        }
        for text in ["acme=", "ACME = \"", "\"acme\": \"", "acme := '", "x.acme: ", "acme \"", "Acme '"] {
            assert!(holds(text.as_bytes(), b"acme="), "{text}");
        }
        for text in
            ["new Acme('", "AcmeClient(\"", "acme.Client(\n  '", "Acme::ApiClient.new('", "acme.init(\""]
        {
            assert!(holds(text.as_bytes(), b"acme="), "{text}");
        }
        for text in ["acme.track('", "acme(", "acme(x, '", "acme.init(name + '", "acmerenew('"] {
            assert!(!holds(text.as_bytes(), b"acme="), "{text}");
        }
        for text in ["acme", "acme ", "acme\"", "acme_id = ", "acme = {", "acme=1", "acme:\n"] {
            assert!(!holds(text.as_bytes(), b"acme="), "{text}");
        }
        assert!(holds(b"the token of acme: ", b"acme*token") && !holds(b"token:\nacme: ", b"acme*token"));
        for text in ["acme monkey", "acme\nkey", "acme 0123456789012345678901234 key", "acme"] {
            assert!(!holds(text.as_bytes(), b"acme*key"), "{text}");
        }
    }
}
