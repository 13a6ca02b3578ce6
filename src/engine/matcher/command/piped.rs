//! Passwords that are piped into a command: `echo user:pw | chpasswd`, `echo pw | docker login --password-stdin`.

use super::super::{Ask, Catch};
use super::shell::words;
use super::{REACH, verdict};
use crate::model::Span;

/// The keyword is what reads them: `chpasswd`, or an option (`--password-stdin`, `sudo -S`).
pub fn piped(ask: &Ask<'_>) -> Option<Catch> {
    let text = ask.text;
    if text[ask.at..ask.end].starts_with(b"send") {
        return sent(ask);
    }
    let from = ask.at.saturating_sub(REACH);
    let start = memchr::memrchr(b'\n', &text[from..ask.at]).map_or(from, |at| from + at + 1);
    // The pipe may be a part of the keyword.
    let line = &text[start..ask.end];
    let pairs = text[ask.at..ask.end].ends_with(b"chpasswd");
    let (from, to) = match memchr::memrchr(b'|', line) {
        Some(pipe) => printed(&line[..pipe]).map(|(a, b)| (start + a, start + b))?,
        None => here(text, ask.end)?,
    };
    let secret = match pairs {
        true => from + memchr::memchr(b':', &text[from..to])? + 1,
        false => from,
    };
    // `pw\npw\n`: it is asked for twice.
    let to = memchr::memmem::find(&text[secret..to], b"\\n").map_or(to, |line| secret + line);
    (secret < to).then(|| verdict(ask, Span::new(secret, to))).flatten()
}

/// `expect "password:"`, `send "pw\r"`, `sendline("pw")`: the keyword ends with the opening quote.
fn sent(ask: &Ask<'_>) -> Option<Catch> {
    let asked = &ask.text[ask.at.saturating_sub(ASKED)..ask.at];
    if ![b"assword", b"ssphras"].iter().any(|word| memchr::memmem::rfind(asked, *word).is_some()) {
        return None;
    }
    let rest = &ask.text[ask.end..ask.text.len().min(ask.end + REACH)];
    let end = memchr::memchr2(b'\\', ask.text[ask.end - 1], rest)?;
    let line = ask.text[ask.at..ask.end].starts_with(b"sendline");
    (end > 0 && rest[end..].starts_with(b"\\") != line)
        .then(|| verdict(ask, Span::new(ask.end, ask.end + end)))
        .flatten()
}

/// How far before an answer the question is looked for.
const ASKED: usize = 120;

/// What the last `echo` or `printf` of the line prints.
fn printed(line: &[u8]) -> Option<(usize, usize)> {
    // `(echo pw; echo pw)`
    let line = line.trim_ascii_end();
    let line = line.strip_suffix(b")").unwrap_or(line);
    let verbs = [&b"echo "[..], b"printf "];
    let at = verbs.iter().filter_map(|verb| Some(memchr::memmem::rfind(line, verb)? + verb.len())).max()?;
    // The format of `printf` is no secret.
    words(line, at).find(|&(start, end)| line[start] != b'-' && line[start] != b'%' && end - start > 1)
}

/// `<<< user:pw`.
fn here(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let rest = &text[at..text.len().min(at + REACH)];
    let rest = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
    let opens = memchr::memmem::find(rest, b"<<<")?;
    words(rest, opens + 3).next().map(|(a, b)| (at + a, at + b))
}

#[cfg(test)]
mod tests {
    use super::super::tests::ask;
    use super::*;

    #[test]
    fn what_is_printed() {
        let pw = Some("kV9x2mQp");
        for text in [
            "RUN echo 'root:kV9x2mQp' | chpasswd",
            "echo -n \"joe:kV9x2mQp\" | sudo chpasswd",
            "printf '%s' root:kV9x2mQp | chpasswd",
            "chpasswd <<< 'joe:kV9x2mQp'",
        ] {
            assert_eq!(ask(text, "chpasswd", piped), pw, "{text}");
        }
        for text in
            ["echo -e 'kV9x2mQp\\nkV9x2mQp' | passwd joe", "printf 'kV9x2mQp\\nkV9x2mQp\\n' | passwd joe"]
        {
            assert_eq!(ask(text, "| passwd ", piped), pw, "{text}");
        }
        let twice = "(echo kV9x2mQp; echo kV9x2mQp) | smbpasswd -s -a joe";
        assert_eq!(ask(twice, "smbpasswd ", piped), pw);
        assert_eq!(ask("docker login --password-stdin <<< kV9x2mQp", "password-stdin", piped), pw);
        let script = "expect \"*?assword:*\"\nsend \"kV9x2mQp\\r\"";
        assert_eq!(ask(script, "send \"", piped), pw);
        assert_eq!(ask("expect \"ready\"\nsend \"kV9x2mQp\\r\"", "send \"", piped), None);
        assert_eq!(ask("expect \"password:\"\nsend \"$pw\\r\"", "send \"", piped), None);
        let spawned = "child.expect('password:')\nchild.sendline('kV9x2mQp')";
        assert_eq!(ask(spawned, "sendline('", piped), pw);
        assert_eq!(ask("echo kV9x2mQp | kinit joe", "| kinit ", piped), pw);
        assert_eq!(ask("cat /etc/pw | passwd joe", "| passwd ", piped), None);
        assert_eq!(ask("echo kV9x2mQp | docker login --password-stdin", "password-stdin", piped), pw);
        for text in ["cat users | chpasswd", "echo \"$USER:$PASS\" | chpasswd", "run chpasswd"] {
            assert_eq!(ask(text, "chpasswd", piped), None, "{text}");
        }
    }
}
