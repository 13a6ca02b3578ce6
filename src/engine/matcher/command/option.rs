//! Passwords behind an option, or at a known place of a command line.

mod place;
mod table;

use super::super::{Ask, Catch};
use super::shell::command;
use super::{REACH, verdict};
use crate::model::Span;
use table::COMMANDS;

/// `curl -u joe:pw`, `mysql -ppw`, `sshpass -p pw`; the keyword is the command.
pub fn option(ask: &Ask<'_>) -> Option<Catch> {
    let text = ask.text;
    ask.looked(1, 1);
    if ask.at > 0 && (text[ask.at - 1].is_ascii_alphanumeric() || matches!(text[ask.at - 1], b'_' | b'-')) {
        return None;
    }
    let rest = &text[ask.at..text.len().min(ask.at + REACH)];
    let line = &rest[..command(rest)];
    ask.looked(1, line.len() + 1);
    let starts = |name: &str| {
        line.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name.as_bytes()))
            && !line.get(name.len()).is_none_or(|b| b.is_ascii_alphanumeric() || *b == b'_')
    };
    let (name, take, options) = COMMANDS.iter().find(|(name, ..)| starts(name))?;
    let (start, end) = take(line, name.len(), options)?;
    verdict(ask, Span::new(ask.at + start, ask.at + end))
}

#[cfg(test)]
mod tests {
    use super::super::tests::ask;
    use super::*;

    #[test]
    fn options_of_commands() {
        assert_eq!(ask("curl -s -u joe:kV9x2mQp https://a.b/", "curl", option), Some("kV9x2mQp"));
        assert_eq!(ask("curl --user 'joe:kV9x2mQp' x", "curl", option), Some("kV9x2mQp"));
        assert_eq!(ask("mysql -uroot -pkV9x2mQp db", "mysql", option), Some("kV9x2mQp"));
        assert_eq!(ask("sshpass -p kV9x2mQp ssh a@b", "sshpass", option), Some("kV9x2mQp"));
        assert_eq!(ask("qemu -net user -net nic,model=virtio", "net user", option), None);
        assert_eq!(ask("mysql -port 3306", "mysql", option), None);
        assert_eq!(ask("mysql -uroot -p kV9x2mQp", "mysql", option), None);
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
    fn places_of_commands() {
        let pw = Some("kV9x2mQp");
        for text in [
            "curl -k https://x/ \\\n  -H 'a: b' \\\n  -u joe:kV9x2mQp",
            "curl -u joe:'kV9x2mQp' https://a.b/",
            "curl --user \"joe\":\"kV9x2mQp\" https://a.b/",
            "7z a -pkV9x2mQp a.7z x",
            "7z x a.7z -p'kV9x2mQp'",
            "openssl enc -aes-256-cbc -in a -out b -k kV9x2mQp",
            "openssl rsa -in a.pem -passin pass:kV9x2mQp",
            "openssl pkcs12 -export -passout 'pass:kV9x2mQp'",
            "htpasswd -cb /etc/pw joe kV9x2mQp",
            "htpasswd -nb joe kV9x2mQp > x",
            "rabbitmqctl add_user joe kV9x2mQp",
            "sqlplus -S joe/kV9x2mQp@orcl",
            "smbclient //h/s -U 'CORP\\joe%kV9x2mQp'",
            "smbclient //h/s -U \"CORP\\\\joe%kV9x2mQp\"",
            "net use Z: \\\\h\\s kV9x2mQp /user:joe",
            "net use Z: \\\\h\\s /user:CORP\\joe kV9x2mQp",
            "net user joe kV9x2mQp /add",
            "certutil -f -p kV9x2mQp -importpfx a.pfx",
            "security unlock-keychain -p kV9x2mQp login.keychain",
            "security import a.p12 -k login.keychain -P kV9x2mQp",
            "doveadm pw -s SSHA512 -p kV9x2mQp",
            "pdftk a.pdf output b.pdf owner_pw kV9x2mQp",
            "db2 connect to shop user joe using kV9x2mQp",
            "steamcmd +login joe kV9x2mQp +quit",
            "dscl . -passwd /Users/joe kV9x2mQp",
            "wpa_passphrase Attic kV9x2mQp",
            "composer config http-basic.repo.a.io joe kV9x2mQp",
            "expdp joe/kV9x2mQp@orcl directory=a",
        ] {
            let word = text.split([' ']).next().unwrap_or_default();
            assert_eq!(ask(text, word, option), pw, "{text}");
        }
        assert_eq!(ask("curl -u kV9x2mQp71LwTz8c: https://a.b/", "curl", option), Some("kV9x2mQp71LwTz8c"));
        for text in [
            "htpasswd -c /etc/pw joe",
            "rabbitmqctl list_users joe kV9x2mQp",
            "sqlplus / as sysdba",
            "net use Z: /delete",
            "net user joe /delete",
            "curl -u kV9x2mQp71LwTz8 https://a.b/",
            "curl -u \"$USER\":\"$PASS\" https://a.b/",
            "7z x a.7z -y",
            "openssl rsa -in a.pem -passin env:kV9x2mQp",
            "openssl s_client -connect kV9x2mQp:443",
        ] {
            let word = text.split([' ']).next().unwrap_or_default();
            assert_eq!(ask(text, word, option), None, "{text}");
        }
    }
}
