//! Which lines two texts have in common, in the order of both: the next version of a file against the one before.
//! Linear time on any input.

use super::Keyed;
use std::collections::HashMap;

/// A range of whole lines that both texts have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Common {
    /// Where it stands in the older text.
    pub old: usize,
    /// Where it stands in the newer one.
    pub new: usize,
    /// How many bytes.
    pub len: usize,
}

/// The lines that both texts have. No range overlaps another one in either text; a line that moved is in none.
pub fn common_lines(old: &[u8], new: &[u8]) -> Vec<Common> {
    let head = same_lines(old, new);
    let tail = same_tail(&old[head..], &new[head..]);
    let mut ranges = vec![Common { old: 0, new: 0, len: head }];
    let ends = (old.len() - tail, new.len() - tail);
    let mut middle = Middle { old: &old[..ends.0], new: &new[..ends.1], at: (head, head), unique: None };
    while let Some(range) = middle.next() {
        ranges.push(range);
    }
    ranges.push(Common { old: ends.0, new: ends.1, len: tail });
    ranges.retain(|range| range.len > 0);
    ranges
}

/// What is between the first difference and the last.
struct Middle<'t> {
    old: &'t [u8],
    new: &'t [u8],
    /// Everything before is settled; both are starts of lines.
    at: (usize, usize),
    /// Where the lines stand that the older text has once: made where lines further off are to be found.
    unique: Option<HashMap<&'t [u8], usize, Keyed>>,
}

/// Most changes are of so few lines.
const NEAR: usize = 8;

/// Marks a line that stands in more than one place.
const OFTEN: usize = usize::MAX;

impl Middle<'_> {
    /// The next common range.
    fn next(&mut self) -> Option<Common> {
        let (old, new) = self.near().or_else(|| self.far())?;
        let len = same_lines(&self.old[old..], &self.new[new..]);
        self.at = (old + len, new + len);
        Some(Common { old, new, len })
    }

    /// The nearest line that both texts have among the next ones.
    fn near(&self) -> Option<(usize, usize)> {
        let (olds, news) = (next_lines(self.old, self.at.0), next_lines(self.new, self.at.1));
        let pairs = olds.iter().enumerate().flat_map(|(i, old)| {
            news.iter()
                .enumerate()
                .filter(move |(_, new)| old.1 == new.1)
                .map(move |(j, new)| (i + j, old, new))
        });
        pairs
            .filter(|(_, old, _)| !old.1.is_empty())
            .min_by_key(|pair| pair.0)
            .map(|(_, old, new)| (old.0, new.0))
    }

    /// The next line of the newer text that stands once in the older one, and not before what is settled.
    fn far(&mut self) -> Option<(usize, usize)> {
        let (from, mut at) = self.at;
        let old = self.old;
        if from >= old.len() {
            return None;
        }
        let unique = self.unique.get_or_insert_with(|| unique(old, from));
        while at < self.new.len() {
            let end = line_end(self.new, at);
            if let Some(place) = unique.get(&self.new[at..end]).filter(|p| **p != OFTEN && **p >= from) {
                return Some((*place, at));
            }
            at = end;
        }
        None
    }
}

/// Places of the lines of `text` from `from` on.
fn unique(text: &[u8], from: usize) -> HashMap<&[u8], usize, Keyed> {
    const USUAL_LINE: usize = 40;
    let room = (text.len() - from) / USUAL_LINE;
    let mut places = HashMap::with_capacity_and_hasher(room, Keyed::default());
    let mut at = from;
    while at < text.len() {
        let end = line_end(text, at);
        places.entry(&text[at..end]).and_modify(|place| *place = OFTEN).or_insert(at);
        at = end;
    }
    places
}

/// A few lines from `at` on, with their places; empty ones behind the end.
fn next_lines(text: &[u8], mut at: usize) -> [(usize, &[u8]); NEAR] {
    std::array::from_fn(|_| {
        let line = (at, &text[at..line_end(text, at)]);
        at += line.1.len();
        line
    })
}

fn line_end(text: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end + 1)
}

/// Length of the whole lines that both start with.
fn same_lines(old: &[u8], new: &[u8]) -> usize {
    let same = same_start(old, new);
    if same == old.len() && same == new.len() {
        return same;
    }
    memchr::memrchr(b'\n', &new[..same]).map_or(0, |at| at + 1)
}

/// Length of the whole lines that both end with.
fn same_tail(old: &[u8], new: &[u8]) -> usize {
    let same = same_end(old, new);
    // The first of these bytes may lie in the middle of a line.
    memchr::memchr(b'\n', &new[new.len() - same..]).map_or(0, |at| same - at - 1)
}

/// How many bytes both start with.
pub fn same_start(a: &[u8], b: &[u8]) -> usize {
    let blocks = a.as_chunks::<64>().0.iter().zip(b.as_chunks::<64>().0);
    let done = blocks.take_while(|(a, b)| a == b).count() * 64;
    done + a[done..].iter().zip(&b[done..]).take_while(|(a, b)| a == b).count()
}

fn same_end(a: &[u8], b: &[u8]) -> usize {
    let blocks = a.as_rchunks::<64>().1.iter().rev().zip(b.as_rchunks::<64>().1.iter().rev());
    let done = blocks.take_while(|(a, b)| a == b).count() * 64;
    let (a, b) = (&a[..a.len() - done], &b[..b.len() - done]);
    done + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that are common, and that what was said of them holds.
    fn lines(old: &str, new: &str) -> String {
        let (mut at, mut text) = ((0, 0), String::new());
        for Common { old: from, new: to, len } in common_lines(old.as_bytes(), new.as_bytes()) {
            assert!(at.0 <= from && at.1 <= to && len > 0, "in order");
            assert_eq!(old[from..from + len], new[to..to + len]);
            let starts = |text: &str, at: usize| at == 0 || text[..at].ends_with('\n');
            assert!(starts(old, from) && starts(new, to), "whole lines");
            at = (from + len, to + len);
            text.push_str(&old[from..from + len]);
        }
        text.replace('\n', " ")
    }

    #[test]
    fn lines_of_both() {
        assert_eq!(lines("", "a\n"), "");
        assert_eq!(lines("a\nb", "a\nb"), "a b");
        assert_eq!(lines("a\nb\nc\n", "a\nX\nc\n"), "a c ");
        assert_eq!(lines("a\nb\nc\nd\n", "0\na\nY\nc\nd\nZ\n"), "a c d ");
        assert_eq!(lines("a\nb", "a\nb\nc"), "a ");
        assert_eq!(lines("xa\nb\n", "a\nb\n"), "b ");
        assert_eq!(lines("a\n}\n", "b\n}\na\n}\n"), "a } ");
        assert_eq!(lines("a\nb\n", "a\r\nb\r\n"), "");
    }

    #[test]
    fn lines_far_apart() {
        let part = |name: &str| (0..90).map(|n| format!("{name} {n}\n")).collect::<String>();
        let (a, b, c, x) = (part("a"), part("b"), part("c"), part("x"));
        let found = lines(&format!("{a}1\n{b}2\n{c}"), &format!("{a}{x}1\n{b}{x}{x}2\n{c}"));
        assert_eq!(found, format!("{a}1\n{b}2\n{c}").replace('\n', " "));
        let found = lines(&format!("{a}{x}{b}{x}{c}y\n"), &format!("{a}{b}{c}z\n"));
        assert_eq!(found, format!("{a}{b}{c}").replace('\n', " "));
        // What moved before something else stays where it was.
        assert_eq!(lines(&format!("{a}{b}-"), &format!("{b}{a}+")), b.replace('\n', " "));
    }
}
