//! Passwords in lines of configurations whose first words say where one stands: of network devices, servers, installers.

use super::super::{Ask, Catch};
use super::shell::words;
use super::{REACH, verdict};
use crate::model::Span;

/// Where in a line its password stands; `from` is behind the keyword.
type Take = fn(line: &[u8], from: usize, words: &[&str]) -> Option<(usize, usize)>;

/// What the keyword of such a line is, how the line has its password, and the words that lead to it.
static LINES: &[(&str, Take, &[&str])] = &[
    // Network devices.
    ("username ", behind, &["password", "secret"]),
    ("local-user ", behind, &["simple"]),
    ("neighbor ", behind, &["password"]),
    ("enable password ", next, &[]),
    ("enable secret ", next, &[]),
    ("password manager ", behind, &["plaintext"]),
    ("password operator ", behind, &["plaintext"]),
    ("radius-server ", behind, &["key", "secret"]),
    ("tacacs-server ", behind, &["key", "secret"]),
    ("isakmp key ", next, &[]),
    ("pre-shared-key ", next, &[]),
    ("psksecret ", next, &[]),
    ("message-digest-key ", behind, &["md5"]),
    ("key-string ", next, &[]),
    (" pptpd ", chap, &[]),
    (" l2tpd ", chap, &[]),
    ("createUser ", behind, &["MD5", "SHA", "SHA-256", "SHA-512"]),
    // Servers.
    ("auth_pass ", next, &[]),
    ("sentinel auth-pass ", second, &[]),
    ("\" * \"", boxed, &[]),
    ("insecure-password ", next, &[]),
    ("stats auth ", paired, &[]),
    ("cache_peer ", login, &["login="]),
    ("= cleartext ", next, &[]),
    (" on >", glued, &["user", "SETUSER"]),
    ("SQLConnectInfo ", third, &[]),
    (": PSK ", next, &[]),
    (": XAUTH ", next, &[]),
    (": EAP ", next, &[]),
    ("rootpw ", next, &[]),
    ("bindpw ", next, &[]),
    ("authtok = ", next, &[]),
    ("set ftp:password ", next, &[]),
    ("open -u ", listed, &[]),
    ("user=", paired, &[]),
    ("register => ", peer, &[]),
    // Installers.
    ("d-i passwd/", behind, &["password"]),
    // Tools that log in.
    ("MqttPassword ", next, &[]),
    ("Input Password ", cell, &[]),
    ("CONNECT ", logon, &[]),
    ("connect ", logon, &[]),
];

/// `username joe password pw`: the keyword begins the line, or is all that leads to the password.
pub fn directive(ask: &Ask<'_>) -> Option<Catch> {
    let text = ask.text;
    let rest = &text[ask.end..text.len().min(ask.end + REACH)];
    let end = ask.end + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    let from = ask.at.saturating_sub(BEFORE);
    let start = memchr::memrchr(b'\n', &text[from..ask.at]).map(|at| from + at + 1);
    let start = start.or((from == 0).then_some(0))?;
    ask.looked(ask.at - start + 1, end - ask.at + 1);
    let line = &text[start..end];
    let keyword = &text[ask.at..ask.end];
    let (_, take, words) = LINES.iter().find(|(name, ..)| name.as_bytes() == keyword)?;
    let before = line[..ask.at - start].trim_ascii();
    // Prose has such words amid a sentence, a directive at its beginning, or behind what it stands in.
    let opens = keyword[0].is_ascii_alphabetic() && !INSIDE.contains(&keyword);
    if opens && !before.iter().all(|b| matches!(b, b'-' | b'+' | b'{' | b'!')) {
        return None;
    }
    let (a, b) = take(line, ask.end - start, words)?;
    let value = &line[a..b];
    // A word of a sentence, a number of a type, a variable.
    let telling = value.iter().any(u8::is_ascii_digit) && value.iter().any(u8::is_ascii_alphabetic);
    let variable =
        |pair: &[u8]| pair[0] == b'$' && (pair[1].is_ascii_alphanumeric() || matches!(pair[1], b'_' | b'('));
    let open = value.iter().any(|b| matches!(b, b'<' | b'>' | b'{' | b'}')) || value.windows(2).any(variable);
    (telling && !open && value.len() >= LEAST)
        .then(|| verdict(ask, Span::new(start + a, start + b)))
        .flatten()
}

/// How far before its keyword a line may begin.
const BEFORE: usize = 160;
/// The shortest password that such a line is believed.
const LEAST: usize = 5;

/// Keywords that stand amid their line.
static INSIDE: &[&[u8]] = &[
    b" pptpd ",
    b" l2tpd ",
    b"isakmp key ",
    b"pre-shared-key ",
    b"psksecret ",
    b"message-digest-key ",
    b"radius-server ",
    b"tacacs-server ",
    b"authtok = ",
    b"insecure-password ",
    b"stats auth ",
    b"MqttPassword ",
];

/// Kinds of what follows, between the word that announces a password and the password in plain.
static KINDS: &[&[u8]] =
    &[b"0", b"ascii-text", b"local", b"remote", b"--plaintext", b"password", b"plaintext"];
/// Kinds that say that it is encrypted or hashed.
static SEALED: &[&[u8]] = &[
    b"4",
    b"5",
    b"6",
    b"7",
    b"8",
    b"9",
    b"10",
    b"ENC",
    b"cipher",
    b"encrypted",
    b"hash",
    b"sha512",
    b"--iscrypted",
];

