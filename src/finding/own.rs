//! The user's own credentials: finds the secret values in a file like `~/.aws/credentials`. Scans search for these
//! values everywhere; they are kept in memory only.

use super::Secret;
use crate::error::{Error, Result};
use std::io::ErrorKind;
use std::path::Path;

/// Shorter values would occur everywhere by chance.
const SHORTEST: usize = 8;
/// Larger files are not credential files.
const LARGEST: u64 = 4 << 20;
/// Names that contain one of these have a secret value.
const NAMES: &[&str] = &["secret", "token", "password", "passwd", "pwd", "apikey", "credential"];
/// Names with one of these words have a secret value.
const WORDS: &[&str] = &["key", "pass", "auth", "dsn", "salt"];
/// A random-looking value of this length or more is a secret under any name.
const RANDOM: usize = 12;

/// The secret values of a credential file. If it does not exist or is a folder or a pipe, there are none, or an error if
/// it `must_exist`.
pub fn read(path: &Path, must_exist: bool) -> Result<Vec<Secret>> {
    Ok(values(&bytes(path, must_exist)?))
}

/// The same of a configuration file of AWS, in which only the keys are secret, if somebody keeps them there.
pub fn read_settings(path: &Path) -> Result<Vec<Secret>> {
    let text = decoded(&bytes(path, false)?);
    let keys = text.lines().filter(|line| line.trim_start().starts_with("aws_"));
    Ok(values(keys.collect::<Vec<_>>().join("\n").as_bytes()))
}

fn bytes(path: &Path, must_exist: bool) -> Result<Vec<u8>> {
    let unfit = |message: &str| Error::Config { path: path.to_owned(), message: message.to_owned() };
    let fail = |e: std::io::Error| {
        unfit(&format!("its values are searched for, but it cannot be read ({}): make it readable", e.kind()))
    };
    let size = match std::fs::metadata(path) {
        // Whoever reads a pipe may wait for ever.
        Ok(meta) if !meta.is_file() && must_exist => {
            return Err(unfit("no regular file can be read there: name another in `credentials`"));
        }
        Ok(meta) if !meta.is_file() => return Ok(Vec::new()),
        Ok(meta) => meta.len(),
        Err(e) if !must_exist && matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(e) => return Err(fail(e)),
    };
    match size > LARGEST {
        true => Err(unfit("more than 4 MB, which no credential file has: make it smaller, or name another")),
        false => std::fs::read(path).map_err(fail),
    }
}

/// The text of a file in UTF-8 or, with a mark at its start, in UTF-16; every line end a line feed.
fn decoded(bytes: &[u8]) -> String {
    let wide = |unit: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|ch| ch.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    let text: String = match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n")
}

/// The secret values of a text: JSON, `name = value` or `name: value` lines, URLs with a password, `.netrc`, `.npmrc`, `.pgpass`,
/// or one bare value.
pub fn values(text: &[u8]) -> Vec<Secret> {
    let text = decoded(text);
    let mut found = Vec::new();
    match serde_json::from_str::<serde_json::Value>(&text) {
        Ok(value @ (serde_json::Value::Object(_) | serde_json::Value::Array(_))) => {
            leaves("", &value, &mut found)
        }
        _ => lines(&text, &mut found),
    }
    found.sort();
    found.dedup();
    found.into_iter().map(Secret::new).collect()
}

fn lines(text: &str, found: &mut Vec<String>) {
    let full: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    if let [line] = full.as_slice()
        && !line.contains(['=', ':', ' ', '['])
    {
        return keep("token", line, found);
    }
    for line in full.into_iter().filter(|l| !l.starts_with(['#', ';', '['])) {
        let line = line.strip_prefix("export ").unwrap_or(line);
        let words: Vec<&str> = line.split_whitespace().collect();
        for pair in words.windows(2).filter(|pair| pair[0] == "password") {
            keep("password", pair[1], found);
        }
        if let Some(password) = password_of_url(line) {
            keep("password", password, found);
        } else if let Some(password) = last_field(line) {
            keep("password", &password, found);
        }
        // `//registry.example/:_authToken=..` of npm
        let pair = if line.starts_with("//") { line.split_once('=') } else { line.split_once(['=', ':']) };
        if let Some((name, value)) = pair {
            keep(name, uncommented(value), found);
        }
    }
}

/// `value # why`, `value ; why`: the value alone.
fn uncommented(value: &str) -> &str {
    let quoted = value.trim_start().starts_with(['"', '\'']);
    let ends = [" #", " ;", "\t#", "\t;"].iter().filter_map(|sign| value.find(sign)).min();
    ends.filter(|at| !quoted && *at > 0).map_or(value, |at| &value[..at])
}

fn leaves(name: &str, value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => keep(name, text, found),
        serde_json::Value::Array(all) => all.iter().for_each(|one| leaves(name, one, found)),
        serde_json::Value::Object(all) => all.iter().for_each(|(name, one)| leaves(name, one, found)),
        _ => {}
    }
}

