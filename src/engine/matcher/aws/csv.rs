//! The file that the AWS console lets an administrator download for a new user: header, then a row a user.

use crate::engine::matcher::{Ask, Catch};
use crate::model::Span;

/// How far it looks, to either side of the keyword.
pub const REACH: usize = 4096;

/// The first password in the rows under a header that the keyword lies in.
pub fn console_password(ask: &Ask<'_>) -> Option<Catch> {
    let floor = ask.at.saturating_sub(REACH);
    let text = &ask.text[..ask.text.len().min(ask.at + REACH)];
    let start = memchr::memrchr(b'\n', &text[floor..ask.at]).map_or(floor, |at| floor + at + 1);
    let end = memchr::memchr(b'\n', &text[ask.at..]).map(|at| ask.at + at)?;
    let names = |span: &Span| span.of(text).trim_ascii().eq_ignore_ascii_case(b"password");
    let column = fields(text, start, end).iter().position(names)?;
    let mut at = end + 1;
    while at < text.len() {
        let stop = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |n| at + n);
        let row = fields(text, at, stop);
        if let Some(field) = row.get(column).filter(|field| field.len() >= 6 && row.len() > column + 1) {
            return Some(Catch { secret: *field, whole: Span::new(at, stop), ..Catch::default() });
        }
        at = stop + 1;
    }
    None
}

/// The fields of a row, without the quotes around them.
fn fields(text: &[u8], start: usize, end: usize) -> Vec<Span> {
    let end = end - usize::from(text[start..end].ends_with(b"\r"));
    let mut found = Vec::new();
    let (mut from, mut quoted) = (start, false);
    for at in start..=end {
        match text.get(at).filter(|_| at < end) {
            Some(b'"') => quoted = !quoted,
            Some(b',') if quoted => {}
            Some(b',') | None => {
                let bare =
                    text[from..at].starts_with(b"\"") && text[from..at].ends_with(b"\"") && at - from > 1;
                found.push(if bare { Span::new(from + 1, at - 1) } else { Span::new(from, at) });
                from = at + 1;
            }
            Some(_) => {}
        }
        if found.len() > 16 {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileKind;

    fn find(text: &str) -> Option<&str> {
        let at = text.find("Console").or_else(|| text.find("Direct"))?;
        let found = console_password(&Ask::new(text.as_bytes(), at, at + 7, FileKind::Data))?;
        Some(&text[found.secret.range()])
    }

    #[test]
    fn passwords_of_rows() {
        let head = "User name,Password,Access key ID,Secret access key,Console login link\r\n";
        assert_eq!(find(&format!("{head}jane,Tq7vLw2,,,https://x\r\n")), Some("Tq7vLw2"));
        assert_eq!(find(&format!("{head}jane,\"Tq7,Lw2\",,,https://x")), Some("Tq7,Lw2"));
        assert_eq!(find(&format!("{head}jane,,,,https://x\r\n")), None);
        assert_eq!(find(head), None);
        assert_eq!(
            find("\u{feff}User Name,Password,Direct Signin Link\njoe,pW9xLm,https://x\n"),
            Some("pW9xLm")
        );
    }
}