/// The next word, kinds left out.
fn next(line: &[u8], from: usize, _: &[&str]) -> Option<(usize, usize)> {
    let plain = |&(start, end): &(usize, usize)| {
        !KINDS.contains(&&line[start..end]) && !line[start..end].starts_with(b"--")
    };
    let mut rest = words(line, from).take_while(|&(start, end)| !SEALED.contains(&&line[start..end]));
    let found = rest.find(plain)?;
    // What says how it is kept may stand behind it: `password pw encrypted`.
    let sealed = words(line, found.1 + 1).next().is_some_and(|(a, b)| SEALED.contains(&&line[a..b]));
    (!sealed).then_some(found)
}

/// The next word behind one of these.
fn behind(line: &[u8], from: usize, heads: &[&str]) -> Option<(usize, usize)> {
    let is_head =
        |&(start, end): &(usize, usize)| heads.iter().any(|head| line[start..end] == *head.as_bytes());
    let (_, end) = words(line, from).find(is_head)?;
    next(line, end, &[])
}

/// Behind the colon of the next word.
fn paired(line: &[u8], from: usize, _: &[&str]) -> Option<(usize, usize)> {
    let (start, end) = words(line, from).next()?;
    let colon = memchr::memchr(b':', &line[start..end])?;
    Some((start + colon + 1, end)).filter(|(start, end)| start < end)
}

/// `register => joe:pw@host`: between the colon and the host.
fn peer(line: &[u8], from: usize, _: &[&str]) -> Option<(usize, usize)> {
    let (start, end) = paired(line, from, &[])?;
    let at = memchr::memrchr(b'@', &line[start..end])?;
    Some((start, start + at)).filter(|(start, end)| start < end)
}

/// `client server pw address`, as secrets of PPP are kept.
fn chap(line: &[u8], from: usize, _: &[&str]) -> Option<(usize, usize)> {
    let mut rest = words(line, from);
    let found = rest.next()?;
    let (start, _) = rest.next()?;
    let two = words(line, 0).take_while(|word| word.0 < found.0).count() == 2;
    (two && matches!(line[start], b'*' | b'-' | b'0'..=b'9')).then_some(found)
}

/// Behind the comma of the next word: `open -u joe,pw host`.
fn listed(line: &[u8], from: usize, _: &[&str]) -> Option<(usize, usize)> {
    let (start, end) = words(line, from).next()?;
    let comma = memchr::memchr(b',', &line[start..end])?;
    Some((start + comma + 1, end)).filter(|(start, end)| start < end)
}

/// Behind the colon of such an option.
fn login(line: &[u8], from: usize, options: &[&str]) -> Option<(usize, usize)> {
    let option = options.first()?;
    let (start, _) =
        words(line, from).find(|&(start, end)| line[start..end].starts_with(option.as_bytes()))?;
    paired(line, start + option.len(), &[])
}

/// What hangs on the keyword, in a line that begins with one of these.
fn glued(line: &[u8], from: usize, heads: &[&str]) -> Option<(usize, usize)> {
    let begins = words(line, 0).take(3).any(|(a, b)| heads.iter().any(|head| line[a..b] == *head.as_bytes()));
    let end = line[from..].iter().position(u8::is_ascii_whitespace).map_or(line.len(), |n| from + n);
    (begins && end > from).then_some((from, end))
}

/// Length of the keyword between two such texts.
const KEYWORD: usize = 5;

/// The second word.
fn second(line: &[u8], from: usize, _: &[&str]) -> Option<(usize, usize)> {
    words(line, from).nth(1)
}

/// The rest of a text in quotes, in a line that is nothing but such texts: `"client" * "pw" *`, as secrets of PPP are kept.
fn boxed(line: &[u8], from: usize, _: &[&str]) -> Option<(usize, usize)> {
    let end = from + memchr::memchr(b'"', line.get(from..)?)?;
    let client = line.strip_prefix(b"\"")?.get(..from.checked_sub(KEYWORD + 1)?)?;
    let plain =
        !client.contains(&b'"') && line[end + 1..].iter().all(|b| b.is_ascii_whitespace() || *b == b'*');
    plain.then_some((from, end))
}

/// The third word.
fn third(line: &[u8], from: usize, _: &[&str]) -> Option<(usize, usize)> {
    words(line, from).nth(2)
}

/// The second cell of a line whose cells are two blanks or a tab apart.
fn cell(line: &[u8], from: usize, _: &[&str]) -> Option<(usize, usize)> {
    let parts = |at: usize| line[at] == b'\t' || line[at..].starts_with(b"  ");
    let first = from + line[from..].iter().position(|b| !b.is_ascii_whitespace())?;
    let gap = (first..line.len()).find(|&at| parts(at))?;
    let start = gap + line[gap..].iter().position(|b| !b.is_ascii_whitespace())?;
    let end = (start..line.len()).find(|&at| parts(at)).unwrap_or(line.trim_ascii_end().len());
    (end > start).then_some((start, end))
}

/// `scott/pw@host`, in a script of SQL*Plus.
fn logon(line: &[u8], from: usize, _: &[&str]) -> Option<(usize, usize)> {
    let (start, end) = words(line, from).next()?;
    let slash = memchr::memchr(b'/', &line[start..end])?;
    let name = &line[start..start + slash];
    let behind = start + slash + 1;
    let host = memchr::memchr(b'@', &line[behind..end]).map_or(end, |at| behind + at);
    let plain =
        !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'#'));
    let one = memchr::memchr2(b'/', b'.', &line[behind..host]).is_none();
    let value = line[behind..host].strip_suffix(b";").unwrap_or(&line[behind..host]);
    (plain && one && !value.is_empty()).then_some((behind, behind + value.len()))
}

#[cfg(test)]
mod tests;
