//! Which lines of a text are new compared with older texts. Linear in the input, and independent of git's settings.
//!
//! A line is new unless the older text has it in the same place, or has an unmatched line with the same bytes (without
//! line ends). So a line that only moved is not new, but a second copy of a line is. A line that an allow marker stood
//! above is new where the marker is gone, for it was never judged.

use crate::model::{Added, Keyed, Span, common_lines, marker};
use std::collections::HashMap;

/// The new bytes of `new` compared with all `olds`: what any of them has is not new (parents of a merge).
pub fn added(olds: &[&[u8]], new: &[u8]) -> Added {
    let Some((first, others)) = olds.split_first() else { return Added::All };
    let mut ranges = against(first, new);
    for old in others {
        if ranges.is_empty() {
            break;
        }
        ranges = intersection(&ranges, &against(old, new));
    }
    Added::Ranges(ranges)
}

/// How many bytes of `new` are in lines that `old` has, too.
pub fn shared(old: &[u8], new: &[u8]) -> usize {
    new.len() - against(old, new).iter().map(|r| r.len()).sum::<usize>()
}

/// The new lines of `new` compared with `old`, with neighbours joined.
fn against(old: &[u8], new: &[u8]) -> Vec<Span> {
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    let (mut old_at, mut new_at) = (0, 0);
    for common in common_lines(old, new) {
        gone.push(Span::new(old_at, common.old));
        come.push(Span::new(new_at, common.new));
        (old_at, new_at) = (common.old + common.len, common.new + common.len);
    }
    gone.push(Span::new(old_at, old.len()));
    come.push(Span::new(new_at, new.len()));

    let mut left: HashMap<&[u8], usize, Keyed> = HashMap::default();
    if come.iter().any(|span| !span.is_empty()) {
        for part in &gone {
            let mut is_marked = ends_with_marker(&old[..part.start]);
            for line in lines(part.of(old)) {
                if !is_marked {
                    *left.entry(bare(line)).or_default() += 1;
                }
                is_marked = marks(line);
            }
        }
    }
    let mut ranges: Vec<Span> = Vec::new();
    for (come, gone) in come.into_iter().zip(gone) {
        let mut at = come.start;
        for line in lines(come.of(new)) {
            let end = at + line.len();
            match left.get_mut(bare(line)) {
                Some(count) if *count > 0 => *count -= 1,
                _ => extend(&mut ranges, Span::new(at, end)),
            }
            at = end;
        }
        if ends_with_marker(&old[..gone.end]) && !ends_with_marker(&new[..at]) {
            let exposed = lines(&new[at..]).next().map_or(0, <[u8]>::len);
            extend(&mut ranges, Span::new(at, at + exposed));
        }
    }
    ranges
}

/// True if the last line allows what is in the next one.
fn ends_with_marker(text: &[u8]) -> bool {
    // A longer line is no comment that somebody wrote for one value.
    let tail = &text[text.len().saturating_sub(LONGEST_MARK)..];
    let inner = tail.strip_suffix(b"\n").unwrap_or(tail);
    marks(&inner[memchr::memrchr(b'\n', inner).map_or(0, |at| at + 1)..])
}

/// Longest line with a marker, in bytes.
const LONGEST_MARK: usize = 1024;

/// True if the line allows what is in the next one.
fn marks(line: &[u8]) -> bool {
    marker::for_the_next_line(bare(line)).is_some()
}

/// Adds a span behind the others, joined with its neighbour.
fn extend(ranges: &mut Vec<Span>, span: Span) {
    match ranges.last_mut() {
        Some(last) if last.end == span.start => last.end = span.end,
        _ if span.is_empty() => {}
        _ => ranges.push(span),
    }
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|b| *b == b'\n')
}

/// A line without its end, so that converting line ends makes nothing new.
fn bare(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The intersection of two sorted lists of disjoint spans.
fn intersection(a: &[Span], b: &[Span]) -> Vec<Span> {
    let (mut i, mut j, mut both) = (0, 0, Vec::new());
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        let common = Span::new(x.start.max(y.start), x.end.min(y.end));
        if !common.is_empty() {
            both.push(common);
        }
        if x.end < y.end { i += 1 } else { j += 1 }
    }
    both
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_text(old: &str, new: &str) -> String {
        against(old.as_bytes(), new.as_bytes())
            .iter()
            .map(|r| String::from_utf8_lossy(r.of(new.as_bytes())).into_owned())
            .collect::<Vec<_>>()
            .join("|")
    }

    #[test]
    fn lines_that_are_new() {
        assert_eq!(new_text("", "a\nb\n"), "a\nb\n");
        assert_eq!(new_text("a\nb\n", "a\nb\n"), "");
        assert_eq!(new_text("a\nb\nc\n", "a\nX\nc\n"), "X\n");
        assert_eq!(new_text("a\nb\n", "a\nb\nc"), "c");
        assert_eq!(new_text("a\nb", "a\nb\nc"), "c");
        assert_eq!(new_text("a\nc\n", "0\na\nb\nc\nd\n"), "0\n|b\n|d\n");
        assert_eq!(new_text("xa\nb\n", "a\nb\n"), "a\n");
        assert_eq!(new_text("ab\n", "ac\n"), "ac\n");
    }

    #[test]
    fn moved_lines_and_line_ends_are_not() {
        assert_eq!(new_text("a\nb\nc\n", "c\na\nb\n"), "");
        assert_eq!(new_text("a\nb\n", "a\r\nb\r\n"), "");
        assert_eq!(new_text("a\n", "a\na\n"), "a\n");
        assert_eq!(new_text("a", "a\n"), "");
    }

    #[test]
    fn what_a_marker_no_longer_allows_is() {
        let mark = "# secretscan:allow\n";
        assert_eq!(new_text(&format!("a\n{mark}b\nc\n"), "a\nb\nc\n"), "b\n");
        assert_eq!(new_text(&format!("{mark}b\n"), "# other\nb\n"), "# other\nb\n");
        assert_eq!(new_text(&format!("{mark}b\nc\n"), &format!("{mark}c\nb\n")), "b\n");
        assert_eq!(new_text(&format!("a\n{mark}"), "a\n"), "");
        assert_eq!(new_text("# about blog: this\nb\n", "b\n"), "");
    }

    #[test]
    fn long_texts_with_one_change() {
        let line = "0123456789 some line of text that repeats\n";
        let (head, tail) = (line.repeat(50), line.repeat(70));
        assert_eq!(new_text(&format!("{head}{tail}"), &format!("{head}NEW\n{tail}")), "NEW\n");
        assert_eq!(new_text(&format!("{head}OLD\n{tail}"), &format!("{head}NEW\n{tail}")), "NEW\n");
        assert_eq!(new_text(&head, &tail), line.repeat(20));
    }

    #[test]
    fn what_any_parent_has_is_not_new() {
        let new = b"a\nb\nc\n";
        let ranges = |olds: &[&[u8]]| added(olds, new);
        assert_eq!(ranges(&[]), Added::All);
        assert_eq!(ranges(&[b"a\n", b"c\n"]), Added::Ranges(vec![Span::new(2, 4)]));
        assert_eq!(ranges(&[b"a\nb\nc\n", b""]), Added::Ranges(vec![]));
        assert_eq!(shared(b"b\n", new), 2);
    }
}
