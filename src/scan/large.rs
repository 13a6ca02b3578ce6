//! Texts that are too large for memory: read in overlapping windows.
//!
//! A finding belongs to the window in which it has context on both sides: what begins in the second half of an overlap is left
//! to the next window. No footprint reaches half as far.

mod window;

use super::watched_findings;
use crate::engine::{Engine, Scratch, Watch};
use crate::finding::{Finding, Policy};
use crate::git::OUT_OF_TIME;
use crate::model::{Chunk, Origin};
use std::io::Read;
use window::Window;

/// The layout of the windows.
#[derive(Clone, Copy, Debug)]
pub struct Windows {
    /// Bytes in a window.
    pub size: usize,
    /// Bytes that a window shares with the one before; even, so that two-byte characters are not cut differently, and not 0.
    pub overlap: usize,
}

/// 64 MiB, sharing one: the longest secret is 16 KiB, and no rule looks further than that.
pub const WINDOWS: Windows = Windows { size: 64 << 20, overlap: 1 << 20 };

/// How to search a stream.
pub struct How<'a> {
    pub engine: &'a Engine,
    pub policy: &'a Policy,
    pub windows: Windows,
    /// Called after each window and within it; returns why to stop, if so.
    pub stop: &'a dyn Fn() -> Option<&'static str>,
}

/// What was found in a stream.
pub struct Found {
    pub findings: Vec<Finding>,
    /// Bytes that were searched.
    pub bytes: u64,
    /// Line ends among them.
    pub lines: u64,
    /// Why the rest was not searched.
    pub cut: Option<String>,
}

/// Searches a stream to its end, or to where it cannot be read or nobody wants to wait any longer: what was found before
/// stays found.
pub fn findings(how: &How<'_>, origin: &Origin, stream: &mut dyn Read, scratch: &mut Scratch) -> Found {
    let mut found = Found { findings: Vec::new(), bytes: 0, lines: 0, cut: None };
    let mut window = Window::new(how.windows);
    loop {
        let read = window.read(stream);
        found.bytes += read.bytes;
        found.lines += read.lines;
        let chunk = Chunk::whole(origin.clone(), std::mem::take(&mut window.bytes));
        let ask = || (how.stop)().is_some();
        let watch = Watch::new(&ask);
        let here = watched_findings(how.engine, how.policy, &chunk, scratch, &watch);
        window.bytes = chunk.bytes;
        if watch.stopped() {
            // Nothing is said of this window, to which the one before leaves half of what they share.
            found.bytes = found.bytes.saturating_sub(read.bytes + window.inherited());
            found.lines = found.lines.saturating_sub(read.lines);
            found.cut = Some((how.stop)().unwrap_or(OUT_OF_TIME).to_owned());
            return found;
        }
        found.cut = if read.is_last { read.error } else { (how.stop)().map(str::to_owned) };
        let is_last = read.is_last || found.cut.is_some();
        found.findings.extend(window.keep(here, is_last, found.cut.is_some()));
        if is_last {
            return found;
        }
        window.slide();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Place;
    use crate::rules::RuleSet;
    use crate::scan::chunk_findings;
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
                let how = How { engine: &engine, policy: &policy, windows, stop: &|| None };
                let found = findings(&how, &origin, &mut text.as_slice(), &mut scratch);
                assert_eq!((found.bytes, found.cut), (text.len() as u64, None));
                assert_eq!(places(&found.findings), places(&whole), "gap {gap}, windows of {size}");
            }
        }
    }

    #[test]
    fn windows_of_wide_text() {
        let engine = Engine::new(Arc::new(RuleSet::with_user(&[]).expect("our own rules")));
        let policy = Policy::default();
        let origin = Origin { path: b"big.ini".to_vec().into(), place: Place::Stdin };
        let mut scratch = Scratch::default();
        // Russian in between: without its mark a window in the middle of it looks like no text at all.
        let russian = "\u{43a}\u{43b}\u{44e}\u{447} ".repeat(70);
        for (mark, end, gap) in [("", "\n", ""), ("\u{feff}", "\r\n", &russian), ("\u{feff}", " ", &russian)]
        {
            let lines = (0..60).map(|n| format!("stripe = {}{end}{gap}{end}", key(n)));
            let text: String = std::iter::once(mark.to_owned()).chain(lines).collect();
            for big in [false, true] {
                let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
                let text: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
                let whole = Chunk::whole(origin.clone(), text.clone());
                let whole = chunk_findings(&engine, &policy, &whole, &mut scratch);
                assert!(whole.len() >= 60, "{}", whole.len());
                for size in [4096, 5000] {
                    let windows = Windows { size, overlap: 2048 };
                    let how = How { engine: &engine, policy: &policy, windows, stop: &|| None };
                    let found = findings(&how, &origin, &mut text.as_slice(), &mut scratch);
                    assert_eq!((found.bytes, found.cut), (text.len() as u64, None));
                    assert_eq!(places(&found.findings), places(&whole), "{end:?} {big} {size}");
                }
            }
        }
    }

    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }

    #[test]
    fn what_was_found_before_the_end_stays_found() {
        let engine = Engine::new(Arc::new(RuleSet::with_user(&[]).expect("our own rules")));
        let policy = Policy::default();
        let origin = Origin { path: b"big.ini".to_vec().into(), place: Place::Stdin };
        let mut scratch = Scratch::default();
        let windows = Windows { size: 4096, overlap: 2048 };
        let text = text(150, "\n");
        let whole =
            chunk_findings(&engine, &policy, &Chunk::whole(origin.clone(), text.clone()), &mut scratch);
        let before = |end: usize| places(&whole).into_iter().filter(|p| p.0 + 40 < end).count();
        // The third window cannot be read to its end; a key is cut in two there.
        let end = whole[whole.len() / 2].span.start + 12;
        assert!(end > 2 * 4096 && end < text.len());
        let how = How { engine: &engine, policy: &policy, windows, stop: &|| None };
        let found = findings(&how, &origin, &mut text[..end].chain(Broken), &mut scratch);
        assert_eq!((found.bytes, found.cut.as_deref()), (end as u64, Some("the disk is gone")));
        assert_eq!(places(&found.findings), places(&whole[..whole.len() / 2]));
        // Stopped in a window's middle, or behind it: what is said to be searched is.
        let mut ends = std::collections::BTreeSet::new();
        for most in 0..6 {
            let asked = std::cell::Cell::new(0);
            let stop = || {
                asked.set(asked.get() + 1);
                (asked.get() > most).then_some("no more time")
            };
            let how = How { stop: &stop, ..how };
            let found = findings(&how, &origin, &mut text.as_slice(), &mut scratch);
            assert_eq!(found.cut.as_deref(), Some("no more time"));
            assert!(found.findings.len() >= before(found.bytes as usize));
            assert_eq!(places(&found.findings), places(&whole)[..found.findings.len()]);
            ends.insert(found.bytes);
        }
        assert!([0, 4096 - 1024, 4096, 4096 + 2048].iter().all(|end| ends.contains(end)), "{ends:?}");
        assert!(before(4096 + 2048) > 20);
    }
}
