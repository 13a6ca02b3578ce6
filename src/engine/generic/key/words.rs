//! The words of a name, as programmers join them.

/// Words of a name are looked at no further than this.
const MOST_WORDS: usize = 16;

/// Lower-case words of a name, split at case changes, digits and punctuation.
pub struct Words {
    letters: [u8; 96],
    ends: [(u8, u8); MOST_WORDS],
    count: usize,
    /// The name holds a dot.
    pub dotted: bool,
    /// No small letter, and more than one letter.
    pub caps: bool,
}

/// The kinds of characters in names.
const OTHER: u8 = 0;
const LOWER: u8 = 1;
const UPPER: u8 = 2;
const DIGIT: u8 = 3;
/// A dot; equal to [`OTHER`] under the mask [`SORT`].
const DOT: u8 = 4;
const SORT: u8 = 3;

static SIGNS: [u8; 256] = {
    let mut signs = [OTHER; 256];
    let mut b = 0;
    while b < 256 {
        signs[b] = match b as u8 {
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' => DIGIT,
            b'.' => DOT,
            _ => OTHER,
        };
        b += 1;
    }
    signs
};

impl Words {
    /// Splits `name` (what is behind 96 bytes is not looked at).
    pub fn of(name: &[u8]) -> Words {
        let name = &name[name.len().saturating_sub(96)..];
        let mut words =
            Words { letters: [0; 96], ends: [(0, 0); MOST_WORDS], count: 0, dotted: false, caps: false };
        words.letters[..name.len()].copy_from_slice(name);
        words.letters.make_ascii_lowercase();
        let (mut start, mut before, mut all) = (0, OTHER, 0u8);
        for (i, &b) in name.iter().enumerate() {
            let sign = SIGNS[usize::from(b)];
            all |= 1 << sign;
            let sort = sign & SORT;
            // Within a word most letters follow one of their sort.
            if sort == before && sort != UPPER {
                continue;
            }
            let next_small = || name.get(i + 1).is_some_and(u8::is_ascii_lowercase);
            let goes_on = before == UPPER && (sort == LOWER || sort == UPPER && !next_small());
            if !goes_on {
                if before != OTHER {
                    words.push(start, i);
                }
                start = i;
            }
            before = sort;
        }
        if before != OTHER {
            words.push(start, name.len());
        }
        let has = |sign: u8| all >> sign & 1 == 1;
        words.dotted = has(DOT);
        words.caps = name.len() > 1 && has(UPPER) && !has(LOWER);
        words
    }

    fn push(&mut self, start: usize, end: usize) {
        if self.count == MOST_WORDS {
            self.ends.rotate_left(1);
            self.count -= 1;
        }
        self.ends[self.count] = (start as u8, end as u8);
        self.count += 1;
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.count
    }

    /// The word of that index, lower case.
    pub fn get(&self, i: usize) -> &[u8] {
        match self.ends[..self.count].get(i) {
            Some(&(s, e)) => &self.letters[s as usize..e as usize],
            None => b"",
        }
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &[u8]> + ExactSizeIterator {
        (0..self.count).map(|i| self.get(i))
    }
}
