//! Forms of a line that have a name and a value, and assign nothing.

use super::Judge;
use crate::engine::generic::bytes::{contains_ci, line_start, skip_blanks, starts_ci};
use crate::engine::generic::quote::Quote;
use crate::engine::generic::site::{Sep, Site};
use crate::engine::generic::value::Value;
use crate::engine::generic::veto;
use crate::engine::phrases;
use crate::model::FileKind;

/// How far before a name the statement begins that it is a column of.
const STATEMENT: usize = 84;

impl Judge<'_> {
    /// `urn:ietf:wg:oauth:2.0:oob`, `arn:aws:secretsmanager:..:secret:db`: a name among those that colons join.
    pub(super) fn is_urn(&self, site: &Site) -> bool {
        let before = &self.text[site.name.start.saturating_sub(60)..site.name.start];
        let joined = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b':' | b'-' | b'.' | b'_');
        site.sep == Sep::Colon && before.last() == Some(&b':') && {
            let count = before.iter().rev().take_while(|b| joined(b)).count();
            let head = &before[before.len() - count..];
            starts_ci(head, b"urn:") || head.starts_with(b"arn:")
        }
    }

    /// `https://.../badge.svg?token=7f3k..`: it shows a picture to everybody.
    pub(super) fn is_of_badge(&self, site: &Site) -> bool {
        let from = line_start(self.text, site.name.start, STATEMENT);
        let before = &self.text[from..site.name.start];
        site.sep == Sep::Eq
            && matches!(before.last(), Some(b'?' | b'&'))
            && [&b"/badge"[..], b"shields.io/"].iter().any(|word| contains_ci(before, word))
    }

    /// `[the key of ..]: https://..`: where a link of a text leads to.
    pub(super) fn is_link(&self, site: &Site, raw: &[u8]) -> bool {
        let between = self.text.get(site.name.end..site.at).unwrap_or_default();
        site.sep == Sep::Colon && between.starts_with(b"]:") && raw.starts_with(b"http")
    }

    /// `<string name="password">Kennwort</string>`: a text of an application, where it is all letters.
    pub(super) fn is_resource(&self, site: &Site, raw: &[u8]) -> bool {
        let raw = raw.strip_prefix(b"\"").and_then(|raw| raw.strip_suffix(b"\"")).unwrap_or(raw);
        let text = |b: &u8| b.is_ascii_alphabetic() || *b >= 0x80 || matches!(b, b' ' | b'-' | b'\'' | b'\\');
        site.sep == Sep::Tag
            && self.text[..site.name.start].ends_with(b"<string name=\"")
            && raw.first().is_some_and(|b| b.is_ascii_uppercase() || *b >= 0x80)
            && raw.iter().all(text)
    }

    /// `` KEY `FK_ORDER_1A2B` (`order_id`) ``: an index of a table and its columns.
    pub(super) fn is_index(&self, site: &Site, v: &Value) -> bool {
        let behind = self.text.get(skip_blanks(self.text, v.end, 8)..).unwrap_or_default();
        site.sep == Sep::Blank && v.quote == Quote::Back && behind.starts_with(b"(`")
    }

    /// `@reset-pwd="reset"`, `:auth-token="token"`: an attribute of a page that is bound to what the text names.
    pub(super) fn is_bound(&self, site: &Site) -> bool {
        let before = &self.text[..site.name.start];
        site.sep == Sep::Eq
            && site.name.of(self.text).contains(&b'-')
            && matches!(before, [.., blank, b'@' | b':'] if blank.is_ascii_whitespace())
    }

    /// `resource "random_password" "main" {`: two names, of a block.
    pub(super) fn opens_block(&self, site: &Site, v: &Value) -> bool {
        site.sep == Sep::Blank
            && v.quote != Quote::None
            && self.text.get(skip_blanks(self.text, v.end, 8)) == Some(&b'{')
    }

    /// `password = decrypt ($x)`: a call, as some write it.
    pub(super) fn is_called(&self, v: &Value, raw: &[u8]) -> bool {
        let behind = self.text.get(skip_blanks(self.text, v.end, 8));
        v.quote == Quote::None
            && self.kind == FileKind::Source
            && behind == Some(&b'(')
            && veto::plain_name(raw)
    }

    /// `"H(branch, leaf+nonce)": "b013.."`: what a function makes of the name and of others.
    pub(super) fn is_formula(&self, site: &Site) -> bool {
        let joined = matches!(self.text[..site.name.start], [.., b'+' | b',' | b'|']);
        let closes = matches!(self.text.get(site.name.end..), Some([b')', b'"' | b'\'' | b'`', ..]));
        site.sep == Sep::Colon && joined && closes
    }

    /// `UPDATE users SET password=oldpass WHERE ..`: a bare word in a statement is a column, or what a function hands over.
    pub(super) fn is_column(&self, site: &Site, v: &Value, raw: &[u8]) -> bool {
        v.quote == Quote::None && raw.iter().all(|b| b.is_ascii_alphabetic() || *b == b'_') && {
            let line = &self.text[line_start(self.text, site.name.start, STATEMENT)..site.name.start];
            let set = phrases::find(line, b" SET ").or(phrases::find(line, b" set "));
            set.is_some_and(|set| contains_ci(&line[..set], b"update "))
        }
    }

    /// `pass:[..]`, `pass:normal[..]`: what AsciiDoc passes on as it stands; `api:a.b.AuthException[]`: what it refers to.
    pub(super) fn is_macro(&self, site: &Site, raw: &[u8]) -> bool {
        let head = raw.iter().take_while(|b| b.is_ascii_lowercase() || **b == b',').count();
        let passed = site.name.of(self.text) == b"pass" && raw.get(head) == Some(&b'[');
        self.text.get(site.name.end..site.at) == Some(b":") && (passed || raw.ends_with(b"[]"))
    }
}
