//! Texts for people, in any language.

use crate::engine::generic::bytes::contains_ci;
use crate::engine::generic::feature::{Feature as F, Set};
use crate::engine::generic::text::Counts;

/// Sets the features of natural language, of any script: blanks between words, letters beyond ASCII, words that can be spoken.
pub fn features(value: &[u8], c: &Counts, set: &mut Set) {
    let letters = c.letters() + c.foreign;
    let trimmed = value.trim_ascii();
    if c.blank > 0 && letters > 0 {
        let words = trimmed.split(|b| b.is_ascii_whitespace()).filter(|w| !w.is_empty());
        let (mut all, mut spoken, mut plain) = (0, 0, 0);
        for word in words.take(24) {
            all += 1;
            let core = word
                .iter()
                .filter(|b| b.is_ascii_alphabetic() || **b >= 0x80 || matches!(b, b'\'' | b'-'))
                .count();
            let letters = core > 0 && core + 2 >= word.len();
            let foreign = word.iter().any(|b| *b >= 0x80);
            spoken += usize::from(letters && (word.len() <= 3 || foreign || pronounceable(word)));
            // one case, or a capital in front: as words are written, and random letters are not
            let cased = word.iter().skip(1).all(|b| !b.is_ascii_uppercase())
                || word.iter().all(|b| !b.is_ascii_lowercase());
            plain += usize::from(letters && cased);
        }
        set.put_if(all == 2, F::Words2);
        set.put_if(all >= 3, F::Sentence);
        set.put_if(
            all >= 2 && (spoken * 3 >= all * 2 || c.digit == 0 && plain == all && spoken > 0),
            F::Natural,
        );
    } else if c.digit == 0 && (c.foreign > 0 && c.foreign * 3 >= c.len || c.foreign > 1 && c.punct == 0)
        || c.foreign * 4 >= c.len * 3 && c.foreign >= 6
    {
        set.put(F::Natural);
    }
    if c.letters() == c.len && c.len >= 3 {
        set.put_if(pronounceable(value), F::Pronounceable);
        set.put_if(value[0].is_ascii_uppercase() && c.upper == 1, F::Title);
    }
    if contains_ci(value, b"password") && c.blank >= 1 {
        set.put(F::Natural);
    }
}

/// Vowels and consonants alternate as in words that people speak.
fn pronounceable(word: &[u8]) -> bool {
    let (mut vowels, mut letters, mut run, mut longest, mut vowel_run) = (0, 0, 0, 0, 0);
    let mut rare = 0;
    for b in word.iter().filter(|b| b.is_ascii_alphabetic()).map(u8::to_ascii_lowercase) {
        letters += 1;
        rare += usize::from(matches!(b, b'q' | b'x' | b'z' | b'j'));
        if matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y') {
            vowels += 1;
            vowel_run += 1;
            run = 0;
            longest = longest.max(vowel_run);
        } else {
            run += 1;
            vowel_run = 0;
            longest = longest.max(run);
        }
    }
    letters > 0
        && vowels * 4 >= letters
        && vowels * 3 <= letters * 2 + 1
        && longest <= if letters >= 10 { 4 } else { 3 }
        && rare * 6 <= letters
}
