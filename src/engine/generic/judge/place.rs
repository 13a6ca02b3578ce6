//! What the line around a site says about it: lists, comparisons, commands, sentences.

use super::plain::{
    is_error_code, is_event, is_host, is_member, is_minified, is_reference, is_row, is_shown, is_source_file,
    is_verb,
};
use super::{Judge, values::ITEM};
use crate::engine::generic::bytes::{
    contains_ci, in_braces, is_blank, is_name, is_one_of, line_start, skip_blanks,
};
use crate::engine::generic::key::{self, Class, Words};
use crate::engine::generic::quote::Quote;
use crate::engine::generic::site::{Sep, Site};
use crate::engine::generic::value::{self, After, Setting, Value};
use crate::engine::generic::veto;
use crate::model::FileKind;

/// How far behind a blank words are searched that mean another kind of separator.
const BESIDE: usize = 96;

impl<'t> Judge<'t> {
    /// True if the place assigns no value, whatever the value is.
    pub(super) fn is_no_assignment(&self, site: &Site, v: &Value, raw: &[u8]) -> bool {
        let escaped = self.text[..site.name.start].ends_with(b"\\ ");
        let name = site.name.of(self.text);
        self.is_item(site, v)
            || self.is_choice(site, v)
            || self.is_checked(site)
            || escaped && site.sep == Sep::Eq && self.kind != FileKind::Shell
            || self.is_working_folder(site)
            || is_source_file(name)
            || is_error_code(name, raw)
            || name.len() <= 2 && is_minified(self.text.get(site.at..v.span.start).unwrap_or_default())
            || name.eq_ignore_ascii_case(b"pass") && is_verb(site, v, raw)
            || v.quote == Quote::None && (raw.ends_with(b":") || is_member(name, raw))
            || is_host(self.text, site, raw)
            || is_event(self.text, site, v, raw)
            || self.is_urn(site)
            || self.is_of_badge(site)
            || self.is_link(site, raw)
            || self.is_resource(site, raw)
            || self.is_index(site, v)
            || self.is_macro(site, raw)
            || self.is_bound(site)
            || v.quote == Quote::None && is_shown(self.text, site)
            || is_reference(name, site, v, raw)
            || self.opens_block(site, v)
            || name.starts_with(b"vnd.")
            || self.is_called(v, raw)
            || self.is_formula(site)
            || self.is_column(site, v, raw)
            || is_one_of(name, &["proxy_pass", "proxypass"])
                && (site.sep == Sep::Blank || raw.starts_with(b"http"))
            || v.quote == Quote::None && veto::plain_name(raw) && in_braces(self.text, v.span.start)
    }

    /// Name and value are items in the middle of a list of strings: `"a", "pass", "b", "c"`.
    fn is_item(&self, site: &Site, v: &Value) -> bool {
        if site.sep != Sep::Comma || site.name.start < 2 {
            return false;
        }
        let from = site.name.start.saturating_sub(ITEM);
        let before = &self.text[from..site.name.start - 1];
        // columns of a table
        if v.quote == Quote::Back && self.text[site.name.start - 1] == b'`' {
            return true;
        }
        // `b"pass"`, `r"pass"`: the prefix of a string is no part of the list.
        let before = before.strip_suffix(b"b").or(before.strip_suffix(b"r")).unwrap_or(before);
        let before = before.trim_ascii_end().last();
        let (behind, _) = sign_behind(self.text, v.end);
        // `VALUES (1, 'Passwort', 'Benutzer')`
        let sql = self.kind == FileKind::Sql;
        let ends = sql && behind == Some(&b')');
        !(sql && is_row(site.name.of(self.text), v.span.of(self.text)))
            && before == Some(&b',')
            && (ends || matches!(behind, Some(b',' | b']' | b'}')))
    }

    /// `x ? 'Password' : 'Other'`: one of two texts, and no name.
    fn is_choice(&self, site: &Site, v: &Value) -> bool {
        let before = &self.text[site.name.start.saturating_sub(8)..site.name.start];
        let quoted = before.strip_suffix(b"'").or(before.strip_suffix(b"\""));
        site.sep == Sep::Colon
            && v.quote != Quote::None
            && quoted.is_some_and(|before| before.trim_ascii_end().ends_with(b"?"))
    }

    /// `hash("password", "x")`: the first argument is the password, the second what it is hashed or compared with.
    fn is_checked(&self, site: &Site) -> bool {
        const CALLS: [&[u8]; 6] = [b"hash", b"check", b"verif", b"compare", b"match", b"crypt"];
        site.sep == Sep::Comma && site.name.start >= 2 && self.text[site.name.start - 2] == b'(' && {
            let head = &self.text[site.name.start.saturating_sub(42)..site.name.start - 2];
            let callee = head.iter().rev().take_while(|b| is_name(**b)).count();
            CALLS.iter().any(|call| contains_ci(&head[head.len() - callee..], call))
        }
    }

    /// `PWD` as shells set it: `$PWD`, `PWD=$(dirname ..)`; `$(pwd):/mnt`, what tells it.
    fn is_working_folder(&self, site: &Site) -> bool {
        let head = &self.text[..site.name.start];
        let asked = [&b"$("[..], b"`", b"$(shell "].iter().any(|sign| head.ends_with(sign));
        site.name.of(self.text) == b"pwd" && asked
            || site.name.of(self.text) == b"PWD"
                && (self.kind == FileKind::Shell
                    || site.name.start > 0 && matches!(self.text[site.name.start - 1], b'$' | b'{' | b'('))
    }

