//! From a word to a site: the whole name around it, what closes the name, and the separator behind.
//!
//! Local by contract: nothing further than 400 bytes from the word decides, and the file kind is not asked.

mod blank;
mod call;
mod column;
mod declared;
mod listed;
mod markup;
mod name;
mod operator;
mod refused;
mod sep;
mod separated;
mod wanted;

use super::bytes::{skip_blanks, starts_ci};
use crate::model::Span;
pub use call::{PAIR, is_told};
pub use column::of as column;
pub use name::{Named, widen};
use name::{close, is_quote};
pub use refused::{refused_at_once, refused_from, refused_to};
pub use sep::Sep;
pub use wanted::is_wanted;

/// The longest name.
pub const LONGEST_NAME: usize = 80;

/// A name and the place where its value begins.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// The name, without quotes and dashes.
    pub name: Span,
    /// What stands between.
    pub sep: Sep,
    /// Where the value begins, blanks skipped.
    pub at: usize,
}

impl Site {
    /// How far [`find`] looked behind the name.
    pub fn found_to(&self) -> usize {
        match self.sep {
            Sep::Eq | Sep::Walrus | Sep::Arrow | Sep::Compare | Sep::Call => self.at + 24,
            // A type may stand behind the colon.
            Sep::Colon | Sep::Typed => self.at + 96,
            _ => self.at.max(self.name.end + FARTHEST) + SIBLING,
        }
    }
}

/// The site of the name that the word at `pos` belongs to; `None` where no value can follow.
pub fn find(text: &[u8], pos: usize) -> Option<Site> {
    of(text, &widen(text, pos)?)
}

/// The site of a name.
pub fn of(text: &[u8], named: &Named) -> Option<Site> {
    let &Named { name, dashes, .. } = named;
    if let Some(at) = separated::below(text, name) {
        return Some(Site { name, sep: Sep::Sibling, at });
    }
    let (p, quoted) = close(text, name.end);
    if quoted && let Some(at) = call::value_before(text, name.start) {
        return Some(Site { name, sep: Sep::Put, at });
    }
    let before = || call::pair_before(text, name.start).or_else(|| wanted::set_before(text, name.start));
    if quoted && let Some(at) = before() {
        return Some(Site { name, sep: Sep::Sibling, at });
    }
    let q = skip_blanks(text, p, 40);
    let rest = text.get(q..)?;
    let found = match *rest.first()? {
        b'-' if rest.starts_with(b"->") => call::typed_into(text, q + 1).map(|at| (Sep::Put, at)),
        b'-' if q > p => blank::dashed(text, q),
        b'(' if q == name.end => call::returned(text, q).map(|at| (Sep::Put, at)),
        b',' => {
            let argument = call::constant(text, name, q).or_else(|| call::tuple(text, name, q));
            argument.map(|at| (Sep::Put, at))
        }
        b'\n' | b'\r' if dashes => listed::below(text, name, q).map(|at| (Sep::Flag, at)),
        _ => None,
    };
    let (sep, at) = match found {
        Some(found) => found,
        None => match rest[0] {
            b'=' | b':' | b'!' | b'+' | b'%' => operator::assigned(text, name, q)?,
            b'|' => operator::piped(text, name, quoted, q)?,
            b'?' => operator::asked(text, q)?,
            b'.' => match rest.get(1)? {
                b'=' => (Sep::Eq, skip_blanks(text, q + 2, 64)),
                _ => (Sep::Put, call::typed_into(text, q).filter(|_| p > name.end)?),
            },
            b'<' if rest.starts_with(b"<-") => (Sep::Other, skip_blanks(text, q + 2, 64)),
            b'<' => (Sep::Tag, markup::second_element(text, q)?),
            b'{' if quoted => (Sep::Eq, declared::variable(text, name, q)?),
            b'{' => (Sep::Eq, declared::braces(text, q)?),
            b'-' if rest.starts_with(b"->") => {
                (Sep::Other, Some(skip_blanks(text, q + 2, 64)).filter(|at| is_quote(text, *at))?)
            }
            b'(' if q == name.end => {
                let (name, sep) = call::of(text, name);
                return Some(Site { name, sep, at: skip_blanks(text, q + 1, 64) });
            }
            b'>' if quoted || markup::is_element(text, name) => (Sep::Tag, markup::inner(text, q + 1)),
            b'[' => (Sep::Eq, declared::indexed(text, q)?),
            b',' | b';' if quoted => operator::comma(text, name, q)?,
            // `set :password, "x"`
            b',' if is_symbol(text, name) && is_quote(text, skip_blanks(text, q + 1, 8)) => {
                (Sep::Put, skip_blanks(text, q + 1, 8))
            }
            _ if q > p + 1 && blank::variable(text, name, q) && markup::sibling(text, p).is_none() => {
                return Some(Site { name, sep: Sep::Eq, at: q });
            }
            _ => beside(text, named, (p, quoted), q)?,
        },
    };
    let holds = sep == Sep::Compare || !expanded(text, name);
    holds.then_some(Site { name, sep, at })
}

