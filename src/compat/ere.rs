//! POSIX extended regular expressions, GNU flavour, as `grep -E` reads them in the C locale, turned into the syntax
//! of the linear-time engine. What it cannot express (back-references) is an error, never a silent difference.

/// Why a pattern cannot be translated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EreError {
    /// `\1` … `\9`: needs memory of an earlier group, which no linear-time engine has.
    #[error("back-reference \\{0} cannot be matched in linear time")]
    BackReference(char),
    /// A `[` without its `]`.
    #[error("unmatched [ or [^")]
    Bracket,
    /// A `(` without its `)`.
    #[error("unmatched ( or \\(")]
    Group,
    /// A backslash at the very end.
    #[error("trailing backslash")]
    Backslash,
    /// `[z-a]`.
    #[error("invalid range end in [{0}-{1}]")]
    Range(char, char),
    /// `[[:nonsense:]]`
    #[error("unknown character class [:{0}:]")]
    Class(String),
    /// `a{3,1}`, `a{99999}`.
    #[error("invalid content of {{}}")]
    Interval,
}

/// Largest repetition count, as in GNU regex.
const MOST_REPEATS: u32 = 32_767;

/// Translates an ERE. The result is meant for the byte engine with Unicode off.
pub fn translate(pattern: &str) -> Result<String, EreError> {
    let mut t =
        Translator { from: pattern.as_bytes(), at: 0, to: String::new(), starts: vec![0], atom: None };
    t.run()?;
    Ok(t.to)
}

struct Translator<'p> {
    from: &'p [u8],
    at: usize,
    to: String,
    /// Where each open group's content starts in `to`; the first is the whole pattern.
    starts: Vec<usize>,
    /// Where the last complete atom starts in `to`, if a repetition may follow.
    atom: Option<usize>,
}

