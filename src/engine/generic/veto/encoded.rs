//! Values that base64 hides: what they decode to may be a stand-in, a variable or a dummy.

use crate::engine::checks::encoding::base64;
use crate::engine::dummy;
use crate::engine::generic::weak::is_stand_in;

/// Longer values are no encoded words.
const LONGEST: usize = 200;

/// The text that `value` is in base64, blanks around it left out; `None` if it is in none, or no text.
pub fn hidden(value: &[u8]) -> Option<Vec<u8>> {
    let is_sign = |b: &u8| matches!(b, b' '..=b'~' | b'\n');
    // Of most values, the first characters tell already.
    let opens = base64(value.get(..4)?)?;
    if value.len() > LONGEST || !opens.iter().all(is_sign) {
        return None;
    }
    let text = base64(value)?.trim_ascii().to_vec();
    (!text.is_empty() && text.iter().all(is_sign)).then_some(text)
}

/// It decodes to words that stand in place of a secret.
pub fn stand_in(value: &[u8]) -> bool {
    hidden(value)
        .is_some_and(|text| is_stand_in(&text) || dummy::reason(&text).is_some() || text.ends_with(b"..."))
}

#[cfg(test)]
mod tests {
    use super::super::assert_sorts;
    use super::*;

    #[test]
    fn words_in_base64() {
        assert_eq!(hidden(b"Y2hhbmdlbWU=").as_deref(), Some(&b"changeme"[..]));
        assert_eq!(hidden(b"Y2hhbmdlbWUK").as_deref(), Some(&b"changeme"[..]));
        assert_eq!(hidden(b"7f3kQ9xLm2Vt8Rw0"), None);
        // the first of the others is `kR9s-Zw2m`
        assert_sorts(stand_in, &[b"Y2hhbmdlbWU=", b"cGxhY2Vob2xkZXI="], &[b"a1I5cy1adzJt", b"changeme"]);
    }
}