    /// `"the password ", f("x")`: the quote behind the name closes the string that the name is in.
    pub(super) fn closes_string(&self, v: &Value, setting: Setting) -> bool {
        let open = v.span.start.checked_sub(1).and_then(|at| self.text.get(at));
        v.quote != Quote::None && setting.string.is_some() && setting.string.as_ref() == open
    }

    /// A mere blank between name and value is weak evidence: the value must be quoted, or the two must fill a line.
    pub(super) fn blank_holds(&self, site: &Site, v: &Value, raw: &[u8]) -> bool {
        if v.quote != Quote::None {
            // `dict "key" "password" "length" 16`: items of a list, in a template
            let before = &self.text[..site.name.start];
            let item = before.strip_suffix(b"\"").unwrap_or_default().trim_ascii_end().ends_with(b"\"");
            if item || in_braces(self.text, site.name.start) {
                return false;
            }
            // typographic and escaped quotes are of texts
            let doc = matches!(self.kind, FileKind::Doc | FileKind::Message) || v.quote == Quote::Other;
            return !doc
                || raw.iter().any(u8::is_ascii_digit) && !raw.iter().any(|b| is_blank(*b) || *b == b'(');
        }
        let start = line_start(self.text, site.name.start, 200);
        let lead = self.text[start..site.name.start].trim_ascii();
        let opens = lead.is_empty()
            || [&b"ENV"[..], b"ARG", b"set", b"setenv", b"\\set", b"env", b"#"].contains(&lead)
            || lead.starts_with(b"set -")
            || lead.starts_with(b"machine")
            || lead.ends_with(b"login");
        let netrc = lead.starts_with(b"machine") || lead.starts_with(b"login");
        if self.is_role(site, lead) {
            return matches!(self.text.get(v.end), Some(b';'))
                && !raw.iter().any(|b| is_blank(*b) || *b == b'\'');
        }
        (opens || netrc)
            && v.after == After::End
            && !raw.iter().any(|b| is_blank(*b))
            && (self.is_listed(site, raw)
                || matches!(
                    self.kind,
                    FileKind::Sql
                        | FileKind::Config
                        | FileKind::Shell
                        | FileKind::None
                        | FileKind::Other
                        | FileKind::Log
                        | FileKind::Data
                ))
    }

    /// `ACME_TOKEN   7f3k..`: a variable by its letters, and a long value of letters and digits, in a text for people. So is
    /// any name, where as many blanks as of a column stand before a value of letters of both cases.
    fn is_listed(&self, site: &Site, raw: &[u8]) -> bool {
        let name = site.name.of(self.text);
        let variable = name.contains(&b'_')
            && name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
        let column = matches!(self.kind, FileKind::Doc | FileKind::Message)
            && self.text[..site.at].ends_with(b"    ")
            && raw.iter().any(u8::is_ascii_lowercase)
            && raw.iter().any(u8::is_ascii_uppercase);
        (variable || column)
            && raw.len() >= 16
            && raw.iter().any(u8::is_ascii_digit)
            && raw.iter().any(u8::is_ascii_alphabetic)
    }

    /// How far the text was looked at, where a word and another one stand behind the blank, which [`Judge::blank_holds`]
    /// never says is a value: `the key of all tables`.
    pub(super) fn goes_on_in_words(&self, site: &Site) -> Option<usize> {
        let rest = self.text.get(site.at..)?;
        let word = &rest[..rest.iter().take(24).take_while(|b| b.is_ascii_alphanumeric()).count()];
        let next = skip_blanks(self.text, site.at + word.len(), 8);
        let goes_on = word.first().is_some_and(u8::is_ascii_alphabetic)
            && next > site.at + word.len()
            && self.text.get(next).is_some_and(u8::is_ascii_alphanumeric);
        // What these words may open is read on; so is the name of a role, whose value a semicolon ends.
        let opens =
            value::is_scheme(word) || is_one_of(word, &["new", "await", "return", "ntlm", "negotiate"]);
        let is_role = site.name.of(self.text).eq_ignore_ascii_case(b"password");
        (goes_on && !opens && !is_role).then_some(next.max(site.at + BESIDE) + 1)
    }

    /// `CREATE ROLE joe WITH LOGIN PASSWORD x;` as instructions write it: without the quotes that SQL asks for.
    fn is_role(&self, site: &Site, lead: &[u8]) -> bool {
        site.name.of(self.text).eq_ignore_ascii_case(b"password")
            && [b"role", b"user"].iter().any(|thing| contains_ci(lead, *thing))
            && [&b"create"[..], b"alter"].iter().any(|verb| contains_ci(lead, verb))
    }

    /// The last part of a dotted callee promises the secret: `user.set_password(` does, `password.encode(` does not.
    pub(super) fn callee_speaks(&self, site: &Site) -> bool {
        let name = site.name.of(self.text);
        match memchr::memrchr(b'.', name) {
            Some(dot) => key::class(&Words::of(&name[dot + 1..]), b"").0 != Class::None,
            None => true,
        }
    }

    /// The word right before a name, one blank between: `API` in `"API key": `.
    pub(super) fn word_before(&self, start: usize) -> &'t [u8] {
        if start < 2 || self.text[start - 1] != b' ' {
            return b"";
        }
        let end = start - 1;
        let from = end - self.text[..end].iter().rev().take(24).take_while(|b| is_name(**b)).count();
        &self.text[from..end]
    }
}

/// The first character behind `at` that is no blank and no line end, within some bytes; and where it stands, or where the look
/// for it ended.
pub fn sign_behind(text: &[u8], at: usize) -> (Option<&u8>, usize) {
    let rest = text.get(at..).unwrap_or_default();
    let blanks = rest.iter().take(80).take_while(|b| b.is_ascii_whitespace()).count();
    (rest.get(blanks).filter(|_| blanks < 80), at + blanks)
}
