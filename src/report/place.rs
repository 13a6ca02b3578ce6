//! The place of a finding, in words and ids that several formats share.

use super::sanitize::escape;
use crate::finding::{Finding, Fingerprint};
use crate::model::Place;
use std::collections::HashMap;
use std::fmt::Write;

/// A label for people: the path, or what the text was.
pub fn label(finding: &Finding) -> String {
    let path = finding.origin.path.to_string();
    match (finding.origin.place, path.is_empty()) {
        (Place::Commit(id), _) => format!("{}message of commit {}", within(finding), id.short(12)),
        (Place::Tag(id), _) => format!("{}message of tag {}", within(finding), id.short(12)),
        (Place::Message, true) => "commit message".to_owned(),
        (Place::Stdin, true) => "standard input".to_owned(),
        _ => escape(&path),
    }
}

/// A path for formats that only know files: a text that is not one gets a descriptive name.
pub fn file(finding: &Finding) -> Vec<u8> {
    let path = finding.origin.path.as_bytes();
    match finding.origin.place {
        Place::Commit(id) => [folder(path), format!("commit-message/{id}").as_bytes()].concat(),
        Place::Tag(id) => [folder(path), format!("tag-message/{id}").as_bytes()].concat(),
        Place::Message if path.is_empty() => b"commit-message".to_vec(),
        Place::Stdin if path.is_empty() => b"stdin".to_vec(),
        _ => path.to_vec(),
    }
}

/// The repository of a message, if a run covers several: `shop: `.
pub fn within(finding: &Finding) -> String {
    match folder(finding.origin.path.as_bytes()) {
        [name @ .., b'/'] => format!("{}: ", escape(&String::from_utf8_lossy(name))),
        _ => String::new(),
    }
}

/// A path up to its last slash; for a message, the repository.
fn folder(path: &[u8]) -> &[u8] {
    path.iter().rposition(|&byte| byte == b'/').map_or(&[], |last| &path[..=last])
}

/// True if it is in a file, not in a message or on standard input.
pub fn is_file(finding: &Finding) -> bool {
    !matches!(finding.origin.place, Place::Commit(_) | Place::Tag(_) | Place::Message | Place::Stdin)
}

/// [`file()`] as text.
pub fn file_name(finding: &Finding) -> String {
    String::from_utf8_lossy(&file(finding)).into_owned()
}

/// A path as a relative URI, percent-encoded.
pub fn uri(path: &[u8]) -> String {
    let mut out = String::with_capacity(path.len());
    for &byte in path {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Gives each place an id that does not change when lines move: made of the fingerprint, the path, and a count of the
/// places with both.
#[derive(Default)]
pub struct Ids<'f> {
    seen: HashMap<(Fingerprint, &'f [u8]), u32>,
}

impl<'f> Ids<'f> {
    /// The id of the next finding, in report order.
    pub fn next(&mut self, finding: &'f Finding) -> Fingerprint {
        let path = finding.origin.path.as_bytes();
        let count = self.seen.entry((finding.fingerprint, path)).or_default();
        *count += 1;
        let id = finding.fingerprint.to_string();
        Fingerprint::of(&[id.as_bytes(), b"\0", path, b"\0", count.to_string().as_bytes()].concat())
    }
}

/// A fingerprint as 32 hex digits.
pub fn hex(id: &Fingerprint) -> String {
    id.to_string().trim_start_matches("ss1-").to_owned()
}

/// A fingerprint in the form of a UUID version 5 (name-based), for formats that require one.
pub fn uuid(id: &Fingerprint) -> String {
    let hex = hex(id);
    let variant = match hex.as_bytes().get(16) {
        Some(b'0' | b'4' | b'8' | b'c') => '8',
        Some(b'1' | b'5' | b'9' | b'd') => '9',
        Some(b'2' | b'6' | b'a' | b'e') => 'a',
        _ => 'b',
    };
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-5{}-{variant}{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::testing;
    use crate::model::{ObjectId, Span};
    use crate::outcome::Outcome;

    #[test]
    fn ids_hold_while_lines_move_and_differ_by_place() {
        let mut one = testing::finding("value", "a", Span::new(0, 5));
        let other = testing::finding("value", "b", Span::new(0, 5));
        let first = Ids::default().next(&one);
        let copy = one.clone();
        let mut ids = Ids::default();
        assert_eq!(ids.next(&copy), first);
        assert_ne!(ids.next(&other), first);
        assert_ne!(ids.next(&copy), first);
        one.start.line = 77;
        assert_eq!(Ids::default().next(&one), first);
        assert_ne!(first, one.fingerprint);
    }

    #[test]
    fn messages_of_several_repositories_name_theirs() {
        let id: ObjectId = "3f2a1b9c0d3f2a1b9c0d3f2a1b9c0d3f2a1b9c0d".parse().expect("an id");
        let finding = |path: &str, place| {
            let mut finding = testing::finding("value", path, Span::new(0, 5));
            finding.origin.place = place;
            finding
        };
        // The path is empty in history, and names the commit in a range.
        for path in ["", "commit 3f2a1b9c0d"] {
            let mut outcome =
                Outcome { findings: vec![finding(path, Place::Commit(id))], ..Outcome::default() };
            assert_eq!(label(&outcome.findings[0]), "message of commit 3f2a1b9c0d3f");
            assert_eq!(file_name(&outcome.findings[0]), format!("commit-message/{id}"));
            outcome.put_below("libs/inner");
            outcome.put_below("../shop/");
            assert_eq!(label(&outcome.findings[0]), "../shop/libs/inner: message of commit 3f2a1b9c0d3f");
            assert_eq!(file_name(&outcome.findings[0]), format!("../shop/libs/inner/commit-message/{id}"));
        }
        assert_eq!(label(&finding("shop/", Place::Tag(id))), "shop: message of tag 3f2a1b9c0d3f");
    }

    #[test]
    fn uuids_have_the_form() {
        for value in [&b"a"[..], b"b", b"c", b"d", b"e"] {
            let id = uuid(&Fingerprint::of(value));
            let dashes: Vec<usize> = id.match_indices('-').map(|m| m.0).collect();
            assert_eq!((id.len(), dashes), (36, vec![8, 13, 18, 23]));
            assert_eq!(id.as_bytes()[14], b'5');
            assert!(b"89ab".contains(&id.as_bytes()[19]), "{id}");
        }
    }

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("a b/%ä:x.ini".as_bytes()), "a%20b/%25%C3%A4%3Ax.ini");
        assert_eq!(uri(b"\xff"), "%FF");
    }
}
