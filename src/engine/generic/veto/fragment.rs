//! Fragments of a program, a style sheet or a list, recognised by its grammar.

use super::plain_name;
use crate::engine::generic::quote::Quote;
use crate::engine::generic::value::Value;
use crate::engine::phrases;

/// What the value is cut out of.
pub fn reason(value: &[u8], v: &Value) -> Option<&'static str> {
    let bare = v.quote == Quote::None;
    if closes_first(value) || branches(value) && !bare {
        return Some("code between two string literals");
    }
    if calls(value) || bare && (sum(value) || method(value)) {
        return Some("an expression");
    }
    if bare && style(value) {
        return Some("a rule of a style sheet");
    }
    if bare && matching(value) {
        return Some("a directory filter (LDAP)");
    }
    if bare && chained(value) {
        return Some("a chain of members");
    }
    if bare && segment(value) {
        return Some("a field of a binary pattern");
    }
    if account(value) {
        return Some("a line of an account file");
    }
    if icon(value, bare) {
        return Some("the code of an icon in a font");
    }
    (value.strip_prefix(b"FUZZ").is_some_and(|rest| rest.iter().all(u8::is_ascii_digit)))
        .then_some("the placeholder of a fuzzer")
}

/// `t.first=t.second=..`: members that are set at once, one by the next.
fn chained(value: &[u8]) -> bool {
    let member = |part: &[u8]| {
        let name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'.');
        part.first().is_some_and(u8::is_ascii_alphabetic) && part.contains(&b'.') && part.iter().all(name)
    };
    let mut parts = value.split(|b| *b == b'=');
    parts.next().is_some_and(member) && parts.next().is_some_and(member) && parts.next().is_some()
}

/// `Size/binary`: how long a part of a message is, and its type, as Erlang and Elixir match it.
fn segment(value: &[u8]) -> bool {
    const TYPES: [&[u8]; 7] = [b"binary", b"bytes", b"bitstring", b"bits", b"integer", b"float", b"utf8"];
    let name = value.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    name > 0
        && value[name..].strip_prefix(b"/").is_some_and(|rest| {
            TYPES.iter().any(|kind| {
                rest.strip_prefix(*kind)
                    .is_some_and(|rest| matches!(rest.first(), None | Some(b'-' | b',' | b'>')))
            })
        })
}

/// `". (empty($x) ? '`, `' . $name . '`: the quote that opens the value closes the text before it.
fn closes_first(value: &[u8]) -> bool {
    let [b'"' | b'\'', rest @ ..] = value else { return false };
    let rest = rest.trim_ascii_start();
    matches!(rest, [b'.' | b'+', b' ' | b'(' | b'$', ..]) && rest.iter().any(|b| matches!(b, b'(' | b'$'))
}

/// ` + (isEmpty(x) ? `: between two texts, one of which is chosen.
fn branches(value: &[u8]) -> bool {
    let rest = value.trim_ascii_start();
    rest.starts_with(b"+ (") && rest.trim_ascii_end().ends_with(b"?")
}

/// `v0 + v1 + v2`: names, and their sum.
fn sum(value: &[u8]) -> bool {
    let parts = || value.split(|b| *b == b'+').map(<[u8]>::trim_ascii);
    memchr::memmem::find_iter(value, b" + ").nth(1).is_some() && parts().all(plain_name)
}

/// `$store->cleaned(..`: what a method makes.
fn method(value: &[u8]) -> bool {
    value.strip_prefix(b"$").is_some_and(|rest| {
        let name = |text: &[u8]| text.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let at = name(rest);
        at > 0 && rest[at..].strip_prefix(b"->").is_some_and(|call| call.get(name(call)) == Some(&b'('))
    })
}

/// `Base64(header).Base64(body)`: calls of names with names, a dot between.
fn calls(value: &[u8]) -> bool {
    let call = |part: &[u8]| {
        part.strip_suffix(b")")
            .and_then(|part| part.iter().position(|b| *b == b'(').map(|at| part.split_at(at)))
            .is_some_and(|(callee, inner)| {
                plain_name(callee) && (inner.len() == 1 || plain_name(&inner[1..]))
            })
    };
    let parts = || value.split(|b| *b == b'.');
    parts().nth(1).is_some() && parts().all(call)
}

/// `hover{color:red`, `active{background:0`: a class whose name has such a word, and what holds for it.
fn style(value: &[u8]) -> bool {
    let word = |text: &[u8]| text.iter().take_while(|b| b.is_ascii_lowercase() || **b == b'-').count();
    let state = word(value);
    state >= 4
        && value[state..].strip_prefix(b"{").is_some_and(|rest| {
            let property = word(rest);
            property >= 3 && rest.get(property) == Some(&b':')
        })
}

/// `2.5.13.18:=x`: the number of a rule by which a directory compares.
fn matching(value: &[u8]) -> bool {
    phrases::find(value, b":=").is_some_and(|at| {
        value[..at].iter().filter(|b| **b == b'.').count() >= 2
            && value[..at].iter().all(|b| b.is_ascii_digit() || *b == b'.')
    })
}

/// `22:postgres:x:70:70::/var/lib`: an account, whose password is kept elsewhere.
fn account(value: &[u8]) -> bool {
    phrases::find(value, b":x:").is_some_and(|at| {
        let mut ids = value[at + 3..].split(|b| *b == b':');
        let id =
            |part: Option<&[u8]>| part.is_some_and(|id| !id.is_empty() && id.iter().all(u8::is_ascii_digit));
        id(ids.next()) && id(ids.next())
    })
}

/// `F00B`, `\f21b`: the code of a character in the area for private use, as fonts of icons number theirs.
fn icon(value: &[u8], bare: bool) -> bool {
    let code = value.strip_prefix(b"\\").or(bare.then_some(value)).unwrap_or_default();
    code.len() == 4
        && std::str::from_utf8(code)
            .ok()
            .and_then(|code| u16::from_str_radix(code, 16).ok())
            .is_some_and(|code| (0xe000..=0xf8ff).contains(&code))
}

#[cfg(test)]
mod tests {
    use super::super::assert_sorts;
    use super::*;

    #[test]
    fn pieces_of_programs() {
        assert_sorts(closes_first, &[b"\". (isset($form['x'])?'':"], &[b"\".kR9s", b"'. x"]);
        assert_sorts(branches, &[b" + (isEmpty(this.pass) ? "], &[b"+ kR9s?"]);
        assert_sorts(sum, &[b"v0 + v1 + v2"], &[b"kR9s + Zw2m", b"9k + 2m + 3"]);
        assert_sorts(method, &[b"$db->cleaned($x"], &[b"$kR9s->Zw", b"kR9s->(x"]);
        assert_sorts(calls, &[b"Base64(header).Base64(body)"], &[b"kR9s(Zw2m)", b"kR.9s(Zw)"]);
    }

    #[test]
    fn pieces_of_other_files() {
        assert_sorts(style, &[b"hover{color:red"], &[b"kR9s{Zw2m:x", b"abcd{9:"]);
        assert_sorts(matching, &[b"2.5.13.18:=x"], &[b"kR9:=x"]);
        assert_sorts(account, &[b"22:www:x:70:70::/var"], &[b"joe:x:kR9s:1"]);
        assert_sorts(|value| icon(value, true), &[b"F00B"], &[b"A00B", b"F00BA"]);
        assert_sorts(|value| icon(value, false), &[b"\\f21b"], &[b"F00B"]);
    }
}
