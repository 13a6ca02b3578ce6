//! Line matching as `grep -nwHEI` gives it to git-secrets: a set of patterns, whole words, with allowed patterns.

use super::ere::translate;
use regex::bytes::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

/// A set of EREs of which one has to match a line as a whole word.
#[derive(Debug)]
pub struct LinePatterns {
    any: RegexSet,
    each: Vec<Regex>,
}

/// A match in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineMatch {
    /// Start of the line in the text.
    pub line_start: usize,
    /// End of the line, without its line feed.
    pub line_end: usize,
    /// 1-based number of the line.
    pub number: usize,
}

/// Memory that one pattern may compile to.
const SIZE_LIMIT: usize = 64 << 20;

impl LinePatterns {
    /// Compiles EREs that match whole words. On failure: the pattern's index, and why.
    pub fn words(patterns: &[String]) -> Result<LinePatterns, (usize, String)> {
        LinePatterns::build(patterns, |p| format!(r"(?m:^|[^0-9A-Za-z_])(?P<m>{p})(?m:$|[^0-9A-Za-z_])"))
    }

    /// Compiles EREs that match anywhere in a line, as allowed patterns do.
    pub fn anywhere(patterns: &[String]) -> Result<LinePatterns, (usize, String)> {
        LinePatterns::build(patterns, |p| format!("(?P<m>{p})"))
    }

    fn build(patterns: &[String], wrap: impl Fn(&str) -> String) -> Result<LinePatterns, (usize, String)> {
        let mut each = Vec::with_capacity(patterns.len());
        let mut texts = Vec::with_capacity(patterns.len());
        for (index, pattern) in patterns.iter().enumerate() {
            let text = wrap(&translate(pattern).map_err(|e| (index, e.to_string()))?);
            let regex = RegexBuilder::new(&text)
                .unicode(false)
                .multi_line(true)
                .size_limit(SIZE_LIMIT)
                .build()
                .map_err(|_| (index, "it compiles to something too large".to_owned()))?;
            each.push(regex);
            texts.push(text);
        }
        let any = RegexSetBuilder::new(&texts)
            .unicode(false)
            .multi_line(true)
            .size_limit(SIZE_LIMIT * patterns.len().max(1))
            .build()
            .map_err(|_| (0, "the patterns together compile to something too large".to_owned()))?;
        Ok(LinePatterns { any, each })
    }

    /// True where there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.each.is_empty()
    }

    /// True where the text has a match at all: the cheap question, asked first.
    pub fn is_match(&self, text: &[u8]) -> bool {
        self.any.is_match(text)
    }

    /// All matches of all patterns within one line, as half-open ranges.
    pub fn matches(&self, line: &[u8]) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for index in self.any.matches(line) {
            let mut at = 0;
            while let Some(m) = self.each[index].captures_at(line, at).and_then(|c| c.name("m")) {
                found.push((m.start(), m.end()));
                // The sign behind a word may be the one before the next.
                at = m.end().max(at + 1);
                if at > line.len() {
                    break;
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The lines of `text` that have a match, in order. Linear in the text where matches are rare.
    pub fn lines(&self, text: &[u8]) -> Vec<LineMatch> {
        let mut found: Vec<LineMatch> = Vec::new();
        if !self.is_match(text) {
            return found;
        }
        let mut start = 0;
        for (index, line) in text.split(|&b| b == b'\n').enumerate() {
            let end = start + line.len();
            if (end > start || index == 0) && self.any.is_match(line) {
                found.push(LineMatch { line_start: start, line_end: end, number: index + 1 });
            }
            start = end + 1;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(patterns: &[&str]) -> LinePatterns {
        let owned: Vec<String> = patterns.iter().map(|p| p.to_string()).collect();
        LinePatterns::words(&owned).expect("patterns that compile")
    }

    #[test]
    fn only_whole_words_match() {
        let set = words(&["@todo", "forbidden|me", "#hash"]);
        let text = b"mesa Jar\nfoo.me\n\"me\"\nx@todo y\n@todo_\nforbidden";
        let numbers: Vec<_> = set.lines(text).iter().map(|m| m.number).collect();
        assert_eq!(numbers, [2, 3, 6]);
    }

    #[test]
    fn a_shorter_match_that_is_a_word_counts() {
        assert!(words(&["ab|abc"]).is_match(b"ab-c"));
        assert!(words(&["a[b-]*"]).is_match(b"ab-c"));
    }

    #[test]
    fn neighbours_share_their_border() {
        assert_eq!(words(&["me"]).matches(b"me me"), [(0, 2), (3, 5)]);
    }

    #[test]
    fn a_pattern_that_cannot_be_is_named_by_its_index() {
        let error =
            LinePatterns::words(&["ok".to_owned(), r"(a)\1".to_owned()]).expect_err("a back-reference");
        assert_eq!(error.0, 1);
    }
}
