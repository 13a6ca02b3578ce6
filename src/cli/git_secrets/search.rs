//! Searches texts line by line and prints what is not allowed, as `path:line:text` on standard error.

use super::patterns::Patterns;
use std::borrow::Cow;
use std::io::Write;

/// Collects what a scan finds, and what it could not read.
pub struct Search<'p> {
    patterns: &'p Patterns,
    out: Box<dyn Write>,
    /// Behave as `git grep`, not as `grep`: names are quoted, and an empty match does not count.
    pub like_git: bool,
    /// `core.quotePath`: also quote names with characters outside ASCII.
    pub quote_path: bool,
    /// A line that is not allowed was printed.
    pub found: bool,
    /// Something could not be read.
    pub failed: bool,
}

impl<'p> Search<'p> {
    /// Prints to standard error, as the original does.
    pub fn new(patterns: &'p Patterns) -> Self {
        Search {
            patterns,
            out: Box::new(std::io::BufWriter::new(std::io::stderr())),
            like_git: false,
            quote_path: true,
            found: false,
            failed: false,
        }
    }

    /// Searches one text; `name` is printed before the first colon.
    pub fn text(&mut self, name: &[u8], text: &[u8]) {
        for line in self.patterns.prohibited.lines(text) {
            let content = &text[line.line_start..line.line_end];
            if !self.like_git || self.patterns.prohibited.is_solid_match(content) {
                self.line(name, line.number, content, "");
            }
        }
    }

    /// Prints a line that was found elsewhere (in history), unless it is allowed, with `about` behind it.
    pub fn line(&mut self, name: &[u8], number: usize, content: &[u8], about: &str) {
        let name = if self.like_git { quoted(name, self.quote_path) } else { Cow::Borrowed(name) };
        let mut shown = name.into_owned();
        shown.extend_from_slice(format!(":{number}:").as_bytes());
        let offset = shown.len();
        shown.extend_from_slice(content);
        if !self.patterns.allows(&shown, offset, content) {
            self.found = true;
            shown.extend_from_slice(about.as_bytes());
            shown.push(b'\n');
            let _ = self.out.write_all(&shown);
        }
    }

    /// Says why something could not be read.
    pub fn unreadable(&mut self, name: &str, why: &str) {
        self.failed = true;
        let _ = writeln!(self.out, "secretscan: {name}: {why}");
    }

    /// Sends what is buffered.
    pub fn finish(&mut self) {
        let _ = self.out.flush();
    }
}

/// A name as git prints it: in quotes, C style, if it has special characters.
fn quoted(name: &[u8], quote_path: bool) -> Cow<'_, [u8]> {
    let plain =
        |b: &u8| matches!(b, 0x20..=0x7e | 0x80..) && !b"\"\\".contains(b) && !(quote_path && *b >= 0x80);
    if name.iter().all(plain) {
        return Cow::Borrowed(name);
    }
    let mut text = vec![b'"'];
    for byte in name {
        match byte {
            b'"' | b'\\' => text.extend([b'\\', *byte]),
            7..=13 => text.extend([b'\\', b"abtnvfr"[usize::from(*byte - 7)]]),
            byte if plain(byte) => text.push(*byte),
            byte => text.extend_from_slice(format!("\\{byte:03o}").as_bytes()),
        }
    }
    text.push(b'"');
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::LinePatterns;

    #[test]
    fn names_are_quoted_as_git_does() {
        let show = |name: &str, all| String::from_utf8_lossy(&quoted(name.as_bytes(), all)).into_owned();
        assert_eq!(show("a b.txt", true), "a b.txt");
        assert_eq!(show("o\tdd\"é", true), r#""o\tdd\"\303\251""#);
        assert_eq!(show("é", false), "é");
        assert_eq!(show("a\x1bb", false), r#""a\033b""#);
    }

    fn patterns() -> Patterns {
        let owned = |list: &[&str]| list.iter().map(|p| p.to_string()).collect::<Vec<_>>();
        Patterns {
            prohibited: LinePatterns::words(&owned(&["AKIA[A-Z0-9]{16}"])).expect("compiles"),
            allowed: LinePatterns::anywhere(&owned(&["AKIA0EXAMPLE00000000", "^vendor/.*:"]))
                .expect("compiles"),
            places: Vec::new(),
        }
    }

    fn found(patterns: &Patterns, name: &str, text: &str) -> bool {
        let mut search = Search::new(patterns);
        search.out = Box::new(std::io::sink());
        search.text(name.as_bytes(), text.as_bytes());
        search.found
    }

    #[test]
    fn an_allowed_key_hides_only_itself() {
        let both =
            format!("{} {}", ["AKIA0EXAMPLE", "00000000"].concat(), ["AKIAREAL", "KEY000000000"].concat());
        let example = ["AKIA0EXAMPLE", "00000000"].concat();
        assert!(!found(&patterns(), "a", &example));
        assert!(found(&patterns(), "a", &both));
    }

    #[test]
    fn paths_can_be_allowed() {
        let key = ["AKIAREAL", "KEY000000000"].concat();
        assert!(!found(&patterns(), "vendor/x", &key));
        assert!(found(&patterns(), "src/vendor/x", &key));
    }
}
