//! Where in the line of a command its password stands: behind an option, behind the user's name, at a place of its own.

use crate::engine::matcher::command::shell::{word, words};

/// Behind one of the options.
pub fn behind(line: &[u8], from: usize, options: &[&str]) -> Option<(usize, usize)> {
    let (option, at) = find(line, from, options)?;
    let (start, end) = word(line, at)?;
    let value = &line[start..end];
    // `mysql -port 3306`: what hangs on the option may be the rest of its name.
    let hangs = !option.ends_with([' ', '=', ':']);
    // `mysql -p shop`: where a blank parts them, it asks for the password, and the word is the database.
    let apart = line.get(at).is_some_and(u8::is_ascii_whitespace);
    if hangs && (apart || !value.iter().any(|b| b.is_ascii_digit() || b.is_ascii_uppercase())) {
        return None;
    }
    // `-p 8080:80` maps ports.
    let number = value.iter().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.'));
    (!number && value[0] != b'-').then_some((start, end))
}

/// Behind one of the options, where another word says that it is kept encrypted: `--type SecureString`.
pub fn sealed(line: &[u8], from: usize, options: &[&str]) -> Option<(usize, usize)> {
    let is_kind = |&(start, end): &(usize, usize)| line[start..end].ends_with(b"SecureString");
    words(line, from).any(|word| is_kind(&word)).then(|| behind(line, from, options)).flatten()
}

/// Behind the character that parts it from the user's name; `user:` alone is a token in place of one.
pub fn pair<const SIGN: u8>(line: &[u8], from: usize, options: &[&str]) -> Option<(usize, usize)> {
    let (_, at) = find(line, from, options)?;
    let (start, end) = word(line, at)?;
    // `"DOMAIN\\joe%pw"`: a backslash ends the user's name at most.
    let closing = line[..start].last().filter(|b| matches!(b, b'"' | b'\''));
    let ends = |b: &u8| closing.map_or(b.is_ascii_whitespace(), |quote| quote == b);
    let reach = match line.get(end) {
        Some(b'\\') => start + line[start..].iter().position(ends).unwrap_or(line.len() - start),
        _ => end,
    };
    let is_quote = |at: usize| matches!(line.get(at), Some(b'"' | b'\''));
    let Some(sign) = memchr::memchr(SIGN, &line[start..reach]).map(|at| start + at) else {
        // `"joe":"pw"`
        let apart = closing.is_some() && line.get(end + 1) == Some(&SIGN);
        return (apart && !line.get(end + 2)?.is_ascii_whitespace()).then(|| word(line, end + 2)).flatten();
    };
    let end = reach;
    let token = sign - start >= TOKEN;
    match sign + 1 < end {
        // `key:X`: a token in place of the name, and any character in place of the password
        true if sign + 2 == end && token => Some((start, sign)),
        true => Some((sign + 1, end)),
        // `joe:'pw'`
        false if closing.is_none() && is_quote(end) => word(line, end),
        false => token.then_some((start, sign)),
    }
}

/// Fewest characters of a token that stands for a user's name.
const TOKEN: usize = 16;

/// The first of the options that stands in the line as a word of its own, and where its value may begin.
fn find<'o>(line: &[u8], from: usize, options: &[&'o str]) -> Option<(&'o str, usize)> {
    options.iter().find_map(|option| {
        memchr::memmem::find_iter(line, option.as_bytes())
            .find(|at| *at >= from && line[at - 1].is_ascii_whitespace())
            .map(|at| (*option, at + option.len()))
    })
}

/// `htpasswd -b file user pw`, `htpasswd -nb user pw`: where one of the options is a letter of these.
pub fn record(line: &[u8], from: usize, letters: &[&str]) -> Option<(usize, usize)> {
    let is_option = |&(start, _): &(usize, usize)| line[start] == b'-';
    let has = |letter: u8| words(line, from).filter(is_option).any(|(a, b)| line[a..b].contains(&letter));
    if !letters.iter().any(|letter| letter.bytes().any(has)) {
        return None;
    }
    words(line, from).filter(|word| !is_option(word)).nth(if has(b'n') { 1 } else { 2 })
}

/// The last of so many words as there are options: `mc alias set NAME URL KEY SECRET`.
pub fn last_of(line: &[u8], from: usize, operands: &[&str]) -> Option<(usize, usize)> {
    // A name in quotes is told of, not called.
    let called = matches!(line.get(from), Some(b' ' | b'\t' | b'.'));
    let mut words = words(line, from).filter(|&(start, _)| called && line[start] != b'-');
    words.nth(operands.len().checked_sub(1)?)
}

/// The second word behind one of these.
pub fn second(line: &[u8], from: usize, verbs: &[&str]) -> Option<(usize, usize)> {
    let mut words = words(line, from);
    words.find(|&(start, end)| verbs.iter().any(|verb| line[start..end] == *verb.as_bytes()))?;
    words.nth(1)
}

/// `sqlplus user/pw@host`.
pub fn logon(line: &[u8], from: usize, _: &[&str]) -> Option<(usize, usize)> {
    let (start, end) = words(line, from).find(|&(start, _)| line[start] != b'-')?;
    let slash = memchr::memchr(b'/', &line[start..end])?;
    let behind = start + slash + 1;
    let host = memchr::memchr(b'@', &line[behind..end]).map_or(end, |at| behind + at);
    (slash > 0 && host > behind).then_some((behind, host))
}

/// `net use Z: \\\\host\\share /user:joe pw`: the word that is no device, no address and no switch.
pub fn share(line: &[u8], from: usize, _: &[&str]) -> Option<(usize, usize)> {
    let is_secret = |word: &[u8]| !matches!(word, [b'/' | b'\\' | b'*', ..] | [_, b':']);
    words(line, from).find(|&(start, end)| is_secret(&line[start..end]))
}

/// `net user joe pw /add`.
pub fn account(line: &[u8], from: usize, _: &[&str]) -> Option<(usize, usize)> {
    let operands = words(line, from).take(2).collect::<Vec<_>>();
    let is_option = |&(start, _): &(usize, usize)| matches!(line[start], b'/' | b'*');
    operands.get(1).copied().filter(|_| !operands.iter().any(is_option))
}

/// The one word of a command that takes a token: `vault login 7f3k..`.
pub fn token(line: &[u8], from: usize, _: &[&str]) -> Option<(usize, usize)> {
    let mut words = words(line, from);
    let (start, end) = words.next()?;
    (words.next().is_none() && end - start >= TOKEN && line[start..end].iter().any(u8::is_ascii_digit))
        .then_some((start, end))
}

/// The last of two texts in quotes or more.
pub fn last_quoted(line: &[u8], from: usize, _: &[&str]) -> Option<(usize, usize)> {
    let quotes = memchr::memchr_iter(b'\'', &line[from..]).map(|at| from + at);
    let quotes: Vec<usize> = quotes.take(2 * OPERANDS).collect();
    match quotes[..] {
        [_, _, .., open, close] if close > open + 1 => Some((open + 1, close)),
        _ => None,
    }
}

/// Most texts in quotes that a procedure takes.
const OPERANDS: usize = 8;

/// The first text in quotes.
pub fn quoted(line: &[u8], from: usize, _: &[&str]) -> Option<(usize, usize)> {
    word(line, from + memchr::memchr2(b'"', b'\'', &line[from..])?)
}
