//! Code between two strings: the quote before such a value closes a string, and the one behind it opens the next.

/// ` .. name .. `, `+cmd.Dir, `, ` & Name & `, ` || name || `: a name between two texts, as many languages join them.
fn joint(value: &[u8]) -> bool {
    const SIGNS: [&[u8]; 6] = [b"..", b"||", b"<>", b"++", b"+", b"&"];
    let inner = value.trim_ascii();
    let Some(sign) = SIGNS.iter().find(|sign| inner.starts_with(sign)) else { return false };
    let rest = &inner[sign.len()..];
    let blank = rest.first() == Some(&b' ');
    let rest = rest.trim_ascii_start();
    let name = rest
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'[' | b']' | b'(' | b')'))
        .count();
    let name = if rest[..name].ends_with(b"..") { name - 2 } else { name };
    let behind = rest[name..].trim_ascii();
    rest[..name].iter().filter(|b| b.is_ascii_alphabetic()).count() >= 2
        && rest.first().is_some_and(u8::is_ascii_alphabetic)
        && (behind == *sign && (blank || sign.len() > 1 || value.ends_with(b" "))
            || behind == b"," && value.ends_with(b", "))
}

/// `),n=e.limit;!s;)n.max=`: minified, and the text before it closes with the name.
fn closed(value: &[u8]) -> bool {
    matches!(value, [b')', b',' | b';' | b'?' | b'&' | b'|' | b'.', ..])
        && value.iter().any(|b| matches!(b, b'=' | b'('))
        && value.iter().filter(|b| matches!(b, b'.' | b'=' | b'(' | b';' | b',')).count() >= 3
}

/// `'X-Key: '.$config['key']`, `"<label>" + text("x") + "</label>"`: the quote before the value closes a text.
pub fn between(value: &[u8]) -> bool {
    let head = value.trim_ascii_start();
    if joint(value) || closed(value) {
        return true;
    }
    match head {
        [b'.', rest @ ..] => {
            let rest = rest.trim_ascii_start();
            let name = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
            let call =
                name > 0 && rest.get(name) == Some(&b'(') && rest.contains(&b')') && rest.ends_with(b".");
            call || matches!(rest, [b'$', b, ..] if b.is_ascii_alphabetic() || *b == b'_')
        }
        [b'+', rest @ ..] => {
            let blank = rest.first() == Some(&b' ');
            let called = rest.trim_ascii_start();
            let name =
                called.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.')).count();
            let closes = called.trim_ascii_end().ends_with(b"+");
            // `+encode(i)),f+=`: minified, and the next text follows
            let called_there =
                called.get(name) == Some(&b'(') && called.contains(&b')') && called.ends_with(b"+=");
            name > 0
                && called.first().is_some_and(u8::is_ascii_alphabetic)
                && (closes && (blank || called.get(name).is_some_and(|b| matches!(b, b'(' | b'[' | b'+')))
                    || called_there)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_joins_two_texts() {
        for value in [
            ".$config[",
            ". $u['id'], ",
            ".escape($h->{pw}).",
            "+text(\"a.b\")+",
            " + name + ",
            "+text(i)),f+=",
        ] {
            assert!(between(value.as_bytes()), "{value}");
        }
        for value in [".k$9s", "+kR9sZw2m", "+kR9s+Zw2m/", "+kR9(Zw2m"] {
            assert!(!between(value.as_bytes()), "{value}");
        }
    }
}
