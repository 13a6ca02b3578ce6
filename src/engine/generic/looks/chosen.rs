//! Words that people make passwords of.

use crate::engine::generic::feature::{Feature as F, Set};

/// One run of letters, then one to four digits, then perhaps one or two punctuation characters.
pub fn word_digits(value: &[u8]) -> bool {
    let letters = value.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let digits = value[letters..].iter().take_while(|b| b.is_ascii_digit()).count();
    letters >= 3 && (1..=4).contains(&digits) && value.len() - letters - digits <= 2
}

/// Sets the feature of a word that people make a password of, where the name says that it is one: `Winter2019!`,
/// `tiger@7`, `Acme#Lisbon`.
pub fn chosen(value: &[u8], set: &mut Set) {
    set.put_if(set.has(F::KeyPw) && set.has(F::KeyLast) && is_chosen(value), F::Chosen);
}

/// A run of letters, then digits and punctuation in either order; or two runs of letters with punctuation between.
fn is_chosen(value: &[u8]) -> bool {
    const SIGNS: &[u8] = b"!@#$%&*?";
    let letters = |from: usize| value[from..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let first = letters(0);
    let tail = &value[first..];
    let signs = tail.iter().filter(|b| SIGNS.contains(b)).count();
    let digits = tail.iter().filter(|b| b.is_ascii_digit()).count();
    let ends = signs + digits == tail.len() && signs <= 2 && digits <= 4 && !tail.is_empty();
    let joins = signs == 1 && SIGNS.contains(&tail[0]) && {
        let second = letters(first + 1);
        second >= 3 && value.len() - first - 1 - second <= 4 && 1 + second + digits == tail.len()
    };
    first >= 3 && (6..=24).contains(&value.len()) && (ends || joins)
}
