//! JSON as the machine formats write it: characters that could mislead a reader are escaped, and long lists are made
//! while they are written.

use super::sanitize::is_unsafe;
use serde::{Serialize, Serializer};
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};
use std::cell::Cell;
use std::io::{self, Write};

/// A list whose items are made while it is serialised, which works once.
pub struct Each<I>(Cell<Option<I>>);

impl<I> Each<I> {
    /// From these items.
    pub fn of(items: I) -> Self {
        Each(Cell::new(Some(items)))
    }
}

impl<I: Iterator<Item: Serialize>> Serialize for Each<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.take().into_iter().flatten())
    }
}

/// Writes a document over many lines, with a line end.
pub fn pretty(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write(value, PrettyFormatter::new(), out)
}

/// Writes a document on one line, with a line end.
pub fn line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write(value, CompactFormatter, out)
}

fn write(value: &impl Serialize, form: impl Formatter, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, Escaping(form)))?;
    out.write_all(b"\n")
}

/// A formatter that escapes characters that are invisible or change the reading order, such as `\u202e`. The JSON value
/// stays the same.
struct Escaping<F>(F);

/// Delegates to the inner formatter.
macro_rules! as_before {
    ($($name:ident($($more:ident: $kind:ty),*)),* $(,)?) => {
        $(fn $name<W: ?Sized + Write>(&mut self, out: &mut W $(, $more: $kind)*) -> io::Result<()> {
            self.0.$name(out $(, $more)*)
        })*
    };
}

impl<F: Formatter> Formatter for Escaping<F> {
    as_before! {
        begin_array(), end_array(), begin_array_value(first: bool), end_array_value(),
        begin_object(), end_object(), begin_object_key(first: bool), end_object_key(),
        begin_object_value(), end_object_value(),
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        if text.is_ascii() && !text.contains('\u{7f}') {
            return out.write_all(text.as_bytes());
        }
        let mut done = 0;
        for (at, ch) in text.char_indices().filter(|(_, ch)| is_unsafe(*ch)) {
            out.write_all(&text.as_bytes()[done..at])?;
            for unit in ch.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            done = at + ch.len_utf8();
        }
        out.write_all(&text.as_bytes()[done..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn text(write: impl Fn(&mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).expect("memory");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn nothing_acts_on_who_looks_at_it() {
        let value = json!({ "path": "a\u{202e}fdp.\u{e0041}\u{7f}ä\u{1b}\"\u{200b}" });
        let lines = [text(|out| line(&value, out)), text(|out| pretty(&value, out))];
        assert_eq!(lines[0], "{\"path\":\"a\\u202efdp.\\udb40\\udc41\\u007fä\\u001b\\\"\\u200b\"}\n");
        for line in lines {
            assert!(!line.trim_end().contains(|ch| is_unsafe(ch) && ch != '\n'));
            assert_eq!(serde_json::from_str::<Value>(&line).expect("JSON"), value);
        }
    }

    #[test]
    fn lists_are_made_while_they_are_written() {
        #[derive(Serialize)]
        struct Document<T: Serialize> {
            list: T,
        }
        for most in [0, 3] {
            let made = Cell::new(0);
            let items = || {
                (0..most).map(|n| {
                    made.set(made.get() + 1);
                    json!({ "n": n, "list": [n] })
                })
            };
            let document = Document { list: Each::of(items()) };
            assert_eq!(made.get(), 0);
            let streamed = text(|out| pretty(&document, out));
            let whole = Document { list: items().collect::<Vec<Value>>() };
            assert_eq!(streamed, format!("{}\n", serde_json::to_string_pretty(&whole).expect("JSON")));
        }
    }
}
