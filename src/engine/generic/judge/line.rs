//! How far a value reaches in its line: to a blank, or to the end.

use super::Judge;
use crate::engine::generic::bytes::{is_blank, line_end, line_start, skip_blanks};
use crate::engine::generic::site::{Sep, Site};
use crate::engine::generic::value;
use crate::model::FileKind;

impl Judge<'_> {
    /// Only blanks, list and comment markers, or a word like `export` stand before the name, and the file is no source text.
    pub(super) fn opens_line(&self, site: &Site) -> bool {
        let start = line_start(self.text, site.name.start, 200);
        let lead = self.text[start..site.name.start].trim_ascii();
        let plain = lead.iter().all(|b| {
            matches!(
                b,
                b'-' | b'#' | b'/' | b'*' | b';' | b'>' | b'"' | b'\'' | b'$' | b'+' | b'!' | b'|' | b'`'
            )
        });
        let word = [
            &b"export"[..],
            b"set",
            b"ENV",
            b"ARG",
            b"env",
            b"local",
            b"declare",
            b"- export",
            b"# export",
            b"setenv",
            b"SET",
        ]
        .contains(&lead);
        (plain || word)
            && !matches!(self.kind, FileKind::Source | FileKind::Data | FileKind::Notebook)
            && !(site.sep == Sep::Eq && self.is_before_command(site, lead))
    }

    /// `NAME=value command`: a shell sets the variable for one command, whose words are no part of the value.
    fn is_before_command(&self, site: &Site, lead: &[u8]) -> bool {
        let is_sign = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_';
        let is_variable = || site.at == site.name.end + 1 && site.name.of(self.text).iter().all(is_sign);
        match self.kind {
            FileKind::Shell => true,
            FileKind::Doc | FileKind::Log | FileKind::Message | FileKind::None => {
                is_variable() && self.goes_on(site.at)
            }
            FileKind::Config => lead == b"-" && is_variable() && self.goes_on(site.at),
            _ => false,
        }
    }

    /// Another word follows the one at `at` in its line.
    fn goes_on(&self, at: usize) -> bool {
        let line = &self.text[at..line_end(self.text, at, value::LONGEST)];
        let word = line.iter().position(|b| is_blank(*b)).unwrap_or(line.len());
        line.get(skip_blanks(line, word, 8)).is_some_and(|b| !is_blank(*b) && *b != b'#')
    }
}
