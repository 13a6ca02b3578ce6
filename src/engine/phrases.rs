//! Fixed words that are searched at every place of a short text, and sets of whole words. Their tables are built at
//! compile time, so that nothing is built at start-up and most places need one lookup.

/// A set of words of three bytes or more, for substring search.
pub struct Phrases {
    words: &'static [&'static [u8]],
    /// The first and second byte of each word.
    heads: Pairs,
    /// The second and third.
    necks: Pairs,
}

/// A bit for each pair of bytes, by the low five bits of both, which do not depend on case.
struct Pairs([u64; PAIRS / 64]);

const PAIRS: usize = 1 << 10;

impl Pairs {
    const fn bit(first: u8, second: u8) -> usize {
        ((first & 31) as usize) << 5 | (second & 31) as usize
    }

    const fn put(&mut self, first: u8, second: u8) {
        let bit = Self::bit(first, second);
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    fn has(&self, first: u8, second: u8) -> bool {
        let bit = Self::bit(first, second);
        self.0[bit / 64] >> (bit % 64) & 1 == 1
    }
}

impl Phrases {
    /// The set of these words.
    pub const fn new(words: &'static [&'static [u8]]) -> Self {
        let (mut heads, mut necks) = (Pairs([0; PAIRS / 64]), Pairs([0; PAIRS / 64]));
        let mut at = 0;
        while at < words.len() {
            heads.put(words[at][0], words[at][1]);
            necks.put(words[at][1], words[at][2]);
            at += 1;
        }
        Phrases { words, heads, necks }
    }

    /// The places of `text` where a word may begin.
    fn places<'t>(&self, text: &'t [u8]) -> impl Iterator<Item = &'t [u8]> {
        let next = text.get(1..).unwrap_or_default().iter();
        let third = text.get(2..).unwrap_or_default().iter();
        let threes = text.iter().zip(next).zip(third).enumerate();
        let may =
            |&(_, ((a, b), c)): &(usize, ((&u8, &u8), &u8))| self.heads.has(*a, *b) && self.necks.has(*b, *c);
        threes.filter(may).map(|(at, _)| &text[at..])
    }

    /// True if one of the words may occur in `text`, judging by pairs of letters.
    pub fn may_stand_in(&self, text: &[u8]) -> bool {
        self.places(text).next().is_some()
    }

    /// True if one of the words occurs in `text`, in the same case.
    pub fn stand_in(&self, text: &[u8]) -> bool {
        self.places(text).any(|rest| self.words.iter().any(|word| rest.starts_with(word)))
    }

    /// True if one of the words, which are in lower case, occurs in `text` in any case.
    pub fn stand_in_any_case(&self, text: &[u8]) -> bool {
        let begins =
            |rest: &[u8], word: &[u8]| rest.get(..word.len()).is_some_and(|r| r.eq_ignore_ascii_case(word));
        self.places(text).any(|rest| self.words.iter().any(|word| begins(rest, word)))
    }

    /// The first of the words, in their own order, that occurs in `text` in the same case.
    pub fn first_in(&self, text: &[u8]) -> Option<&'static [u8]> {
        let number = |rest: &[u8]| self.words.iter().position(|word| rest.starts_with(word));
        self.places(text).filter_map(number).min().map(|number| self.words[number])
    }
}

/// A hash set of whole words in lower case. `SLOTS` is a power of two, and at least twice their number.
pub struct Lexicon<const SLOTS: usize> {
    words: &'static [&'static str],
    /// The number of a word, from 1; 0 for an empty slot.
    slots: [u16; SLOTS],
    longest: usize,
}

const SEED: u32 = 0x811c_9dc5;

/// Adds a byte to the hash, ignoring case.
const fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ byte.to_ascii_lowercase() as u32).wrapping_mul(0x0100_0193)
}

const fn slot(hash: u32, slots: usize) -> usize {
    (hash.wrapping_mul(0x9e37_79b1) >> 16) as usize & (slots - 1)
}

