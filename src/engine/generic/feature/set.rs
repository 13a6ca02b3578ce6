//! Which features hold: one bit for each.

use super::{ALL, COUNT, Feature};

/// A set of features.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Set {
    bits: [u64; COUNT.div_ceil(64)],
}

impl Set {
    /// Adds one.
    pub fn put(&mut self, feature: Feature) {
        let i = feature as usize;
        self.bits[i / 64] |= 1 << (i % 64);
    }

    /// Takes one away.
    pub fn take(&mut self, feature: Feature) {
        let i = feature as usize;
        self.bits[i / 64] &= !(1 << (i % 64));
    }

    /// Adds one where `yes`.
    pub fn put_if(&mut self, yes: bool, feature: Feature) {
        if yes {
            self.put(feature);
        }
    }

    /// True if it is there.
    pub fn has(&self, feature: Feature) -> bool {
        let i = feature as usize;
        self.bits[i / 64] >> (i % 64) & 1 == 1
    }

    /// All that are there, in order.
    pub fn iter(&self) -> impl Iterator<Item = Feature> {
        let bits = self.bits;
        (0..bits.len()).flat_map(move |w| {
            let mut rest = bits[w];
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let i = rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    ALL[w * 64 + i]
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_keep_what_they_are_given() {
        let mut set = Set::default();
        for f in [Feature::Assign, Feature::UsedElsewhere, Feature::Cover0] {
            set.put(f);
        }
        assert_eq!(
            set.iter().collect::<Vec<_>>(),
            [Feature::Assign, Feature::Cover0, Feature::UsedElsewhere]
        );
        assert!(set.has(Feature::Cover0) && !set.has(Feature::Cover30));
        set.take(Feature::Cover0);
        assert!(!set.has(Feature::Cover0));
    }
}
