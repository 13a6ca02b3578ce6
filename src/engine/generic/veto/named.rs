//! Values that name something a program has: a variable, an item of a list, a part of a page, a curve, a day.

use crate::engine::generic::bytes::is_one_of;
use crate::engine::generic::quote::Quote;
use crate::engine::generic::value::Value;
use crate::engine::generic::words;
use crate::engine::phrases;

/// What the value names.
pub fn reason(value: &[u8], v: &Value) -> Option<&'static str> {
    Some(match value {
        _ if variable(value) => "the name of a variable",
        _ if on_page(value) => "a CSS selector",
        _ if v.quote == Quote::None && indexed(value) || subscript(value) => "an item of a list",
        _ if v.quote == Quote::Back && command(value) => "the output of a command",
        _ if matches!(value, [b'-', b'a'..=b'z', b'$', ..]) => "a variable or an option",
        _ if column(value) => "a type or a constant",
        _ if issue(value) => "the number of an issue",
        _ if v.quote == Quote::None && phrases::holds(value, b"+=") && value.contains(&b'.') => {
            "an expression"
        }
        _ if curve(value) => "an algorithm",
        _ if day(value) => "a date",
        _ => return None,
    })
}

/// `ACME__DB_PASS`: capitals that `_` joins, a word for a secret among them, as variables of the environment are called.
fn variable(value: &[u8]) -> bool {
    const WORDS: &[&str] = &[
        "PASS",
        "PASSWORD",
        "PASSWD",
        "PASSPHRASE",
        "PWD",
        "SECRET",
        "TOKEN",
        "KEY",
        "APIKEY",
        "AUTH",
        "CREDENTIALS",
    ];
    let parts = || value.split(|b| *b == b'_').filter(|part| !part.is_empty());
    value.first().is_some_and(u8::is_ascii_uppercase)
        && value.iter().all(|b| b.is_ascii_uppercase() || *b == b'_')
        && parts().nth(1).is_some()
        && parts().any(|part| is_one_of(part, WORDS))
}

/// `#login-panel`, `input#pass`: an element by its identifier.
fn on_page(value: &[u8]) -> bool {
    const TAGS: &[&str] = &[
        "input", "form", "div", "span", "button", "section", "table", "select", "textarea", "label", "body",
        "img", "ul", "li", "td", "tr", "nav",
    ];
    let Some(sign) = memchr::memchr2(b'#', b'[', value) else { return false };
    if value[sign] == b'[' {
        // `input[maxlength="40"]`
        return is_one_of(&value[..sign], TAGS) && value.ends_with(b"]") && value.contains(&b'=');
    }
    let (tag, name) = (&value[..sign], &value[sign + 1..]);
    let word = |part: &[u8]| part.len() >= 2 && part.iter().all(u8::is_ascii_lowercase);
    let joined = || name.split(|b| matches!(b, b'-' | b'_'));
    joined().all(word) && (is_one_of(tag, TAGS) || tag.is_empty() && joined().nth(1).is_some())
}

/// `hitParts[0]`.
fn indexed(value: &[u8]) -> bool {
    let name = value.iter().take_while(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'.')).count();
    name >= 3
        && matches!(&value[name..], [b'[', index @ .., b']'] if (1..=3).contains(&index.len()) && index.iter().all(u8::is_ascii_digit))
}

/// `$value[1]`, `$user['pw']`: an item of a variable.
fn subscript(value: &[u8]) -> bool {
    value.strip_prefix(b"$").is_some_and(|rest| {
        let name = rest.iter().take_while(|b| b.is_ascii_alphabetic() || **b == b'_').count();
        let inner = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'\'' | b'"');
        name >= 2 && matches!(&rest[name..], [b'[', index @ .., b']'] if !index.is_empty() && index.iter().all(inner))
    })
}

