//! Values that name a thing or speak of it: a package, an address, a member of a class, an algorithm; sentences and texts.

use crate::engine::generic::bytes::{is_one_of, starts_ci};
use crate::engine::generic::quote::Quote;
use crate::engine::generic::value::Value;
use crate::engine::phrases::{self, Lexicon};
use std::net::IpAddr;

/// Words that hold a sentence together.
static JOINTS: Lexicon<64> = Lexicon::new(&[
    "a", "an", "the", "is", "are", "was", "be", "been", "to", "of", "in", "on", "for", "and", "or", "not",
    "with", "must", "should", "than", "that", "this", "as", "by", "from", "but", "has", "have",
]);

/// What thing the value names.
pub fn reason(raw: &[u8], value: &[u8], v: &Value) -> Option<&'static str> {
    Some(match value {
        _ if package(value) || artifact(value) => "a package and its version",
        _ if open_address(value) => "an address without a password",
        _ if module(value) || host(value) => "an address",
        _ if network(value) => "an address of the network",
        _ if member(value) => "a member of a class",
        _ if algorithm(value) => "an algorithm",
        _ if foreign(raw) => "a text in another script",
        _ if of_cloud(value) => "the number of a resource",
        _ if remarked(value) => "words and a remark in brackets",
        _ if v.quote == Quote::None && sentence(value) || snaked(value) => "a sentence",
        _ => return None,
    })
}

/// `i-07f3c91d0a4be2866`: a resource of AWS by its kind and number.
fn of_cloud(value: &[u8]) -> bool {
    let Some(dash) = memchr::memchr(b'-', value) else { return false };
    let (kind, number) = (&value[..dash], &value[dash + 1..]);
    (1..=8).contains(&kind.len())
        && kind.iter().all(u8::is_ascii_lowercase)
        && matches!(number.len(), 8 | 17)
        && number.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        && is_one_of(
            kind,
            &[
                "i", "ami", "vol", "snap", "vpc", "subnet", "sg", "eni", "rtb", "igw", "acl", "nat", "vgw",
                "eipalloc", "fs", "lt", "pcx", "tgw", "vpce", "r", "ri",
            ],
        )
}

/// `Mot de passe (2x)`: words, and a remark in brackets.
fn remarked(value: &[u8]) -> bool {
    let open = value.strip_suffix(b")").and_then(|head| phrases::find(head, b" ("));
    let is_word = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b' ' | b'\'' | 0x80..);
    open.is_some_and(|open| value[..open].iter().all(is_word) && value[..open].iter().any(|b| *b != b' '))
}

/// `org.example:some-library:1.6.6`, `DemoService:1.0.0`: a package, or a service, by its names and its version.
fn package(value: &[u8]) -> bool {
    let Some(colon) = memchr::memrchr(b':', value) else { return false };
    let (names, version) = (&value[..colon], &value[colon + 1..]);
    let word = |part: &[u8]| {
        part.first().is_some_and(u8::is_ascii_alphabetic)
            && part.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    };
    let mut parts = names.split(|b| *b == b':');
    let (first, second, none) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    let numbers = |version: &[u8]| version.split(|b| *b == b'.').all(|n| n.iter().all(u8::is_ascii_digit));
    none.is_none()
        && word(first)
        && match second {
            Some(name) => {
                first.contains(&b'.')
                    && word(name)
                    && matches!(version, [b'0'..=b'9', rest @ ..] if rest.contains(&b'.'))
            }
            None => numbers(version) && version.iter().filter(|b| **b == b'.').count() == 2,
        }
}

/// `some-library-0.11.2`: a package, as its file is called.
fn artifact(value: &[u8]) -> bool {
    let Some(dash) = memchr::memrchr(b'-', value) else { return false };
    let (name, version) = (&value[..dash], &value[dash + 1..]);
    let numbers = version.split(|b| *b == b'.');
    name.first().is_some_and(u8::is_ascii_lowercase)
        && name.iter().all(|b| b.is_ascii_lowercase() || *b == b'-')
        && numbers.clone().count() == 3
        && numbers.into_iter().all(|n| !n.is_empty() && n.iter().all(u8::is_ascii_digit))
}

