//! How near two places of a text are to each other in its layout: lines, sections, objects.

use crate::model::Span;

/// Most bytes to either side of an id that are looked at.
pub const REACH: usize = 1600;
/// Most lines between an id and its secret.
pub const LINES: usize = 5;

/// The neighbourhood of an id, with what separates it.
#[derive(Debug)]
pub struct Layout {
    /// What is looked at.
    pub span: Span,
    /// Places of line ends.
    lines: Vec<usize>,
    /// Places where an INI section begins.
    sections: Vec<usize>,
    /// Places where an object ends.
    objects: Vec<usize>,
}

impl Layout {
    /// What is looked at around `place`: some lines to either side, cut where they are very long.
    pub fn span_around(text: &[u8], place: Span) -> Span {
        let floor = place.start.saturating_sub(REACH);
        let ceiling = text.len().min(place.end + REACH);
        let start = memchr::memrchr_iter(b'\n', &text[floor..place.start]).nth(LINES);
        let end = memchr::memchr_iter(b'\n', &text[place.end..ceiling]).nth(LINES);
        Span::new(start.map_or(floor, |at| floor + at + 1), end.map_or(ceiling, |at| place.end + at))
    }

    /// The neighbourhood of `place`.
    pub fn around(text: &[u8], place: Span) -> Self {
        let span = Layout::span_around(text, place);
        let mut layout = Layout { span, lines: Vec::new(), sections: Vec::new(), objects: Vec::new() };
        for at in span.range() {
            match text[at] {
                b'\n' => layout.lines.push(at),
                b'}' => layout.objects.push(at),
                b'[' if opens_section(text, at) => layout.sections.push(at),
                _ => {}
            }
        }
        layout
    }

    /// How far apart two places are; `None` where a section begins between them.
    pub fn distance(&self, one: Span, other: Span) -> Option<usize> {
        let (first, second) = if one.start < other.start { (one, other) } else { (other, one) };
        let between =
            |places: &[usize]| places.iter().filter(|&&at| at >= first.end && at < second.start).count();
        if between(&self.sections) > 0 {
            return None;
        }
        Some(between(&self.lines) * 4 + between(&self.objects) * 6)
    }

    /// The line of `at`, as far as it lies in the neighbourhood, up to `at`.
    pub fn line_before<'t>(&self, text: &'t [u8], at: usize) -> &'t [u8] {
        let start = self.lines.iter().rev().find(|&&line| line < at).map_or(self.span.start, |line| line + 1);
        text.get(start..at).unwrap_or_default()
    }
}

/// True where the `[` at `at` begins a line, be it an escaped one, and closes around nothing but a name.
fn opens_section(text: &[u8], at: usize) -> bool {
    let before = text[at.saturating_sub(16)..at].trim_ascii_end();
    let gap = &text[at.saturating_sub(16)..at][before.len()..];
    let first = at == gap.len() || gap.contains(&b'\n') || before.ends_with(b"\\n");
    let rest = &text[at + 1..text.len().min(at + 80)];
    let is_name = |b: &&u8| b.is_ascii_alphanumeric() || b" _-.:@".contains(b);
    let name = rest.iter().take_while(is_name).count();
    first && name > 0 && rest.get(name) == Some(&b']')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(text: &str) -> (Layout, Span, Span) {
        let a = text.find("ID").expect("it is there");
        let b = text.find("SECRET").expect("it is there");
        let (a, b) = (Span::new(a, a + 2), Span::new(b, b + 6));
        (Layout::around(text.as_bytes(), a), a, b)
    }

    #[test]
    fn lines_and_sections_separate() {
        let (layout, a, b) = spans("ID,SECRET");
        assert_eq!(layout.distance(a, b), Some(0));
        let (layout, a, b) = spans("x\nID\nSECRET");
        assert_eq!(layout.distance(b, a), Some(4));
        let (layout, a, b) = spans("[one]\nk = ID\n[two]\ns = SECRET");
        assert_eq!(layout.distance(a, b), None);
        let (layout, a, b) = spans("[{\"v\": \"ID\"}, {\"v\": \"SECRET\"}]");
        assert_eq!(layout.distance(a, b), Some(6));
    }

    #[test]
    fn neighbourhood_is_bounded() {
        let text = format!("{}ID\n\n\n\n\n\n\nSECRET{}", "x".repeat(5000), "y".repeat(5000));
        let (layout, _, b) = spans(&text);
        assert!(layout.span.end < b.start && layout.span.start > 1000);
    }
}
