//! Makes text that others chose safe for a terminal: it cannot move the cursor, change colours, or read differently
//! from what it is.

use std::fmt::Write;

/// Appends `ch` in printable form: control, bidi and invisible characters as `\u{..}`, a tab as four spaces.
pub fn push(ch: char, out: &mut String) {
    match ch {
        '\t' => out.push_str("    "),
        _ if is_unsafe(ch) => {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(ch));
        }
        _ => out.push(ch),
    }
}

/// The whole text, safe to print.
pub fn escape(text: &str) -> String {
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|ch| push(ch, &mut out));
    out
}

/// The same, escaped for XML and HTML, for use in elements and quoted attributes.
pub fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in escape(text).chars() {
        match (entity(ch), ch) {
            (Some(entity), _) => out.push_str(entity),
            (None, '"') => out.push_str("&quot;"),
            (None, '\'') => out.push_str("&#39;"),
            // Not allowed in XML 1.0.
            (None, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            (None, _) => out.push(ch),
        }
    }
    out
}

/// Text that was already escaped for terminals, for use between tags.
pub fn markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match entity(ch) {
            Some(entity) => out.push_str(entity),
            None => out.push(ch),
        }
    }
    out
}

/// The entity of a character that XML and HTML read as markup between tags.
pub fn entity(ch: char) -> Option<&'static str> {
    match ch {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        _ => None,
    }
}

/// Cuts a text to at most `most` characters.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some(_) => text.chars().take(most - 1).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

/// True for characters that do more than show a glyph, or show none.
pub fn is_unsafe(ch: char) -> bool {
    ch.is_control()
        || matches!(ch,
            '\u{AD}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Width of a printable text in terminal cells.
pub fn cells(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(width).sum()
}

fn width(ch: char) -> usize {
    match u32::from(ch) {
        0..=0x2FF => 1,
        0x300..=0x36F
        | 0x1AB0..=0x1AFF
        | 0x1DC0..=0x1DFF
        | 0x20D0..=0x20FF
        | 0xFE00..=0xFE0F
        | 0xFE20..=0xFE2F => 0,
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0x4DBF
        | 0x4E00..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE4F
        | 0xFF01..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x1F680..=0x1F6FF
        | 0x1F900..=0x1F9FF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_acts_on_the_terminal() {
        assert_eq!(
            escape("a\x1b[31m\u{202e}b\u{200b}\r\n\u{9b}"),
            "a\\u{1b}[31m\\u{202e}b\\u{200b}\\u{d}\\u{a}\\u{9b}"
        );
        assert_eq!(escape("tab\tä•日"), "tab    ä•日");
    }

    #[test]
    fn nothing_is_markup() {
        assert_eq!(
            entities("<a href=\"x\">'&\u{FFFF}\x1b"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;\u{FFFD}\\u{1b}"
        );
        assert_eq!((cut("äbc", 3), cut("äbcd", 3)), ("äbc".to_owned(), "äb…".to_owned()));
    }

    #[test]
    fn counts_cells() {
        assert_eq!(cells("aä•"), 3);
        assert_eq!(cells("日本"), 4);
        assert_eq!(cells("e\u{301}"), 1);
    }
}
