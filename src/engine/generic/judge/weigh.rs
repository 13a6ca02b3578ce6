//! Weighs a value under a name: vetoes, then the features of its name, its characters and its surroundings. Cheap steps come
//! first, and each may reject it.

mod name;
mod value;

use super::raw::scheme;
use super::{Found, Judge};
use crate::engine::generic::around::Around;
use crate::engine::generic::bytes::{contains_ci, is_one_of};
use crate::engine::generic::feature::{Feature as F, Set};
use crate::engine::generic::key::{self, Words};
use crate::engine::generic::quote::Quote;
use crate::engine::generic::site::{Sep, Site};
use crate::engine::generic::text::Counts;
use crate::engine::generic::value::{Setting, Value, assigns_often, unescape};
use crate::engine::generic::{score, veto};
use crate::model::Span;

/// A value under a name, with its measures.
struct Case<'a> {
    site: &'a Site,
    v: &'a Value,
    setting: Setting,
    /// The value as it stands, and with its escapes undone.
    raw: &'a [u8],
    value: &'a [u8],
    counts: Counts,
    words: Words,
}

impl Case<'_> {
    fn name<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        self.site.name.of(text)
    }
}

impl<'t> Judge<'t> {
    /// Weighs a value of a site; passes it to `out` if it reaches a level of confidence.
    pub(super) fn weigh(&self, site: &Site, v: &Value, setting: Setting, out: &mut impl FnMut(Found<'t>)) {
        // `Authorization: token abc`: the scheme is no part of the value
        let scheme = scheme(v.span.of(self.text), site.name.of(self.text));
        let v = &Value { span: Span { start: v.span.start + scheme, end: v.span.end }, ..*v };
        let raw = v.span.of(self.text);
        if site.sep == Sep::Blank && (self.closes_string(v, setting) || !self.blank_holds(site, v, raw)) {
            return;
        }
        let in_string = setting.string.is_some();
        if v.quote == Quote::None
            && (assigns_often(raw)
                || !v.ints && veto::expression(raw, v, site.sep, self.kind, in_string).is_some())
        {
            return;
        }
        let value = unescape(raw, v);
        let counts = Counts::of(&value);
        if veto::reason(raw, &value, v, site.sep, self.kind, &counts).is_some()
            || self.is_no_assignment(site, v, raw)
        {
            return;
        }
        let words = Words::of(site.name.of(self.text));
        let case = Case { site, v, setting, raw, value: &value, counts, words };
        let mut set = Set::default();
        if !(self.name_promises(&case, &mut set)
            && self.value_keeps(&case, &mut set)
            && self.surroundings_allow(&case, &mut set))
        {
            return;
        }
        let points = score::points(&set);
        let confidence = score::confidence(points);
        if confidence.is_some() || !self.eager {
            out(Found { name: site.name, span: v.span, value, set, points, confidence });
        }
    }

    /// Sets the features of the surroundings; false if they reject the value.
    fn surroundings_allow(&self, case: &Case<'_>, set: &mut Set) -> bool {
        let Case { site, v, words, .. } = case;
        let around = Around::of(self.text, site.name.start, v.span);
        // The word that led to the name stands in it.
        let look = |at: Span| {
            self.look(
                (site.name.end + 2).saturating_sub(at.start),
                (at.end + 2).saturating_sub(site.name.start),
            )
        };
        look(around.near);
        let nonce = set.has(F::KeySalt) && contains_ci(site.name.of(self.text), b"nonce");
        let side = self.word_before(site.name.start);
        let of_side = is_one_of(side, &["client", "server"]);
        if nonce && (of_side || key::of_exchange(words) || around.exchange()) {
            return false;
        }
        if set.has(F::KeyPw) && set.has(F::ShapeUuid) && around.lists_uuids() {
            return false;
        }
        around.features(site.name, self.kind, set);
        if self.eager && score::confidence(score::points(set)).is_none() {
            return false;
        }
        let (further, often) = around.lowering(v, case.raw, self.kind, set);
        look(further);
        self.often.set(often);
        true
    }
}
