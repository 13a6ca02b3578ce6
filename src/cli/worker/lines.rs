//! Lines of standard input, with a limit to their length.

use std::io::{self, BufRead};

/// Longest job, in bytes.
const LONGEST: usize = 1 << 20;

/// A line.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// The line, without its end.
    Text(Vec<u8>),
    /// The line was longer than [`LONGEST`] and was skipped.
    TooLong,
}

/// Reads lines and counts them.
pub struct Lines<R> {
    input: R,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    /// The lines of this input.
    pub fn new(input: R) -> Self {
        Lines { input, number: 0 }
    }

    /// The next line that is not blank, and its number; `None` at the end.
    pub fn next(&mut self) -> io::Result<Option<(u64, Line)>> {
        let mut text = Vec::new();
        let mut too_long = false;
        loop {
            let (taken, ended) = {
                let piece = match self.input.fill_buf() {
                    Ok(piece) => piece,
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                    Err(e) => return Err(e),
                };
                if piece.is_empty() {
                    // The last line may have no line end.
                    (0, true)
                } else {
                    let end = memchr::memchr(b'\n', piece);
                    let part = &piece[..end.unwrap_or(piece.len())];
                    too_long |= text.len() + part.len() > LONGEST;
                    if !too_long {
                        text.extend_from_slice(part);
                    }
                    (part.len() + usize::from(end.is_some()), end.is_some())
                }
            };
            self.input.consume(taken);
            if !ended {
                continue;
            }
            let over = taken == 0;
            if over && text.is_empty() && !too_long {
                return Ok(None);
            }
            self.number += 1;
            if too_long {
                return Ok(Some((self.number, Line::TooLong)));
            }
            if !text.trim_ascii().is_empty() {
                return Ok(Some((self.number, Line::Text(text))));
            }
            text.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_any_shape() {
        let long = vec![b'x'; LONGEST + 1];
        let text = [&b"a\n\n \r\nb\n"[..], &long, b"\nc"].concat();
        for size in [1, 7, 4096] {
            let mut lines = Lines::new(io::BufReader::with_capacity(size, &text[..]));
            let mut next = || lines.next().expect("memory");
            assert_eq!(next(), Some((1, Line::Text(b"a".to_vec()))));
            assert_eq!(next(), Some((4, Line::Text(b"b".to_vec()))));
            assert_eq!(next(), Some((5, Line::TooLong)));
            assert_eq!(next(), Some((6, Line::Text(b"c".to_vec()))));
            assert_eq!((next(), next()), (None, None));
        }
    }
}
