//! Words in the neighbourhood of a secret.

use super::Looked;
use crate::model::Span;
use crate::rules::table::{NearRow, Tables};

/// Most bytes that a `*` in a word stands for.
pub const GAP: usize = 24;
/// Most bytes between a name and its value.
const ASSIGNMENT: usize = 8;
/// Most bytes of a call between the name of a service and a value: `.Client("`.
const CALL: usize = 32;

/// The bytes within `lines` lines of `place` (0: its own lines), and within `reach` bytes.
pub fn window(text: &[u8], place: Span, lines: usize, reach: usize) -> Span {
    let floor = place.start.saturating_sub(reach).min(text.len());
    let ceiling = place.end.saturating_add(reach).min(text.len());
    let before = text.get(floor..place.start).unwrap_or_default();
    let behind = text.get(place.end.min(ceiling)..ceiling).unwrap_or_default();
    let start = memchr::memrchr_iter(b'\n', before).nth(lines).map_or(floor, |at| floor + at + 1);
    let end = memchr::memchr_iter(b'\n', behind).nth(lines).map_or(ceiling, |at| place.end + at);
    Span::new(start, end)
}

/// The bytes that [`word`] looks at.
pub fn looked(text: &[u8], place: Span, row: &NearRow) -> Looked {
    let around = window(text, place, usize::from(row.within), usize::from(row.reach));
    Looked::new(text, around.start.checked_sub(2), around.end + 2)
}

/// The first of the row's words that stands near `place`.
pub fn word<'r>(text: &[u8], place: Span, row: &NearRow, tables: &'r Tables) -> Option<&'r str> {
    Around::of(text, place, row).word(text, row, tables)
}

/// What stands near a place, read once for all rules that ask about the same lines.
#[derive(Clone, Copy, Debug)]
pub struct Around {
    place: Span,
    within: u16,
    reach: u16,
    before: (Span, Initials),
    behind: (Span, Initials),
}

impl Around {
    /// What stands as near to `place` as the row says.
    pub fn of(text: &[u8], place: Span, row: &NearRow) -> Around {
        let window = window(text, place, usize::from(row.within), usize::from(row.reach));
        let before = Span::new(window.start, place.start.max(window.start));
        let behind = Span::new(place.end.min(window.end), window.end);
        let [before, behind] = [before, behind].map(|part| (part, Initials::of(part.of(text))));
        Around { place, within: row.within, reach: row.reach, before, behind }
    }

    /// True where this is what [`Around::of`] says.
    pub fn is_of(&self, place: Span, row: &NearRow) -> bool {
        (self.place, self.within, self.reach) == (place, row.within, row.reach)
    }

    /// The first of the row's words that stands there.
    pub fn word<'r>(&self, text: &[u8], row: &NearRow, tables: &'r Tables) -> Option<&'r str> {
        let word = tables.list(row.words).find(|word| {
            let word = word.as_bytes();
            let parts = [&self.before, &self.behind];
            parts.iter().any(|(part, initials)| initials.have(word) && holds(part.of(text), word))
        })?;
        (!row.required || !is_picture(text, self.place)).then_some(word)
    }
}

/// How far before a value its name is looked for: within the reach of every rule that asks for a word.
const NAME: usize = 24;

/// `"md5_image": "9b3e07c5.."`: a file by the sum of its bytes, which is no key of the service that has it.
fn is_picture(text: &[u8], value: Span) -> bool {
    const ENDS: [&[u8]; 5] = [b"image", b"picture", b"md5", b"etag", b"thumbnail"];
    let hex = |value: &[u8]| matches!(value.len(), 32 | 40 | 64) && value.iter().all(u8::is_ascii_hexdigit);
    hex(value.of(text)) && {
        let between = |b: &u8| matches!(b, b' ' | b'"' | b'\'' | b':' | b'=');
        let head = &text[value.start.saturating_sub(NAME)..value.start];
        let name = &head[..head.len() - head.iter().rev().take_while(|b| between(b)).count()];
        name.len() < head.len()
            && ENDS.iter().any(|end| name[name.len().saturating_sub(end.len())..].eq_ignore_ascii_case(end))
    }
}

/// What the words of a text begin with: most words are told from that not to be there. By the low five bits of the first
/// sign, and the low three of the second, which are the same for both cases of a letter.
#[derive(Clone, Copy, Debug)]
struct Initials([u8; 32]);

