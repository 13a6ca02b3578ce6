//! Allow files: written and read back, merged, expired, pruned, and every kind of malformed line.

use super::*;
use crate::finding::testing;
use crate::model::Span;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn entry(value: &str, until: Option<&str>, reason: &str) -> AllowEntry {
    AllowEntry::new(Fingerprint::of(value.as_bytes()), "some-rule", until.map(day), reason).expect("fits")
}

fn parse(text: &str) -> Result<AllowList> {
    AllowList::parse(text.as_bytes(), Path::new(ALLOW_FILE))
}

#[test]
fn writes_and_reads_back() {
    let mut list = AllowList::default();
    assert!(list.insert(entry("b", None, "known  \n dummy")));
    assert!(list.insert(entry("a", Some("2027-01-31"), "until then")));
    assert!(!list.insert(entry("b", None, "known dummy")));
    let text = list.to_string();
    assert_eq!(parse(&text).expect("our own text"), list);
    assert_eq!(text.lines().filter(|l| !l.starts_with('#')).count(), 2);
    assert!(text.lines().all(|l| l.starts_with("ss1-") || l.starts_with('#')));
}

#[test]
fn a_union_of_two_versions_is_right() {
    let (mut ours, mut theirs) = (AllowList::default(), AllowList::default());
    ours.insert(entry("a", None, "ours"));
    theirs.insert(entry("a", Some("2026-01-01"), "theirs"));
    theirs.insert(entry("c", None, "more"));
    let merged = parse(&format!("{theirs}{ours}{theirs}")).expect("a union");
    assert_eq!(merged.entries().count(), 3);
    let verdict = merged.verdict(&Fingerprint::of(b"a"), day("2026-11-23"));
    assert_eq!(verdict, Verdict::Allowed("ours"));
}

#[test]
fn entries_expire() {
    let list = parse(&entry("a", Some("2026-11-23"), "x").to_string()).expect("one line");
    let id = Fingerprint::of(b"a");
    assert_eq!(list.verdict(&id, day("2026-11-23")), Verdict::Allowed("x"));
    assert_eq!(list.verdict(&id, day("2026-11-24")), Verdict::Expired(day("2026-11-23")));
    assert_eq!(list.verdict(&Fingerprint::of(b"b"), day("2026-11-24")), Verdict::Unknown);
}

#[test]
fn bad_lines_are_errors_with_file_and_line() {
    let id = Fingerprint::of(b"a");
    for (text, words) in [
        ("# x\n\nss1-12 r always y".to_owned(), "line 3: \"ss1-12\" is no fingerprint"),
        (format!("{id} r never y"), "line 1: \"never\" is neither a day"),
        (format!("{id} r 2026-02-30 y"), "neither a day"),
        (format!("{id} r always  "), "no reason"),
        (format!("{id}"), "neither a day"),
        (format!("<<<<<<< HEAD\n{id} r always y"), "merge conflict"),
    ] {
        let error = parse(&text).expect_err(&text).to_string();
        assert!(error.starts_with(".secretscan-allow: line ") && error.contains(words), "{error}");
    }
    assert!(AllowList::parse(b"\xff\xfe", Path::new("x")).is_err());
}

#[test]
fn prune_keeps_what_matched() {
    let mut list = AllowList::default();
    list.insert(entry("used", None, "x"));
    list.insert(entry("gone", None, "x"));
    let mut held = testing::finding("used", "a", Span::new(0, 4));
    held.suppressed = Some(Suppression::Allowed("x".to_owned()));
    let mut found = testing::finding("gone", "a", Span::new(0, 4));
    found.suppressed = Some(Suppression::Baseline);
    let gone = list.prune(&[held, found]);
    assert_eq!(gone.len(), 1);
    assert_eq!(gone[0].fingerprint, Fingerprint::of(b"gone"));
    assert_eq!(list.entries().count(), 1);
}

#[test]
fn a_reason_is_one_line_and_not_nothing() {
    let id = Fingerprint::of(b"a");
    assert!(AllowEntry::new(id, "r", None, " \n ").is_err());
    assert!(AllowEntry::new(id, "r", None, "a\u{1b}[2J").is_err());
}
