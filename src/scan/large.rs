//! What is too large to be held whole: read in windows that overlap, in memory that does not grow with it.
//!
//! A finding belongs to the window in which it has context on both sides: what begins in the second half of an overlap is
//! left to the next window. Nothing that the engine looks at around a hit reaches half as far.

use super::chunk_findings;
use crate::engine::{Engine, Scratch};
use crate::finding::{Finding, Offset, Policy};
use crate::model::{Chunk, Origin};
use std::io::{self, Read};

/// How windows are laid.
#[derive(Clone, Copy, Debug)]
pub struct Windows {
    /// Bytes in a window.
    pub size: usize,
    /// Bytes that a window shares with the one before; even, so that two-byte characters are not cut differently.
    pub overlap: usize,
}

/// 64 MiB, sharing one: the longest secret is 16 KiB, and no rule looks further than that.
pub const WINDOWS: Windows = Windows { size: 64 << 20, overlap: 1 << 20 };

/// What was found in a stream, and its length.
pub fn findings(
    (engine, policy): (&Engine, &Policy),
    origin: &Origin,
    mut stream: &mut dyn Read,
    windows: Windows,
    scratch: &mut Scratch,
) -> io::Result<(Vec<Finding>, u64)> {
    let mut found = Vec::new();
    let mut offset = Offset::default();
    let mut total = 0;
    // Findings that begin before this place of the window are another window's.
    let mut from = 0;
    let mut bytes = Vec::with_capacity(windows.size);
    loop {
        let room = (windows.size - bytes.len()) as u64;
        let read = (&mut stream).take(room).read_to_end(&mut bytes)?;
        total += read as u64;
        let is_last = (read as u64) < room;
        let to = if is_last { bytes.len() } else { bytes.len() - windows.overlap / 2 };
        let chunk = Chunk::whole(origin.clone(), bytes);
        let mut here = chunk_findings(engine, policy, &chunk, scratch);
        here.retain(|finding| (from..to).contains(&finding.span.start));
        here.iter_mut().for_each(|finding| finding.shift(offset));
        found.append(&mut here);
        bytes = chunk.bytes;
        if is_last {
            return Ok((found, total));
        }
        let keep = bytes.len() - windows.overlap;
        offset.pass(&bytes[..keep]);
        bytes.drain(..keep);
        from = windows.overlap / 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Place;
    use crate::rules::RuleSet;
    use std::sync::Arc;

    fn key(n: usize) -> String {
        format!("{}{n:02}{}", ["sk_live", "_9hQ2mV7bT4nK1z"].concat(), "R8wY5cJ3hL")
    }

    type Place4 = (usize, usize, usize, usize, usize, String);

    fn places(found: &[Finding]) -> Vec<Place4> {
        let place = |f: &Finding| {
            (f.span.start, f.start.line, f.start.column, f.end.line, f.end.column, f.fingerprint.to_string())
        };
        found.iter().map(place).collect()
    }

    /// A text with keys at every distance from the borders of small windows, with and without lines.
    fn text(gap: usize, end: &str) -> Vec<u8> {
        let mut text = Vec::new();
        for n in 0..90 {
            text.extend_from_slice(format!("stripe = {}{end}", key(n)).as_bytes());
            text.extend(std::iter::repeat_n(b"x ; "[n % 4], gap + n % 7));
            text.extend_from_slice(end.as_bytes());
        }
        text
    }

    #[test]
    fn windows_find_what_the_whole_holds_at_the_same_places() {
        let engine = Engine::new(Arc::new(RuleSet::with_user(&[]).expect("our own rules")));
        let policy = Policy::default();
        let origin = Origin { path: b"big.ini".to_vec().into(), place: Place::Stdin };
        let mut scratch = Scratch::default();
        for (gap, end) in [(0, "\n"), (41, "\r\n"), (300, " "), (977, "\n")] {
            let text = text(gap, end);
            let whole =
                chunk_findings(&engine, &policy, &Chunk::whole(origin.clone(), text.clone()), &mut scratch);
            assert!(whole.len() >= 90, "{gap}: {}", whole.len());
            for size in [4096, 4098, 5000, 1 << 20] {
                let windows = Windows { size, overlap: 2048 };
                let (found, total) =
                    findings((&engine, &policy), &origin, &mut text.as_slice(), windows, &mut scratch)
                        .expect("memory");
                assert_eq!(total, text.len() as u64);
                assert_eq!(places(&found), places(&whole), "gap {gap}, windows of {size}");
            }
        }
    }
}
