//! Passwords on command lines that no option name gives away, and in SQL statements about users.

use super::{Ask, Catch};
use crate::engine::generic::{Class, alone, marks};
use crate::engine::near;
use crate::model::Span;
use std::borrow::Cow;

/// How far it looks.
pub const REACH: usize = 400;
/// What such a place is worth beside the looks of the value.
const BONUS: f32 = 1.0;

/// Commands, the option behind which they take a password, and whether the value hangs on the option.
static OPTIONS: &[(&str, &[&str])] = &[
    ("sshpass", &["-p ", "-p"]),
    ("mysqldump", &["-p"]),
    ("mysqladmin", &["-p"]),
    ("mysql", &["-p"]),
    ("mariadb", &["-p"]),
    ("redis-cli", &["-a "]),
    ("mongo", &["-p "]),
    ("ldapsearch", &["-w "]),
    ("ldapadd", &["-w "]),
    ("ldapmodify", &["-w "]),
    ("docker login", &["-p "]),
    ("curl", &["-u ", "-u", "--user ", "--user=", "--proxy-user "]),
    ("wget", &["--password="]),
    (SECURE_STRING, &[]),
];

/// The PowerShell command that takes a password as its first or `-String` argument, in quotes.
const SECURE_STRING: &str = "convertto-securestring";

/// `curl -u joe:pw`, `mysql -ppw`, `sshpass -p pw`; the keyword is the command.
pub fn option(ask: &Ask<'_>) -> Option<Catch> {
    let text = ask.text;
    ask.looked(1, 1);
    if ask.at > 0 && (text[ask.at - 1].is_ascii_alphanumeric() || text[ask.at - 1] == b'_') {
        return None;
    }
    let rest = &text[ask.at..text.len().min(ask.at + REACH)];
    let line = &rest[..memchr::memchr2(b'\n', b'|', rest).unwrap_or(rest.len())];
    ask.looked(1, line.len() + 1);
    let (command, options) = OPTIONS.iter().find(|(name, _)| {
        line.len() > name.len()
            && line[..name.len()].eq_ignore_ascii_case(name.as_bytes())
            && !line[name.len()].is_ascii_alphanumeric()
    })?;
    if *command == SECURE_STRING {
        let from = command.len() + memchr::memchr2(b'"', b'\'', &line[command.len()..])?;
        let (start, end) = word(line, from)?;
        return verdict(ask, Span::new(ask.at + start, ask.at + end));
    }
    for option in *options {
        let behind = memchr::memmem::find_iter(line, option.as_bytes())
            .find(|at| line[at - 1].is_ascii_whitespace() && *at >= command.len());
        let Some(at) = behind else { continue };
        let (start, end) = word(line, at + option.len())?;
        let mut secret = Span::new(ask.at + start, ask.at + end);
        if *command == "curl" {
            let colon = memchr::memchr(b':', secret.of(text))?;
            secret.start += colon + 1;
        }
        // `mysql -pass`, `-p 3306`, `mysql -port`: a word or a number is no password here
        if *command != "curl"
            && !option.ends_with([' ', '='])
            && !secret.of(text).iter().any(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        {
            return None;
        }
        // `-p 8080:80` maps ports
        if secret.of(text).iter().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.')) {
            return None;
        }
        return verdict(ask, secret);
    }
    None
}

/// `mysqli_connect("host", "user", "pw")`: the third argument of a call that opens a database; the keyword ends with the
/// opening bracket.
pub fn connect(ask: &Ask<'_>) -> Option<Catch> {
    let rest = &ask.text[ask.end..ask.text.len().min(ask.end + REACH)];
    let (mut depth, mut commas, mut quote) = (0usize, 0, None);
    for (i, b) in rest.iter().enumerate() {
        match (quote, b) {
            (Some(q), b) if q == *b => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if commas == 2 && depth == 0 => {
                let (start, end) = word(rest, i)?;
                let closes = rest.get(end + 1..)?.trim_ascii_start().first()?;
                let secret = Span::new(ask.end + start, ask.end + end);
                return matches!(closes, b',' | b')').then(|| verdict(ask, secret)).flatten();
            }
            (None, b'"' | b'\'') => quote = Some(*b),
            (None, b'(' | b'[') => depth += 1,
            (None, b')' | b']') => depth = depth.checked_sub(1)?,
            (None, b',') if depth == 0 => commas += 1,
            (None, b';' | b'{' | b'}') => return None,
            (None, b) if commas == 2 && !b.is_ascii_whitespace() => return None,
            (None, _) => {}
        }
    }
    None
}

