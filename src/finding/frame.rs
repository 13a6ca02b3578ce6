//! The lines around a finding, with every secret byte in them masked.

use super::literals::Literals;
use super::mask::{BULLET, MOST_BULLETS, Masks};
use crate::model::{LineMap, Span};

/// A few lines of text around a finding in which every secret byte is already masked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// The lines, in order.
    pub lines: Vec<FrameLine>,
}

/// One line of a frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrameLine {
    /// 1-based line number.
    pub number: usize,
    /// Masked text, cut to a readable width around the secret; control characters not yet escaped.
    pub text: String,
    /// Half-open range of characters (not bytes) of `text` to underline; empty where nothing is.
    pub underline: (usize, usize),
    /// Words behind the underline.
    pub label: String,
}

/// Lines longer than this are cut, in bytes.
const WIDTH: usize = 96;
/// What is kept of a long line before and behind the secret.
const BEFORE: usize = 36;
const BEHIND: usize = 20;
/// No more of a secret than this is looked at for a frame.
const LONGEST: usize = 4096;
/// A partner further away than this many lines is named, not shown.
const NEAR: usize = 4;
/// What frames of one text need: the text, its lines and what to hide in it.
pub struct Framer<'t> {
    text: &'t [u8],
    lines: &'t LineMap,
    masks: Masks,
    /// Every known value of the text: it may stand again where no rule saw it, in a comment beside.
    literals: Literals<'t>,
}

impl<'t> Framer<'t> {
    /// A framer for this text.
    pub fn new(text: &'t [u8], lines: &'t LineMap, masks: Masks, literals: Literals<'t>) -> Self {
        Framer { text, lines, masks, literals }
    }

    /// The frame of a secret at `secret`, with partner places near it.
    pub fn frame(&self, secret: Span, partners: &[Span]) -> Frame {
        let first = self.lines.position(secret.start).line;
        let last = self.lines.position(secret.end.saturating_sub(1).max(secret.start)).line;
        let mut shown: Vec<usize> = partners
            .iter()
            .map(|p| self.lines.position(p.start).line)
            .filter(|&line| line != first && line + NEAR >= first && line <= last + NEAR)
            .filter(|line| !(first..=last).contains(line))
            .collect();
        if shown.is_empty() && first > 1 && !self.lines.line(self.text, first - 1).trim_ascii().is_empty() {
            shown.push(first - 1);
        }
        shown.push(first);
        shown.sort_unstable();
        shown.dedup();
        // Three lines say enough; those nearest to the secret are kept.
        while shown.len() > 3 {
            if first - shown[0] > shown[shown.len() - 1] - first {
                shown.remove(0)
            } else {
                shown.pop().unwrap_or(0)
            };
        }
        let lines = shown
            .into_iter()
            .map(|number| {
                let (text, underline) = self.line(number, (number == first).then_some(secret));
                let label = match last - first {
                    more if number != first || more == 0 => String::new(),
                    1 => "and 1 more line".to_owned(),
                    more => format!("and {more} more lines"),
                };
                FrameLine { number, text, underline, label }
            })
            .collect();
        Frame { lines }
    }

    /// One line, masked and cut, and the characters of `focus` in it.
    fn line(&self, number: usize, focus: Option<Span>) -> (String, (usize, usize)) {
        let start = self.lines.span(number).start;
        let line = Span::new(start, start + self.lines.line(self.text, number).len());
        let focus = focus.map(|f| Span::new(f.start.max(line.start), f.end.min(line.end)));
        let window = self.window(line, focus);
        let hidden = self.hidden(window);
        let bytes = window.of(self.text);
        let wide = looks_utf16(bytes);

        let mut out = Line::default();
        if window.start > line.start {
            out.push('…');
        }
        let (mut from, mut to) = (None, 0);
        let mut at = 0;
        while at < bytes.len() {
            let (ch, len) = next_char(&bytes[at..]);
            let masked = hidden[at..at + len].contains(&true);
            let inside =
                focus.is_some_and(|f| f.overlaps(Span::new(window.start + at, window.start + at + len)));
            if !(wide && ch == '\0') {
                let before = out.count;
                if masked {
                    out.bullet()
                } else {
                    out.push(ch)
                }
                if inside {
                    // A bullet that was left out for length still counts as underlined by the ones before it.
                    from.get_or_insert(before.min(out.count.saturating_sub(1)));
                    to = out.count;
                }
            }
            at += len;
        }
        if window.end < line.end {
            out.push('…');
        }
        (out.text, from.map_or((0, 0), |from| (from, to.max(from))))
    }