/// `admin:@10.0.0.1/path`: an address whose password is empty.
fn open_address(value: &[u8]) -> bool {
    phrases::find(value, b":@").is_some_and(|at| {
        at > 0 && value[..at].iter().all(u8::is_ascii_alphanumeric) && value[at..].contains(&b'.')
    })
}

/// `github.com/acme/tools/v2.Options`: a module by the address that it is fetched from.
fn module(value: &[u8]) -> bool {
    const ENDS: [&[u8]; 6] = [b".com", b".org", b".io", b".net", b".dev", b".in"];
    let Some(slash) = memchr::memchr(b'/', value) else { return false };
    let (host, path) = value.split_at(slash);
    ENDS.iter().any(|end| host.ends_with(end))
        && host.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b'.' | b'-'))
        && path.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'-' | b'_'))
}

/// `www.acme.org`: a host by its name.
fn host(value: &[u8]) -> bool {
    const ENDS: [&[u8]; 6] = [b"com", b"org", b"io", b"net", b"dev", b"local"];
    let label = |part: &[u8]| {
        part.len() >= 2 && part.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
    };
    let mut parts = value.rsplit(|b| *b == b'.');
    parts.next().is_some_and(|end| ENDS.contains(&end))
        && parts.clone().next().is_some()
        && parts.all(label)
        && value.iter().filter(|b| b.is_ascii_digit()).count() * 4 <= value.len()
}

/// `10.0.0.1,2a00:1450::8a`: addresses of hosts, and nothing else.
fn network(value: &[u8]) -> bool {
    let sign = |b: &u8| b.is_ascii_hexdigit() || matches!(b, b'.' | b':' | b',' | b' ');
    let parted = |b: &u8| matches!(b, b'.' | b':');
    value.iter().all(sign)
        && value.iter().filter(|b| parted(b)).count() >= 3
        && std::str::from_utf8(value)
            .is_ok_and(|text| text.split(',').all(|part| part.trim().parse::<IpAddr>().is_ok()))
}

/// `Registration#signingCredentials`: as texts about programs name what a class has.
fn member(value: &[u8]) -> bool {
    let Some(sign) = memchr::memchr(b'#', value) else { return false };
    let (class, member) = (&value[..sign], &value[sign + 1..]);
    let words =
        |name: &[u8]| name.iter().any(u8::is_ascii_uppercase) && name.iter().any(u8::is_ascii_lowercase);
    let letters = |name: &[u8]| name.iter().filter(|b| b.is_ascii_alphabetic()).count() * 4 >= name.len() * 3;
    [class, member]
        .iter()
        .all(|name| name.len() >= 4 && name.iter().all(u8::is_ascii_alphanumeric) && letters(name))
        && words(class)
        && words(member)
        && class[0].is_ascii_uppercase()
        && member[0].is_ascii_lowercase()
}

/// `SHA256WithRSA`, also the first of several; `pbkdf2-django`, `sha512_crypt`: an algorithm, and whose or which form.
fn algorithm(value: &[u8]) -> bool {
    const ALGORITHMS: &[&str] = &[
        "md5", "sha1", "sha256", "sha512", "ssha", "bcrypt", "scrypt", "argon2", "argon2id", "pbkdf2", "hmac",
    ];
    const CURVES: &[&str] = &[
        "ed25519",
        "ed448",
        "x25519",
        "x448",
        "curve25519",
        "secp256k1",
        "secp256r1",
        "secp384r1",
        "secp521r1",
        "prime256v1",
    ];
    if is_one_of(value, CURVES) {
        return true;
    }
    let form = |b: &u8| b.is_ascii_lowercase() || matches!(b, b'-' | b'_');
    if let Some(at) = memchr::memchr2(b'-', b'_', value) {
        return is_one_of(&value[..at], ALGORITHMS) && value[at + 1..].iter().all(form);
    }
    let head = value.split(|b| matches!(b, b',' | b' ')).next().unwrap_or_default();
    starts_ci(head, b"sha")
        && [&b"withrsa"[..], b"withecdsa", b"withdsa"]
            .iter()
            .any(|end| head.len() > end.len() && head[head.len() - end.len()..].eq_ignore_ascii_case(end))
}