/// `mkpw -n`: a command and its option.
fn command(value: &[u8]) -> bool {
    let name = value.iter().take_while(|b| b.is_ascii_lowercase()).count();
    name >= 2 && matches!(value[name..], [b' ', b'-', b'-' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9', ..])
}

/// `varchar(255)`: the type of a column.
fn column(value: &[u8]) -> bool {
    const TYPES: &[&str] =
        &["varchar", "nvarchar", "char", "varbinary", "binary", "int", "decimal", "bigint", "string"];
    let name = value.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let inner = |b: &u8| b.is_ascii_digit() || *b == b',';
    is_one_of(&value[..name].to_ascii_lowercase(), TYPES)
        && value[name..].strip_prefix(b"(").is_some_and(|rest| {
            let size = rest.iter().take_while(|b| inner(b)).count();
            size > 0 && rest.get(size) == Some(&b')')
        })
}

/// `Bug#2718`, `issue#12`.
fn issue(value: &[u8]) -> bool {
    memchr::memchr(b'#', value).is_some_and(|sign| {
        let (head, number) = (&value[..sign], &value[sign + 1..]);
        is_one_of(
            &head.to_ascii_lowercase(),
            &["bug", "bugs", "issue", "issues", "pr", "gh", "ticket", "closes", "fixes"],
        ) && (1..=7).contains(&number.len())
            && number.iter().all(u8::is_ascii_digit)
    })
}

/// `EC:secp521r1`: a curve, and the kind of key that it is for.
fn curve(value: &[u8]) -> bool {
    const HEADS: [&[u8]; 5] = [b"secp", b"sect", b"prime", b"brainpool", b"curve"];
    let Some((kind, name)) = memchr::memchr2(b':', b'-', value).map(|at| (&value[..at], &value[at + 1..]))
    else {
        return false;
    };
    matches!(kind, b"EC" | b"ec" | b"ECDSA" | b"ecdsa" | b"ECDH" | b"ecdh")
        && name.len() <= 16
        && name.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        && HEADS.iter().any(|head| name.starts_with(head))
}

/// `Feb 21, 2023, 4:07 PM`: a day by the name of its month.
fn day(value: &[u8]) -> bool {
    const MONTHS: &[&str] =
        &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let mut parts = value.split(|b| matches!(b, b' ' | b',')).filter(|part| !part.is_empty());
    let number = |part: Option<&[u8]>, len: usize| {
        part.is_some_and(|part| (1..=len).contains(&part.len()) && part.iter().all(u8::is_ascii_digit))
    };
    let month = parts.next().unwrap_or_default();
    (3..=9).contains(&month.len())
        && is_one_of(&month[..3].to_ascii_lowercase(), MONTHS)
        && month.iter().all(u8::is_ascii_alphabetic)
        && number(parts.next(), 2)
        && number(parts.next(), 4)
}

/// `form.account.required`: small words and dots, as catalogues of messages call what they say.
pub fn message(value: &[u8]) -> bool {
    const SAYS: &[&str] = &[
        "required",
        "invalid",
        "error",
        "errors",
        "message",
        "messages",
        "title",
        "label",
        "hint",
        "description",
        "placeholder",
        "missing",
        "mismatch",
        "wrong",
        "changed",
        "success",
        "failed",
        "expired",
        "help",
        "text",
    ];
    let word = |part: &[u8]| part.len() >= 2 && part.iter().all(|b| b.is_ascii_alphabetic() || *b == b'_');
    let parts = || value.split(|b| *b == b'.');
    parts().nth(2).is_some()
        && parts().all(word)
        && parts().next_back().is_some_and(|last| is_one_of(last, SAYS))
}

/// `accounts`: one small word, or several with dots, nearly every letter of them in ordinary ones.
pub fn word(value: &[u8]) -> bool {
    value.iter().all(|b| b.is_ascii_lowercase() || *b == b'.')
        && words::coverage(value).is_some_and(|c| c >= 0.8)
}

#[cfg(test)]
mod tests {
    use super::super::assert_sorts;
    use super::*;

    #[test]
    fn names_of_what_a_program_has() {
        assert_sorts(
            variable,
            &[b"ACME__DB_PASS", b"APP_SECRET_FILE"],
            &[b"KR9S_PASS", b"PASSWORD", b"RED_HORSE", b"Db_KEY"],
        );
        assert_sorts(
            on_page,
            &[b"#login-panel", b"input#pass", b"input#old-pass"],
            &[b"#hunter", b"tiger#moon", b"#kr9s-zw", b"input#Kr"],
        );
        assert_sorts(indexed, &[b"hitParts[0]"], &[b"kR9s[0]", b"groups[x]"]);
        assert_sorts(subscript, &[b"$value[1]", b"$user['pw']"], &[b"$kR9[Zw", b"$k[1]"]);
        assert_sorts(command, &[b"mkpw -n"], &[b"tiger moon", b"kR9 -x"]);
        assert_sorts(column, &[b"varchar(255)"], &[b"kr9s(255)", b"char()"]);
        assert_sorts(on_page, &[b"input[maxlength=\"40\"]"], &[b"kr9s[a=b]", b"input[0]"]);
        assert_sorts(issue, &[b"Bug#2718"], &[b"tiger#2019", b"bug#kR9s"]);
        assert_sorts(curve, &[b"EC:secp521r1"], &[b"EC:kr9szw2m", b"secp521r1"]);
        assert_sorts(day, &[b"Feb 21, 2023, 4:07 PM", b"December 1, 1999"], &[b"Feb 21", b"May kR9s 13"]);
        assert_sorts(message, &[b"form.account.required"], &[b"horse.battery.staple", b"a.required"]);
        assert_sorts(word, &[b"accounts", b"site.accounts"], &[b"kr9szw", b"Accounts"]);
    }
}
