//! What the value says of itself: its features, and the forms that no secret under such a name has.

use super::super::Judge;
use super::super::plain::{ends_with_uuid, is_label, is_measure, is_table, spells};
use super::super::raw::{has_control, is_told_away};
use super::Case;
use crate::engine::generic::feature::{Feature as F, Set};
use crate::engine::generic::site::Sep;
use crate::engine::generic::{key, looks, score, text, weak};
use crate::engine::phrases;

impl Judge<'_> {
    /// Sets the features of the value; false if they reject it.
    pub(super) fn value_keeps(&self, case: &Case<'_>, set: &mut Set) -> bool {
        let name = case.name(self.text);
        features(case, name, set);
        if is_no_nonce(case, set)
            || is_no_password(case, set)
            || is_no_token(case, set)
            || is_told_away(name, &case.words, case.value, set)
            || is_identifier(case, name, set)
            || is_pgp_id(case, set)
            || !case.v.ints && spells(name, case.value)
        {
            return false;
        }
        set.put_if(case.setting.string.is_some(), F::InString);
        set.put_if(case.v.next_line, F::NextLine);
        !self.eager || score::may_reach_after_value(set)
    }
}

fn features(case: &Case<'_>, name: &[u8], set: &mut Set) {
    let Case { v, value, counts, .. } = case;
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
}

/// Under the name of a nonce: where to get one, a counter with words, or the element of a page that holds it.
fn is_no_nonce(case: &Case<'_>, set: &Set) -> bool {
    let value = case.value;
    // `"newNonce": "https://.."`, `nonce: genesis-01`, `#form-nonce`
    set.has(F::KeySalt)
        && (value.starts_with(b"http") && phrases::holds(value, b"://")
            || is_label(value)
            || value.first() == Some(&b'#') && set.has(F::ValHasKeyword))
}

/// Nothing that a person would choose, or the sentence of a form that asks for it.
fn is_no_password(case: &Case<'_>, set: &Set) -> bool {
    let Case { v, value, counts, words, .. } = case;
    if !set.has(F::KeyPw) {
        return !v.ints && is_table(value, counts);
    }
    // `retype_password: "Ponovo unesi lozinku"`; `"\bpassword:\a\x82\x18"`: bytes of a message, which nobody types
    set.has(F::Natural) && counts.digit == 0 && key::of_form(words) || has_control(case.raw)
}

/// Under other names than a password's: measurements, structures and scopes, which no issuer hands out as a key.
fn is_no_token(case: &Case<'_>, set: &Set) -> bool {
    let Case { value, counts, .. } = case;
    let chosen = set.has(F::KeyPw) || set.has(F::KeySecret);
    set.has(F::KeySession) && is_measure(value)
        // JSON in base64, under a name that promises nothing
        || set.has(F::KeyNone) && value.starts_with(b"eyJ") && memchr::memchr(b'.', value).is_none()
        || !chosen && looks::abbreviated(value, counts)
        // `token: "support.function.c"`: a scope, or another name of several parts
        || set.has(F::KeyToken)
            && set.has(F::LooksDotted)
            && value.iter().filter(|b| **b == b'.').count() > 1
}

/// The value names something: the variable that holds the secret, one of several keys, an object by its UUID.
fn is_identifier(case: &Case<'_>, name: &[u8], set: &Set) -> bool {
    let Case { site, value, counts, words, .. } = case;
    // `gpg-passphrase: GPG_PASSPHRASE`: the variable that holds it
    if set.has(F::ValEqKey) && counts.lower == 0 && value.contains(&b'_') {
        return true;
    }
    // `cookie.key === 'SESSIONNAME'`: which of several it is
    let letters = value.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b'.'));
    let of_pair = name.ends_with(b".key") || name == b"key";
    if site.sep == Sep::Compare && of_pair && letters {
        return true;
    }
    let of_thing =
        set.has(F::TailMeta) || set.has(F::TailId) || words.iter().any(|w| w == b"id" || w.ends_with(b"uid"));
    // `"key":"58cdf874-.."`: one of many things, in data
    let is_key = site.sep == Sep::Colon && name == b"key";
    set.has(F::ShapeUuid) && (of_thing || is_key) || of_thing && ends_with_uuid(value)
}

/// `key1 = '..'`, `PrivateKey => '..'`: twenty bytes in capitals are the fingerprint of an OpenPGP key, eight its short id.
fn is_pgp_id(case: &Case<'_>, set: &Set) -> bool {
    let Case { counts, words, .. } = case;
    let capitals = counts.hex == counts.len && counts.lower == 0 && matches!(counts.len, 16 | 40);
    capitals
        && counts.upper > 0
        && (counts.len == 40 && set.has(F::KeyKey)
            || words.iter().any(|w| w == b"private" || w.starts_with(b"gpg") || w.starts_with(b"pgp")))
}