/// `\u30d1\u30b9`: letters of another script, as catalogues of messages have them. A password may have one.
fn foreign(raw: &[u8]) -> bool {
    let beyond_latin = |at: usize| {
        let code = raw.get(at + 2..at + 6).and_then(|code| std::str::from_utf8(code).ok());
        code.and_then(|code| u32::from_str_radix(code, 16).ok()).is_some_and(|code| code >= 0x100)
    };
    memchr::memchr_iter(b'\\', raw)
        .filter(|at| raw.get(at + 1) == Some(&b'u') && beyond_latin(*at))
        .nth(1)
        .is_some()
}

/// `option 'salt' is set to 20 but must be more`: words, and some of those that join others.
fn sentence(value: &[u8]) -> bool {
    let words = || value.split(|b| *b == b' ').filter(|word| !word.is_empty());
    value.iter().filter(|b| **b == b' ').count() >= 4
        && words().filter(|word| JOINTS.has(word)).count() >= 2
        && words().filter(|word| word.iter().any(u8::is_ascii_alphabetic)).count() >= 5
}

/// `set_this_to_the_value_of_prod`: a sentence whose words are joined, with some that hold it together.
fn snaked(value: &[u8]) -> bool {
    [b'_', b'-'].iter().any(|sign| {
        let words = || value.split(|b| b == sign);
        let lettered =
            |word: &[u8]| word.iter().filter(|b| b.is_ascii_alphabetic()).count() * 2 >= word.len();
        let least = if value.iter().any(u8::is_ascii_lowercase) { 6 } else { 5 };
        words().count() >= least
            && words().all(|word| !word.is_empty() && word.len() <= 14 && lettered(word))
            && words().filter(|word| JOINTS.has(&word.to_ascii_lowercase())).count() >= 2
    })
}

#[cfg(test)]
mod tests {
    use super::super::assert_sorts;
    use super::*;

    #[test]
    fn names_of_things() {
        assert_sorts(
            package,
            &[b"org.example:some-library:1.6.6", b"demo.DemoService:1.0.0"],
            &[b"a:b:c", b"ab.c:kR9s:Zw2m", b"joe:1.0", b"kR9s:Zw2m"],
        );
        assert_sorts(artifact, &[b"some-library-0.11.2"], &[b"kR9s-0.11.2", b"some-2019.1"]);
        assert_sorts(open_address, &[b"admin:@10.0.0.1:80/a"], &[b"kR9s:@Zw2m"]);
        assert_sorts(module, &[b"github.com/acme/tools/v1.Options"], &[b"kR9s.com/Zw2mQp", b"a.b/c"]);
        assert_sorts(network, &[b"1.1.1.1,2a00:1450::8a"], &[b"1.1.1.1f", b"1.2.3"]);
        assert_sorts(member, &[b"Registration#signingX509Keys"], &[b"kR9s#Zw2mQp", b"Summer#autumn19"]);
        assert_sorts(
            algorithm,
            &[b"SHA256WithRSA, SHA384WithRSA", b"pbkdf2-django", b"Ed25519"],
            &[b"sha256", b"withrsa"],
        );
        assert_sorts(foreign, &[br"\u30d1\u30b9x"], &[br"na\u00efve\u30d1", br"\u00e9\u00e8"]);
        assert_sorts(
            snaked,
            &[b"set_this_to_the_value_of_prod", b"SEE-THE-PAGE-AND-ASK-FOR-ONE"],
            &[b"correct_horse_battery_staple_is_it", b"the-kR9s-Zw2m-and-Qp7L"],
        );
        assert_sorts(sentence, &[b"option 'a' is 20 but must be more"], &[b"correct horse battery staple x"]);
    }
}