impl Initials {
    fn of(text: &[u8]) -> Initials {
        let (mut before, mut all) = (0, [0u8; 32]);
        for (at, &b) in text.iter().enumerate() {
            let sort = SORTS[usize::from(b)];
            if sort & before == 0 {
                all[usize::from(b & 31)] |= 1 << (text.get(at + 1).unwrap_or(&0) & 7);
            }
            before = sort >> 4;
        }
        Initials(all)
    }

    /// True where `word` may be among them.
    fn have(&self, word: &[u8]) -> bool {
        let Some(first) = word.first() else { return false };
        let seconds = self.0[usize::from(first & 31)];
        match word.get(1) {
            // These stand for other signs, or for none.
            None | Some(b' ' | b'*' | b'=') => seconds != 0,
            Some(second) => seconds >> (second & 7) & 1 == 1,
        }
    }
}

/// By sign: the sorts of letters that it goes on behind, and four bits higher what it is itself.
static SORTS: [u8; 256] = {
    const SMALL: u8 = 1;
    const CAPITAL: u8 = 2;
    let mut sorts = [0; 256];
    let mut b = 0;
    while b < 256 {
        sorts[b] = match b as u8 {
            b'a'..=b'z' => SMALL | CAPITAL | SMALL << 4,
            b'A'..=b'Z' => CAPITAL | CAPITAL << 4,
            _ => 0,
        };
        b += 1;
    }
    sorts
};

/// True where `text` holds `word` (in lower case) in any case. A space in the word is any one of `_-. ` or nothing:
/// `acme key` is in `ACME_KEY`, `acme-key`, `acme.key` and `acmeKey`. A `*` in it is up to [`GAP`] bytes of the same line,
/// with the beginning of a word behind them: `acme*key` is in `ACME_PROD_API_KEY`, and in `key of Acme`. A `=` at its end is an assignment, and
/// nothing behind it: `acme=` is in `"acme": "`, where `text` ends with that.
pub fn holds(text: &[u8], word: &[u8]) -> bool {
    let Some(&first) = word.first() else { return false };
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), text).any(|at| stands(text, at, word))
}

/// True where `word` stands at `at`, and does not begin in the middle of another one: `ikey` is not in `apikey`.
pub fn stands(text: &[u8], at: usize, word: &[u8]) -> bool {
    begins_word(text, at) && begins(text, at, word)
}

/// True where `at` is no letter, or the first one of a word: `k` in `my_key`, `K` in `myKey`.
pub fn begins_word(text: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|at| text.get(at)) else { return true };
    match text.get(at) {
        Some(b) if b.is_ascii_lowercase() => !before.is_ascii_alphabetic(),
        Some(b) if b.is_ascii_uppercase() => !before.is_ascii_uppercase(),
        _ => true,
    }
}

/// True where `word` stands at `at`, wherever that is in a word of the text.
pub fn begins(text: &[u8], mut at: usize, word: &[u8]) -> bool {
    for (read, &sign) in word.iter().enumerate() {
        match (sign, text.get(at)) {
            (b' ', Some(b'_' | b'-' | b'.' | b' ')) => at += 1,
            (b' ', _) => {}
            (b'*', _) => return is_beside(text, at, &word[read + 1..]),
            (b'=', _) if read + 1 == word.len() => return is_assigned(text.get(at..).unwrap_or_default()),
            (_, Some(found)) if found.eq_ignore_ascii_case(&sign) => at += 1,
            _ => return false,
        }
    }
    true
}

/// True for what stands between a name and its value: quotes, blanks, and a sign of an assignment. A quote behind a blank
/// does without: `acme "0f3c.."`; and so does a call that opens a client: `acme.Client("0f3c.."`.
fn is_assigned(between: &[u8]) -> bool {
    is_opened(between) || is_given(between)
}

/// Calls that take the key of a service, by the end of their names.
const OPENS: [&[u8]; 10] =
    [b"client", b"api", b"sdk", b"init", b"new", b"create", b"configure", b"connect", b"login", b"auth"];

