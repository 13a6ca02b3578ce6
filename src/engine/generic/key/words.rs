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

impl Words {
    /// Splits `name` (what is behind 96 bytes is not looked at).
    pub fn of(name: &[u8]) -> Words {
        let name = &name[name.len().saturating_sub(96)..];
        let mut words = Words {
            letters: [0; 96],
            ends: [(0, 0); MOST_WORDS],
            count: 0,
            dotted: name.contains(&b'.'),
            caps: name.len() > 1
                && name.iter().any(u8::is_ascii_uppercase)
                && !name.iter().any(u8::is_ascii_lowercase),
        };
        let mut start = None;
        for (i, &b) in name.iter().enumerate() {
            words.letters[i] = b.to_ascii_lowercase();
            let part = b.is_ascii_alphanumeric();
            if let Some(s) = start {
                let before = name[i - 1];
                let next_small = name.get(i + 1).is_some_and(u8::is_ascii_lowercase);
                let border = !part
                    || b.is_ascii_uppercase()
                        && (before.is_ascii_lowercase()
                            || before.is_ascii_digit()
                            || before.is_ascii_uppercase() && next_small)
                    || b.is_ascii_digit() && before.is_ascii_alphabetic() && s < i
                    || b.is_ascii_alphabetic() && before.is_ascii_digit();
                if border {
                    words.push(s, i);
                    start = part.then_some(i);
                }
            } else if part {
                start = Some(i);
            }
        }
        if let Some(s) = start {
            words.push(s, name.len());
        }
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
