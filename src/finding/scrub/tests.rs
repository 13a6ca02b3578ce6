//! Nothing in a report reveals a secret of the run.

use super::*;
use crate::finding::{Frame, Life, testing};
use crate::model::Span;

#[test]
fn nothing_else_tells_the_value() {
    let value = "zyxwvut7srqpon";
    let mut finding = testing::finding(value, &format!("keys/{value}.txt"), Span::new(0, 14));
    let with = || format!("it is {value}!");
    finding.note = Some(with().into());
    finding.suppressed = Some(Suppression::Allowed(with()));
    let life = Life { author: with(), summary: with(), refs: vec![with()], ..Life::default() };
    finding.life = Some(Box::new(life));
    Scrubber::new([&finding.clone()]).finding(&mut finding);
    assert!(!format!("{finding:?}").contains(value));
    assert_eq!(finding.origin.path.to_string(), "keys/••••••••••••••.txt");
}

#[test]
fn short_values_leave_paths_alone() {
    let mut finding = testing::finding("config", "config/config.ini", Span::new(0, 6));
    Scrubber::new([&finding.clone()]).finding(&mut finding);
    assert_eq!(finding.origin.path.to_string(), "config/config.ini");
    let mut finding = testing::finding("Authentication", "src/AuthenticationTest.java", Span::new(0, 14));
    Scrubber::new([&finding.clone()]).finding(&mut finding);
    assert_eq!(finding.origin.path.to_string(), "src/AuthenticationTest.java");
}

#[test]
fn values_that_overlap_or_share_their_front_go_whole() {
    let values = ["zyxwvutsrqponmlkjihg", "zyxwvutsrqponmlkQQQQQQ", "jihgAAAAAA", "zyxwvutsrqponmlk"];
    let findings = values.map(|v| testing::finding(v, "a", Span::new(0, v.len())));
    let scrubber = Scrubber::new(&findings);
    let clean = |text: &str| scrubber.text(text).into_owned();
    assert_eq!(clean("<zyxwvutsrqponmlkjihgAAAAAA>"), format!("<{}>", "•".repeat(20)));
    assert_eq!(clean("<zyxwvutsrqponmlkQQQQQQ>"), format!("<{}>", "•".repeat(22)));
    assert_eq!(clean("<zyxwvutsrqponmlkQ>"), format!("<{}Q>", "•".repeat(16)));
    assert_eq!(clean("nothing"), "nothing");
}

#[test]
fn dismissed_words_are_no_secrets() {
    let mut dismissed = testing::finding("Authorizations", "vendor/Authorizations.go", Span::new(0, 14));
    let kept = dismissed.clone();
    dismissed.suppressed = Some(Suppression::Filter("everyday words".to_owned()));
    assert_eq!(Scrubber::new([&dismissed]).text("no Authorizations here"), "no Authorizations here");
    assert_eq!(Scrubber::new([&kept]).text("no Authorizations"), format!("no {}", "•".repeat(14)));
}

/// A line after these values were redacted in it.
fn shown(values: &[(&str, usize)], text: &str, underline: (usize, usize)) -> (String, (usize, usize)) {
    let finding = |&(value, prefix): &(&str, usize)| {
        let mut finding = testing::finding(value, "a", Span::new(0, value.len()));
        finding.redacted = crate::finding::redacted(value.as_bytes(), prefix);
        finding
    };
    let findings: Vec<Finding> = values.iter().map(finding).collect();
    let line = FrameLine { number: 1, text: text.to_owned(), underline, label: String::new() };
    let mut finding = testing::finding("a", "b", Span::new(0, 1));
    finding.frame = Frame { lines: vec![line] };
    Scrubber::new(&findings).finding(&mut finding);
    let line = finding.frame.lines.remove(0);
    (line.text, line.underline)
}

#[test]
fn a_frame_tells_no_secret_of_another_file() {
    let line = shown(&[("tok_zyxwvut7", 4)], "# tok_zyxwvut7 ä k = •••••••• # end", (21, 29));
    assert_eq!(line, ("# tok_•••••••• ä k = •••••••• # end".to_owned(), (21, 29)));
    let part = shown(&[("tok_zyxwvut7", 4)], "'tok_' + 'zyxwvut7'", (0, 0));
    assert_eq!(part.0, "'tok_' + '••••••••'");
    // No run of bullets tells how long a secret is, and the underline moves with its text.
    let long = "q7".repeat(60);
    let line = shown(&[(&long, 0)], &format!("{long} k = ••••"), (125, 129));
    assert_eq!(line, (format!("{} k = ••••", "•".repeat(40)), (45, 49)));
    let plain = shown(&[(&long, 0)], "nothing of it", (3, 5));
    assert_eq!(plain, ("nothing of it".to_owned(), (3, 5)));
}

#[test]
fn words_of_another_file_stand_for_themselves() {
    for word in ["postgres", "ChangeMe-please", "ADMINISTRATOR"] {
        let text = format!("image: {word}:16");
        let masked = shown(&[(word, 0)], &text, (0, 0)).0 != text;
        assert_eq!(masked, word == "ChangeMe-please", "{word}");
    }
}

#[test]
fn nor_the_half_of_one_where_a_line_is_cut() {
    let values = [("tok_zyxwvut7srq", 4)];
    assert_eq!(shown(&values, "k = tok_zyxwvut…", (0, 0)).0, "k = tok_•••••••…");
    assert_eq!(shown(&values, "…xwvut7srq; k", (0, 0)).0, "…•••••••••; k");
    // In a line that is not cut, a part of a secret is not redacted.
    assert_eq!(shown(&values, "k = tok_zyxwvut", (0, 0)).0, "k = tok_zyxwvut");
}

#[test]
fn no_value_is_one_too_many() {
    let values: Vec<String> = (0..20_000).map(|n| format!("same-front-of-all-{n:05}-zyxw")).collect();
    let known: Vec<(&str, usize)> = values.iter().map(|v| (&**v, 0)).collect();
    assert_eq!(shown(&known, &format!("a {} b", values[9_000]), (0, 0)).0, format!("a {} b", "•".repeat(28)));
}

#[test]
fn outcomes_that_are_joined_keep_each_others_secrets() {
    let one = |value: &str, other: &str| {
        let mut finding = testing::finding(value, "a", Span::new(0, value.len()));
        let line = FrameLine { number: 1, text: format!("see {other}"), ..FrameLine::default() };
        finding.frame = Frame { lines: vec![line] };
        Outcome { findings: vec![finding], ..Outcome::default() }
    };
    let mut whole = one("zyxwvut7", "kV9x2mQp71");
    let mut held = one("kV9x2mQp71", "zyxwvut7");
    held.suppressed = held.findings.clone();
    whole.merge(held);
    Scrubber::outcome(&mut whole);
    for finding in whole.findings.iter().chain(&whole.suppressed) {
        assert!(finding.frame.lines[0].text.starts_with("see •"), "{:?}", finding.frame);
    }
}