/// True for a call of the thing that is named, or of one of [`OPENS`] on it, up to its first argument, a text.
fn is_opened(between: &[u8]) -> bool {
    let Some(open) = memchr::memchr(b'(', &between[..between.len().min(CALL)]) else { return false };
    let (callee, inner) = (&between[..open], between[open + 1..].trim_ascii());
    let opens = |end: &&[u8]| {
        let from = callee.len().checked_sub(end.len());
        from.is_some_and(|from| callee[from..].eq_ignore_ascii_case(end) && begins_word(callee, from))
    };
    between.len() <= CALL
        && matches!(inner, [b'"' | b'\'' | b'`'] | [b'u' | b'b' | b'@', b'"' | b'\''])
        && callee.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b':' | b'_' | b'-' | b'>'))
        && (callee.is_empty() || OPENS.iter().any(opens))
}

/// True for the sign of an assignment.
fn is_given(between: &[u8]) -> bool {
    let quoted = matches!(between, [b' ' | b'\t', .., b'"' | b'\'' | b'`']);
    between.len() <= ASSIGNMENT
        && (quoted || between.iter().any(|b| matches!(b, b'=' | b':')))
        && between.iter().all(|b| matches!(b, b'=' | b':' | b'>' | b' ' | b'\t' | b'"' | b'\'' | b'`'))
}

/// True where `word` stands at most [`GAP`] bytes behind `at`, in the same line: right there, or where a word begins. Or before
/// it, where what comes first says what kind of thing follows: `secret of acme: 0f3c`.
fn is_beside(text: &[u8], at: usize, word: &[u8]) -> bool {
    let line = text.get(at..).unwrap_or_default().iter().take(GAP).take_while(|b| **b != b'\n').count();
    begins(text, at, word)
        || (at + 1..=at + line).any(|at| at < text.len() && stands(text, at, word))
        || KINDS.contains(&word) && {
            let before = &text[..at.min(text.len())];
            let line = before.iter().rev().take(2 * GAP).take_while(|b| **b != b'\n').count();
            (at - line..at).any(|at| stands(text, at, word))
        }
}

/// Words that say so.
const KINDS: [&[u8]; 3] = [b"key", b"token", b"secret"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_lines() {
        let text = b"a\nbb\nccc\ndd\ne";
        assert_eq!(window(text, Span::new(5, 8), 0, 2048), Span::new(5, 8));
        assert_eq!(window(text, Span::new(6, 7), 0, 2048), Span::new(5, 8));
        assert_eq!(window(text, Span::new(6, 7), 1, 2048), Span::new(2, 11));
        assert_eq!(window(text, Span::new(6, 7), 9, 2048), Span::new(0, 13));
        assert_eq!(window(text, Span::new(6, 7), 9, 3), Span::new(3, 10));
    }

    #[test]
    fn words_in_any_case() {
        assert!(holds(b"my Acme key", b"acme"));
        assert!(holds(b"aAcmE", b"acme"));
        assert!(holds(b"MY_ACME", b"acme"));
        assert!(!holds(b"pacme", b"acme") && !holds(b"PACME", b"acme"));
        assert!(!holds(b"acm", b"acme"));
        for text in ["ACME_KEY=", "acme-key", "x.acmeKey", "acme.key"] {
            assert!(holds(text.as_bytes(), b"acme key"), "{text}");
        }
        assert!(!holds(b"acme__key", b"acme key"));
        for text in ["ACME_PROD_API_KEY=", "acmekey", "acmeKey", "acme api, its key"] {
            assert!(holds(text.as_bytes(), b"acme*key"), "{text}");
        }
        for text in ["acme=", "ACME = \"", "\"acme\": \"", "acme := '", "x.acme: ", "acme \"", "Acme '"] {
            assert!(holds(text.as_bytes(), b"acme="), "{text}");
        }
        for text in
            ["new Acme('", "AcmeClient(\"", "acme.Client(\n  '", "Acme::ApiClient.new('", "acme.init(\""]
        {
            assert!(holds(text.as_bytes(), b"acme="), "{text}");
        }
        for text in ["acme.track('", "acme(", "acme(x, '", "acme.init(name + '", "acmerenew('"] {
            assert!(!holds(text.as_bytes(), b"acme="), "{text}");
        }
        for text in ["acme", "acme ", "acme\"", "acme_id = ", "acme = {", "acme=1", "acme:\n"] {
            assert!(!holds(text.as_bytes(), b"acme="), "{text}");
        }
        assert!(holds(b"the token of acme: ", b"acme*token") && !holds(b"token:\nacme: ", b"acme*token"));
        for text in ["acme monkey", "acme\nkey", "acme 0123456789012345678901234 key", "acme"] {
            assert!(!holds(text.as_bytes(), b"acme*key"), "{text}");
        }
    }
}