impl Translator<'_> {
    fn run(&mut self) -> Result<(), EreError> {
        while let Some(byte) = self.next() {
            match byte {
                b'\\' => self.escape()?,
                b'[' => self.bracket()?,
                b'(' => {
                    self.starts.push(self.to.len());
                    self.to.push_str("(?:");
                    self.atom = None;
                }
                // A `)` without `(` is an ordinary sign in GNU's egrep syntax.
                b')' if self.starts.len() > 1 => {
                    self.to.push(')');
                    self.atom = self.starts.pop();
                }
                b'|' => {
                    self.to.push('|');
                    self.atom = None;
                }
                b'*' | b'+' | b'?' => self.repeat(byte as char, None),
                b'{' => self.interval()?,
                // Anchors may be repeated: `a^*` is `a`.
                b'^' => self.put("^"),
                b'$' => self.put("$"),
                b'.' => self.put(r"[^\n]"),
                _ => self.literal(byte),
            }
        }
        if self.starts.len() > 1 { Err(EreError::Group) } else { Ok(()) }
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.from.get(self.at).copied();
        self.at += usize::from(byte.is_some());
        byte
    }

    fn peek(&self) -> Option<u8> {
        self.from.get(self.at).copied()
    }

    /// Adds a whole atom.
    fn put(&mut self, text: &str) {
        self.atom = Some(self.to.len());
        self.to.push_str(text);
    }

    fn literal(&mut self, byte: u8) {
        let text = literal(byte);
        self.put(&text);
    }

    /// A repetition of the last atom; without one (`*a`, `(+b`) GNU repeats the empty string: nothing to do.
    fn repeat(&mut self, sign: char, count: Option<(u32, Option<u32>)>) {
        let Some(start) = self.atom else { return };
        let atom = self.to.split_off(start);
        // Grouped each time: a second `?` or `+` would otherwise mean "lazy" or be refused.
        self.to.push_str("(?:");
        self.to.push_str(&atom);
        match count {
            None => self.to.push(sign),
            Some((least, Some(most))) => self.to.push_str(&format!("{{{least},{most}}}")),
            Some((least, None)) => self.to.push_str(&format!("{{{least},}}")),
        }
        self.to.push(')');
        self.atom = Some(start);
    }

    /// `{n}`, `{n,}`, `{,m}`, `{n,m}`, `{,}`; anything else that starts with `{` is an ordinary sign.
    fn interval(&mut self) -> Result<(), EreError> {
        let rest = &self.from[self.at..];
        let Some(end) = rest.iter().position(|&b| b == b'}') else {
            self.literal(b'{');
            return Ok(());
        };
        let text = std::str::from_utf8(&rest[..end]).unwrap_or_default();
        let (low, high) = match text.split_once(',') {
            Some((low, high)) => (low, Some(high)),
            None => (text, None),
        };
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if !digits(low) || !high.is_none_or(digits) {
            self.literal(b'{');
            return Ok(());
        }
        if text.is_empty() {
            return Err(EreError::Interval);
        }
        let number = |s: &str| s.parse::<u32>().ok().filter(|n| *n <= MOST_REPEATS).ok_or(EreError::Interval);
        let least = if low.is_empty() { 0 } else { number(low)? };
        let most = match high {
            None => Some(least),
            Some("") => None,
            Some(high) => Some(number(high)?),
        };
        if most.is_some_and(|most| most < least) {
            return Err(EreError::Interval);
        }
        self.at += end + 1;
        self.repeat('{', Some((least, most)));
        Ok(())
    }

    fn escape(&mut self) -> Result<(), EreError> {
        match self.next().ok_or(EreError::Backslash)? {
            digit @ b'1'..=b'9' => return Err(EreError::BackReference(digit as char)),
            b'w' => self.put(r"[0-9A-Za-z_]"),
            b'W' => self.put(r"[^0-9A-Za-z_\n]"),
            b's' => self.put(r"[ \t\r\x0b\x0c]"),
            b'S' => self.put(r"[^ \t\r\x0b\x0c\n]"),
            b'<' => self.put(r"\b{start}"),
            b'>' => self.put(r"\b{end}"),
            b'b' => self.put(r"\b"),
            b'B' => self.put(r"\B"),
            b'`' => self.put("^"),
            b'\'' => self.put("$"),
            byte => self.literal(byte),
        }
        Ok(())
    }

    /// A bracket expression: backslash is an ordinary sign in it, `]` too where it comes first.
    fn bracket(&mut self) -> Result<(), EreError> {
        let mut set = [false; 256];
        let negated = self.peek() == Some(b'^');
        self.at += usize::from(negated);
        let mut first = true;
        loop {
            let byte = self.next().ok_or(EreError::Bracket)?;
            if byte == b']' && !first {
                break;
            }
            first = false;
            if byte == b'[' && self.peek() == Some(b':') {
                self.class(&mut set)?;
                continue;
            }
            let low = if byte == b'[' { self.element()? } else { byte };
            let is_range =
                self.peek() == Some(b'-') && self.from.get(self.at + 1).is_some_and(|&b| b != b']');
            if !is_range {
                set[usize::from(low)] = true;
                continue;
            }
            self.at += 1;
            let byte = self.next().ok_or(EreError::Bracket)?;
            let high = if byte == b'[' { self.element()? } else { byte };
            if high < low {
                return Err(EreError::Range(low as char, high as char));
            }
            set[usize::from(low)..=usize::from(high)].fill(true);
        }
        if negated {
            set.iter_mut().for_each(|b| *b = !*b);
            set[usize::from(b'\n')] = false;
        }
        let text = class_text(&set);
        self.put(&text);
        Ok(())
    }

    /// `[.x.]` and `[=x=]` stand for `x` in the C locale; a plain `[` for itself.
    fn element(&mut self) -> Result<u8, EreError> {
        let Some(mark @ (b'.' | b'=')) = self.peek() else { return Ok(b'[') };
        let byte = *self.from.get(self.at + 1).ok_or(EreError::Bracket)?;
        if self.from.get(self.at + 2) != Some(&mark) || self.from.get(self.at + 3) != Some(&b']') {
            return Err(EreError::Bracket);
        }
        self.at += 4;
        Ok(byte)
    }

    fn class(&mut self, set: &mut [bool; 256]) -> Result<(), EreError> {
        let rest = &self.from[self.at + 1..];
        let end = rest.windows(2).position(|w| w == b":]").ok_or(EreError::Bracket)?;
        let name = String::from_utf8_lossy(&rest[..end]).into_owned();
        let test: fn(&u8) -> bool = match name.as_str() {
            "alpha" => u8::is_ascii_alphabetic,
            "digit" => u8::is_ascii_digit,
            "alnum" => u8::is_ascii_alphanumeric,
            "upper" => u8::is_ascii_uppercase,
            "lower" => u8::is_ascii_lowercase,
            "space" => |b| b.is_ascii_whitespace() || *b == 0x0b,
            "blank" => |b| *b == b' ' || *b == b'\t',
            "punct" => u8::is_ascii_punctuation,
            "print" => |b| b.is_ascii_graphic() || *b == b' ',
            "graph" => u8::is_ascii_graphic,
            "cntrl" => u8::is_ascii_control,
            "xdigit" => u8::is_ascii_hexdigit,
            _ => return Err(EreError::Class(name)),
        };
        (0..=255u8).filter(test).for_each(|b| set[usize::from(b)] = true);
        self.at += 1 + end + 2;
        Ok(())
    }
}