impl<const SLOTS: usize> Lexicon<SLOTS> {
    /// The set of these words.
    pub const fn new(words: &'static [&'static str]) -> Self {
        assert!(SLOTS.is_power_of_two() && words.len() * 2 <= SLOTS && SLOTS <= 1 << 16);
        let (mut slots, mut longest) = ([0; SLOTS], 0);
        let mut number = 0;
        while number < words.len() {
            let word = words[number].as_bytes();
            let (mut hash, mut at) = (SEED, 0);
            while at < word.len() {
                hash = step(hash, word[at]);
                at += 1;
            }
            let mut free = slot(hash, SLOTS);
            while slots[free] != 0 {
                free = (free + 1) % SLOTS;
            }
            number += 1;
            slots[free] = number as u16;
            if word.len() > longest {
                longest = word.len();
            }
        }
        Lexicon { words, slots, longest }
    }

    /// The words.
    #[cfg(test)]
    pub fn words(&self) -> impl Iterator<Item = &'static str> + use<SLOTS> {
        self.words.iter().copied()
    }

    /// True if `text` is one of the words, in any case.
    pub fn has(&self, text: &[u8]) -> bool {
        text.len() <= self.longest && self.find(text, text.iter().fold(SEED, |hash, b| step(hash, *b)))
    }

    /// The lengths of the words that `text` begins with, in any case.
    pub fn heads<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
        let mut hash = SEED;
        (1..=text.len().min(self.longest)).filter(move |&len| {
            hash = step(hash, text[len - 1]);
            self.find(&text[..len], hash)
        })
    }

    fn find(&self, text: &[u8], hash: u32) -> bool {
        let mut at = slot(hash, SLOTS);
        loop {
            let Some(number) = usize::from(self.slots[at]).checked_sub(1) else { return false };
            if text.eq_ignore_ascii_case(self.words[number].as_bytes()) {
                return true;
            }
            at = (at + 1) % SLOTS;
        }
    }
}

/// The first place of `part` in `text`. For parts of a few bytes in short texts, where building a searcher would take
/// longer than the search.
pub fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    let Some((&first, rest)) = part.split_first() else { return Some(0) };
    memchr::memchr_iter(first, text).find(|at| text[at + 1..].starts_with(rest))
}

/// True if `part` occurs in `text`; see [`find`].
pub fn holds(text: &[u8], part: &[u8]) -> bool {
    find(text, part).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    static PHRASES: Phrases = Phrases::new(&[b"your_", b"example", b"...", b"exa"]);
    static WORDS: Lexicon<8> = Lexicon::new(&["pass", "password", "word"]);

    #[test]
    fn phrases_stand_anywhere() {
        assert!(PHRASES.stand_in(b"an example") && !PHRASES.stand_in(b"an Example"));
        assert!(PHRASES.stand_in_any_case(b"YOUR_KEY") && !PHRASES.stand_in_any_case(b"YOUR KEY e"));
        assert_eq!(PHRASES.first_in(b"example... your_"), Some(&b"your_"[..]));
        assert_eq!(PHRASES.first_in(b"an example"), Some(&b"example"[..]));
        assert_eq!(PHRASES.first_in(b"an exampl"), Some(&b"exa"[..]));
        assert!(PHRASES.first_in(b"e").is_none() && PHRASES.first_in(b"").is_none());
        assert!(PHRASES.stand_in(b"...") && !PHRASES.stand_in(b".."));
    }

    #[test]
    fn words_are_whole() {
        assert!(WORDS.has(b"PassWord") && WORDS.has(b"word"));
        for text in ["passw", "", "passwords"] {
            assert!(!WORDS.has(text.as_bytes()), "{text}");
        }
        assert_eq!(WORDS.heads(b"Passwords").collect::<Vec<_>>(), [4, 8]);
        assert!(WORDS.heads(b"").next().is_none());
    }

    #[test]
    fn parts_are_found_first() {
        assert_eq!(find(b"a=>b=>", b"=>"), Some(1));
        assert_eq!(find(b"a=b", b"=>"), None);
        assert_eq!(find(b"a=", b"=>"), None);
        assert_eq!(find(b"", b"x"), None);
        assert!(holds(b"", b""));
    }
}
