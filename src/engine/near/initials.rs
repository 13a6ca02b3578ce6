//! A filter that rules most words out before the text is searched for them.

/// The first two characters of the words of a text, as bits: rules out most words that are not there. Indexed by the low
/// five bits of the first character; a bit for the low three of the second. Both are the same for both cases of a letter.
#[derive(Clone, Copy, Debug)]
pub struct Initials([u8; 32]);

impl Initials {
    /// The initials of this text.
    pub fn of(text: &[u8]) -> Initials {
        let (mut before, mut all) = (0, [0u8; 32]);
        for (at, &b) in text.iter().enumerate() {
            let sort = SORTS[usize::from(b)];
            if sort & before == 0 {
                all[usize::from(b & 31)] |= 1 << (text.get(at + 1).unwrap_or(&0) & 7);
            }
            before = sort >> 4;
        }
        Initials(all)
    }

    /// True if `word` may be among them.
    pub fn have(&self, word: &[u8]) -> bool {
        let Some(first) = word.first() else { return false };
        let seconds = self.0[usize::from(first & 31)];
        match word.get(1) {
            // A blank, `*` and `=` in a word match other characters, or none.
            None | Some(b' ' | b'*' | b'=') => seconds != 0,
            Some(second) => seconds >> (second & 7) & 1 == 1,
        }
    }
}

/// For each character: behind which kinds of letters it continues a word (low bits), and its own kind (four bits higher).
static SORTS: [u8; 256] = {
    const SMALL: u8 = 1;
    const CAPITAL: u8 = 2;
    let mut sorts = [0; 256];
    let mut b = 0;
    while b < 256 {
        sorts[b] = match b as u8 {
            b'a'..=b'z' => SMALL | CAPITAL | SMALL << 4,
            b'A'..=b'Z' => CAPITAL | CAPITAL << 4,
            _ => 0,
        };
        b += 1;
    }
    sorts
};
