//! Long runs of names and values without a separator (`key==key==..`): generated text, in which no name has a value worth
//! reading.

/// How much of a long value is examined.
pub const RUN: usize = 512;

/// How many assignments make one: base64 has two characters, at its very end.
const SIGNS: usize = 16;

/// True for such a run. Otherwise each of its names would read all of the rest as its value.
pub fn assigns_often(raw: &[u8]) -> bool {
    let Some(head) = raw.get(..RUN) else { return false };
    let word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'"' | b'\'');
    let sign = |b: &u8| matches!(b, b'=' | b':' | b'!');
    let mut parts = head.chunk_by(|a, b| sign(a) == sign(b));
    // What stands before a character, and behind it, has to be a word.
    let mut before = parts.next();
    let mut assigned = 0;
    while let (Some(name), Some(between), Some(behind)) = (before, parts.next(), parts.next()) {
        let joins = name.last().is_some_and(word) && behind.first().is_some_and(word);
        assigned += usize::from(joins && between != b"!");
        before = Some(behind);
    }
    assigned >= SIGNS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::generic::judge::Judge;
    use crate::model::FileKind;

    fn values(text: &str, name: &str) -> usize {
        let mut judge = Judge::thorough(text.as_bytes(), FileKind::Config);
        let mut found = 0;
        for at in memchr::memmem::find_iter(text.as_bytes(), name) {
            judge.at(at, |_| found += 1);
        }
        found
    }

    #[test]
    fn a_run_of_assignments_is_no_value_of_each_of_them() {
        for unit in ["password=", "token:\"secret=", "password==", "key!=", "password=3D"] {
            assert!(assigns_often(unit.repeat(200).as_bytes()), "{unit}");
        }
        // Only the last few, which no run of others follows, are looked at as a whole.
        for unit in ["password=", "password==", "password=3D"] {
            assert!(values(&unit.repeat(1000), "password") <= RUN / unit.len(), "{unit}");
        }
        // A value may hold a few of them, and the padding of base64.
        assert!(!assigns_often("a=b".repeat(8).as_bytes()));
        let long = format!("password={}==", "kD93jf02mXp1".repeat(80));
        assert_eq!(values(&long, "password"), 1);
        // A run behind the value is none of it.
        let followed = format!("connect: password=kD93jf02mXp1;{}", "a=b&".repeat(500));
        assert_eq!(values(&followed, "password"), 1);
    }
}