    /// The part of a line that is shown; the whole of it where it is short.
    fn window(&self, line: Span, focus: Option<Span>) -> Span {
        if line.len() <= WIDTH {
            return line;
        }
        let (from, to) = match focus {
            Some(f) => {
                (f.start.saturating_sub(BEFORE).max(line.start), f.end.min(f.start + LONGEST) + BEHIND)
            }
            None => (line.start, line.start + WIDTH),
        };
        // A short secret near the front leaves room behind it.
        let to = to.max(from + WIDTH - BEFORE).min(line.end);
        let continued = |at: &usize| self.text.get(*at).is_some_and(|b| b & 0xC0 == 0x80);
        let from = (from..to.min(from + 4)).find(|at| !continued(at)).unwrap_or(from);
        let to = (to..(to + 4).min(line.end)).find(|at| !continued(at)).unwrap_or(to);
        Span::new(from, to)
    }

    /// Which bytes of the window are secret: by place, and by value.
    fn hidden(&self, window: Span) -> Vec<bool> {
        let mut hidden = vec![false; window.len()];
        self.masks.hide(window, &self.literals.masks(self.text, window), &mut hidden);
        hidden
    }
}

/// A line as it grows, with its length in characters.
#[derive(Default)]
struct Line {
    text: String,
    count: usize,
    bullets: usize,
}

impl Line {
    fn push(&mut self, ch: char) {
        self.text.push(ch);
        self.count += 1;
        self.bullets = 0;
    }

    fn bullet(&mut self) {
        if self.bullets < MOST_BULLETS {
            self.text.push(BULLET);
            self.count += 1;
            self.bullets += 1;
        }
    }
}

/// The first character of some bytes and its length. A byte that is no UTF-8 is read as Latin-1.
fn next_char(bytes: &[u8]) -> (char, usize) {
    if let Some(&b) = bytes.first().filter(|b| b.is_ascii()) {
        return (char::from(b), 1);
    }
    let most = bytes.len().min(4);
    for len in 2..=most {
        if let Ok(text) = std::str::from_utf8(&bytes[..len]) {
            return (text.chars().next().unwrap_or('\u{FFFD}'), len);
        }
    }
    match bytes.first() {
        Some(&b) if b >= 0xA0 => (char::from(b), 1),
        _ => ('\u{FFFD}', 1),
    }
}

/// True where every other byte is a NUL or nearly so: UTF-16 text of mostly Latin letters.
fn looks_utf16(bytes: &[u8]) -> bool {
    bytes.iter().filter(|b| **b == 0).count() * 3 > bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::mask::Mask;

    fn frame(text: &[u8], secret: Span, others: &[Mask]) -> Frame {
        let lines = LineMap::new(text);
        let mut masks = vec![Mask { span: secret, shown: 0, soft: false }];
        masks.extend_from_slice(others);
        Framer::new(text, &lines, Masks::new(masks), Literals::new(vec![(secret.of(text), 0)]))
            .frame(secret, &[])
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
        let framer = Framer::new(text, &lines, Masks::new(masks), Literals::default());
        let frame = framer.frame(Span::new(23, 31), &[Span::new(5, 13)]);
        let shown: Vec<_> = frame.lines.iter().map(|l| (l.number, l.text.as_str())).collect();
        assert_eq!(shown, [(1, "id = AAAA••••"), (4, "key = ••••••••")]);
    }
}
