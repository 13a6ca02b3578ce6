//! The one place that inflates: swap the library here and nowhere else.

use super::Fault;
use sirocco::{Format, inflate};

/// Objects beyond this are not read into memory; they are named instead.
pub const MAX_OBJECT: u64 = (1 << 31) - 1;

/// A reusable zlib decoder: its tables are costly to set up.
pub struct Inflater(Box<inflate::Decoder>);

impl Default for Inflater {
    fn default() -> Self {
        Inflater(Box::new(inflate::Decoder::new(Format::Zlib)))
    }
}

impl Inflater {
    /// Makes `out` the `size` bytes that the zlib stream at the start of `input` holds; anything else is a fault.
    /// A declared size that the input cannot possibly hold is refused before memory is taken for it.
    pub fn inflate(&mut self, input: &[u8], size: usize, out: &mut Vec<u8>) -> Result<(), Fault> {
        // Deflate packs at most 1032 to one.
        if size as u64 > (input.len() as u64).saturating_mul(1032) {
            return Err(Fault::Corrupt("declared size"));
        }
        out.resize(size, 0);
        self.0.reset();
        let progress = self.0.decompress(input, out, true).map_err(fault)?;
        match (progress.done, progress.output.len() == size) {
            (true, true) => Ok(()),
            (true, false) => Err(Fault::Corrupt("shorter than declared")),
            (false, _) => Err(Fault::Corrupt("longer than declared")),
        }
    }

    /// Inflates a loose object: `kind size NUL content`, the size being known only from its first bytes. Returns the
    /// length of that header; `head_only` stops behind it.
    pub fn inflate_loose(
        &mut self,
        input: &[u8],
        head_only: bool,
        out: &mut Vec<u8>,
    ) -> Result<usize, Fault> {
        const HEAD: usize = 64;
        out.clear();
        out.resize(HEAD, 0);
        self.0.reset();
        let progress = self.0.decompress(input, out, true).map_err(fault)?;
        let (used, written, done) = (progress.consumed, progress.output.len(), progress.done);
        let nul = memchr::memchr(0, &out[..written]).ok_or(Fault::Corrupt("loose object header"))?;
        if head_only {
            return Ok(nul + 1);
        }
        let size = loose_size(&out[..nul])?;
        let total = nul + 1 + size;
        if done {
            out.truncate(written);
        } else {
            if total < written || size as u64 > (input.len() as u64).saturating_mul(1032) {
                return Err(Fault::Corrupt("declared size"));
            }
            out.resize(total, 0);
            let progress = self.0.decompress(&input[used..], out, true).map_err(fault)?;
            if !progress.done {
                return Err(Fault::Corrupt("longer than declared"));
            }
            let end = written + progress.output.len();
            out.truncate(end);
        }
        if out.len() == total { Ok(nul + 1) } else { Err(Fault::Corrupt("shorter than declared")) }
    }
}

/// The size in a loose header without its NUL: `blob 123`.
pub(super) fn loose_size(head: &[u8]) -> Result<usize, Fault> {
    let digits = head.rsplit(|&b| b == b' ').next().unwrap_or_default();
    if digits.is_empty() || digits.len() > 19 || !digits.iter().all(u8::is_ascii_digit) {
        return Err(Fault::Corrupt("loose object header"));
    }
    let size = digits.iter().fold(0u64, |n, d| n * 10 + u64::from(d - b'0'));
    if size > MAX_OBJECT { Err(Fault::TooBig(size)) } else { Ok(size as usize) }
}

fn fault(error: inflate::Error) -> Fault {
    match error {
        inflate::Error::Truncated => Fault::Truncated,
        inflate::Error::ChecksumMismatch => Fault::Corrupt("checksum of its data"),
        inflate::Error::BufferFull | inflate::Error::InsufficientSpace => {
            Fault::Corrupt("longer than declared")
        }
        _ => Fault::Corrupt("compressed data"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sirocco::deflate::Level;

    fn packed(text: &[u8]) -> Vec<u8> {
        sirocco::compress(Format::Zlib, Level::DEFAULT, text)
    }

    #[test]
    fn exact_sizes_only() {
        let (mut inflater, mut out) = (Inflater::default(), Vec::new());
        let text = b"the same again, the same again, the same again".repeat(50);
        let mut input = packed(&text);
        input.extend_from_slice(b"next entry");
        assert_eq!(inflater.inflate(&input, text.len(), &mut out), Ok(()));
        assert_eq!(out, text);
        assert!(inflater.inflate(&input, text.len() - 1, &mut out).is_err());
        assert!(inflater.inflate(&input, text.len() + 1, &mut out).is_err());
        assert!(inflater.inflate(&input[..9], 40, &mut out).is_err());
        assert!(inflater.inflate(b"junk that is no zlib", 4, &mut out).is_err());
        assert_eq!(inflater.inflate(&input, usize::MAX, &mut out), Err(Fault::Corrupt("declared size")));
        assert_eq!(inflater.inflate(&packed(b""), 0, &mut out), Ok(()));
        assert_eq!(inflater.inflate(&packed(&text), text.len(), &mut out), Ok(()), "after all those faults");
    }

    #[test]
    fn loose_objects() {
        let (mut inflater, mut out) = (Inflater::default(), Vec::new());
        for size in [0usize, 3, 40, 57, 64, 500, 90_000] {
            let body: Vec<u8> = (0..size).map(|i| (i * 7 % 251) as u8).collect();
            let mut text = format!("blob {size}\0").into_bytes();
            text.extend_from_slice(&body);
            let head = inflater.inflate_loose(&packed(&text), false, &mut out).expect("whole");
            assert_eq!(&out[head..], body);
            assert_eq!(inflater.inflate_loose(&packed(&text), true, &mut out), Ok(head));
            text.push(b'x');
            assert!(inflater.inflate_loose(&packed(&text), false, &mut out).is_err(), "{size} and one more");
            assert!(inflater.inflate_loose(&packed(&text[..text.len() - 2]), false, &mut out).is_err());
        }
        assert!(inflater.inflate_loose(&packed(b"blob 99999999999999999999\0x"), false, &mut out).is_err());
        assert!(inflater.inflate_loose(&packed(&[b'a'; 300]), false, &mut out).is_err());
    }
}
