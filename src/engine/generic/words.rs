//! How much of a text is covered by ordinary words.
//!
//! The list (`words.txt`, written by `benches/accuracy/words.py`) becomes a table of word hashes while compiling, so
//! that nothing is built at start-up and a look-up is one probe or two.

const LIST: &[u8] = include_bytes!("words.txt");
const BITS: u32 = 14;
const SEED: u32 = 0x811c_9dc5;
const SHORTEST: usize = 3;
const LONGEST: usize = 14;
/// Texts are looked at no further than this.
const MOST: usize = 96;

static TABLE: [u32; 1 << BITS] = build();

const fn step(hash: u32, letter: u8) -> u32 {
    (hash ^ letter as u32).wrapping_mul(0x0100_0193)
}

const fn slot(hash: u32) -> usize {
    (hash.wrapping_mul(0x9e37_79b1) >> (32 - BITS)) as usize
}

const fn build() -> [u32; 1 << BITS] {
    let mut table = [0u32; 1 << BITS];
    let mut i = 0;
    let mut hash = SEED;
    while i < LIST.len() {
        if LIST[i] == b'\n' {
            let mut at = slot(hash);
            while table[at] != 0 {
                at = (at + 1) & ((1 << BITS) - 1);
            }
            table[at] = hash;
            hash = SEED;
        } else {
            hash = step(hash, LIST[i]);
        }
        i += 1;
    }
    table
}

fn known(hash: u32) -> bool {
    let mut at = slot(hash);
    loop {
        match TABLE[at] {
            0 => return false,
            h if h == hash => return true,
            _ => at = (at + 1) & ((1 << BITS) - 1),
        }
    }
}

/// True for a word of the list, in any case.
pub fn is_word(word: &[u8]) -> bool {
    (SHORTEST..=LONGEST).contains(&word.len())
        && known(word.iter().fold(SEED, |h, b| step(h, b.to_ascii_lowercase())))
}

/// The share of the ASCII letters of `text` that the best choice of disjoint words covers; `None` without letters.
pub fn coverage(text: &[u8]) -> Option<f32> {
    let text = &text[..text.len().min(MOST)];
    let mut letters = 0u32;
    let mut covered = 0u32;
    let mut at = 0;
    while at < text.len() {
        if !text[at].is_ascii_alphabetic() {
            at += 1;
            continue;
        }
        let run = text[at..]
            .iter()
            .position(|b| !b.is_ascii_alphabetic())
            .map_or(&text[at..], |n| &text[at..at + n]);
        letters += run.len() as u32;
        covered += best_cover(run);
        at += run.len();
    }
    (letters > 0).then(|| covered as f32 / letters as f32)
}

/// The most letters of one run that disjoint words can cover.
fn best_cover(run: &[u8]) -> u32 {
    let mut best = [0u8; MOST + 1];
    for i in 0..run.len() {
        best[i + 1] = best[i + 1].max(best[i]);
        let mut hash = SEED;
        for (n, b) in run[i..].iter().take(LONGEST).enumerate() {
            hash = step(hash, b | 0x20);
            if n + 1 >= SHORTEST && best[i + n + 1] < best[i] + (n as u8 + 1) && known(hash) {
                best[i + n + 1] = best[i] + (n as u8 + 1);
            }
        }
    }
    u32::from(best[run.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_short_and_fits() {
        let list: Vec<&[u8]> = LIST.split(|&b| b == b'\n').filter(|w| !w.is_empty()).collect();
        assert!(list.is_sorted());
        assert!(list.len() * 2 < TABLE.len());
        assert!(list.iter().all(|w| (SHORTEST..=LONGEST).contains(&w.len())));
        assert!(list.iter().all(|w| w.iter().all(u8::is_ascii_lowercase)));
        assert!(list.iter().all(|w| is_word(w)));
    }

    #[test]
    fn covers_by_the_best_choice() {
        assert_eq!(coverage(b"1234"), None);
        assert_eq!(coverage(b"userName"), Some(1.0));
        assert!(coverage(b"xqzvkj").is_some_and(|c| c == 0.0));
        assert!(coverage(b"passwordxqzvkjwx").is_some_and(|c| c == 0.5));
        assert!(!is_word(b"xqzvkj") && is_word(b"Password"));
    }
}