/// Keeps a value if its name or its look tells that it is secret, and it is not a word or a documented dummy. Of a URL
/// it keeps the password.
fn keep(name: &str, value: &str, found: &mut Vec<String>) {
    let (mut plain, mut before) = (String::new(), ' ');
    for ch in name.trim().trim_matches(['"', '\'']).chars() {
        // accessKey, access-key and access_key are one name.
        if ch.is_ascii_uppercase() && before.is_ascii_lowercase() {
            plain.push('_');
        }
        before = ch;
        plain.push(if ch == '-' || ch == '.' { '_' } else { ch.to_ascii_lowercase() });
    }
    let mut value = value.trim();
    for quote in ['"', '\''] {
        value = value.strip_prefix(quote).and_then(|v| v.strip_suffix(quote)).unwrap_or(value);
    }
    let in_url = password_of_url(value);
    let said = in_url.is_some()
        || NAMES.iter().any(|part| plain.contains(part))
        || plain.split('_').any(|word| WORDS.contains(&word));
    let value = in_url.unwrap_or(value);
    let word = value.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') && value.len() < 20;
    let other =
        value.contains(char::is_whitespace) || value.contains("://") || value.starts_with(['$', '/', '~']);
    let dummy = value.to_ascii_uppercase().contains("EXAMPLE");
    if (said || looks_random(value)) && value.len() >= SHORTEST && !word && !other && !dummy {
        found.push(value.to_owned());
    }
}

/// `host:port:database:user:password`, a line of `.pgpass`, in which a backslash stands before `:` and `\`.
fn last_field(line: &str) -> Option<String> {
    let (mut fields, mut chars) = (vec![String::new()], line.chars());
    while let Some(ch) = chars.next() {
        match ch {
            ':' if fields.len() < 5 => fields.push(String::new()),
            '\\' => fields.last_mut()?.extend(chars.next()),
            ch => fields.last_mut()?.push(ch),
        }
    }
    let [_, port, _, _, password] = &fields[..] else { return None };
    (port == "*" || !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit())).then(|| password.clone())
}

/// `scheme://user:password@host`.
fn password_of_url(value: &str) -> Option<&str> {
    let (_, rest) = value.split_once("://")?;
    let (user_info, _) = rest.split(['/', '?', '#']).next()?.rsplit_once('@')?;
    user_info.split_once(':').map(|(_, password)| password)
}

/// True for a mix of letters and digits that no name, region, host or date has.
fn looks_random(value: &str) -> bool {
    let count = |is: fn(&u8) -> bool| value.bytes().filter(is).count();
    value.len() >= RANDOM
        && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'+' | b'/' | b'='))
        && count(u8::is_ascii_digit) >= 3
        && count(u8::is_ascii_alphabetic) >= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn revealed(text: &str) -> Vec<String> {
        values(text.as_bytes()).iter().map(|s| String::from_utf8_lossy(s.reveal()).into_owned()).collect()
    }

    #[test]
    fn the_aws_file() {
        let text = format!(
            "[default]\naws_access_key_id = {}{}\naws_secret_access_key={}\n# aws_session_token = zyxwvutsrq1\nregion = eu-central-1\n\
             [sso]\nsso_start_url = https://token.example.org/start\ncredential_process = /bin/give creds\n",
            "AKIA", "Q2W3E4R5T6Z7U8I9", "q1w2e3r4t5z6u7i8o9p0q1w2e3r4t5z6u7i8o9p0"
        );
        let found = revealed(&text);
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("AKIAQ2W3") && found[1].starts_with("q1w2"));
    }

    #[test]
    fn other_forms() {
        assert_eq!(
            revealed("{\"a\": {\"clientSecret\": \"zyxw1234vu\", \"region\": \"abcd1234ef\"}}"),
            ["zyxw1234vu"]
        );
        assert_eq!(revealed("machine x login me password zyxw1234vu\n"), ["zyxw1234vu"]);
        assert_eq!(revealed("s.zyxw1234vutsrq\n"), ["s.zyxw1234vutsrq"]);
        assert_eq!(revealed("export API_TOKEN='zyxw1234vu'\npassword: changeme\n"), ["zyxw1234vu"]);
        for (line, value) in [
            ("STRIPE_KEY=zyxw1234vu", "zyxw1234vu"),
            ("signingKey: zyxw1234vu", "zyxw1234vu"),
            ("https://joe:zyxw1234vu@git.example.org", "zyxw1234vu"),
            ("//npm.example.org/:_authToken=zyxw1234vu", "zyxw1234vu"),
            ("db.example.org:5432:*:joe:zyxw1234vu", "zyxw1234vu"),
            (r"db.example.org:5432:*:joe:zyxw\:1234\\vu", r"zyxw:1234\vu"),
            ("aws_secret_access_key = zyxw1234vu # of 2026", "zyxw1234vu"),
            ("B=\"z8y7x6w5v4u3-abc\"", "z8y7x6w5v4u3-abc"),
            ("DATABASE_URL=postgres://joe:zyxw1234vu@db.example.org:5432/x", "zyxw1234vu"),
        ] {
            assert_eq!(revealed(&format!("{line}\nx = 1\n")), [value], "{line}");
        }
        let plain = "REGION=eu-central-1\nHOST=db-01.example.org\nNODE_ENV=production\nURL=https://example.org/a1b2c3d4\n\
                     DAY=2026-01-31\nTARGET=monkeypatch01\n";
        assert!(revealed(plain).is_empty());
    }

    #[test]
    fn files_of_other_systems() {
        let text = "[default]\raws_secret_access_key=zyxw1234vu\r";
        assert_eq!(revealed(text), ["zyxw1234vu"]);
        let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(values(&wide).len(), 1);
    }

    #[test]
    fn a_missing_file_is_an_error_only_where_it_was_named() {
        let path = Path::new("no/such/file");
        assert!(read(path, false).expect("may be missing").is_empty());
        assert!(read(path, true).expect_err("was named").to_string().contains("no/such/file"));
    }
}
