//! Searches a text for many values. They are kept sorted, so that building is a sort and not an automaton. The longest
//! value at a place is found by two binary searches and the prefixes that neighbours share, so that thousands of values
//! with a common start cost no more than one.

/// Shortest value, in bytes.
pub const SHORTEST: usize = 4;
/// Bits of the gate per value: more bits let fewer places pass.
const GATE_BITS: usize = 16;
/// Smallest and largest gate, as powers of two.
const GATES: (u32, u32) = (13, 26);
const NONE: u32 = u32::MAX;

/// A value to search for.
pub trait Value {
    /// The bytes to search for.
    fn bytes(&self) -> &[u8];
}

impl Value for (&[u8], usize) {
    fn bytes(&self) -> &[u8] {
        self.0
    }
}

/// Values to search for, without duplicates, none shorter than [`SHORTEST`].
#[derive(Debug)]
pub struct Values<T> {
    sorted: Vec<T>,
    /// For each value, the longest other value that it begins with.
    shorter: Vec<u32>,
    /// A Bloom filter of the first four bytes of all values, by their hash.
    gate: Vec<u64>,
    shift: u32,
    longest: usize,
}

impl<T> Default for Values<T> {
    fn default() -> Self {
        Values { sorted: Vec::new(), shorter: Vec::new(), gate: Vec::new(), shift: 0, longest: 0 }
    }
}

impl<T: Value> Values<T> {
    /// From values sorted by their bytes.
    pub fn of_sorted(sorted: Vec<T>) -> Self {
        if sorted.is_empty() {
            return Values::default();
        }
        let bits = (sorted.len() * GATE_BITS).next_power_of_two().ilog2().clamp(GATES.0, GATES.1);
        let mut values = Values {
            shorter: Vec::with_capacity(sorted.len()),
            gate: vec![0; 1 << (bits - 6)],
            shift: 32 - bits,
            longest: sorted.iter().map(|v| v.bytes().len()).max().unwrap_or(0),
            sorted,
        };
        // The prefixes of a value come before it in the order, and so do their prefixes.
        let mut open: Vec<u32> = Vec::new();
        for (at, value) in values.sorted.iter().enumerate() {
            let value = value.bytes();
            while open.last().is_some_and(|&last| !value.starts_with(values.sorted[last as usize].bytes())) {
                open.pop();
            }
            values.shorter.push(open.last().copied().unwrap_or(NONE));
            open.push(at as u32);
            if let Some(slot) = slot(value, values.shift) {
                values.gate[slot / 64] |= 1 << (slot % 64);
            }
        }
        values
    }

    /// True if there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// Length of the longest value.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// A value by its number.
    pub fn get(&self, at: usize) -> &T {
        &self.sorted[at]
    }

    /// All values, each with the number of the longest other value that it begins with, which comes before it.
    pub fn chains(&self) -> impl Iterator<Item = (&T, Option<usize>)> {
        (0..self.sorted.len()).map(|at| (&self.sorted[at], self.shorter(at)))
    }

    fn shorter(&self, at: usize) -> Option<usize> {
        Some(self.shorter[at]).filter(|&at| at != NONE).map(|at| at as usize)
    }

    /// False if no value can stand at the front of `rest`.
    pub fn may_begin(&self, rest: &[u8]) -> bool {
        !self.gate.is_empty()
            && slot(rest, self.shift).is_some_and(|slot| self.gate[slot / 64] >> (slot % 64) & 1 == 1)
    }

    /// The values at the front of `rest`, longest first.
    pub fn at(&self, rest: &[u8]) -> impl Iterator<Item = usize> {
        let first = if self.may_begin(rest) { self.longest_at(rest) } else { None };
        std::iter::successors(first, |&at| self.shorter(at))
    }

    fn longest_at(&self, rest: &[u8]) -> Option<usize> {
        let rest = &rest[..rest.len().min(self.longest)];
        let before = |end: &[u8]| self.sorted.partition_point(|v| v.bytes() <= end).checked_sub(1);
        // Everything that sorts between a value that `rest` begins with and `rest` itself also begins with that value.
        // So the last value before `rest` begins with it, too, and no value at the front of `rest` is longer than the
        // prefix that this last one shares with it.
        let near = before(rest)?;
        let shared = common(self.sorted[near].bytes(), rest);
        let near = before(&rest[..shared])?;
        let shared = common(self.sorted[near].bytes(), rest);
        std::iter::successors(Some(near), |&at| self.shorter(at))
            .find(|&at| self.sorted[at].bytes().len() <= shared)
    }

    /// A value that begins with `front` and is longer.
    pub fn beginning_with(&self, front: &[u8]) -> Option<&T> {
        if !self.may_begin(front) {
            return None;
        }
        let at = self.sorted.partition_point(|v| v.bytes() <= front);
        self.sorted.get(at).filter(|value| value.bytes().starts_with(front))
    }
}

/// The bit of the first four bytes in a gate.
fn slot(text: &[u8], shift: u32) -> Option<usize> {
    let head = u32::from_le_bytes(*text.first_chunk::<SHORTEST>()?);
    Some((head.wrapping_mul(0x9E37_79B1) >> shift) as usize)
}

/// Length of the common prefix of two texts, in bytes.
fn common(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values<'t>(all: &[&'t str]) -> Values<(&'t [u8], usize)> {
        let mut all: Vec<(&[u8], usize)> = all.iter().map(|v| (v.as_bytes(), 0)).collect();
        all.sort_unstable();
        Values::of_sorted(all)
    }

    fn at(values: &Values<(&[u8], usize)>, rest: &str) -> Vec<String> {
        values.at(rest.as_bytes()).map(|at| String::from_utf8_lossy(values.get(at).0).into_owned()).collect()
    }

    #[test]
    fn all_that_stand_at_a_place_longest_first() {
        let values = values(&["abcd", "abcdef", "abcdez", "abcdefgh", "abcdefzz", "bcde"]);
        assert_eq!(at(&values, "abcdefgx"), ["abcdef", "abcd"]);
        assert_eq!(at(&values, "abcdefghi"), ["abcdefgh", "abcdef", "abcd"]);
        assert_eq!(at(&values, "abcdezzz"), ["abcdez", "abcd"]);
        assert_eq!(at(&values, "abcd"), ["abcd"]);
        assert_eq!(at(&values, "bcd"), [""; 0]);
        assert!(values.beginning_with(b"abcdefz").is_some() && values.beginning_with(b"abcdefzz").is_none());
        assert!(Values::<(&[u8], usize)>::default().at(b"abcd").next().is_none());
    }

    #[test]
    fn as_a_search_one_by_one_would_say() {
        let mut dice = 7u64;
        let mut roll = |most: u64| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (dice >> 33) % most
        };
        let mut word = |most: u64| -> String {
            let length = 4 + roll(most);
            (0..length).map(|_| char::from(b'a' + roll(2) as u8)).collect()
        };
        let mut all: Vec<String> = (0..400).map(|_| word(9)).collect();
        all.sort();
        all.dedup();
        let values = values(&all.iter().map(String::as_str).collect::<Vec<_>>());
        for _ in 0..3000 {
            let rest = word(14);
            let mut plain: Vec<String> = all.iter().filter(|v| rest.starts_with(*v)).cloned().collect();
            plain.sort_by_key(|v| std::cmp::Reverse(v.len()));
            assert_eq!(at(&values, &rest), plain, "{rest}");
        }
    }
}
