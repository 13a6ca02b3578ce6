//! Calls that log in: the password is an argument of known place.

use super::super::{Ask, Catch};
use super::shell::word;
use super::{BONUS, REACH, verdict, verdict_with};
use crate::engine::generic::Class;
use crate::model::Span;

/// Calls whose password is not the third argument: which one it is, counted from 0.
static PLACES: &[(&[u8], usize)] = &[
    (b"login(", 1),
    (b".auth(", 1),
    (b"auth=(", 1),
    (b"auth = (", 1),
    (b"AUTH = (", 1),
    (b"creds = (", 1),
    (b"credentials = (", 1),
    (b".basic(", 1),
    (b".basic_auth(", 1),
    (b"WiFi.begin(", 1),
    (b"oci_connect(", 1),
    (b"oci_pconnect(", 1),
    (b"cx_Oracle.connect(", 1),
    (b"oracledb.connect(", 1),
    (b"SMBConnection(", 1),
    (b"username_pw_set(", 1),
    (b"simple_bind_s(", 1),
    (b"X509Certificate2(", 1),
    (b"serManager.CreateAsync(", 1),
    (b"bcrypt.hash(", 0),
    (b"bcrypt.hashSync(", 0),
    (b"bcrypt.hashpw(", 0),
    (b"BCrypt.hashpw(", 0),
    (b"->credentials(", 3),
    (b"mysql_real_connect(", 3),
    (b"InfluxDBClient(", 3),
    (b"Credentials(", 3),
    (b"Credentials::new(", 1),
    (b"wlan.connect(", 1),
    (b"sta.connect(", 1),
    (b"sta_if.connect(", 1),
    (b"ssh.connect(", 3),
];

/// `mysqli_connect("host", "user", "pw")`, `auth=("user", "pw")`: the keyword ends with the opening bracket.
pub fn login(ask: &Ask<'_>) -> Option<Catch> {
    let rest = &ask.text[ask.end..ask.text.len().min(ask.end + REACH)];
    let call = &ask.text[ask.at..ask.end];
    let place = PLACES.iter().find(|(name, _)| *name == call).map_or(2, |(_, place)| *place);
    // `login(page, "joe", "pw")`: what logs in comes first
    let of_page = call == b"login(" && rest.first().is_some_and(u8::is_ascii_alphabetic);
    let (start, end) = of_page.then(|| text_of(rest, 2)).flatten().or_else(|| text_of(rest, place))?;
    verdict(ask, Span::new(ask.end + start, ask.end + end))
}

/// The text that is the argument of that number, where it is one.
fn text_of(rest: &[u8], place: usize) -> Option<(usize, usize)> {
    let (mut depth, mut commas, mut quote) = (0usize, 0, None);
    for (i, b) in rest.iter().enumerate() {
        match (quote, b) {
            (Some(q), b) if q == *b => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if commas == place && depth == 0 => return text_at(rest, i),
            (None, b'"' | b'\'') => quote = Some(*b),
            (None, b'(' | b'[') => depth += 1,
            (None, b')' | b']') => depth = depth.checked_sub(1)?,
            (None, b',') if depth == 0 => commas += 1,
            (None, b';' | b'{' | b'}') => return None,
            // `basic_auth("joe", Some("pw"))`
            (None, b'S') if commas == place && rest[i..].starts_with(b"Some(\"") => {
                return text_at(rest, i + 5);
            }
            // `hashpw(b"pw", salt)`
            (None, b'b' | b'u' | b'r' | b'@') if matches!(rest.get(i + 1), Some(b'"' | b'\'')) => {}
            (None, b) if commas == place && !b.is_ascii_whitespace() => return None,
            (None, _) => {}
        }
    }
    None
}

/// The text whose quote stands at `at`, where it is all of its argument.
fn text_at(rest: &[u8], at: usize) -> Option<(usize, usize)> {
    let (start, end) = word(rest, at)?;
    let mut behind = rest.get(end + 1..)?.trim_ascii_start();
    for owned in [&b".to_string()"[..], b".to_owned()", b".into()"] {
        behind = behind.strip_prefix(owned).unwrap_or(behind);
    }
    matches!(behind.first()?, b',' | b')').then_some((start, end))
}

