//! The hash functions of the index: from bytes to bits of its filter and slots of its tables.

/// Slots of the table of first entries.
pub const SLOTS: usize = 1 << 12;

/// A bit for each table of first entries: which of them have one for some three bytes.
pub const ALONE: u8 = 1;
pub const AHEAD: u8 = 2;
pub const BACK: u8 = 4;
pub const SHORT: u8 = 8;

/// The bit that tells letters of both cases apart.
const FOLD: u32 = 0x2020_2020;

/// Bits of the filter.
pub const FILTER: usize = 1 << 16;
/// The bits of a fourth byte that are told apart.
pub const FOURTH: u32 = 7;

/// Enters all that may begin with the first `window` of four bytes.
pub fn put_all(filter: &mut [u64], key: u32, window: usize, fourth: u32) {
    let known = u32::MAX >> (8 * (4 - window));
    let thirds = if window < 3 { 0..=255 } else { 0..=0 };
    // Four bytes that differ only in the last one have neighbouring bits.
    let open = if window < 4 { fourth as usize } else { 0 };
    let bits = (2 << open) - 1;
    for third in thirds {
        let first = bit(key & known | third << 16 & !known, fourth) & !open;
        filter[first / 64] |= bits << (first % 64);
    }
}

/// Bit of four bytes, whatever their case: of three, and in those of the fourth that count.
#[inline(always)]
pub fn bit(four: u32, fourth: u32) -> usize {
    let three = (four << 8 | FOLD << 8).wrapping_mul(0x9E37_79B1) >> 16;
    (three ^ four >> 24 & fourth) as usize & (FILTER - 1)
}

/// The four bytes from `at` on.
#[inline(always)]
pub fn four_at(text: &[u8], at: usize) -> u32 {
    match text.get(at..at.wrapping_add(4)) {
        Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
        _ => four_of(text, at),
    }
}

/// The four bytes from `at` on. Zeros follow the end of the text, which no keyword has.
#[cold]
pub fn four_of(text: &[u8], at: usize) -> u32 {
    let mut four = [0; 4];
    let rest = text.get(at..).unwrap_or_default();
    let rest = &rest[..rest.len().min(4)];
    four[..rest.len()].copy_from_slice(rest);
    u32::from_le_bytes(four)
}

/// Slot of four bytes, whatever their case.
#[inline]
pub fn slot(four: u32) -> usize {
    ((four | FOLD).wrapping_mul(0x9E37_79B1) >> 20) as usize & (SLOTS - 1)
}

/// Slot of the first three of four bytes, whatever their case.
#[inline]
pub fn three_slot(four: u32) -> usize {
    ((four << 8 | FOLD << 8).wrapping_mul(0x9E37_79B1) >> 20) as usize & (SLOTS - 1)
}

/// Slot of the first two of four bytes, whatever their case.
#[inline]
pub fn two_slot(four: u32) -> usize {
    ((four << 16 | FOLD << 16).wrapping_mul(0x9E37_79B1) >> 20) as usize & (SLOTS - 1)
}
