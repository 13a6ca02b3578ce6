//! The lines around a finding, with every secret byte in them masked.

pub(super) mod line;

use super::literals::Literals;
use super::mask::{Mask, Masks};
use crate::model::{LineMap, Span};
use line::{Line, looks_utf16, next_char};

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
    /// Half-open range of characters (not bytes) of `text` to underline; empty if there is nothing to underline.
    pub underline: (usize, usize),
    /// Text printed behind the underline.
    pub label: String,
}

/// Lines longer than this are cut, in bytes.
const WIDTH: usize = 96;
/// Bytes of a long line that are shown before and behind the secret.
const BEFORE: usize = 36;
const BEHIND: usize = 20;
/// At most this many bytes of a secret are put into a frame.
const LONGEST: usize = 4096;
/// A partner further away than this many lines is named, not shown.
const NEAR: usize = 4;
/// The greatest number of lines in a frame.
const SHOWN: usize = 3;

/// What frames of one text share: the text, its lines and what to hide in it.
pub struct Framer<'t> {
    text: &'t [u8],
    lines: &'t LineMap,
    masks: Masks,
    /// The known values of the text, which may occur again where no rule found them. Empty if the masks cover all of
    /// that already.
    literals: Literals<'t>,
}

impl<'t> Framer<'t> {
    /// A framer for this text. `frames` is about how many frames will be asked for.
    pub fn new(
        text: &'t [u8],
        lines: &'t LineMap,
        mut masks: Vec<Mask>,
        mut literals: Literals<'t>,
        frames: usize,
    ) -> Self {
        // Values are searched in each line that is shown, or once in the whole text if that is less work.
        if frames.saturating_mul(SHOWN * literals.reach(WIDTH)) > text.len() {
            masks.extend(literals.masks(text, Span::new(0, text.len())));
            literals = Literals::default();
        }
        Framer { text, lines, masks: Masks::new(&masks), literals }
    }

    /// The frame of the secret at `secret`, with partner places near it.
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
        // Keep the lines nearest to the secret.
        while shown.len() > SHOWN {
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

    /// One line, masked and cut, and the range of characters in it that belongs to `focus`.
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
            out.cut();
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
                    // Long runs of bullets are cut: one that was left out counts as underlined with the last one.
                    from.get_or_insert(before.min(out.count.saturating_sub(1)));
                    to = out.count;
                }
            }
            at += len;
        }
        if window.end < line.end {
            out.cut();
        }
        // Frames live until the run ends.
        out.text.shrink_to_fit();
        (out.text, from.map_or((0, 0), |from| (from, to.max(from))))
    }

    /// The part of a line that is shown: all of it if it is short.
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
        // A short secret near the start of the line leaves room behind it.
        let to = to.max(from + WIDTH - BEFORE).min(line.end);
        let continued = |at: &usize| self.text.get(*at).is_some_and(|b| b & 0xC0 == 0x80);
        let from = (from..to.min(from + 4)).find(|at| !continued(at)).unwrap_or(from);
        let to = (to..(to + 4).min(line.end)).find(|at| !continued(at)).unwrap_or(to);
        Span::new(from, to)
    }

    /// Which bytes of the window to hide: those in a mask, and known values.
    fn hidden(&self, window: Span) -> Vec<bool> {
        let mut hidden = vec![false; window.len()];
        self.masks.hide(window, &self.literals.masks(self.text, window), &mut hidden);
        hidden
    }
}

#[cfg(test)]
mod tests;