/// `IDENTIFIED BY 'pw'` in a statement about a user; the keyword ends with `by` and a blank.
pub fn identified(ask: &Ask<'_>) -> Option<Catch> {
    const VERBS: &[&str] = &["alter", "create", "grant"];
    let before = &ask.text[ask.at.saturating_sub(REACH)..ask.at];
    let statement = before.rsplit(|b| *b == b';').next().unwrap_or_default();
    if !VERBS.iter().any(|verb| near::holds(statement, verb.as_bytes())) {
        return None;
    }
    let rest = &ask.text[ask.end..ask.text.len().min(ask.end + REACH)];
    let rest = rest.strip_prefix(b"PASSWORD ").unwrap_or(rest);
    let from = ask.text.len().min(ask.end + REACH) - rest.len();
    let (start, end) = word(rest, 0)?;
    let bare = start == 0;
    if rest[start.saturating_sub(1)] == b'`' {
        return None;
    }
    let secret = Span::new(from + start, from + end);
    if bare && (!secret.of(ask.text).iter().any(u8::is_ascii_digit) || secret.len() < 6) {
        return None;
    }
    verdict(ask, secret)
}

/// The word at `at`, its quotes taken off.
fn word(line: &[u8], at: usize) -> Option<(usize, usize)> {
    let at = at + line.get(at..)?.iter().take_while(|b| **b == b' ').count();
    let escape = usize::from(line.get(at) == Some(&b'\\'));
    match line.get(at + escape)? {
        quote @ (b'"' | b'\'' | b'`') => {
            let start = at + escape + 1;
            let end = start + memchr::memchr2(*quote, b'\\', &line[start..])?;
            (end > start).then_some((start, end))
        }
        _ => {
            let end = line[at..]
                .iter()
                .position(|b| {
                    b.is_ascii_whitespace()
                        || matches!(b, b'"' | b'\'' | b'`' | b';' | b')' | b'<' | b'>' | b'&')
                })
                .map_or(line.len(), |n| at + n);
            (end > at).then_some((at, end))
        }
    }
}

fn verdict(ask: &Ask<'_>, secret: Span) -> Option<Catch> {
    let found = alone(Cow::Borrowed(secret.of(ask.text)), secret, Class::Password, BONUS, ask.kind)?;
    Some(Catch {
        secret,
        whole: Span::new(ask.at, secret.end),
        confidence: found.confidence,
        marks: marks(&found.set, 6),
        ..Catch::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileKind;

    fn ask<'t>(text: &'t str, word: &str, f: fn(&Ask<'_>) -> Option<Catch>) -> Option<&'t str> {
        let at = text.find(word)?;
        let found = f(&Ask {
            text: text.as_bytes(),
            at,
            end: at + word.len(),
            kind: FileKind::None,
            seen: Default::default(),
        })?;
        Some(&text[found.secret.range()])
    }

    #[test]
    fn options_of_commands() {
        assert_eq!(ask("curl -s -u joe:kV9x2mQp https://a.b/", "curl", option), Some("kV9x2mQp"));
        assert_eq!(ask("curl --user 'joe:kV9x2mQp' x", "curl", option), Some("kV9x2mQp"));
        assert_eq!(ask("mysql -uroot -pkV9x2mQp db", "mysql", option), Some("kV9x2mQp"));
        assert_eq!(ask("sshpass -p kV9x2mQp ssh a@b", "sshpass", option), Some("kV9x2mQp"));
        assert_eq!(ask("mysql -port 3306", "mysql", option), None);
        assert_eq!(ask("curl -u $USER:$PASS x", "curl", option), None);
        assert_eq!(ask("curl -u user:password x", "curl", option), None);
    }

    #[test]
    fn secure_strings() {
        let pw = "kV9x2mQp";
        for text in ["X -AsPlainText \"kV9x2mQp\" -Force", "X 'kV9x2mQp' -Force", "X -String \"kV9x2mQp\""] {
            let text = text.replace('X', "ConvertTo-SecureString");
            assert_eq!(ask(&text, "ConvertTo-SecureString", option), Some(pw), "{text}");
        }
        assert_eq!(ask("ConvertTo-SecureString $env:PW -Force", "ConvertTo-SecureString", option), None);
    }

    #[test]
    fn calls_that_open_a_database() {
        let call = "mysqli_connect(";
        let text = "mysqli_connect('localhost', \"root\", 'kV9x2mQp', 'shop');";
        assert_eq!(ask(text, call, connect), Some("kV9x2mQp"));
        assert_eq!(ask("mysqli_connect($h, user(1, 2), \"kV9x2mQp\")", call, connect), Some("kV9x2mQp"));
        assert_eq!(ask("mysqli_connect($h, $u, $p, 'kV9x2mQp')", call, connect), None);
        assert_eq!(ask("mysqli_connect('h', 'u', 'p' . $x)", call, connect), None);
    }

    #[test]
    fn users_in_sql() {
        let by = "IDENTIFIED BY ";
        assert_eq!(ask("CREATE USER a IDENTIFIED BY 'kV9x2mQp';", by, identified), Some("kV9x2mQp"));
        assert_eq!(ask("CREATE USER a\n  IDENTIFIED BY 'kV9x2mQp'", by, identified), Some("kV9x2mQp"));
        assert_eq!(ask("is IDENTIFIED BY the name", by, identified), None);
        assert_eq!(ask("a key; it is IDENTIFIED BY 'kV9x2mQp'", by, identified), None);
    }
}
