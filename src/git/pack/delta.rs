//! Delta instructions: what an object takes over from its base and what it adds.

use super::Fault;

/// A range that an object takes over from its delta base; what lies between two of them is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Where it stands in the object.
    pub to: u32,
    /// Where it stands in the base.
    pub from: u32,
    /// How many bytes.
    pub len: u32,
}

/// Rebuilds an object: `out` becomes its bytes, `copies` its ranges taken from `base`, in order, neighbours joined.
/// Every size and offset is checked against what is really there.
pub fn apply(base: &[u8], delta: &[u8], out: &mut Vec<u8>, copies: &mut Vec<Copied>) -> Result<(), Fault> {
    out.clear();
    copies.clear();
    let mut rest = delta;
    if size(&mut rest)? != base.len() as u64 {
        return Err(Fault::Corrupt("delta for another base"));
    }
    let total = size(&mut rest)?;
    // An instruction of at most 7 bytes copies at most 2^24 bytes: no memory for sizes that cannot be reached.
    if total > super::inflate::MAX_OBJECT || total > (rest.len() as u64).saturating_mul(1 << 24) {
        return Err(Fault::TooBig(total));
    }
    let total = total as usize;
    out.reserve(total);
    while let Some((&code, tail)) = rest.split_first() {
        rest = tail;
        if code & 0x80 != 0 {
            let from = operand(&mut rest, code, 4)?;
            let mut len = operand(&mut rest, code >> 4, 3)?;
            if len == 0 {
                len = 0x10000;
            }
            let piece = base.get(from..from.saturating_add(len)).ok_or(Fault::Corrupt("delta copy"))?;
            if out.len() + len > total {
                return Err(Fault::Corrupt("delta longer than declared"));
            }
            let to = out.len() as u32;
            out.extend_from_slice(piece);
            let (from, len) = (from as u32, len as u32);
            match copies.last_mut() {
                Some(c) if c.to + c.len == to && c.from + c.len == from => c.len += len,
                _ => copies.push(Copied { to, from, len }),
            }
        } else if code != 0 {
            let len = usize::from(code);
            let piece = rest.get(..len).ok_or(Fault::Truncated)?;
            if out.len() + len > total {
                return Err(Fault::Corrupt("delta longer than declared"));
            }
            out.extend_from_slice(piece);
            rest = &rest[len..];
        } else {
            return Err(Fault::Corrupt("delta instruction 0"));
        }
    }
    if out.len() == total { Ok(()) } else { Err(Fault::Corrupt("delta shorter than declared")) }
}

/// The size of the object that a delta makes.
pub fn target_size(delta: &[u8]) -> Result<u64, Fault> {
    let mut rest = delta;
    size(&mut rest)?;
    size(&mut rest)
}

/// The little-endian number of up to `n` bytes whose presence the low bits of `mask` tell.
fn operand(rest: &mut &[u8], mask: u8, n: u32) -> Result<usize, Fault> {
    let mut value = 0;
    for i in 0..n {
        if mask & (1 << i) != 0 {
            let (&byte, tail) = rest.split_first().ok_or(Fault::Truncated)?;
            value |= usize::from(byte) << (8 * i);
            *rest = tail;
        }
    }
    Ok(value)
}

/// A size in seven-bit groups, lowest first.
fn size(rest: &mut &[u8]) -> Result<u64, Fault> {
    let mut value = 0;
    for shift in (0..63).step_by(7) {
        let (&byte, tail) = rest.split_first().ok_or(Fault::Truncated)?;
        *rest = tail;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(Fault::Corrupt("delta size"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_and_inserts() {
        let base = b"0123456789abcdef";
        // copy 4..8, copy 8..10 (joined), insert "XY", copy 0..3
        let delta = [16, 11, 0x91, 4, 4, 0x91, 8, 2, 2, b'X', b'Y', 0x90, 3];
        let (mut out, mut copies) = (Vec::new(), Vec::new());
        apply(base, &delta, &mut out, &mut copies).expect("a good delta");
        assert_eq!(out, b"456789XY012");
        assert_eq!(copies, [Copied { to: 0, from: 4, len: 6 }, Copied { to: 8, from: 0, len: 3 }]);
    }

    #[test]
    fn nothing_is_believed() {
        let base = b"0123456789abcdef";
        let (mut out, mut copies) = (Vec::new(), Vec::new());
        let good = [16, 11, 0x91, 4, 4, 0x91, 8, 2, 2, b'X', b'Y', 0x90, 3];
        for cut in 0..good.len() {
            assert!(apply(base, &good[..cut], &mut out, &mut copies).is_err(), "cut at {cut}");
        }
        for (at, value) in [(0, 15), (1, 12), (1, 10), (3, 200), (8, 0), (8, 3), (11, 0)] {
            let mut bad = good;
            bad[at] = value;
            assert!(apply(base, &bad, &mut out, &mut copies).is_err(), "byte {at} as {value}");
        }
        assert!(apply(base, &[16, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], &mut out, &mut copies).is_err());
        assert!(apply(base, &[0xff; 12], &mut out, &mut copies).is_err());
    }
}
