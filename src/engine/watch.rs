//! Lets callers stop a long scan: asked regularly while hits are judged and findings are made of them. The engine has
//! no clock of its own.

use std::cell::Cell;

/// How many hits are judged between two calls of the function: a few milliseconds of the most expensive ones.
const STRIDE: u32 = 64;

/// Calls a function that tells whether to stop, and remembers the answer. If it stopped, the findings are incomplete.
pub struct Watch<'a> {
    ask: &'a dyn Fn() -> bool,
    count: Cell<u32>,
    stopped: Cell<bool>,
}

impl<'a> Watch<'a> {
    /// A watch that stops once this function returns true.
    pub fn new(ask: &'a dyn Fn() -> bool) -> Self {
        Watch { ask, count: Cell::new(0), stopped: Cell::new(false) }
    }

    /// A watch that never stops.
    pub fn idle() -> Watch<'static> {
        Watch::new(&|| false)
    }

    /// Counts a hit, or a candidate. True if it and all that follow should be skipped.
    pub fn is_over(&self) -> bool {
        self.count.set(self.count.get() + 1);
        if self.count.get() == STRIDE {
            self.count.set(0);
            self.stopped.set(self.stopped.get() || (self.ask)());
        }
        self.stopped.get()
    }

    /// True if hits were skipped.
    pub fn stopped(&self) -> bool {
        self.stopped.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Engine, Scratch};
    use crate::model::{Added, Chunk, FileKind, Origin, Place, RepoPath};
    use crate::rules::RuleSet;
    use std::sync::Arc;

    fn chunk(bytes: Vec<u8>) -> Chunk {
        let origin = Origin { path: RepoPath::default(), place: Place::Stdin };
        Chunk { origin, kind: FileKind::None, bytes, added: Added::All }
    }

    #[test]
    fn a_text_is_left_in_its_middle() {
        let engine = Engine::new(Arc::new(RuleSet::builtin()));
        let plain = chunk(
            [&["sk_live", "_9hQ2mV7bT4nK1zR8wY5cJ3hL0"].concat(), "\n"].concat().repeat(2000).into_bytes(),
        );
        let wide =
            chunk(String::from_utf8_lossy(&plain.bytes).encode_utf16().flat_map(u16::to_le_bytes).collect());
        for (chunk, is_version) in [(&plain, false), (&plain, true), (&wide, false)] {
            let asked = Cell::new(0);
            let ask = || {
                asked.set(asked.get() + 1);
                asked.get() == 3
            };
            let watch = Watch::new(&ask);
            let mut scratch = Scratch::default();
            scratch.expect(is_version);
            let found = engine.scan_watched(chunk, &mut scratch, &watch);
            assert!(watch.stopped());
            assert_eq!(asked.get(), 3, "nobody is asked again");
            assert!(found.is_empty());
            // Nor is it kept as a version for the next text.
            assert!(scratch.keep(Vec::from(*b"x")) == b"x");
            assert!(engine.scan_all(chunk, &mut scratch).len() >= 2000);
        }
    }
}
