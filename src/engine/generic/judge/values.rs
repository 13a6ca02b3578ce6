//! Reads the value of a site, and chooses which of several values are weighed.

use super::{Found, Judge, NEAR, place};
use crate::engine::generic::around;
use crate::engine::generic::key::{self, Class, Words};
use crate::engine::generic::quote::Quote;
use crate::engine::generic::site::{Sep, Site};
use crate::engine::generic::value::{self, After, Setting, Value};
use crate::engine::generic::wrap::Wrap;

/// The bytes behind the line of a value that are read for tags, lists of bytes and values on the next line.
const BEHIND: usize = 160;
/// The bytes before a name that is an item of a list.
pub const ITEM: usize = 320;

impl<'t> Judge<'t> {
    /// The value of the site that the word at `pos` led to.
    pub(super) fn value_at(&self, pos: usize, site: &Site, setting: Setting) -> Option<Value> {
        let item =
            if site.sep == Sep::Comma { site.name.start.saturating_sub(ITEM) } else { site.name.start };
        let front = self.reach.get().0.max((pos + 2).saturating_sub(item));
        let Some(found) = value::read(self.text, site, setting) else {
            let end = value::refused_to(self.text, site, setting);
            self.reach.set((front, end.max(site.found_to()) - pos));
            return None;
        };
        let rest = self.text.get(found.end..).unwrap_or_default();
        let rest = &rest[..rest.len().min(value::LONGEST)];
        let line = found.end + memchr::memchr(b'\n', rest).unwrap_or(value::LONGEST);
        let end = match site.sep == Sep::Tag || found.ints || found.next_line {
            true => line.max(site.at) + BEHIND,
            // The next character, even in another line, may show that the value is an item of a list.
            false => {
                [site.at, found.end]
                    .map(|at| place::sign_behind(self.text, at).1)
                    .into_iter()
                    .fold(line, usize::max)
                    + 2
            }
        };
        self.reach.set((front, end.saturating_sub(pos)));
        // `"password": { "description": ..`: the string is a name itself
        let is_name = found.after == After::Colon
            && found.quote != Quote::None
            && place::sign_behind(self.text, site.at).0 == Some(&b'{');
        (!is_name).then_some(found)
    }

    /// Weighs the value of a site, or several values of which it is the first.
    pub(super) fn weigh_all(
        &self,
        site: &Site,
        found: &Value,
        setting: Setting,
        out: &mut impl FnMut(Found<'t>),
    ) {
        // `"Bearer " + "x"`
        if matches!(found.after, After::Plus | After::Dot)
            && found.quote != Quote::None
            && value::is_scheme(found.span.of(self.text).trim_ascii_end())
        {
            self.look(0, NEAR + 2 * value::LONGEST);
            if let Some(rest) = value::joined(self.text, found.end, setting) {
                return self.weigh(site, &rest, setting, out);
            }
        }
        // `new Cookie("name", token)`: the first of two is what the cookie is called
        let names = (site.sep == Sep::Call || found.wrap != Wrap::None)
            && place::sign_behind(self.text, found.end).0 == Some(&b',')
            && key::class(&Words::of(site.name.of(self.text)), self.word_before(site.name.start)).0
                == Class::Session;
        let takes_two = site.sep == Sep::Call || site.sep == Sep::Blank && found.quote != Quote::None;
        if takes_two && found.wrap == Wrap::None && found.after != After::Plus {
            if let Some(second) = value::second(self.text, found.end, setting) {
                self.weigh(&Site { sep: Sep::Arg2, ..*site }, &second, setting, out);
                if !names {
                    self.weigh(site, found, setting, out);
                }
                // The footprint of two values is not tracked: it is taken as large as it can be.
                self.often.set(None);
                return self.reach.set((2 * around::OFTEN, 2 * around::OFTEN));
            }
            self.look(0, NEAR + 2 * value::LONGEST);
        }
        if !names {
            self.weigh(site, found, setting, out);
        }
    }
}