/// Where the value begins that no sign hangs on its name: of a sibling, below a tag, behind a blank. The name is closed at
/// `p`, and the next sign stands at `q`.
fn beside(text: &[u8], named: &Named, (p, quoted): (usize, bool), q: usize) -> Option<(Sep, usize)> {
    let &Named { name, dashes, .. } = named;
    if let Some(at) = markup::sibling(text, p) {
        return Some((Sep::Sibling, at));
    }
    if q == p {
        return None;
    }
    if quoted && let Some(at) = markup::nested(text, q) {
        return Some((Sep::Tag, at));
    }
    if markup::is_element(text, name)
        && let Some(at) = markup::behind_attributes(text, q)
    {
        return Some((Sep::Tag, at));
    }
    if blank::directive(text, name) {
        return Some((Sep::Eq, q));
    }
    // `-p$PASSWORD db`: an expanded name has no value behind it
    let is_expanded = text[name.start.saturating_sub(1)..name.end].contains(&b'$');
    if is_expanded || dashes && glued(text, name) {
        return None;
    }
    blank::behind(text, q, dashes)
}

/// How far behind a name its separator is looked for.
const FARTHEST: usize = 480;
/// How far behind the start of a line the word of a value is looked for.
const SIBLING: usize = 160;
/// Longer than what opens a string, prefixes and backslashes included.
const QUOTE: usize = 24;

/// `:password`: a symbol of Ruby, an atom of Elixir.
fn is_symbol(text: &[u8], name: Span) -> bool {
    let before = &text[name.start.saturating_sub(2)..name.start];
    matches!(before, [b' ' | b'(' | b'[' | b',', b':'])
}

/// `-pMYPASS db`: an option of one letter with its value behind it, and not the name of one.
fn glued(text: &[u8], name: Span) -> bool {
    let letters = name.of(text);
    let single = name.start >= 2 && text[name.start - 1] == b'-' && text[name.start - 2] != b'-';
    let behind = letters.get(1..).unwrap_or_default();
    single
        && letters.first() == Some(&b'p')
        && (behind.first().is_some_and(|b| !b.is_ascii_lowercase()) || starts_ci(behind, b"pass"))
}

/// `${NAME}`: the value of a variable, which may be compared, but has no value there.
fn expanded(text: &[u8], name: Span) -> bool {
    name.start >= 2
        && matches!(text[name.start - 2..name.start], [b'$' | b'#', b'{'])
        && text.get(name.end) == Some(&b'}')
}

