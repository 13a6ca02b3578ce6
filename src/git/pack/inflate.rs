//! The only user of the zlib library, so that it can be exchanged here.

use super::Fault;
use sirocco::{Format, inflate};
use std::io::{self, BufReader, Read};

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

    /// Makes `out` the first `most` bytes of what is longer than that.
    pub fn inflate_start(&mut self, input: &[u8], most: usize, out: &mut Vec<u8>) -> Result<(), Fault> {
        out.resize(most, 0);
        self.0.reset();
        let progress = self.0.decompress(input, out, true).map_err(fault)?;
        if progress.output.len() == most { Ok(()) } else { Err(Fault::Corrupt("shorter than declared")) }
    }

    /// Inflates a loose object: `kind size NUL content`, the size being known only from its first bytes. Returns the
    /// length of that header. Content of more than `most` bytes is refused; without a `most` only the header is asked for.
    pub fn inflate_loose(
        &mut self,
        input: &[u8],
        most: Option<u64>,
        out: &mut Vec<u8>,
    ) -> Result<usize, Fault> {
        const HEAD: usize = 64;
        out.clear();
        out.resize(HEAD, 0);
        self.0.reset();
        let progress = self.0.decompress(input, out, true).map_err(fault)?;
        let (used, written, done) = (progress.consumed, progress.output.len(), progress.done);
        let nul = memchr::memchr(0, &out[..written]).ok_or(Fault::Corrupt("loose object header"))?;
        let Some(most) = most else { return Ok(nul + 1) };
        let size = loose_size(&out[..nul])?;
        if size > most.min(MAX_OBJECT) {
            return Err(Fault::TooBig(size));
        }
        let size = size as usize;
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

/// Content that is inflated while it is read: of exactly the size that was declared, or an error.
pub struct Stream<R: Read> {
    inner: inflate::Reader<BufReader<R>>,
    left: u64,
}

impl<R: Read> Stream<R> {
    /// What the zlib stream in `input` holds.
    pub fn new(input: R, size: u64) -> Self {
        Stream {
            inner: inflate::Reader::new(Format::Zlib, BufReader::with_capacity(BUFFER, input)),
            left: size,
        }
    }

    /// A loose object's content, its size being known only from its first bytes.
    pub fn loose(input: R) -> Result<Self, Fault> {
        let mut stream = Stream::new(input, u64::MAX);
        let (mut head, mut byte) = (Vec::new(), [0]);
        while head.len() < LONGEST_HEAD && stream.inner.read(&mut byte)? == 1 && byte != [0] {
            head.push(byte[0]);
        }
        stream.left = loose_size(&head)?;
        Ok(stream)
    }
}

const BUFFER: usize = 256 << 10;
/// `commit` and 19 digits are shorter.
const LONGEST_HEAD: usize = 32;

impl<R: Read> Read for Stream<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let done = self.inner.read(out)?;
        let broken = |why| Err(io::Error::new(io::ErrorKind::InvalidData, why));
        match self.left.checked_sub(done as u64) {
            None => broken("its data is longer than declared"),
            Some(left) if done == 0 && left > 0 && !out.is_empty() => broken("its data ends too early"),
            Some(left) => {
                self.left = left;
                Ok(done)
            }
        }
    }
}

/// The size in a loose header without its NUL: `blob 123`.
pub(super) fn loose_size(head: &[u8]) -> Result<u64, Fault> {
    let digits = head.rsplit(|&b| b == b' ').next().unwrap_or_default();
    if digits.is_empty() || digits.len() > 19 || !digits.iter().all(u8::is_ascii_digit) {
        return Err(Fault::Corrupt("loose object header"));
    }
    // 19 digits fit.
    Ok(digits.iter().fold(0u64, |n, d| n * 10 + u64::from(d - b'0')))
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
        for most in [0, 1, 300, text.len() - 1] {
            assert_eq!(inflater.inflate_start(&input, most, &mut out), Ok(()));
            assert_eq!(out, text[..most]);
        }
        assert!(inflater.inflate_start(&input, text.len() + 1, &mut out).is_err());
        assert!(inflater.inflate(b"junk that is no zlib", 4, &mut out).is_err());
        assert_eq!(inflater.inflate(&input, usize::MAX, &mut out), Err(Fault::Corrupt("declared size")));
        assert_eq!(inflater.inflate(&packed(b""), 0, &mut out), Ok(()));
        assert_eq!(inflater.inflate(&packed(&text), text.len(), &mut out), Ok(()), "after all those faults");
    }

    #[test]
    fn streams_of_exact_sizes() {
        let text = b"the same again, the same again, the same again".repeat(5000);
        let read = |size: u64, input: &[u8]| {
            let mut out = Vec::new();
            Stream::new(input, size).read_to_end(&mut out).map(|_| out)
        };
        let mut input = packed(&text);
        let whole = input.len();
        input.extend_from_slice(b"next entry");
        assert_eq!(read(text.len() as u64, &input).expect("whole"), text);
        assert!(read(text.len() as u64 + 1, &input).is_err() && read(text.len() as u64 - 1, &input).is_err());
        assert!(read(text.len() as u64, &input[..whole - 5]).is_err());
        let loose = packed(&[b"blob 230000\0", &text[..]].concat());
        let mut out = Vec::new();
        Stream::loose(&loose[..]).expect("a header").read_to_end(&mut out).expect("whole");
        assert!(out == text);
        assert!(Stream::loose(&packed(&[b'1'; 90])[..]).is_err() && Stream::loose(&b"junk"[..]).is_err());
    }

    #[test]
    fn loose_objects() {
        const WHOLE: Option<u64> = Some(MAX_OBJECT);
        let (mut inflater, mut out) = (Inflater::default(), Vec::new());
        for size in [0usize, 3, 40, 57, 64, 500, 90_000] {
            let body: Vec<u8> = (0..size).map(|i| (i * 7 % 251) as u8).collect();
            let mut text = format!("blob {size}\0").into_bytes();
            text.extend_from_slice(&body);
            let head = inflater.inflate_loose(&packed(&text), WHOLE, &mut out).expect("whole");
            assert_eq!(&out[head..], body);
            assert_eq!(inflater.inflate_loose(&packed(&text), None, &mut out), Ok(head));
            text.push(b'x');
            assert!(inflater.inflate_loose(&packed(&text), WHOLE, &mut out).is_err(), "{size} and one more");
            assert!(inflater.inflate_loose(&packed(&text[..text.len() - 2]), WHOLE, &mut out).is_err());
        }
        assert!(inflater.inflate_loose(&packed(b"blob 99999999999999999999\0x"), WHOLE, &mut out).is_err());
        assert!(inflater.inflate_loose(&packed(&[b'a'; 300]), WHOLE, &mut out).is_err());
    }
}
