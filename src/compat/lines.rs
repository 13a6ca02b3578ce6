//! Line matching as `grep -nwHEI` does it for git-secrets: a set of patterns for whole words, and allowed patterns.

use super::ere::translate;
use regex::bytes::{Regex, RegexBuilder};
use regex_automata::meta;
use regex_automata::util::syntax;
use regex_automata::{Input, PatternSet};

/// A set of EREs. A line matches if one of them does.
#[derive(Debug)]
pub struct LinePatterns {
    any: meta::Regex,
    each: Vec<Regex>,
    /// One of them matches the empty string, so it matches everywhere.
    empties: bool,
}

/// A line with a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineMatch {
    /// Start of the line in the text.
    pub line_start: usize,
    /// End of the line, without its line feed.
    pub line_end: usize,
    /// 1-based number of the line.
    pub number: usize,
}

/// Limit for one compiled pattern, in bytes.
const SIZE_LIMIT: usize = 64 << 20;
/// Limit for the lazily built states of a search through a whole text, in bytes.
const CACHE: usize = 8 << 20;

impl LinePatterns {
    /// Compiles EREs that match whole words: a match counts if no word character is on either side of it. Every match
    /// is tried, not only the longest. The error is the pattern's index and the reason.
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
        let config = meta::Config::new()
            .utf8_empty(false)
            .nfa_size_limit(Some(SIZE_LIMIT * patterns.len().max(1)))
            .hybrid_cache_capacity(CACHE);
        let any = meta::Builder::new()
            .configure(config)
            .syntax(syntax::Config::new().unicode(false).utf8(false).multi_line(true))
            .build_many(&texts)
            .map_err(|_| (0, "the patterns together compile to something too large".to_owned()))?;
        let empties = any.is_match("");
        Ok(LinePatterns { any, each, empties })
    }

    /// True if there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.each.is_empty()
    }

    /// True if the text has any match: a cheap test before [`LinePatterns::lines`].
    pub fn is_match(&self, text: &[u8]) -> bool {
        self.any.is_match(text)
    }

    /// All matches of all patterns within one line, as half-open ranges.
    pub fn matches(&self, line: &[u8]) -> Vec<(usize, usize)> {
        let mut found: Vec<_> = self.matches_of(line).into_iter().map(|m| (m.0, m.1)).collect();
        found.dedup();
        found
    }

    /// The same, each with the index of its pattern, sorted.
    pub fn matches_of(&self, line: &[u8]) -> Vec<(usize, usize, usize)> {
        let mut found = Vec::new();
        let mut which = PatternSet::new(self.each.len());
        self.any.which_overlapping_matches(&Input::new(line), &mut which);
        for index in which.iter() {
            let mut at = 0;
            let each = &self.each[index.as_usize()];
            while let Some(m) = each.captures_at(line, at).and_then(|c| c.name("m")) {
                found.push((m.start(), m.end(), index.as_usize()));
                // The character behind one word may be the one before the next.
                at = m.end().max(at + 1);
                if at > line.len() {
                    break;
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// The lines of `text` that have a match, in order. Linear in the text if matches are rare.
    pub fn lines(&self, text: &[u8]) -> Vec<LineMatch> {
        let mut found: Vec<LineMatch> = Vec::new();
        let (mut at, mut number) = (0, 1);
        while at < text.len() {
            // A pattern that matches the empty string does so in every line. Any other match tells in which line it
            // lies.
            let end = if self.empties {
                at + 1
            } else {
                match self.any.search_half(&Input::new(text).range(at..)) {
                    Some(half) => half.offset().max(at + 1),
                    None => break,
                }
            };
            let start = match memchr::memrchr(b'\n', &text[at..end - 1]) {
                Some(feed) => at + feed + 1,
                None => at,
            };
            let stop = memchr::memchr(b'\n', &text[end - 1..]).map_or(text.len(), |feed| end - 1 + feed);
            number += memchr::memchr_iter(b'\n', &text[at..start]).count();
            if self.any.is_match(&text[start..stop]) {
                found.push(LineMatch { line_start: start, line_end: stop, number });
            }
            at = stop + 1;
            number += 1;
        }
        found
    }

    /// True if the line has a match that is not empty, as `git grep` requires and `grep` does not.
    pub fn is_solid_match(&self, line: &[u8]) -> bool {
        !self.empties || self.matches(line).iter().any(|(start, end)| start < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(patterns: &[&str]) -> LinePatterns {
        let owned: Vec<String> = patterns.iter().map(|p| p.to_string()).collect();
        LinePatterns::words(&owned).expect("patterns that compile")
    }

    fn numbers(set: &LinePatterns, text: &str) -> Vec<usize> {
        set.lines(text.as_bytes()).iter().map(|m| m.number).collect()
    }

    #[test]
    fn only_whole_words_match() {
        let set = words(&["@todo", "forbidden|me", "#hash"]);
        assert_eq!(numbers(&set, "mesa Jar\nfoo.me\n\"me\"\nx@todo y\n@todo_\nforbidden"), [2, 3, 6]);
    }

    #[test]
    fn a_shorter_match_that_is_a_word_counts() {
        assert!(words(&["ab|abc"]).is_match(b"ab-c"));
        assert!(words(&["a[b-]*"]).is_match(b"ab-c"));
        assert!(words(&["x*a"]).is_match(b"xa a"));
        assert!(!words(&["ab"]).is_match(b"ab_"));
    }

    #[test]
    fn lines_are_told_apart_whatever_stands_at_their_ends() {
        let set = words(&["me", "-x"]);
        assert_eq!(numbers(&set, "me\nme\n\nno\r\nme\r\n-x\n\n"), [1, 2, 5, 6]);
        assert_eq!(numbers(&set, "\n\nme"), [3]);
        assert_eq!(numbers(&set, ""), [0_usize; 0]);
        let lines = set.lines(b"a\n me \nb");
        assert_eq!((lines[0].line_start, lines[0].line_end), (2, 6));
    }

    #[test]
    fn a_pattern_of_nothing_matches_where_no_word_is_in_the_way() {
        let set = words(&["z*"]);
        assert_eq!(numbers(&set, "\na-\nab\nz\n"), [1, 2, 4]);
        assert!(set.is_solid_match(b"z") && !set.is_solid_match(b"a-"));
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
