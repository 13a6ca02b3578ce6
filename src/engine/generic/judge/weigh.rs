//! A value under a name, weighed: what it is not, then what its name, its signs and its surroundings say; cheap steps
//! first, each of which may end it.

use super::plain::{ends_with_uuid, is_label, is_measure, is_table, spells};
use super::raw::{has_control, is_told_away, scheme};
use super::{Found, Judge};
use crate::engine::generic::around::Around;
use crate::engine::generic::bytes::{contains_ci, is_one_of, starts_ci};
use crate::engine::generic::feature::{Feature as F, Set};
use crate::engine::generic::key::{self, Words};
use crate::engine::generic::quote::{self, Quote};
use crate::engine::generic::site::{Sep, Site};
use crate::engine::generic::text::{self, Counts};
use crate::engine::generic::value::{self, Setting, Value};
use crate::engine::generic::{form, looks, score, veto, weak};
use crate::engine::phrases;
use crate::model::Span;

/// A value under a name, and what is known of both.
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
    /// Weighs a value of a site; hands it out where it reaches a level.
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
            && (value::assigns_often(raw)
                || !v.ints && veto::expression(raw, v, site.sep, self.kind, in_string).is_some())
        {
            return;
        }
        let value = value::unescape(raw, v);
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

    /// Sets the features of the name and of the form; false where they settle that the value is none.
    fn name_promises(&self, case: &Case<'_>, set: &mut Set) -> bool {
        let Case { site, v, counts, words, .. } = case;
        let name = site.name.of(self.text);
        key::features(words, self.word_before(site.name.start), set);
        if set.has(F::KeyKey) && self.is_asked_with(site, v) {
            set.take(F::KeyKey);
            set.put(F::KeyApiKey);
        }
        let is_key = set.has(F::KeyKey) || set.has(F::KeyApiKey);
        let before = self.word_before(site.name.start);
        let is_public = || key::of_key_id(words) || key::of_public_key(words, before);
        if is_key && is_public() || key::of_request(words) || key::of_affix(words) {
            return false;
        }
        if set.has(F::KeyAuth) && key::of_other(words, key::class(words, before).1)
            || (set.has(F::KeyAuth) || set.has(F::KeyApi)) && key::of_place(words)
        {
            return false;
        }
        set.put_if(quote::phrase(self.text, site.name.start, site.name.end), F::KeyPhrase);
        if site.sep == Sep::Call && key::of_pair(words) {
            // the user
            return false;
        }
        for class in [F::KeyAuth, F::KeyToken] {
            let login = if class == F::KeyAuth { key::of_login(words) } else { key::of_pair(words) };
            if site.sep == Sep::Arg2 && set.has(class) && login {
                set.take(class);
                set.put(F::KeyPw);
            }
        }
        let many = set.has(F::KeyPlural) || words.iter().any(|w| w == b"keys");
        // `ssh_keys: - 4711`: the numbers of some that are kept elsewhere
        let numbers = many && v.next_line && counts.digit == counts.len;
        if v.ints && many
            || numbers
            || set.has(F::KeyToken) && (key::of_page(words) || key::of_assembly(words))
        {
            return false;
        }
        form::features(site, v, case.setting, self.kind, set);
        // a hash under the name of one, the id of a public key
        let is_hash = set.has(F::KeyHash) && counts.len >= 16 || key::of_key_ring(name);
        let hex = counts.hex == counts.len || starts_ci(case.value, b"0x") && counts.hex + 1 == counts.len;
        let is_public = || {
            let own = |w: &[u8]| matches!(w, b"private" | b"priv" | b"secret" | b"privkey" | b"seckey");
            (veto::point(case.value) || veto::packet(case.value)) && !words.iter().any(own)
        };
        !(hex && (is_hash || is_public() || self.is_public_there(site, v)))
            && (!self.eager || score::may_reach_after_form(set))
    }

    /// Sets the features of the value; false where they settle it.
    fn value_keeps(&self, case: &Case<'_>, set: &mut Set) -> bool {
        let Case { site, v, value, counts, words, .. } = case;
        let name = site.name.of(self.text);
        if v.ints {
            set.put(F::Len31);
        } else {
            key::compare(name, value, set);
            text::features(value, counts, set);
            weak::features(value, counts, set);
            looks::features(value, counts, set);
            looks::chosen(value, set);
            looks::coverage(value, set);
            looks::random(counts, set);
        }
        // `"newNonce": "https://.."`: where one is to be had
        if set.has(F::KeySalt) && value.starts_with(b"http") && phrases::holds(value, b"://") {
            return false;
        }
        // `nonce: genesis-01`: counted, and told by words
        if set.has(F::KeySalt) && is_label(value) {
            return false;
        }
        if !set.has(F::KeyPw) && !v.ints && is_table(value, counts) {
            return false;
        }
        if set.has(F::KeySession) && is_measure(value) {
            return false;
        }
        // `#form-nonce`: where a page has it
        if set.has(F::KeySalt) && value.first() == Some(&b'#') && set.has(F::ValHasKeyword) {
            return false;
        }
        // JSON in base64, under a name that promises nothing
        if set.has(F::KeyNone) && value.starts_with(b"eyJ") && memchr::memchr(b'.', value).is_none() {
            return false;
        }
        // `retype_password: "Ponovo unesi lozinku"`: what a form says
        if set.has(F::KeyPw) && set.has(F::Natural) && counts.digit == 0 && key::of_form(words) {
            return false;
        }
        // `"\bpassword:\a\x82\x18"`: bytes of a message, and nothing that is typed
        if set.has(F::KeyPw) && has_control(case.raw) {
            return false;
        }
        // `gpg-passphrase: GPG_PASSPHRASE`: the variable that holds it
        if set.has(F::ValEqKey) && counts.lower == 0 && value.contains(&b'_') {
            return false;
        }
        let chosen = set.has(F::KeyPw) || set.has(F::KeySecret);
        if !chosen && looks::abbreviated(value, counts) {
            return false;
        }
        if is_told_away(case.name(self.text), words, value, set) {
            return false;
        }
        // `token: "support.function.c"`: a scope, or another name of several parts
        if set.has(F::KeyToken) && set.has(F::LooksDotted) && value.iter().filter(|b| **b == b'.').count() > 1
        {
            return false;
        }
        // `cookie.key === 'SESSIONNAME'`: which of several it is
        let letters = value.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b'.'));
        let of_pair = name.ends_with(b".key") || name == b"key";
        if site.sep == Sep::Compare && of_pair && letters {
            return false;
        }
        // `key1 = '..'`, `PrivateKey => '..'`: twenty bytes in capitals name a key of OpenPGP
        let capitals = counts.hex == counts.len && counts.lower == 0 && matches!(counts.len, 16 | 40);
        if capitals
            && counts.upper > 0
            && (counts.len == 40 && set.has(F::KeyKey)
                || words.iter().any(|w| w == b"private" || w.starts_with(b"gpg") || w.starts_with(b"pgp")))
        {
            return false;
        }
        let of_thing = set.has(F::TailMeta)
            || set.has(F::TailId)
            || words.iter().any(|w| w == b"id" || w.ends_with(b"uid"));
        // `"key":"58cdf874-.."`: one of many things, in data
        let is_key = site.sep == Sep::Colon && name == b"key";
        if set.has(F::ShapeUuid) && (of_thing || is_key) || of_thing && ends_with_uuid(value) {
            return false;
        }
        if !v.ints && spells(name, value) {
            return false;
        }
        set.put_if(case.setting.string.is_some(), F::InString);
        set.put_if(v.next_line, F::NextLine);
        !self.eager || score::may_reach_after_value(set)
    }

    /// Sets the features of what stands around; false where they settle it.
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
