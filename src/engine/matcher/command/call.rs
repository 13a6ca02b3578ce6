//! Calls that log in: the password is an argument of known place.

use super::super::{Ask, Catch};
use super::shell::word;
use super::{REACH, verdict};
use crate::model::Span;

/// Calls whose second argument is a password; of all others it is the third.
static SECOND: &[&[u8]] =
    &[b".login(", b".auth(", b"auth=(", b"WiFi.begin(", b"oci_connect(", b"oci_pconnect("];

/// `mysqli_connect("host", "user", "pw")`, `auth=("user", "pw")`: the keyword ends with the opening bracket.
pub fn login(ask: &Ask<'_>) -> Option<Catch> {
    let rest = &ask.text[ask.end..ask.text.len().min(ask.end + REACH)];
    let place = if SECOND.contains(&&ask.text[ask.at..ask.end]) { 1 } else { 2 };
    let (mut depth, mut commas, mut quote) = (0usize, 0, None);
    for (i, b) in rest.iter().enumerate() {
        match (quote, b) {
            (Some(q), b) if q == *b => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if commas == place && depth == 0 => {
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
            (None, b) if commas == place && !b.is_ascii_whitespace() => return None,
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
        assert_eq!(ask("server.login('a@b.example', \"kV9x2mQp\")", ".login(", login), Some("kV9x2mQp"));
        assert_eq!(ask("get(url, auth=('joe', 'kV9x2mQp'))", "auth=(", login), Some("kV9x2mQp"));
        assert_eq!(
            ask("smtp.PlainAuth(\"\", \"joe\", \"kV9x2mQp\", h)", "PlainAuth(", login),
            Some("kV9x2mQp")
        );
        assert_eq!(ask("get(url, auth=(user, password))", "auth=(", login), None);
        assert_eq!(ask("app.login('joe')", ".login(", login), None);
    }
}
