//! Names over several values: each of a list is weighed as if it stood behind the name, and each of a map that no name of
//! its own tells.

use super::columns::is_hash;
use super::{FRONT, Found, Judge};
use crate::engine::generic::around::OFTEN;
use crate::engine::generic::feature::Feature as F;
use crate::engine::generic::key::{self, Class, Words};
use crate::engine::generic::site::{self, Sep, Site};
use crate::engine::generic::value::{self, Setting};
use crate::model::{FileKind, Span};

/// The fewest characters of a password in a map.
const LEAST: usize = 6;

impl<'t> Judge<'t> {
    /// Weighs the values under the name that the last word led to.
    pub fn members(&mut self, pos: usize, mut out: impl FnMut(Found<'t>)) {
        let Some(name) = self.over.take().filter(|name| self.is_asked(*name)) else { return };
        let Some(members) = site::members(self.text, name) else { return };
        self.look(site::LONGEST_NAME + FRONT, members.behind + name.end.saturating_sub(pos));
        if members.values.is_empty() || members.lines && self.kind == FileKind::Source {
            return;
        }
        let words = Words::of(name.of(self.text));
        let class = key::class(&words, b"").0;
        for member in members.values {
            if member.key.is_some_and(|key| !self.is_bare_key(key, class)) {
                continue;
            }
            let quoted = matches!(self.text.get(member.at), Some(b'\'' | b'"' | b'`'));
            let site = Site { name, sep: Sep::Colon, at: member.at };
            let setting = Setting { string: None, whole_line: !quoted };
            let Some(value) = value::read(self.text, &site, setting) else { continue };
            let raw = value.span.of(self.text);
            let fits = if member.key.is_some() { is_telling(raw, class) } else { is_single(raw) };
            if is_hash(raw) || !fits {
                continue;
            }
            self.weigh(&site, &value, setting, &mut |found| {
                let random = found.set.has(F::Random16) || found.set.has(F::Random24);
                if member.key.is_none() || class == Class::Password || random {
                    out(found);
                }
            });
        }
        // Of several values no account is kept.
        self.often.set(None);
        self.reach.set((2 * OFTEN, 2 * OFTEN));
    }

    /// True for the name of a member that neither promises a secret itself nor speaks of something else.
    fn is_bare_key(&self, key: Span, class: Class) -> bool {
        let words = Words::of(key.of(self.text));
        let secret =
            matches!(class, Class::Password | Class::Secret | Class::Token | Class::ApiKey | Class::Auth);
        secret && key::class(&words, b"").0 == Class::None && !key::of_more(&words, class == Class::Password)
    }
}

/// An item that is one value: no text of several words, and no pair (`session=7f3k..; Path=/`).
fn is_single(item: &[u8]) -> bool {
    let padding = item.iter().rev().take_while(|b| **b == b'=').count();
    let body = &item[..item.len() - padding];
    !body.iter().any(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b';'))
}

/// A value that speaks for itself: letters and digits, and no text, path or address.
fn is_telling(value: &[u8], class: Class) -> bool {
    let has = |is: fn(&u8) -> bool| value.iter().any(is);
    let signs: &[u8] = if class == Class::Password { b"!@#$%^&*+=_-?" } else { b"+/=_-" };
    has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
        && value.len() >= LEAST
        && value.iter().all(|b| b.is_ascii_alphanumeric() || signs.contains(b))
}
