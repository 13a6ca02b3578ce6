//! A small cache of stretches of packs, for random access: a delta is read twice, before and after its base, and its neighbour
//! is often needed next.

use super::Fault;
use super::file::PackFile;

/// What was read last.
#[derive(Default)]
pub struct Windows {
    held: Vec<Window>,
    /// The one that goes next.
    oldest: usize,
    /// The one that was asked last.
    last: usize,
}

#[derive(Default)]
struct Window {
    pack: usize,
    start: u64,
    bytes: Vec<u8>,
    /// So many of them count.
    len: usize,
}

/// So many windows are held.
const MOST: usize = 32;
/// How much is read at once at least.
const AHEAD: u64 = 8 << 10;
/// The memory of a longer one is given back.
const LONGEST: usize = 256 << 10;

impl Windows {
    /// The bytes `from..to` of a pack; `number` tells packs apart.
    pub fn get(&mut self, pack: &PackFile, number: usize, from: u64, to: u64) -> Result<&[u8], Fault> {
        let to = to.min(pack.end());
        if from >= to {
            return Err(Fault::Truncated);
        }
        let has = |window: &Window| {
            window.pack == number && window.start <= from && to <= window.start + window.len as u64
        };
        let at = match self.held.get(self.last).filter(|window| has(window)) {
            Some(_) => self.last,
            None => match self.held.iter().position(has) {
                Some(at) => at,
                None => self.read(pack, number, from, to.max(from.saturating_add(AHEAD)).min(pack.end()))?,
            },
        };
        self.last = at;
        let window = &self.held[at];
        let start = (from - window.start) as usize;
        Ok(&window.bytes[start..start + (to - from) as usize])
    }

    fn read(&mut self, pack: &PackFile, number: usize, from: u64, to: u64) -> Result<usize, Fault> {
        if self.held.len() < MOST {
            self.held.push(Window::default());
            self.oldest = self.held.len() - 1;
        }
        let at = self.oldest;
        self.oldest = (at + 1) % MOST;
        let window = &mut self.held[at];
        let len = (to - from) as usize;
        // What was there is overwritten: no need to clear it first.
        window.bytes.resize(window.bytes.len().max(len), 0);
        window.len = 0;
        pack.read_at(from, &mut window.bytes[..len])?;
        (window.pack, window.start, window.len) = (number, from, len);
        Ok(at)
    }

    /// Gives memory back that a single big entry took.
    pub fn trim(&mut self) {
        if let Some(window) = self.held.get_mut(self.last).filter(|w| w.bytes.capacity() > LONGEST) {
            (window.bytes, window.len) = (Vec::new(), 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn windows_hold_what_was_read() {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        let bytes: Vec<u8> = (0..3_000_000u32).map(|n| (n.wrapping_mul(n) >> 7) as u8).collect();
        let bytes = [&b"PACK\0\0\0\x02\0\0\0\0"[..], &bytes, &[0; 20]].concat();
        file.write_all(&bytes).expect("room");
        let pack = PackFile::open(file.path()).expect("a pack");
        let end = pack.end() as usize;
        let mut windows = Windows::default();
        let mut at = 7usize;
        for _ in 0..2000 {
            at = (at * 1_103_515_245 + 12345) % (end - 1);
            let len = [1, 32, 900, 20_000, 2_000_000][at % 5];
            let found = windows.get(&pack, at % 2, at as u64, (at + len) as u64).expect("it is there");
            assert_eq!(found, &bytes[at..(at + len).min(end)]);
            windows.trim();
            assert!(windows.held.len() <= MOST && windows.held.iter().all(|w| w.bytes.len() <= LONGEST));
        }
        assert!(windows.get(&pack, 0, end as u64, end as u64 + 1).is_err());
    }
}
