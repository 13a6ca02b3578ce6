//! Translates POSIX extended regular expressions, in the GNU flavour that `grep -E` reads in the C locale, to the
//! syntax of the linear-time engine. What that engine cannot express (back-references) is an error, never a silent
//! difference.

mod bracket;

/// Why a pattern cannot be translated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EreError {
    /// `\1` … `\9`: needs memory of an earlier group, which no linear-time engine has.
    #[error("back-reference \\{0} cannot be matched in linear time")]
    BackReference(char),
    /// `\1` … `\9`: needs the text of an earlier group, which no linear-time engine remembers.
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
                // A `)` without `(` is an ordinary character in GNU's egrep syntax.
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

    /// A repetition of the last atom. Without one (`*a`, `(+b`) GNU repeats the empty string, so nothing is written.
    fn repeat(&mut self, sign: char, count: Option<(u32, Option<u32>)>) {
        let Some(start) = self.atom else { return };
        let atom = self.to.split_off(start);
        // In a group, because a second `?` or `+` would mean "lazy" or be refused.
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

    /// `{n}`, `{n,}`, `{,m}`, `{n,m}`, `{,}`; anything else that starts with `{` is an ordinary character.
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
}

fn literal(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || byte == b'_' || byte == b' ' {
        (byte as char).to_string()
    } else {
        format!("\\x{byte:02X}")
    }
}

#[cfg(test)]
mod tests;
