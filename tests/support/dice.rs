//! Numbers that look drawn and are the same in every run.

/// A small generator of test data: no crate, no clock.
pub struct Dice(pub u64);

impl Dice {
    /// One of `0..sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    /// A word of these signs, `shortest` or up to `spread` longer.
    pub fn word(&mut self, signs: &str, shortest: usize, spread: usize) -> String {
        let signs: Vec<char> = signs.chars().collect();
        let length = shortest + self.roll(spread);
        (0..length).map(|_| signs[self.roll(signs.len())]).collect()
    }
}