/// Skips blanks and at most two line ends.
pub fn skip_lines(text: &[u8], at: usize) -> usize {
    let mut p = skip_blanks(text, at, 64);
    for _ in 0..2 {
        let mut n = p;
        if text.get(n) == Some(&b'\r') {
            n += 1;
        }
        if text.get(n) != Some(&b'\n') {
            break;
        }
        p = skip_blanks(text, n + 1, 64);
    }
    p
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The site of a name with `pass` in it: the name, the separator, and what stands behind that.
    pub fn of(text: &str) -> Option<(&str, Sep, &str)> {
        let pos = text.to_ascii_lowercase().find("pass")?;
        let site = find(text.as_bytes(), pos)?;
        Some((&text[site.name.range()], site.sep, &text[site.at..]))
    }

    #[test]
    fn fallbacks_and_pipes() {
        assert_eq!(of("env.PASS || 'x'"), Some(("env.PASS", Sep::Eq, "'x'")));
        assert_eq!(of("env[\"PASS\"] ?? \"x\""), Some(("PASS", Sep::Eq, "\"x\"")));
        assert_eq!(of("getenv('PASS') or 'x'"), Some(("PASS", Sep::Put, "'x'")));
        assert_eq!(of("{{ db_pass | default('x') }}"), Some(("db_pass", Sep::Other, "'x') }}")));
        assert_eq!(of("| password | x |"), Some(("password", Sep::Other, "x |")));
        for text in [
            "${LOGIN}:${PASS}:5000:5000",
            "a || pass || b",
            "{{ pass | b64encode }}",
            "echo $PASS | base64",
            "\"pass\" | \"x\"",
            "mysql -ppass db",
            "mysql -pMY_PASS db",
            "mysql -p$PASS db",
            "echo \"joe:PASS\" | sudo chpasswd",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn names_and_separators_of_many_languages() {
        assert_eq!(of("dbPassword := \"x\""), Some(("dbPassword", Sep::Walrus, "\"x\"")));
        assert_eq!(of("{\"db.password\": 'x'}"), Some(("db.password", Sep::Colon, "'x'}")));
        assert_eq!(of("let password: &str = \"x\""), Some(("password", Sep::Typed, "\"x\"")));
        assert_eq!(of("var password string = \"x\""), Some(("password", Sep::Typed, "\"x\"")));
        assert_eq!(of("char pass[] = \"x\""), Some(("pass", Sep::Eq, "\"x\"")));
        assert_eq!(of("run --password abc"), Some(("password", Sep::Flag, "abc")));
        assert_eq!(of("<password>abc</password>"), Some(("password", Sep::Tag, "abc</password>")));
        assert_eq!(of("put(\"password\", \"x\")"), Some(("password", Sep::Put, "\"x\")")));
        assert_eq!(of("(\"password\", \"x\")"), Some(("password", Sep::Comma, "\"x\")")));
        assert_eq!(of("page.fill('[name=\"pass\"]', 'x')"), Some(("pass", Sep::Put, "'x')")));
        assert_eq!(of("<add key=\"Pass\" value=\"x\"/>"), Some(("Pass", Sep::Sibling, "\"x\"/>")));
        assert_eq!(of("- name: PASS\n  value: x"), Some(("PASS", Sep::Sibling, "x")));
        assert_eq!(of("setPassword(\"x\")"), Some(("setPassword", Sep::Call, "\"x\")")));
        assert_eq!(of("s:4:\"pass\";s:1:\"x\""), Some(("pass", Sep::Other, "\"x\"")));
        assert_eq!(of("\\\"pass\\\": \\\"x\\\""), Some(("pass", Sep::Colon, "\\\"x\\\"")));
        assert_eq!(of("Dim password As String = \"x\""), Some(("password", Sep::Typed, "\"x\"")));
        assert_eq!(of("SET PASSWORD FOR 'joe' = 'x'"), Some(("PASSWORD", Sep::Typed, "'x'")));
        let list = "<key>Password</key>\n<string>x</string>";
        assert_eq!(of(list), Some(("Password", Sep::Tag, "x</string>")));
        let variable = "variable \"pass\" {\n  type = string\n  default = \"x\"\n}";
        assert_eq!(of(variable), Some(("pass", Sep::Eq, "\"x\"\n}")));
        assert_eq!(of("${DB_PASS:-x}"), Some(("DB_PASS", Sep::Colon, "x}")));
        assert_eq!(of("**Password:** x"), Some(("Password", Sep::Colon, "x")));
        let parameter = "DbPass:\n  Type: String\n  NoEcho: true\n  Default: x\n";
        assert_eq!(of(parameter), Some(("DbPass", Sep::Typed, "x\n")));
        let schema = "\"pass\": {\n  \"type\": \"string\",\n  \"default\": \"x\"\n}";
        assert_eq!(of(schema), Some(("pass", Sep::Typed, "\"x\"\n}")));
        let held = "\"pass\": {\n    \"value\": \"x\"\n}";
        assert_eq!(of(held), Some(("pass", Sep::Typed, "\"x\"\n}")));
        let listed = "\"Pass\": {\"Type\": \"String\", \"NoEcho\": true, \"Default\": \"x\"}";
        assert_eq!(of(listed), Some(("Pass", Sep::Typed, "\"x\"}")));
        assert_eq!(of("\"pass\": {\"a\": \"x\"}"), Some(("pass", Sep::Colon, "{\"a\": \"x\"}")));
        assert_eq!(of("%define pass x"), Some(("pass", Sep::Eq, "x")));
        assert_eq!(of("  set $pass x;"), Some(("pass", Sep::Eq, "x;")));
        assert_eq!(of("${PASS}    x"), Some(("PASS", Sep::Eq, "x")));
        assert_eq!(of("${PASS}    ${x}"), None);
        assert_eq!(of("${PASS} x y"), None);
        assert_eq!(of("run ${PASS}    x"), None);
        assert_eq!(of("proxy_set_header x-pass x;"), Some(("x-pass", Sep::Eq, "x;")));
        assert_eq!(of("my_pass;"), None);
        assert_eq!(of("pass::Word"), None);
    }
}
