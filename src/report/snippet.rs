//! Prints a frame: line numbers, masked text, and the underline below the secret.

use super::paint::Paint;
use super::sanitize;
use crate::finding::{Frame, FrameLine};
use std::io::{self, Write};

/// Width of the gutter that this frame needs.
pub fn gutter(frame: &Frame) -> usize {
    frame.lines.iter().map(|l| l.number.to_string().len()).max().unwrap_or(1)
}

/// Writes the lines of a frame, with `label` behind the underline.
pub fn write(frame: &Frame, gutter: usize, label: &str, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let bar = paint.dim("|");
    if !frame.lines.is_empty() {
        writeln!(out, "{:gutter$} {bar}", "")?;
    }
    for line in &frame.lines {
        let (before, under, behind) = parts(line);
        writeln!(out, "{} {bar} {before}{under}{behind}", paint.dim(&format!("{:>gutter$}", line.number)))?;
        if !under.is_empty() {
            let indent = " ".repeat(sanitize::cells(&before));
            let carets = paint.alarm(&"^".repeat(sanitize::cells(&under).max(1)));
            let words = [line.label.as_str(), label].into_iter().filter(|w| !w.is_empty());
            let words = words.map(sanitize::escape).collect::<Vec<_>>().join("; ");
            writeln!(out, "{:gutter$} {bar} {}", "", format!("{indent}{carets} {words}").trim_end())?;
        }
    }
    Ok(())
}

/// A line in three escaped parts: before, under and behind the underline.
pub fn parts(line: &FrameLine) -> (String, String, String) {
    let (from, to) = line.underline;
    let mut parts = (String::new(), String::new(), String::new());
    for (at, ch) in line.text.chars().enumerate() {
        let part = match at {
            _ if at < from || from == to => &mut parts.0,
            _ if at < to => &mut parts.1,
            _ => &mut parts.2,
        };
        sanitize::push(ch, part);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, underline: (usize, usize)) -> Vec<String> {
        let line = FrameLine { number: 12, text: text.to_owned(), underline, label: String::new() };
        let mut out = Vec::new();
        write(&Frame { lines: vec![line] }, 2, "why", Paint::new(false), &mut out).expect("memory");
        String::from_utf8(out).expect("text").lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_underline_stands_beneath() {
        assert_eq!(shown("k = ••••", (4, 8)), ["   |", "12 | k = ••••", "   |     ^^^^ why"]);
        // Wide and escaped characters move the underline as they move the text.
        assert_eq!(shown("日\u{1b}\t••", (3, 5))[2], format!("   | {}^^ why", " ".repeat(2 + 6 + 4)));
    }
}
