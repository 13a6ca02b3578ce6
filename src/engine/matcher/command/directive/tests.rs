//! Lines that set a password, and lines that only look so.

use super::super::tests::ask;
use super::*;

fn found(text: &str) -> Option<&str> {
    LINES.iter().filter(|(name, ..)| text.contains(name)).find_map(|(name, ..)| ask(text, name, directive))
}

#[test]
fn lines_that_set_a_password() {
    for text in [
        "username joe password kV9x2mQp privilege 15",
        " username joe privilege 15 secret 0 kV9x2mQp",
        "local-user joe password simple kV9x2mQp",
        " neighbor 10.0.0.1 password kV9x2mQp",
        "enable secret kV9x2mQp",
        "password manager user-name joe plaintext kV9x2mQp",
        "radius-server host 10.0.0.1 key kV9x2mQp",
        "crypto isakmp key kV9x2mQp address 10.0.0.1",
        "  ikev1 pre-shared-key kV9x2mQp",
        " ip ospf message-digest-key 1 md5 kV9x2mQp",
        "createUser joe SHA kV9x2mQp AES",
        "    auth_pass kV9x2mQp",
        "  user joe insecure-password kV9x2mQp",
        "    stats auth joe:kV9x2mQp",
        "cache_peer p.example parent 3128 0 no-query login=joe:kV9x2mQp",
        "user = joe { login = cleartext kV9x2mQp }",
        "user joe on >kV9x2mQp ~* +@all",
        "SQLConnectInfo shop@db joe kV9x2mQp",
        ": PSK \"kV9x2mQp\"",
        "10.0.0.1 %any : PSK \"kV9x2mQp\"",
        "rootpw --plaintext kV9x2mQp",
        "ldap_default_authtok = kV9x2mQp",
        "set ftp:password kV9x2mQp",
        "open -u joe,kV9x2mQp ftp.example",
        "d-i passwd/root-password password kV9x2mQp",
        "    Input Password    id=pw    kV9x2mQp",
        "CONNECT joe/kV9x2mQp@db;",
        "connect joe/kV9x2mQp",
    ] {
        assert_eq!(found(text), Some("kV9x2mQp"), "{text}");
    }
}

#[test]
fn lines_that_do_not() {
    for text in [
        concat!("username joe password 7 ", "094F471A1A0A"),
        "enable secret 5 $1$mERr$hx5rVt7rPNoS4",
        "username joe password kV9x2mQp encrypted",
        "rootpw --iscrypted kV9x2mQp",
        "set psksecret ENC kV9x2mQp",
        "the username joe password kV9x2mQp",
        "username <name> password <password1>",
        "radius-server host 10.0.0.1 key $KEY1",
        "connect tcp/443 to it",
        "connect http://kV9x2mQp/x1",
        "to connect joe/kV9x2mQp",
        "a click on >kV9x2mQp",
        "d-i passwd/user-fullname string kV9x2mQp",
        "Input Password    id=pw    ${PW1}",
    ] {
        assert_eq!(found(text), None, "{text}");
    }
}
