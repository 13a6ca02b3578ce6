//! Masking: what may be shown of bytes that hold a secret.

use crate::model::Span;

/// Replaces one hidden character.
pub const BULLET: char = '•';
/// At most this many bullets are shown, so that the length of a long secret is not revealed.
pub const MOST_BULLETS: usize = 40;
/// Longest public prefix, in bytes (`-----BEGIN PGP PRIVATE KEY BLOCK-----`).
const LONGEST_PREFIX: usize = 40;

/// How many bytes of `value` may be shown: the claimed prefix if it is printable ASCII, but never more than half of the
/// value, so that an error in a rule cannot reveal a secret.
pub fn shown_prefix(value: &[u8], claimed: usize) -> usize {
    let claimed = claimed.max(armour(value));
    let most = claimed.min(LONGEST_PREFIX).min(value.len() / 2);
    value[..most].iter().take_while(|b| b.is_ascii_graphic() || **b == b' ').count()
}

/// Length of a PEM header line: it only says what kind of secret follows.
fn armour(value: &[u8]) -> usize {
    if !value.starts_with(b"-----BEGIN ") {
        return 0;
    }
    let line = &value[..value.len().min(LONGEST_PREFIX + 1)];
    let end = line.iter().position(|b| matches!(b, b'\r' | b'\n')).unwrap_or(0);
    if line[..end].ends_with(b" KEY-----") || line[..end].ends_with(b" BLOCK-----") { end } else { 0 }
}

/// The public prefix, and a bullet for each hidden character, at most [`MOST_BULLETS`].
pub fn redacted(value: &[u8], claimed: usize) -> String {
    let prefix = shown_prefix(value, claimed);
    let mut text: String = value[..prefix].iter().map(|&b| char::from(b)).collect();
    let hidden = &value[prefix..];
    // Stop counting early: a value may have megabytes.
    let sample = &hidden[..hidden.len().min(4 * MOST_BULLETS)];
    let bullets = String::from_utf8_lossy(sample).chars().count().min(MOST_BULLETS);
    text.extend(std::iter::repeat_n(BULLET, bullets));
    text
}

/// A span to hide, except for its first `shown` bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mask {
    /// The bytes that it covers.
    pub span: Span,
    /// How many bytes at its front may be shown.
    pub shown: usize,
    /// It comes from a generic rule: the public prefix of a vendor's token inside it may still be shown.
    pub soft: bool,
}

/// All masks of one text as sorted spans that do not overlap, so that a window can be looked up quickly.
#[derive(Debug, Default)]
pub struct Masks {
    /// Hidden by generic rules, or as known values.
    soft: Vec<Span>,
    /// Public prefixes of vendors' tokens, which may be shown.
    shown: Vec<Span>,
    /// Hidden by vendors' rules.
    hard: Vec<Span>,
}

impl Masks {
    /// Masks in any order.
    pub fn new(masks: &[Mask]) -> Self {
        let (soft, hard): (Vec<&Mask>, Vec<&Mask>) = masks.iter().partition(|m| m.soft);
        let hidden = |masks: &[&Mask]| union(masks.iter().map(|m| (m.span.start + m.shown, m.span.end)));
        Masks {
            soft: hidden(&soft),
            shown: union(hard.iter().map(|m| (m.span.start, m.span.start + m.shown))),
            hard: hidden(&hard),
        }
    }

    /// Sets `hidden[i]` if byte `window.start + i` is to be hidden. `more` are further soft masks.
    pub fn hide(&self, window: Span, more: &[Mask], hidden: &mut [bool]) {
        let mut fill = |from: usize, to: usize, value: bool| {
            let (from, to) = (from.max(window.start), to.min(window.end));
            if from < to {
                hidden[from - window.start..to - window.start].fill(value);
            }
        };
        near(&self.soft, window).for_each(|s| fill(s.start, s.end, true));
        more.iter().for_each(|m| fill(m.span.start + m.shown, m.span.end, true));
        // Public prefixes become visible again, except where a vendor's rule found a secret in the same bytes.
        near(&self.shown, window).for_each(|s| fill(s.start, s.end, false));
        near(&self.hard, window).for_each(|s| fill(s.start, s.end, true));
    }
}

/// The spans that overlap a window.
fn near(sorted: &[Span], window: Span) -> impl Iterator<Item = &Span> {
    let first = sorted.partition_point(|span| span.end <= window.start);
    sorted[first..].iter().take_while(move |span| span.start < window.end)
}

/// The same bytes as sorted spans that do not overlap.
fn union(spans: impl Iterator<Item = (usize, usize)>) -> Vec<Span> {
    let mut spans: Vec<(usize, usize)> = spans.filter(|(start, end)| start < end).collect();
    spans.sort_unstable();
    let mut united: Vec<Span> = Vec::with_capacity(spans.len());
    for (start, end) in spans {
        match united.last_mut().filter(|last| start <= last.end) {
            Some(last) => last.end = last.end.max(end),
            None => united.push(Span::new(start, end)),
        }
    }
    united
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefix_and_bullets() {
        assert_eq!(redacted(b"AKIA0123456789ABCDEF", 4), "AKIA••••••••••••••••");
        assert_eq!(redacted(b"hunter2", 0), "•••••••");
        assert_eq!(redacted(&[b'x'; 500], 0).chars().count(), MOST_BULLETS);
        assert_eq!(redacted("pässwört".as_bytes(), 0).chars().count(), 8);
        assert_eq!(redacted(b"", 3), "");
        let key = format!("-----BEGIN RSA PRIVATE KEY-----\n{}", "x".repeat(64));
        assert!(redacted(key.as_bytes(), 0).starts_with("-----BEGIN RSA PRIVATE KEY-----•••"));
        assert!(redacted(b"-----BEGIN zyxwvuts\nabcdefghijklmnopqrst", 0).starts_with('\u{2022}'));
    }

    #[test]
    fn a_wrong_claim_shows_no_more_than_half() {
        assert_eq!(redacted(b"abcdefgh", 8), "abcd••••");
        assert_eq!(redacted(b"ab\x1bcdefgh", 4), "ab•••••••");
    }

    #[test]
    fn masks_reach_into_a_window_from_afar() {
        let masks = Masks::new(&[
            Mask { span: Span::new(50, 60), shown: 2, soft: false },
            Mask { span: Span::new(0, 100), shown: 4, soft: false },
            Mask { span: Span::new(200, 210), shown: 0, soft: false },
        ]);
        let mut hidden = vec![false; 20];
        masks.hide(Span::new(90, 110), &[], &mut hidden);
        assert_eq!(hidden.iter().filter(|h| **h).count(), 10);
        assert!(hidden[..10].iter().all(|h| *h));
        let mut none = vec![false; 5];
        masks.hide(Span::new(120, 125), &[], &mut none);
        assert!(!none.contains(&true));
    }

    #[test]
    fn a_public_prefix_shows_through_a_generic_rule_only() {
        let hide = |soft: bool| {
            let masks = Masks::new(&[
                Mask { span: Span::new(0, 20), shown: 0, soft },
                Mask { span: Span::new(4, 20), shown: 4, soft: false },
            ]);
            let mut hidden = [false; 20];
            masks.hide(Span::new(0, 20), &[], &mut hidden);
            hidden.iter().filter(|h| !**h).count()
        };
        assert_eq!((hide(true), hide(false)), (4, 0));
    }
}
