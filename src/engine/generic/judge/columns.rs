//! Names that head a column: each of its values is weighed as if it stood behind the name.

use super::{Found, Judge};
use crate::engine::generic::around::OFTEN;
use crate::engine::generic::key::{self, Class, Words};
use crate::engine::generic::site::{self, Sep, Site};
use crate::engine::generic::value::{self, Setting};
use crate::model::Span;

impl<'t> Judge<'t> {
    /// Weighs the values of the column that the name around the word at `pos` heads. Where it heads none: how many bytes before and
    /// behind the word were looked at to say so.
    pub(super) fn columns(
        &mut self,
        pos: usize,
        name: Span,
        out: &mut impl FnMut(Found<'t>),
    ) -> Option<(usize, usize)> {
        let Some(column) = site::column(self.text, name) else { return Some((0, 0)) };
        let looked = (
            (column.looked.0 + pos).saturating_sub(name.start),
            column.looked.1 + name.end.saturating_sub(pos),
        );
        let promises = || {
            let class = key::class(&Words::of(name.of(self.text)), b"").0;
            matches!(class, Class::Password | Class::Secret | Class::Token | Class::ApiKey)
        };
        if column.values.is_empty() || !promises() || !self.is_asked(name) {
            return Some(looked);
        }
        (self.last, self.column) = (name, true);
        let setting = Setting { string: None, whole_line: false };
        for at in column.values {
            let quoted = matches!(self.text.get(at), Some(b'\'' | b'"' | b'`'));
            let site = Site { name, sep: if quoted { Sep::Put } else { Sep::Other }, at };
            let Some(value) = value::read(self.text, &site, setting) else { continue };
            let raw = value.span.of(self.text);
            if !is_hash(raw) {
                self.weigh(&site, &value, setting, out);
            }
        }
        // Of several values no account is kept.
        self.often.set(None);
        self.reach.set((2 * OFTEN, 2 * OFTEN));
        None
    }
}

/// What a table of users keeps, if it is well made: `5f4dcc3b..`, perhaps with what was added behind a colon,
/// `$2y$10$..`, `$P$B..`, `sha1$..$..`.
pub(super) fn is_hash(value: &[u8]) -> bool {
    let parted = |b: &u8| *b == b'$';
    let hex = value.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    hex >= 32 && matches!(value.get(hex), None | Some(b':'))
        || value.len() >= 32 && value.iter().filter(|b| parted(b)).count() >= 2
        || value.first() == Some(&b'*') && value.len() == 41
}