/// Calls that take a key, by the name in front of the bracket: which argument it is.
static KEYED: &[(&[u8], usize)] = &[
    (b"createHmac(", 1),
    (b"hmac.new(", 0),
    (b"hmac.New(", 1),
    (b"hash_hmac(", 2),
    (b"HMAC.hexdigest(", 1),
    (b"HMAC.digest(", 1),
    (b"hmacShaKeyFor(", 0),
    (b"SecretKeySpec(", 0),
    (b"SymmetricSecurityKey(", 0),
    (b"jwt.sign(", 1),
    (b"JWT.sign(", 1),
    (b"jwt.verify(", 1),
    (b"JWT.verify(", 1),
    (b"jwt.encode(", 1),
    (b"jwt.decode(", 1),
    (b"JWT.encode(", 1),
    (b"JWT.decode(", 1),
    (b"JWT::encode(", 1),
    (b"JWT::decode(", 1),
    (b"JWT.encode ", 1),
    (b"JWT.decode ", 1),
    (b"SignedString(", 0),
    (b"signWith(", 1),
    (b"NewCookieStore(", 0),
    (b"cookieParser(", 0),
    (b"Fernet(", 0),
    (b"createCipheriv(", 1),
    (b"createDecipheriv(", 1),
    (b"AES.encrypt(", 1),
    (b"AES.decrypt(", 1),
    (b"AES.new(", 0),
    (b"pgp_sym_encrypt(", 1),
    (b"pgp_sym_decrypt(", 1),
    (b"TimedSerializer(", 0),
    (b"MessageEncryptor.new(", 0),
    (b"MessageVerifier.new(", 0),
    (b"OAuthHandler(", 1),
    (b"StreamChat(", 1),
    (b"unsafePlainText(", 0),
    (b"unsafe_plain_text(", 0),
    (b"openssl_encrypt(", 2),
    (b"openssl_decrypt(", 2),
    (b"Account.from_key(", 0),
    (b"StreamChat.getInstance(", 1),
];

/// `createHmac('sha256', 'key')`, `jwt.encode(claims, 'key')`: the keyword ends with the bracket.
pub fn keyed(ask: &Ask<'_>) -> Option<Catch> {
    let rest = &ask.text[ask.end..ask.text.len().min(ask.end + REACH)];
    let (_, place) = KEYED.iter().find(|(call, _)| *call == &ask.text[ask.at..ask.end])?;
    let open = argument(rest, *place)?;
    let (start, end) = word(rest, open)?;
    // Of a text that is put together, the key is no part.
    let closes = rest.get(end + 1..)?.trim_ascii_start().first()?;
    let secret = Span::new(ask.end + start, ask.end + end);
    let holds = matches!(closes, b',' | b')' | b'.' | b'\n') || ask.text[ask.end - 1] == b' ';
    // `SecretKeySpec("..")`: of just the length that a cipher asks for
    let fits = is_cipher_key(ask, &secret);
    let bonus = if fits { 2.0 * BONUS } else { BONUS };
    holds
        .then(|| verdict_with(ask, secret, Class::Secret, bonus, "such a call takes its key at this place"))
        .flatten()
}

/// The key is as long as a key of AES, in a call that makes one.
fn is_cipher_key(ask: &Ask<'_>, secret: &Span) -> bool {
    const CIPHERS: [&[u8]; 4] = [b"SecretKeySpec(", b"createCipheriv(", b"createDecipheriv(", b"AES.new("];
    CIPHERS.contains(&&ask.text[ask.at..ask.end]) && matches!(secret.len(), 16 | 24 | 32)
}

