//! A cache of verdicts on hits. A hit whose footprint has the same bytes gets the same verdict, in whatever blob it is.
//!
//! The versions of a file follow each other along their delta tree, so a small set-associative cache is enough. Nearly all
//! verdicts are negative (no finding); they have a table of their own, which needs no lock.

mod key;
mod negative;
mod positive;

use crate::engine::scan_state::Bound;
use crate::engine::{Hit, Verdict};
use crate::model::Span;
use key::{Key, Keys};
use negative::Negative;
use positive::Positive;
use std::sync::Arc;

/// The bytes before and behind a hit that its address in the cache is a hash of.
const WINDOW: (usize, usize) = (16, 32);
/// A verdict with a larger footprint is not cached: comparing would cost too much.
const LONGEST: usize = 8 << 10;

/// What is cached for a hit.
#[derive(Clone, Debug, Default)]
pub struct Cached {
    /// The footprint of its verdicts.
    pub bound: Bound,
    /// The verdict for each kind of file; `None` if there is no finding.
    pub verdicts: Option<Box<[Arc<Verdict>]>>,
}

/// Where a hit is cached: the set, and the tag that tells the hits of a set apart.
#[derive(Clone, Copy, Debug)]
pub struct Address {
    set: u32,
    tag: u32,
}

/// The cache, shared by all threads. Its cache lines are read at random, so each look-up is a wait for memory.
#[derive(Default)]
pub struct VerdictCache {
    negative: Negative,
    positive: Positive,
    keys: Keys,
}

impl VerdictCache {
    /// Writes the addresses of these hits into `addresses` and fetches the cache lines there, all at once: one by one, each
    /// look-up would wait for memory.
    pub fn fetch(
        &self,
        kinds: u16,
        bytes: &[u8],
        hits: impl Iterator<Item = Hit>,
        addresses: &mut Vec<Address>,
    ) {
        addresses.clear();
        for hit in hits {
            let address = self.address(kinds, bytes, hit);
            self.negative.fetch(address);
            addresses.push(address);
        }
    }

    /// The address of a hit.
    fn address(&self, kinds: u16, bytes: &[u8], hit: Hit) -> Address {
        let (at, (before, behind)) = (hit.pos as usize, WINDOW);
        let around = &bytes[at.saturating_sub(before)..bytes.len().min(at + behind)];
        let Key(window) = self.keys.mix(self.keys.first(kinds, hit), around);
        Address { set: window as u32, tag: (window >> 32) as u32 }
    }

