//! The bits and slots that windows have in an index.

/// Slots of the table of first entries.
pub const SLOTS: usize = 1 << 12;

/// What makes letters of both cases one.
const FOLD: u32 = 0x2020_2020;

/// Bits of the filters.
pub const FOUR: usize = 1 << 16;

pub const THREE: usize = 1 << 15;

#[inline(always)]
pub fn has(filter: &[u64], bit: usize) -> bool {
    filter[bit / 64] >> (bit % 64) & 1 == 1
}

pub fn put(filter: &mut [u64], bit: usize) {
    filter[bit / 64] |= 1 << (bit % 64);
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

/// Bit of four bytes, whatever their case.
#[inline]
pub fn four_bit(four: u32) -> usize {
    ((four | FOLD).wrapping_mul(0x9E37_79B1) >> 16) as usize & (FOUR - 1)
}

/// Bit of the first three of four bytes, whatever their case.
#[inline]
pub fn three_bit(four: u32) -> usize {
    ((four << 8 | FOLD << 8).wrapping_mul(0x9E37_79B1) >> 17) as usize & (THREE - 1)
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