/// Where the text begins that an argument is, or what it is decoded from: `[]byte("key")`, `Buffer.from('key', 'hex')`.
fn argument(rest: &[u8], place: usize) -> Option<usize> {
    let (mut depth, mut commas, mut quote) = (0usize, 0, None);
    for (i, b) in rest.iter().enumerate() {
        match (quote, b) {
            (Some(q), b) if q == *b => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if commas == place => return Some(i),
            (None, b'"' | b'\'') => quote = Some(*b),
            (None, b'(' | b'[' | b'{') => depth += 1,
            (None, b')' | b']' | b'}') => depth = depth.checked_sub(1)?,
            (None, b',') if depth == 0 && commas == place => return None,
            (None, b',') if depth == 0 => commas += 1,
            (None, b';' | b'\n') if depth == 0 && commas == place => return None,
            // A name of a value, a sum: no text.
            (None, b) if commas == place && !(b.is_ascii_alphanumeric() || b" \n\t.:_&@".contains(b)) => {
                return None;
            }
            (None, _) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::ask;
    use super::*;

    #[test]
    fn calls_that_open_a_database() {
        let call = "mysqli_connect(";
        let text = "mysqli_connect('localhost', \"root\", 'kV9x2mQp', 'shop');";
        assert_eq!(ask(text, call, login), Some("kV9x2mQp"));
        assert_eq!(ask("mysqli_connect($h, user(1, 2), \"kV9x2mQp\")", call, login), Some("kV9x2mQp"));
        assert_eq!(ask("mysqli_connect($h, $u, $p, 'kV9x2mQp')", call, login), None);
        assert_eq!(ask("mysqli_connect('h', 'u', 'p' . $x)", call, login), None);
    }

    #[test]
    fn calls_that_log_in() {
        assert_eq!(ask("server.login('a@b.example', \"kV9x2mQp\")", "login(", login), Some("kV9x2mQp"));
        assert_eq!(ask("get(url, auth=('joe', 'kV9x2mQp'))", "auth=(", login), Some("kV9x2mQp"));
        assert_eq!(
            ask("smtp.PlainAuth(\"\", \"joe\", \"kV9x2mQp\", h)", "PlainAuth(", login),
            Some("kV9x2mQp")
        );
        assert_eq!(ask("get(url, auth=(user, password))", "auth=(", login), None);
        let wrapped = "client.get(url).basic_auth(\"joe\", Some(\"kV9x2mQp\"))";
        assert_eq!(ask(wrapped, ".basic_auth(", login), Some("kV9x2mQp"));
        let conn = "mysql_real_connect(conn, \"db\", \"root\", \"kV9x2mQp\", \"shop\", 0, NULL, 0)";
        assert_eq!(ask(conn, "mysql_real_connect(", login), Some("kV9x2mQp"));
        assert_eq!(ask("app.login('joe')", "login(", login), None);
        assert_eq!(ask("login(page, 'joe', 'kV9x2mQp')", "login(", login), Some("kV9x2mQp"));
        assert_eq!(ask("login(user, 'kV9x2mQp')", "login(", login), Some("kV9x2mQp"));
        assert_eq!(ask("bcrypt.hashpw(b\"kV9x2mQp\", salt)", "bcrypt.hashpw(", login), Some("kV9x2mQp"));
    }

    #[test]
    fn calls_that_take_a_key() {
        let key = Some("kV9x2mQpTr8zQw41");
        for text in [
            "crypto.createHmac('sha256', 'kV9x2mQpTr8zQw41')",
            "hmac.new(b'kV9x2mQpTr8zQw41', m, sha256)",
            "hmac.New(sha256.New, []byte(\"kV9x2mQpTr8zQw41\"))",
            "jwt.encode({'a': 'b', 'c': 1}, 'kV9x2mQpTr8zQw41', algorithm='HS256')",
            "JWT.encode payload, 'kV9x2mQpTr8zQw41', 'HS256'",
            "jwt.verify(token, \"kV9x2mQpTr8zQw41\", cb)",
            "SecretKeySpec(\"kV9x2mQpTr8zQw41\".getBytes(), \"AES\")",
            "SymmetricSecurityKey(Encoding.UTF8.GetBytes(\"kV9x2mQpTr8zQw41\"))",
        ] {
            let call = KEYED.iter().find(|(call, _)| text.contains(&*String::from_utf8_lossy(call)));
            let call = call.map(|(call, _)| String::from_utf8_lossy(call)).unwrap_or_default();
            assert_eq!(ask(text, &call, keyed), key, "{text}");
        }
        for text in [
            "createHmac('sha256', key)",
            "createHmac('sha256', key + 'kV9x2mQpTr8zQw41')",
            "createHmac('sha256', 'secret')",
        ] {
            assert_eq!(ask(text, "createHmac(", keyed), None, "{text}");
        }
    }
}
