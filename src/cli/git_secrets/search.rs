//! Searching texts line by line and printing what is not allowed, as `path:line:text` on standard error.

use super::patterns::Patterns;
use std::io::Write;

/// Collects what a scan finds, and what it could not read.
pub struct Search<'p> {
    patterns: &'p Patterns,
    out: Box<dyn Write>,
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
            found: false,
            failed: false,
        }
    }

    /// Searches one text; `name` is what stands before the first colon.
    pub fn text(&mut self, name: &[u8], text: &[u8]) {
        for line in self.patterns.prohibited.lines(text) {
            self.line(name, line.number, &text[line.line_start..line.line_end], "");
        }
    }

    /// One line that was found elsewhere (in history), unless it is allowed; `about` follows it.
    pub fn line(&mut self, name: &[u8], number: usize, content: &[u8], about: &str) {
        let mut shown = name.to_vec();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::LinePatterns;

    fn patterns(strict: bool) -> Patterns {
        let owned = |list: &[&str]| list.iter().map(|p| p.to_string()).collect::<Vec<_>>();
        Patterns {
            prohibited: LinePatterns::words(&owned(&["AKIA[A-Z0-9]{16}"])).expect("compiles"),
            allowed: LinePatterns::anywhere(&owned(&["AKIA0EXAMPLE00000000", "^vendor/.*:"]))
                .expect("compiles"),
            strict,
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
        assert!(!found(&patterns(false), "a", &example));
        assert!(found(&patterns(false), "a", &both));
        assert!(!found(&patterns(true), "a", &both), "the original's fault, on request");
    }

    #[test]
    fn paths_can_be_allowed() {
        let key = ["AKIAREAL", "KEY000000000"].concat();
        assert!(!found(&patterns(false), "vendor/x", &key));
        assert!(found(&patterns(false), "src/vendor/x", &key));
    }
}
