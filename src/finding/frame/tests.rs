//! What is shown of the lines around a secret, and what is not.

use super::*;
use crate::finding::mask::Mask;

fn frame(text: &[u8], secret: Span, others: &[Mask]) -> Frame {
    let lines = LineMap::new(text);
    let mut masks = vec![Mask { span: secret, shown: 0, soft: false }];
    masks.extend_from_slice(others);
    let literals = || Literals::new(vec![(secret.of(text), 0)]);
    let frame = Framer::new(text, &lines, masks.clone(), literals(), 0).frame(secret, &[]);
    // The same where the whole text was searched first.
    let again = Framer::new(text, &lines, masks, literals(), usize::MAX).frame(secret, &[]);
    assert_eq!(frame, again);
    frame
}

#[test]
fn underlines_the_masked_secret() {
    let text = b"one\nkey = \"zyxwvuts\" # zyxwvuts\n";
    let frame = frame(text, Span::new(11, 19), &[]);
    assert_eq!(frame.lines.len(), 2);
    assert_eq!(frame.lines[1].text, "key = \"••••••••\" # ••••••••");
    assert_eq!(frame.lines[1].underline, (7, 15));
    assert_eq!((frame.lines[0].number, frame.lines[1].number), (1, 2));
}

#[test]
fn other_secrets_of_the_line_are_masked_too() {
    let text = b"a=zyxwvuts b=QQQQRRRR";
    let frame = frame(text, Span::new(2, 10), &[Mask { span: Span::new(13, 21), shown: 4, soft: false }]);
    assert_eq!(frame.lines[0].text, "a=•••••••• b=QQQQ••••");
}

#[test]
fn long_lines_are_cut_on_character_borders() {
    let text = format!("{}'zyxwvutszyxwvuts'{}", "ä".repeat(4000), "ö".repeat(4000));
    let frame = frame(text.as_bytes(), Span::new(8001, 8017), &[]);
    let line = &frame.lines[0];
    assert!(line.text.starts_with("…ä") && line.text.ends_with("ö…"), "{}", line.text);
    assert!(line.text.chars().count() < 100 && !line.text.contains('\u{FFFD}'));
    let under: String =
        line.text.chars().skip(line.underline.0).take(line.underline.1 - line.underline.0).collect();
    assert_eq!(under, "•".repeat(16));
}

#[test]
fn a_secret_over_many_lines_shows_its_first() {
    let text = b"k:\n-----BEGIN X-----\nabc\ndef\n-----END X-----\nz";
    let frame = frame(text, Span::new(3, 44), &[]);
    assert_eq!(frame.lines.len(), 2);
    assert_eq!(frame.lines[1].label, "and 3 more lines");
    assert!(!frame.lines.iter().any(|l| l.text.contains("abc")));
}

#[test]
fn utf16_is_readable_and_masked() {
    let wide = |s: &str| s.bytes().flat_map(|b| [b, 0]).collect::<Vec<u8>>();
    let text = [wide("k=\""), wide("zyxwvuts"), wide("\"")].concat();
    let frame = frame(&text, Span::new(6, 22), &[]);
    assert_eq!(frame.lines[0].text, "k=\"••••••••\"");
    assert_eq!(frame.lines[0].underline, (3, 11));
}

#[test]
fn partners_near_by_are_shown() {
    let text = b"id = AAAA1111\nx\n\nkey = zyxwvuts\n";
    let lines = LineMap::new(text);
    let masks = vec![
        Mask { span: Span::new(23, 31), shown: 0, soft: false },
        Mask { span: Span::new(5, 13), shown: 4, soft: false },
    ];
    let framer = Framer::new(text, &lines, masks, Literals::default(), 1);
    let frame = framer.frame(Span::new(23, 31), &[Span::new(5, 13)]);
    let shown: Vec<_> = frame.lines.iter().map(|l| (l.number, l.text.as_str())).collect();
    assert_eq!(shown, [(1, "id = AAAA••••"), (4, "key = ••••••••")]);
}