fn literal(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || byte == b'_' || byte == b' ' {
        (byte as char).to_string()
    } else {
        format!("\\x{byte:02X}")
    }
}

fn class_text(set: &[bool; 256]) -> String {
    let mut text = String::from("[");
    let mut byte = 0;
    while byte < 256 {
        if !set[byte] {
            byte += 1;
            continue;
        }
        let start = byte;
        while byte < 256 && set[byte] {
            byte += 1;
        }
        text.push_str(&format!("\\x{start:02X}-\\x{:02X}", byte - 1));
    }
    // An empty set (`[^\x00-\xff]`) matches nothing.
    if text.len() == 1 { r"[^\x00-\xFF]".to_owned() } else { text + "]" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(pattern: &str, text: &str) -> bool {
        let pattern = translate(pattern).expect("a translatable pattern");
        regex::bytes::RegexBuilder::new(&pattern)
            .unicode(false)
            .multi_line(true)
            .build()
            .expect("a valid translation")
            .is_match(text.as_bytes())
    }

    #[test]
    fn signs_that_differ_from_perl_style() {
        let cases = [
            (r"[a\]", r"\", true),
            (r"[]x]", "]", true),
            (r"[^]x]", "]", false),
            (r"[[:digit:]_-]{3}", "4_-", true),
            ("a{,2}b", "aab", true),
            ("a{x}", "a{x}", true),
            ("^a{2}$", "aaa", false),
            ("a+?b", "b", true),
            ("x**", "y", true),
            ("*a", "a", true),
            (r"\<me\>", "mesa", false),
            (r"\<me\>", "foo.me", true),
            ("a)", "a)", true),
            ("(a|b)c|", "q", true),
            ("[[.a.]-c]", "b", true),
            (r"foo\+bar", "foo+bar", true),
            (r"\d", "d", true),
            ("^a^*b", "ab", true),
            ("b$*c", "bc", true),
            ("^(a|^)*b", "ab", true),
            ("^a{,}b", "aaab", true),
            ("a{1", "a{1", true),
            ("a{1,2", "a{1,2", true),
            ("a{1x}", "a{1x}", true),
            ("{1}a", "a", true),
            ("^(a|*b)$", "b", true),
            ("^(|a)b", "b", true),
            ("()", "", true),
            (r"[\w]", "w", true),
            (r"[\w]", "a", false),
            ("[[=a=]]", "a", true),
            ("[[.-.]-b]", "0", true),
            ("[a-]", "-", true),
            ("[-a]", "-", true),
            (r"\Wa", "-a", true),
            (r"a\Sb", "a b", false),
            (r"a\sb", "a\tb", true),
            (r"\`a", "ba", false),
            (r"a\'", "ab", false),
            (r"\Bb", "ab", true),
            (r"\Bb", "a b", false),
            ("[[:space:]]x", "\x0bx", true),
            ("[[:xdigit:][:punct:]]", "g", false),
            ("a{2}{2}", "aaaa", true),
            ("AbC", "abc", false),
            (r"\\", r"a\b", true),
            ("a.c", "a\nc", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(finds(pattern, text), expected, "{pattern} in {text}");
        }
    }

    #[test]
    fn what_cannot_be_is_named() {
        assert_eq!(translate(r"(a)\1"), Err(EreError::BackReference('1')));
        assert_eq!(translate("[a"), Err(EreError::Bracket));
        assert_eq!(translate("(a"), Err(EreError::Group));
        assert_eq!(translate("a\\"), Err(EreError::Backslash));
        assert_eq!(translate("[z-a]"), Err(EreError::Range('z', 'a')));
        assert_eq!(translate("[[:word:]]"), Err(EreError::Class("word".into())));
        assert_eq!(translate("a{3,1}"), Err(EreError::Interval));
        assert_eq!(translate("a{}"), Err(EreError::Interval));
        assert_eq!(translate("a{32768}"), Err(EreError::Interval));
        assert_eq!(translate("[[.ab.]]"), Err(EreError::Bracket));
    }
}
