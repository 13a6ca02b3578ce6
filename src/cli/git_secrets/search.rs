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
            let content = &text[line.line_start..line.line_end];
            let mut shown = Vec::with_capacity(name.len() + content.len() + 8);
            shown.extend_from_slice(name);
            shown.extend_from_slice(format!(":{}:", line.number).as_bytes());
            let offset = shown.len();
            shown.extend_from_slice(content);
            if !self.is_allowed(&shown, offset, content) {
                self.found = true;
                shown.push(b'\n');
                let _ = self.out.write_all(&shown);
            }
        }
    }

    /// Says why something could not be read.
    pub fn unreadable(&mut self, name: &str, why: &str) {
        self.failed = true;
        let _ = writeln!(self.out, "secretscan: {name}: {why}");
    }

    /// A line passes where each match in it is covered or touched by an allowed pattern, or where one matches the path
    /// and number in front. In strict mode any allowed pattern anywhere in the line lets all of it pass.
    fn is_allowed(&self, shown: &[u8], offset: usize, content: &[u8]) -> bool {
        if self.patterns.allowed.is_empty() || !self.patterns.allowed.is_match(shown) {
            return false;
        }
        if self.patterns.strict {
            return true;
        }
        let allowed = self.patterns.allowed.matches(shown);
        if allowed.iter().any(|(start, _)| *start < offset) {
            return true;
        }
        self.patterns.prohibited.matches(content).iter().all(|(start, end)| {
            let (start, end) = (start + offset, end + offset);
            allowed.iter().any(|(from, to)| *from < end && start < *to)
        })
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