    /// The verdicts on a hit at this address for these kinds of files: from the cache if the bytes of the footprint are the
    /// same, otherwise from `judge`.
    pub fn ask(
        &self,
        kinds: u16,
        bytes: &[u8],
        hit: Hit,
        address: Address,
        judge: impl FnOnce() -> Cached,
    ) -> Cached {
        let first = self.keys.first(kinds, hit);
        // Entries with the same footprint need only one hash.
        let mut last: Option<(Span, Key)> = None;
        let mut whole = |bound: Bound| {
            let span = bound.in_text(hit.pos as usize, bytes.len())?;
            let known = last.filter(|(known, _)| *known == span);
            let (_, key) =
                *last.insert(known.unwrap_or_else(|| (span, self.keys.mix(first, &bytes[span.range()]))));
            Some(key)
        };
        if let Some(bound) = self.negative.find(address, &mut whole) {
            return Cached { bound, verdicts: None };
        }
        let counts = |verdict: &Arc<Verdict>| verdict.counts_in(bytes, hit.pos as usize);
        if let Some(cached) = self.positive.find(address, &mut whole, counts) {
            return cached;
        }
        let cached = judge();
        let span = cached.bound.in_text(hit.pos as usize, bytes.len());
        if span.is_some_and(|span| span.len() <= LONGEST)
            && let Some(whole) = whole(cached.bound)
        {
            match &cached.verdicts {
                None => self.negative.enter(address, cached.bound, whole),
                Some(_) => self.positive.enter(address, whole, cached.clone()),
            }
        }
        cached
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Footprint;

    /// What the cache knows of a hit, and whether it had to be judged for that.
    fn ask(cache: &VerdictCache, kinds: u16, text: &[u8], hit: Hit, footprint: Footprint) -> (Bound, bool) {
        let mut judged = false;
        let cached = cache.ask(kinds, text, hit, cache.address(kinds, text, hit), || {
            judged = true;
            Cached { bound: Bound::of(footprint, hit.pos), verdicts: None }
        });
        (cached.bound, judged)
    }

    fn hit(pos: u32, word: u16) -> Hit {
        Hit { pos, word }
    }

    #[test]
    fn a_verdict_is_known_by_the_bytes_that_it_rests_on() {
        let text: Vec<u8> = (0..2000u32).map(|n| (n * n % 251) as u8).collect();
        let shifted = [&[7; 100][..], &text].concat();
        for (before, behind) in [(0, 1), (8, 16), (48, 80), (300, 700)] {
            let cache = VerdictCache::default();
            let footprint =
                |text: &[u8], at: usize| Footprint::new(text, at.checked_sub(before), at + behind);
            let (first, judged) = ask(&cache, 1, &text, hit(800, 3), footprint(&text, 800));
            assert!(judged);
            assert_eq!(ask(&cache, 1, &shifted, hit(900, 3), footprint(&shifted, 0)), (first, false));
            let other = [(2, hit(800, 3)), (1, hit(800, 4)), (1, hit(801, 3))];
            assert!(other.iter().all(|o| ask(&cache, o.0, &text, o.1, footprint(&text, 0)).1));
            // Both may be one byte: what was judged with the first change is known, so the second is another.
            for (at, change) in [(800 - before, 1), (800 + behind - 1, 2)] {
                let mut changed = text.clone();
                changed[at] ^= change;
                assert!(ask(&cache, 1, &changed, hit(800, 3), footprint(&text, 0)).1, "byte {at}");
            }
        }
    }

    #[test]
    fn the_edges_of_a_text_are_a_part_of_what_it_rests_on() {
        let (text, cache) = (vec![7; 400], VerdictCache::default());
        let to_the_end = Footprint::new(&text, Some(300), 500);
        assert!(ask(&cache, 1, &text, hit(350, 3), to_the_end).1);
        assert!(!ask(&cache, 1, &text[50..], hit(300, 3), to_the_end).1, "it ends there as well");
        let longer = [&text[..], b"7"].concat();
        assert!(ask(&cache, 1, &longer, hit(350, 3), Footprint::new(&longer, Some(300), 380)).1);
        let from_the_start = Footprint::new(&text, None, 20);
        assert!(ask(&cache, 1, &text, hit(10, 3), from_the_start).1);
        assert!(!ask(&cache, 1, &text, hit(10, 3), from_the_start).1);
        let later = [&text[..5], &text].concat();
        assert!(ask(&cache, 1, &later, hit(15, 3), Footprint::new(&later, Some(0), 20)).1);
    }

    #[test]
    fn what_one_thread_was_told_the_others_know() {
        let (text, cache) = ([7; 400], VerdictCache::default());
        let footprint = Footprint::new(&text, Some(300), 380);
        let judged = || ask(&cache, 1, &text, hit(350, 3), footprint).1;
        assert!(std::thread::scope(|scope| scope.spawn(judged).join().expect("no panic")));
        assert!(!judged());
    }

    #[test]
    fn what_looks_very_far_is_not_remembered() {
        let (text, cache) = (vec![7; 3 * LONGEST], VerdictCache::default());
        let at = 2 * LONGEST;
        let is_judged = |before: usize| {
            let footprint = Footprint::new(&text, Some(at - before), at + 1);
            ask(&cache, 1, &text, hit(at as u32, 3), footprint).1
        };
        assert!(is_judged(LONGEST) && is_judged(LONGEST));
        assert!(is_judged(LONGEST / 2) && !is_judged(LONGEST / 2), "what looks less far is");
    }
}
