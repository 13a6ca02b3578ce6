//! Passwords in texts for people: behind the word for one in another language, beside the user in a line about a login.

use super::super::{Ask, Catch};
use super::{REACH, verdict};
use crate::model::Span;

/// Longest line about a login.
const LINE: usize = 160;
/// The fewest characters of a password that nothing but a text tells.
const LEAST: usize = 6;

/// What stands between a user and a password.
static PARTS: &[&[u8]] = &[b" / ", b" : ", b" and ", b"/", b":"];

/// `Пароль: pw`, `contraseña = "pw"`: the keyword is the word.
pub fn labelled(ask: &Ask<'_>) -> Option<Catch> {
    let rest = &ask.text[ask.end..ask.text.len().min(ask.end + REACH)];
    // What a name goes on with, and what closes it.
    let name = rest.iter().take(24).take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let close = rest[name..].iter().take(4).take_while(|b| b"*\"'` ".contains(b)).count();
    let behind = &rest[name + close..];
    let sign = ["：", ":=", "=>", ":", "="].iter().find(|sign| behind.starts_with(sign.as_bytes()))?;
    let at = name + close + sign.len();
    let at = at + rest[at..].iter().take(8).take_while(|b| matches!(b, b' ' | b'\t' | b'*')).count();
    let (start, end) = value(rest, at)?;
    let telling = rest[start..end].iter().any(|b| b.is_ascii_digit() || b.is_ascii_punctuation());
    (telling && end - start >= LEAST)
        .then(|| verdict(ask, Span::new(ask.end + start, ask.end + end)))
        .flatten()
}

/// The text in quotes at `at`, or the word there; none where it is not of plain characters.
fn value(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let (start, end) = match text.get(at)? {
        quote @ (b'"' | b'\'' | b'`') => (at + 1, at + 1 + memchr::memchr(*quote, &text[at + 1..])?),
        _ => {
            let ends = |b: &u8| {
                b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'<' | b',' | b';') || *b >= 0x80
            };
            (at, at + text[at..].iter().position(ends).unwrap_or(text.len() - at))
        }
    };
    let plain = text[start..end].iter().all(u8::is_ascii_graphic);
    // `8-16位`: a word goes on where it has letters of its own language.
    let goes_on = text.get(end).is_some_and(|b| (0xE4..=0xE9).contains(b));
    // `leer()`: what a program does
    let open = text[start..end].iter().any(|b| matches!(b, b'(' | b'{' | b'$' | b'<'));
    (plain && !goes_on && !open && start < end).then_some((start, end))
}

/// `Default credentials: admin / pw`: the keyword is a part of the word.
pub fn told_login(ask: &Ask<'_>) -> Option<Catch> {
    let rest = &ask.text[ask.at..ask.text.len().min(ask.at + LINE)];
    let line = &rest[..memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())];
    // A line that is cut off says nothing yet.
    if line.len() == LINE {
        return None;
    }
    let mut at = lead(line)?;
    let user = word(line, &mut at, |b| b.is_ascii_alphanumeric() || b"._@+-".contains(&b))?;
    let parted = PARTS.iter().find(|sign| line[at..].starts_with(sign))?;
    at += parted.len();
    let secret = word(line, &mut at, |b| b.is_ascii_graphic() && !b"/`\"'<>(){}|$".contains(&b))?;
    let ends = line[at..].trim_ascii();
    let value = &line[secret.range()];
    let value = value.strip_suffix(b".").or(value.strip_suffix(b",")).unwrap_or(value);
    let telling = value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic);
    let named = line[user.range()].iter().any(u8::is_ascii_alphabetic);
    let span = Span::new(ask.at + secret.start, ask.at + secret.start + value.len());
    (telling && named && value.len() >= LEAST && matches!(ends, b"" | b"." | b")" | b"**"))
        .then(|| verdict(ask, span))
        .flatten()
}

/// Behind `credentials:`, `login is`, `credentials are`: where the user's name begins.
fn lead(line: &[u8]) -> Option<usize> {
    let head = &line[..line.len().min(32)];
    let colon = memchr::memchr(b':', head).map(|at| at + 1);
    let verbs = [&b" is "[..], b" are ", b" with "];
    let verb = verbs.iter().filter_map(|verb| Some(memchr::memmem::find(head, verb)? + verb.len())).min();
    let at = colon.into_iter().chain(verb).min()?;
    // `credentials v1.19.36 h1:..`: what stands between speaks of something else
    if line[..at].iter().any(u8::is_ascii_digit) {
        return None;
    }
    Some(at + line[at..].iter().take(8).take_while(|b| matches!(b, b' ' | b'*')).count())
}

/// The word at `at`, its quotes or backticks taken off, which is moved behind it.
fn word(line: &[u8], at: &mut usize, is: impl Fn(u8) -> bool) -> Option<Span> {
    let quote = line.get(*at).copied().filter(|b| matches!(b, b'`' | b'"' | b'\''));
    let start = *at + usize::from(quote.is_some());
    let end = start + line.get(start..)?.iter().take_while(|b| is(**b)).count();
    *at = end + usize::from(quote.is_some());
    let closed = quote.is_none() || line.get(end).copied() == quote;
    (closed && end > start).then_some(Span::new(start, end))
}

#[cfg(test)]
mod tests {
    use super::super::tests::ask;
    use super::*;

    #[test]
    fn words_of_other_languages() {
        for (text, word) in [
            (concat!("Логин: admin\nПароль: kV9", "x2mQp\n"), "Пароль"),
            ("账号: root 密码：kV9x2mQp", "密码"),
            ("contraseña = \"kV9x2mQp\"", "contraseña"),
            ("**パスワード**: `kV9x2mQp`", "パスワード"),
        ] {
            assert_eq!(ask(text, word, labelled), Some("kV9x2mQp"), "{text}");
        }
        for (text, word) in [
            ("密码: 8-16位", "密码"),
            ("\"Пароль\": \"Пароль kV9x2mQp\"", "Пароль"),
            ("contraseña = leer(kV9x2mQp)", "contraseña"),
            ("Пароль kV9x2mQp", "Пароль"),
        ] {
            assert_eq!(ask(text, word, labelled), None, "{text}");
        }
    }

    #[test]
    fn lines_about_a_login() {
        for (text, word) in [
            ("Default credentials: `admin` / `kV9x2mQp`", "redentials"),
            ("The credentials are admin / kV9x2mQp.", "redentials"),
            ("Login: joe@a.example / kV9x2mQp", "ogin:"),
            ("The staging login is joe:kV9x2mQp", "ogin is"),
            ("Login with joe and kV9x2mQp", "ogin with"),
        ] {
            assert_eq!(ask(text, word, told_login), Some("kV9x2mQp"), "{text}");
        }
        for (text, word) in [
            ("Credentials: https://a.example/kV9x2mQp", "redentials"),
            ("Credentials: 10.0.0.1:8080", "redentials"),
            ("a/credentials v1.19 h1:kV9x2mQp", "redentials"),
            ("Login with joe and kV9x2mQp or ann", "ogin with"),
            ("Login: joe / <password1>", "ogin:"),
        ] {
            assert_eq!(ask(text, word, told_login), None, "{text}");
        }
    }
}
