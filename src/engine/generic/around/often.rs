//! How often a value occurs in the text around it.

use crate::model::Span;

/// How far to either side a value is counted.
pub const OFTEN: usize = 1 << 16;
/// A value that occurs at least this often gets another verdict.
const TWICE: usize = 2;
const MANY: usize = 4;

/// How often a value occurs in the text around it, as far as the verdict depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Often {
    /// The value.
    pub value: Span,
    /// The line that it is counted around.
    pub line: Span,
    /// 0: not even twice; 1: twice or more; 2: many times.
    pub class: u8,
}

impl Often {
    /// Counts the value around its line.
    pub fn of(text: &[u8], value: Span, line: Span) -> Often {
        let class = match count(text, line, value.of(text), MANY) {
            n if n < TWICE => 0,
            n if n < MANY => 1,
            _ => 2,
        };
        Often { value, line, class }
    }
}

/// How often `value` occurs around `line` as a whole word, counted up to `most`.
fn count(text: &[u8], line: Span, value: &[u8], most: usize) -> usize {
    let from = line.start.saturating_sub(OFTEN);
    let to = text.len().min(line.end + OFTEN);
    let part = &text[from..to];
    memchr::memmem::find_iter(part, value)
        .filter(|&i| {
            !i.checked_sub(1).is_some_and(|b| part[b].is_ascii_alphanumeric() || part[b] == b'_')
                && !part.get(i + value.len()).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
        })
        .take(most)
        .count()
}
